#include "sim/spoil.hpp"

namespace evo::sim {
namespace {

Blob to_blob(std::vector<std::uint8_t> bytes) {
  return std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
}

// A race of the same side that the player was not assigned.
std::string another_race(const Catalog& catalog, const std::string& code) {
  const Race* own = catalog.race(code);
  for (const Race& race : catalog.races)
    if (own != nullptr && race.code != code && race.side == own->side) return race.code;
  return code;
}

}  // namespace

Result<Blob> spoiled_replay(Game game, const Catalog& catalog, Spoiling kind) {
  switch (kind) {
    case Spoiling::truncated: {
      TRY(const Blob whole, record_replay(game, catalog, 0));
      return to_blob({whole->begin(), whole->begin() + static_cast<std::ptrdiff_t>(whole->size() / 3)});
    }
    case Spoiling::garbage:
      return to_blob(std::vector<std::uint8_t>(2000, 0x5A));
    case Spoiling::wrong_map:
      game.map_title = "Some Other Map LE";
      break;
    case Spoiling::fake_mod:
      game.fake_mod = true;
      break;
    case Spoiling::stranger:
      game.seats[0].toon = toon_of(888'888);
      game.seats[0].name = "Stranger";
      break;
    case Spoiling::wrong_race:
      game.seats[0].race = another_race(catalog, game.seats[0].race);
      break;
    case Spoiling::computer:
      game.with_computer = true;
      break;
    case Spoiling::too_old:
      game.started_at -= std::chrono::hours(24);
      break;
    case Spoiling::undecided:
      game.undecided = true;
      break;
  }
  return record_replay(game, catalog, 0);
}

Result<Blob> spoiled_replay(Game game, const Catalog& catalog, Rng& rng) {
  return spoiled_replay(std::move(game), catalog, static_cast<Spoiling>(rng.below(kSpoilings)));
}

}  // namespace evo::sim
