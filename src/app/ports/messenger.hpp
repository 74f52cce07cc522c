// Messenger: delivers one outbox item to a person. Delivery is at least once: the dedupe key makes a repeat
// harmless.
#pragma once

#include <optional>
#include <string>

#include "app/records.hpp"
#include "app/task.hpp"

namespace evo {

struct Delivery {
  enum class Fate { delivered, retry, permanent };
  Fate fate = Fate::delivered;
  Duration retry_after{};  // retry: not before.
  std::string problem;     // retry and permanent: why.
};

class Messenger {
 public:
  virtual ~Messenger() = default;
  virtual Task<Delivery> deliver(OutboxItem item) = 0;
};

}  // namespace evo
