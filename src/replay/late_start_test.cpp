#include "replay/late_start.hpp"

#include <gtest/gtest.h>

#include "replay/versioned_encoder.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr auto kUndecided = GameResult::undecided;
constexpr auto kWin = GameResult::win;
constexpr auto kLoss = GameResult::loss;

// A tracker stream in which units are born.
class Births {
 public:
  Births& unit(std::uint32_t loop, std::int64_t player, std::string_view type) {
    const protocol::Event* born = protocol::find_event(layout_.tracker_events, 1);
    out_.integer(layout_.loop_delta, loop - loop_);
    loop_ = loop;
    out_.integer(layout_.tracker_event_id, 1);
    out_.structure(born->type, [&](Name field, TypeId field_type) {
      if (field == Name::m_unitTypeName) return out_.blob(field_type, type), true;
      if (field == Name::m_controlPlayerId) return out_.integer(field_type, player), true;
      return false;
    });
    return *this;
  }
  std::vector<std::uint8_t> bytes() { return out_.finish("replay.tracker.events").value(); }
  std::optional<LateStart> read() {
    const auto start = read_late_start(bytes(), layout_);
    EXPECT_TRUE(start) << start.error().message;
    return start.value_or(std::nullopt);
  }

 private:
  bool exact_ = false;
  const protocol::Layout& layout_ = protocol::layout_for(95299, 95299, exact_);
  std::uint32_t loop_ = 0;
  VersionedEncoder out_;
};

ReplayPlayer person(int id, int team, GameResult result) {
  ReplayPlayer player;
  player.id = id;
  player.name = std::string(1, static_cast<char>('a' + id));
  player.control = Control::human;
  player.team = team;
  player.result = result;
  return player;
}

std::vector<std::pair<int, int>> ids_and_teams(const std::vector<ReplayPlayer>& players) {
  std::vector<std::pair<int, int>> all;
  for (const ReplayPlayer& player : players) all.emplace_back(player.id, player.team);
  return all;
}

using Seats = std::vector<std::pair<int, int>>;

TEST(late_start, those_play_who_get_the_first_units) {
  Births births;
  births.unit(0, 0, "MineralField").unit(0, 1, "BeaconArmy").unit(0, 5, "BeaconArmy");
  births.unit(547, 7, "Nexus").unit(547, 5, "CommandCenter").unit(550, 5, "SCV");
  births.unit(900, 2, "Changeling");
  EXPECT_EQ(births.read(), (LateStart{547, {5, 7}}));
}

TEST(late_start, is_none_where_somebody_owns_units_from_the_start) {
  EXPECT_EQ(Births().unit(0, 2, "Hatchery").unit(547, 1, "Nexus").read(), std::nullopt);
  EXPECT_EQ(Births().unit(0, 1, "BeaconArmy").unit(600, 0, "MineralField").read(), std::nullopt);
}

TEST(late_start, a_stream_that_breaks_off_is_an_error) {
  const std::vector<std::uint8_t> whole = Births().unit(0, 1, "BeaconArmy").unit(9, 1, "Nexus").bytes();
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(95299, 95299, exact);
  const Bytes bytes = whole;
  EXPECT_TRUE(read_late_start(bytes, layout));
  EXPECT_FALSE(read_late_start(bytes.first(bytes.size() - 1), layout));
}

TEST(late_start, is_looked_for_where_more_than_two_people_sit_and_somebody_has_no_result) {
  const auto sitting = [](std::initializer_list<std::int64_t> results, std::int64_t control = kControlHuman) {
    std::vector<DetailsPlayer> players;
    for (const std::int64_t result : results) {
      players.emplace_back().result = result;
      players.back().control = control;
    }
    return players;
  };
  EXPECT_TRUE(may_start_late(sitting({1, 2, 0})));
  EXPECT_FALSE(may_start_late(sitting({1, 2, 2})));
  EXPECT_FALSE(may_start_late(sitting({0, 0})));
  EXPECT_FALSE(may_start_late(sitting({0, 0, 0}, kControlComputer)));
}

TEST(late_start, makes_observers_of_the_others_and_two_teams_of_those_who_play) {
  std::vector<ReplayPlayer> players{person(1, 0, kUndecided), person(2, 0, kLoss), person(3, 0, kWin)};
  std::vector<ReplayObserver> observers;
  seat_late_players({547, {2, 3}}, players, observers);
  EXPECT_EQ(ids_and_teams(players), (Seats{{2, 0}, {3, 1}}));
  ASSERT_EQ(observers.size(), 1u);
  EXPECT_EQ(observers[0].name, "b");
  EXPECT_EQ(observers[0].role, "spectator");
}

TEST(late_start, larger_teams_are_told_by_their_results_or_not_at_all) {
  const std::vector<ReplayPlayer> lobby{person(1, 0, kWin), person(2, 0, kLoss), person(3, 0, kWin),
                                        person(4, 0, kLoss), person(5, 0, kUndecided)};
  std::vector<ReplayObserver> observers;
  std::vector<ReplayPlayer> players = lobby;
  seat_late_players({9, {1, 2, 3, 4}}, players, observers);
  EXPECT_EQ(ids_and_teams(players), (Seats{{1, 0}, {2, 1}, {3, 0}, {4, 1}}));
  players = lobby;
  seat_late_players({9, {2, 3, 5}}, players, observers);
  EXPECT_EQ(ids_and_teams(players), (Seats{{2, 0}, {3, 0}, {5, 0}}));
}

TEST(late_start, the_lobbys_own_teams_stay) {
  std::vector<ReplayPlayer> players{person(1, 0, kWin), person(2, 1, kLoss), person(3, 1, kUndecided)};
  std::vector<ReplayObserver> observers;
  seat_late_players({9, {1, 2}}, players, observers);
  EXPECT_EQ(ids_and_teams(players), (Seats{{1, 0}, {2, 1}}));
}

TEST(late_start, changes_nothing_where_all_play_or_fewer_than_two) {
  const std::vector<ReplayPlayer> lobby{person(1, 0, kWin), person(2, 0, kLoss)};
  std::vector<ReplayObserver> observers;
  for (const LateStart& start : {LateStart{9, {1, 2}}, LateStart{9, {2}}, LateStart{9, {7}}}) {
    std::vector<ReplayPlayer> players = lobby;
    seat_late_players(start, players, observers);
    EXPECT_EQ(players, lobby);
    EXPECT_TRUE(observers.empty());
  }
}

}  // namespace
}  // namespace evo::replay
