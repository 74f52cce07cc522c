// Text that claims to be a summary. What is accepted is written again without loss.
#include "base/assert.hpp"
#include "replay/hostile/fuzz_support.hpp"
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

std::vector<evo::fuzz::Input> fuzz_seeds() {
  std::vector<evo::fuzz::Input> seeds;
  for (const std::uint32_t build : {26490u, 80949u}) {
    const auto file = evo::replay::write_replay(evo::replay::fuzz::small_game(build)).value();
    seeds.push_back(evo::fuzz::text_input(evo::replay::to_json(evo::replay::summarize(file).value())));
  }
  return seeds;
}
