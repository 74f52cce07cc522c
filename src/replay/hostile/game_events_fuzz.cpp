// The stream of game events of any build.
#include "replay/hostile/stream_fuzz_support.hpp"
#include "replay/streams.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  const fuzz::Choice chosen = fuzz::choose(data, size);
  fuzz::check_stream(chosen, StreamKind::game);
  const auto leaves = read_leaves(chosen.member, chosen.layout, chosen.game_loops);
  EVO_ASSERT(!leaves || leaves->size() <= kActorsMax);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() { return evo::replay::fuzz::member_seeds("replay.game.events"); }
