// Gate: in front of every loop and server. Whoever enters holds a Pass while working; close() refuses
// newcomers and waits for those inside, which is how the program drains before it stops.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "adapters/net/waiters.hpp"
#include "app/task.hpp"

namespace evo {

class Gate {
  struct State {
    std::size_t inside = 0;
    bool closed = false;
    Waiters emptied;
  };

 public:
  class Pass {
   public:
    explicit Pass(std::shared_ptr<State> state) : state_(std::move(state)) { ++state_->inside; }
    Pass(Pass&&) noexcept = default;
    Pass& operator=(Pass&& other) noexcept;
    ~Pass() { leave(); }

   private:
    void leave();
    std::shared_ptr<State> state_;
  };

  Gate() : state_(std::make_shared<State>()) {}

  // nullopt once the gate is closed.
  std::optional<Pass> enter();
  // Closes at once; returns when the last one has left. May be repeated. Cancelling it gives up the waiting,
  // and the gate stays closed.
  Task<void> close();
  bool is_closed() const { return state_->closed; }
  std::size_t inside() const { return state_->inside; }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace evo
