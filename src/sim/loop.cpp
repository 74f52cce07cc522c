#include "sim/loop.hpp"

namespace evo::sim {
namespace {

constexpr std::uint64_t kFnvPrime = 1099511628211u;

}  // namespace

SimLoop::SimLoop(std::uint64_t seed, Time start) : now_(start), rng_(seed) {}

SimLoop::~SimLoop() {
  shutdown();
  // Destroying work may create work (a rolled back transaction lets the next one in).
  while (!ready_.empty() || !timers_.empty()) {
    auto ready = std::exchange(ready_, {});
    auto timers = std::exchange(timers_, {});
  }
  destroy();
}

bool SimLoop::run_until(Time time, std::uint64_t steps_max) {
  const std::uint64_t steps_end =
      steps_max > ~std::uint64_t{0} - steps_ ? ~std::uint64_t{0} : steps_ + steps_max;
  for (;;) {
    if (!ready_.empty()) {
      if (steps_ >= steps_end) return false;
      const std::size_t chosen = ready_.size() == 1 ? 0 : static_cast<std::size_t>(rng_.below(ready_.size()));
      Entry entry = std::move(ready_[chosen]);
      if (chosen + 1 != ready_.size()) ready_[chosen] = std::move(ready_.back());
      ready_.pop_back();
      ++steps_;
      trace_ = (trace_ ^ chosen) * kFnvPrime;
      trace_ = (trace_ ^ static_cast<std::uint64_t>(to_micros(now_))) * kFnvPrime;
      entry.item->run();
    } else if (!timers_.empty() && timers_.begin()->first <= time) {
      auto first = timers_.begin();
      now_ = std::max(now_, first->first);
      ready_.push_back(std::move(first->second));
      timers_.erase(first);
    } else {
      now_ = std::max(now_, time);
      return true;
    }
  }
}

void SimLoop::crash(Domain domain) {
  std::vector<Entry> doomed;
  for (std::size_t i = 0; i < ready_.size();) {
    if (ready_[i].domain == domain) {
      doomed.push_back(std::move(ready_[i]));
      ready_[i] = std::move(ready_.back());
      ready_.pop_back();
    } else {
      ++i;
    }
  }
  for (auto timer = timers_.begin(); timer != timers_.end();) {
    if (timer->second.domain == domain) {
      doomed.push_back(std::move(timer->second));
      timer = timers_.erase(timer);
    } else {
      ++timer;
    }
  }
}

}  // namespace evo::sim
