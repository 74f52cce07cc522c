// replay.initData of any build.
#include "replay/hostile/fuzz_support.hpp"
#include "replay/lobby.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  const fuzz::Choice chosen = fuzz::choose(data, size);
  const auto lobby = read_lobby(chosen.member, chosen.layout);
  if (!lobby) return 0;
  EVO_ASSERT(lobby->users.size() <= 8 * size && lobby->slots.size() <= 8 * size);
  for (const LobbyUser& user : lobby->users) EVO_ASSERT(user.name.size() <= size && user.clan.size() <= size);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() { return evo::replay::fuzz::member_seeds("replay.initData"); }
