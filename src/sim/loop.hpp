// SimLoop: an executor with virtual time. Whenever several pieces of work could run, a seeded generator picks
// one, so that one seed is one order of events and every legal order can occur. Time passes only when nothing
// can run, and jumps to the next timer. Work belongs to a domain (one per simulated process); crash()
// destroys all work of a domain, wherever its coroutines are suspended, as the end of a process would.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>

#include "base/random.hpp"
#include "base/time.hpp"

namespace evo::sim {

class SimLoop : public boost::asio::execution_context {
 public:
  using Domain = int;

  explicit SimLoop(std::uint64_t seed, Time start);
  ~SimLoop();

  class Executor {
   public:
    Executor(SimLoop& loop, Domain domain) noexcept : loop_(&loop), domain_(domain) {}
    boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept { return *loop_; }
    static constexpr boost::asio::execution::blocking_t query(boost::asio::execution::blocking_t) noexcept {
      return boost::asio::execution::blocking.never;
    }
    Executor require(boost::asio::execution::blocking_t::never_t) const noexcept { return *this; }
    template <class Work>
    void execute(Work work) const {
      loop_->ready_.push_back({domain_, std::make_unique<Item<Work>>(std::move(work))});
    }
    friend bool operator==(const Executor&, const Executor&) noexcept = default;

   private:
    SimLoop* loop_;
    Domain domain_;
  };

  boost::asio::any_io_executor executor(Domain domain) { return Executor(*this, domain); }
  Time now() const { return now_; }
  Rng& rng() { return rng_; }

  // Runs `work` in `domain` at `time`.
  template <class Work>
  void at(Time time, Domain domain, Work work) {
    timers_.emplace(time, Entry{domain, std::make_unique<Item<Work>>(std::move(work))});
  }

  // Runs everything up to `time`, which is then the present; false when more than `steps_max` pieces of work
  // ran (a busy loop somewhere).
  bool run_until(Time time, std::uint64_t steps_max = ~std::uint64_t{0});
  // Destroys all work of the domain.
  void crash(Domain domain);

  std::uint64_t steps() const { return steps_; }
  // Equal for runs in which the same work ran in the same order at the same times.
  std::uint64_t trace() const { return trace_; }

 private:
  struct ItemBase {
    virtual ~ItemBase() = default;
    virtual void run() = 0;
  };
  template <class Work>
  struct Item : ItemBase {
    explicit Item(Work item_work) : work(std::move(item_work)) {}
    void run() override {
      auto moved = std::move(work);
      moved();
    }
    Work work;
  };
  struct Entry {
    Domain domain;
    std::unique_ptr<ItemBase> item;
  };

  std::vector<Entry> ready_;
  std::multimap<Time, Entry> timers_;
  Time now_;
  Rng rng_;
  std::uint64_t steps_ = 0;
  std::uint64_t trace_ = 1469598103934665603u;
};

}  // namespace evo::sim
