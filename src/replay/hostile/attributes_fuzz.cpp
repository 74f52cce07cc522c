// replay.attributes.events of any build.
#include "replay/attributes.hpp"
#include "replay/hostile/fuzz_support.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  constexpr std::size_t kCodeBytesMax = 16;
  const fuzz::Choice chosen = fuzz::choose(data, size);
  const auto attributes = read_attributes(chosen.member, chosen.base_build);
  if (!attributes) return 0;
  for (const PlayerAttributes& player : attributes->players)
    EVO_ASSERT(player.race.size() <= kCodeBytesMax && player.difficulty.size() <= kCodeBytesMax);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  return evo::replay::fuzz::member_seeds("replay.attributes.events");
}
