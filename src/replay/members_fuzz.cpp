// Inflated members, past the container that would keep a fuzzer from reaching them. The first byte chooses
// the member, the next four the base build.
#include "replay/attributes.hpp"
#include "replay/details.hpp"
#include "replay/game_metadata.hpp"
#include "replay/lobby.hpp"
#include "replay/replay_header.hpp"
#include "replay/streams.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  if (size < 5) return 0;
  std::uint32_t base_build = 0;
  for (std::size_t i = 1; i < 5; ++i) base_build = base_build << 8 | data[i];
  base_build = 15'000 + base_build % 90'000;
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(base_build, base_build, exact);
  const Bytes member(data + 5, size - 5);
  switch (data[0] % 8) {
    case 0:
      (void)read_header(member);
      break;
    case 1:
      (void)read_details(member, layout);
      break;
    case 2:
      (void)read_lobby(member, layout);
      break;
    case 3:
      (void)read_attributes(member, base_build);
      break;
    case 4:
      (void)read_game_metadata(member);
      break;
    case 5:
      (void)read_leaves(member, layout, 100'000);
      break;
    case 6:
      (void)read_messages(member, layout, 100'000);
      break;
    default:
      (void)read_player_setups(member, layout);
      break;
  }
  return 0;
}
