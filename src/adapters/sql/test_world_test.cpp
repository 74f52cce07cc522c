#include "adapters/sql/test_world.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "adapters/sql/database.hpp"

namespace evo::sql {
namespace {

// Reading these from one end to the other is what the statement means: the items of a list, a page of ids,
// the newest change, the few versions of the mod, and the partial indexes that hold nothing but what is open.
constexpr std::array<std::string_view, 13> kMayBeScanned{
    "SCAN json_each",
    "SCAN page",
    "SCAN CONSTANT ROW",
    "SCAN changes",
    "SCAN sqlite_schema",
    "INDEX jobs_open",
    "INDEX jobs_due",
    "INDEX matches_deadline",
    "INDEX outbox_open",
    "SCAN mod_files",
    "INDEX outbox_due",
    "INDEX matches_finished",
    "INDEX tickets_waiting_mode",
};

bool reads_whole_table(const std::string& step, const std::string& statement) {
  constexpr std::string_view kScan = "SCAN ";
  if (!step.starts_with(kScan)) return false;
  // A plan also lists how the rows that refer to a new one would be found, which never happens.
  const auto table = step.substr(kScan.size(), step.find(' ', kScan.size()) - kScan.size());
  if (!statement.contains(table)) return false;
  return std::ranges::none_of(kMayBeScanned, [&](auto allowed) { return step.contains(allowed); });
}

}  // namespace

void StoreTest::TearDown() {
  const auto plans = must(world.run(world.database->impl().engine->plans()));
  for (const auto& plan : plans) {
    // Planned with a look for orphans of the new row, which happens only while a constraint is violated.
    if (plan.text.starts_with("INSERT INTO players")) continue;
    // Goes to everybody.
    if (plan.text.contains("'announcement'")) continue;
    for (const auto& step : plan.steps)
      EXPECT_FALSE(reads_whole_table(step, plan.text)) << step << "\n  in " << plan.text;
  }
  must(world.run(world.database->check_integrity()));
}

bool StoreTest::plan_uses(std::string_view index, std::string_view text) {
  const auto plans = must(world.run(world.database->impl().engine->plans()));
  return std::ranges::any_of(plans, [&](const auto& plan) {
    return plan.text.contains(text) &&
           std::ranges::any_of(plan.steps, [&](const auto& step) { return step.contains(index); });
  });
}

Player sample_player(std::string name) {
  Player player;
  player.name = std::move(name);
  player.country = "DE";
  player.region = "EUW";
  player.created_at = kStart;
  return player;
}

Match sample_match(std::vector<PlayerId> players) {
  Match match;
  match.season = "season_one";
  match.map = "ruby_rock";
  match.server = "EUC";
  match.channel = "evo";
  match.assigned_at = kStart;
  match.confirm_by = kStart + std::chrono::seconds(120);
  int team = 0;
  for (const auto id : players) {
    MatchPlayer player;
    player.player = id;
    player.team = team++;
    player.name = "Player" + std::to_string(id.value);
    player.race = "sc2_zerg";
    match.players.push_back(std::move(player));
  }
  return match;
}

PlayerId StoreTest::add_player(std::string name) {
  return must(write([&](Tx& tx) { return tx.players().insert(sample_player(name)); }));
}

MatchId StoreTest::add_match(std::vector<PlayerId> players) {
  return must(write([&](Tx& tx) { return tx.matches().insert(sample_match(players)); }));
}

}  // namespace evo::sql
