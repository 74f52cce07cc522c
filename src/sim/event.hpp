// Event: lets one coroutine wait until another sets it, or until a deadline, in virtual time. The waiter
// stays in its own domain, so that the end of the setter's process never destroys who waits for it.
#pragma once

#include <memory>

#include "app/task.hpp"
#include "sim/loop.hpp"

namespace evo::sim {

class Event {
 public:
  Event(SimLoop& loop, SimLoop::Domain domain);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  // Wakes the waiter, or makes the next wait return at once.
  void set();
  // true: it was set; false: the deadline passed. One waiter at a time. Waiting takes the mark away.
  Task<bool> wait_until(Time deadline);

 private:
  struct State;
  SimLoop& loop_;
  SimLoop::Domain domain_;
  std::shared_ptr<State> state_;
};

}  // namespace evo::sim
