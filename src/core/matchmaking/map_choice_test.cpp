#include "core/matchmaking/map_choice.hpp"

#include <gtest/gtest.h>

#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

using Codes = std::vector<std::string>;

MapChoice choose(const std::vector<Codes>& vetoes, const Codes& recent = {}, int remembered = 0) {
  std::vector<Ticket> tickets;
  for (const Codes& own : vetoes) {
    tickets.push_back(sample::ticket(static_cast<std::int64_t>(tickets.size()) + 1, {}));
    tickets.back().vetoes = own;
  }
  if (!recent.empty()) tickets.front().recent_maps = recent;
  std::vector<const Ticket*> all;
  for (const Ticket& ticket : tickets) all.push_back(&ticket);
  PoolRules rules;
  rules.maps_remembered = remembered;
  static const Catalog ladder = sample::catalog();
  MapChoice choice = map_choice(map_wishes(all), rules, ladder);
  return choice;
}

Codes open(const MapChoice& choice) {
  Codes codes;
  for (const Map* map : choice.open) codes.push_back(map->code);
  return codes;
}

TEST(MapChoice, StrikesOfAllCount) {
  const MapChoice choice =
      choose({{"now_1", "now_2", "now_3", "now_4"}, {"now_5", "now_6", "now_7", "now_8"}});
  EXPECT_EQ(open(choice), Codes{"now_9"});
  EXPECT_EQ(choice.pool, 9);
  EXPECT_EQ(choice.chance_of("now_9"), 1);
  EXPECT_EQ(choice.chance_of("now_1"), 0);
}

TEST(MapChoice, WhereEveryMapIsStruckThoseThatTheFewestHaveStruckAreLeft) {
  EXPECT_EQ(open(choose({{"now_1", "now_2", "now_3", "now_4"},
                         {"now_5", "now_6", "now_7", "now_8"},
                         {"now_9", "now_1", "now_2", "now_3"}})),
            (Codes{"now_4", "now_5", "now_6", "now_7", "now_8", "now_9"}));
}

TEST(MapChoice, ChancesFallWithEachTimeThatAMapWasPlayed) {
  const MapChoice choice = choose({{"now_1", "now_2", "now_3", "now_4"}, {"now_5", "now_6", "now_7"}},
                                  {"now_8", "now_8", "now_8", "now_9"}, 3);
  EXPECT_EQ(open(choice), (Codes{"now_8", "now_9"}));
  EXPECT_NEAR(choice.chance_of("now_8"), 0.2, 1e-9) << "three times; further back is forgotten";
  EXPECT_NEAR(choice.chance_of("now_9"), 0.8, 1e-9);
}

}  // namespace
}  // namespace evo
