// Whole files as uploads bring them.
#include "base/assert.hpp"
#include "replay/replay.hpp"
#include "replay/summary_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto summary = evo::replay::summarize({data, size});
  if (!summary) return 0;
  const auto read = evo::replay::summary_from_json(evo::replay::to_json(*summary));
  EVO_ASSERT(read && *read == *summary);
  return 0;
}
