#include "sim/event.hpp"

#include <functional>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/assert.hpp"

namespace evo::sim {

struct Event::State {
  bool is_set = false;
  std::uint64_t round = 0;  // Tells a timer whether its wait is still the current one.
  std::function<void(bool)> resume;

  void finish(bool set) {
    ++round;
    auto waiter = std::exchange(resume, nullptr);
    waiter(set);
  }
};

Event::Event(SimLoop& loop, SimLoop::Domain domain)
    : loop_(loop), domain_(domain), state_(std::make_shared<State>()) {}

Event::~Event() { state_->resume = nullptr; }

void Event::set() {
  if (state_->resume)
    state_->finish(true);
  else
    state_->is_set = true;
}

Task<bool> Event::wait_until(Time deadline) {
  if (state_->is_set) {
    state_->is_set = false;
    co_return true;
  }
  EVO_ASSERT(!state_->resume);
  auto start = [this, deadline](auto handler) {
    auto executor = boost::asio::get_associated_executor(handler, loop_.executor(domain_));
    auto kept = std::make_shared<decltype(handler)>(std::move(handler));
    state_->resume = [kept, executor](bool set) {
      boost::asio::post(executor, [kept, set]() mutable { std::move (*kept)(set); });
    };
    std::weak_ptr<State> weak = state_;
    loop_.at(std::max(deadline, loop_.now()), domain_, [weak, round = state_->round] {
      const auto state = weak.lock();
      if (state && state->resume && state->round == round) state->finish(false);
    });
  };
  co_return co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable), void(bool)>(
      std::move(start), boost::asio::use_awaitable);
}

}  // namespace evo::sim
