// Wake-ups within one process: on the loop's own timers, without a lock. notify() may be called from the loop
// only.
#pragma once

#include <array>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "app/ports/wakeup.hpp"

namespace evo {

class LocalWakeup final : public Wakeup {
 public:
  explicit LocalWakeup(boost::asio::any_io_executor loop);
  ~LocalWakeup() override;

  void notify(Topic topic) override;
  void notify_all() override;
  Task<void> wait(Topic topic, Time deadline) override;

 private:
  struct Bell;
  // Shared with those who wait: a coroutine that the loop destroys late must still find its bell.
  std::array<std::shared_ptr<Bell>, kTopics> bells_;
};

}  // namespace evo
