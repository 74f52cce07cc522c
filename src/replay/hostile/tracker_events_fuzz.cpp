// The tracker stream of any build.
#include "replay/hostile/stream_fuzz_support.hpp"
#include "replay/late_start.hpp"
#include "replay/streams.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  const fuzz::Choice chosen = fuzz::choose(data, size);
  // Builds before 2.0.8 have no such stream, which every reader says.
  fuzz::check_stream(chosen, StreamKind::tracker);
  (void)read_player_setups(chosen.member, chosen.layout);
  const auto start = read_late_start(chosen.member, chosen.layout);
  if (start && *start) {
    const std::vector<std::int64_t>& players = (*start)->players;
    EVO_ASSERT((*start)->loop > 0 && !players.empty() && std::ranges::is_sorted(players));
    EVO_ASSERT(players.front() > 0 && players.back() < static_cast<std::int64_t>(kPlayersMax));
  }
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  return evo::replay::fuzz::member_seeds("replay.tracker.events");
}
