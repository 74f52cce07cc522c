// replay.details of any build.
#include "replay/details.hpp"
#include "replay/hostile/fuzz_support.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  const fuzz::Choice chosen = fuzz::choose(data, size);
  const auto details = read_details(chosen.member, chosen.layout);
  if (!details) return 0;
  EVO_ASSERT(details->players.size() <= kPlayersMax && details->cache_handles.size() <= kCacheHandlesMax);
  EVO_ASSERT(details->title.size() <= size);
  for (const DetailsPlayer& player : details->players) EVO_ASSERT(player.name.size() <= size);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() { return evo::replay::fuzz::member_seeds("replay.details"); }
