// Waiters: a line of coroutines that wait for somebody to call them, first come, first called. It needs no
// timer and no reactor, so it works on every executor, the simulation's included. A wait can be cancelled
// through Asio's cancellation slots (`a() || b()`). Used from the loop's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "app/task.hpp"

namespace evo {

class Waiters {
 public:
  Waiters() : line_(std::make_shared<Line>()) {}

  // Returns true when called by wake_one() or wake_all(), false when cancelled. The object may be destroyed
  // meanwhile: then nobody calls any more.
  Task<bool> wait();
  // False when nobody waits. Those woken run later, never inside the call.
  bool wake_one();
  void wake_all();
  std::size_t size() const { return line_->resumptions.size(); }

 private:
  using Resumption = std::move_only_function<void(bool called)>;
  struct Line {
    std::map<std::uint64_t, Resumption> resumptions;  // By order of arrival.
    std::uint64_t arrivals = 0;
  };
  std::shared_ptr<Line> line_;
};

}  // namespace evo
