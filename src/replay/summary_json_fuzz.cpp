// Text that claims to be a summary. What is accepted is written again without loss.
#include "base/assert.hpp"
#include "replay/summary_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto summary = evo::replay::summary_from_json({reinterpret_cast<const char*>(data), size});
  if (!summary) return 0;
  const std::string json = evo::replay::to_json(*summary);
  if (json.size() > evo::replay::kSummaryJsonBytesMax) return 0;
  const auto again = evo::replay::summary_from_json(json);
  EVO_ASSERT(again && *again == *summary);
  return 0;
}
