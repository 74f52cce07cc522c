// Who played in a replay, and who won: ./example game.SC2Replay
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "replay/replay.hpp"

int main(int argc, char** argv) {
  std::ifstream in(argc > 1 ? argv[1] : "", std::ios::binary);
  const std::vector<std::uint8_t> file{std::istreambuf_iterator<char>(in), {}};
  const auto game = evo::replay::summarize(file);
  if (!game) {
    std::fprintf(stderr, "%s\n", game.error().message.c_str());
    return 1;
  }
  for (const auto& player : game->players)
    std::printf("team %d  %s  %s\n", player.team + 1, player.name.c_str(), player.race.c_str());
  if (game->winner) std::printf("team %d won\n", game->winner->team + 1);
}
