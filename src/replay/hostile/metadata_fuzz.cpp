// replay.gamemetadata.json, which need not be JSON.
#include "replay/game_metadata.hpp"
#include "replay/hostile/fuzz_support.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  for (const MetadataPlayer& player : read_game_metadata({data, size}))
    EVO_ASSERT(player.race.size() <= 4 * size);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  using namespace evo::replay;
  std::vector<evo::fuzz::Input> seeds = {
      fuzz::read_member(fuzz::written_files().back(), "replay.gamemetadata.json")};
  for (const char* text : {R"({"Players":[{"PlayerID":1,"MMR":-36400,"APM":1e99,"AssignedRace":"Zerg"}]})",
                           R"({"IsNotAvailable":true})", "[[[[[[[[[[[[", R"({"Players":{"PlayerID":[]}})"})
    seeds.push_back(evo::fuzz::text_input(text));
  return seeds;
}
