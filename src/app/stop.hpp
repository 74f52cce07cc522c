// Stop: a flag that loops look at between two pieces of work. Copies share the flag. Whoever requests a stop
// also wakes the sleepers (Wakeup::notify_all), so that nobody waits out a deadline.
#pragma once

#include <memory>

namespace evo {

class Stop {
 public:
  Stop() : requested_(std::make_shared<bool>(false)) {}
  bool requested() const { return *requested_; }
  void request() { *requested_ = true; }

 private:
  std::shared_ptr<bool> requested_;
};

}  // namespace evo
