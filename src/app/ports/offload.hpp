// Offload: computation that takes longer than the loop may be held (about a millisecond) runs elsewhere.
#pragma once

#include <functional>

#include "app/task.hpp"

namespace evo {

class Offload {
 public:
  virtual ~Offload() = default;
  // Runs `work` once, away from the event loop where the adapter has threads, and returns afterwards. `work`
  // may touch only what nobody else does meanwhile, and must not throw.
  virtual Task<void> run(std::function<void()> work) = 0;
};

// For programs that do nothing else meanwhile.
class InlineOffload final : public Offload {
 public:
  Task<void> run(std::function<void()> work) override {
    work();
    co_return;
  }
};

}  // namespace evo
