// Wakeup: a hint that work may be waiting. Hints may be lost, doubled or late: whoever waits also has a
// deadline and re-reads the store. A hint given while nobody waits is kept, so that the next wait returns at
// once.
#pragma once

#include <cstddef>

#include "app/task.hpp"
#include "base/time.hpp"

namespace evo {

enum class Topic { queue, outbox, jobs, deadlines, changes, alerts };
inline constexpr std::size_t kTopics = 6;

class Wakeup {
 public:
  virtual ~Wakeup() = default;
  virtual void notify(Topic topic) = 0;
  // For stopping: every present and future wait on any topic returns at once.
  virtual void notify_all() = 0;
  // Returns at a hint for the topic or at the deadline. One waiter a topic.
  virtual Task<void> wait(Topic topic, Time deadline) = 0;
};

}  // namespace evo
