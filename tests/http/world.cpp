#include "http/world.hpp"

#include <charconv>

#include "adapters/net/system_zones.hpp"
#include "base/assert.hpp"

namespace evo::http_test {

World::World() : wakeup(io.get_executor()) {
  static const Result<Catalog> catalog = builtin_catalog("scevo");
  EVO_ASSERT(catalog.has_value());
  rules.catalog = *catalog;
  rules.zones = system_zones();
  SqlOptions options;
  options.url = "sqlite::memory:";
  options.execution = Execution::inline_on_loop;
  auto opened = Database::open(std::move(options));
  EVO_ASSERT(opened.has_value());
  database = *std::move(opened);
  EVO_ASSERT(run(database->migrate()).has_value());
  store = std::make_unique<SqlStore>(database, clock, 1);
  commands = std::make_unique<Commands>(*store, blobs, offload, wakeup, telemetry, rules);
  accounts = std::make_unique<Accounts>(*store, rules.players);
  reader = std::make_unique<Reader>(*store, rules);
  staff = std::make_unique<StaffReader>(*store, rules);
}

Task<Result<MatchId>> World::insert_match(PlayerId first, PlayerId second, MatchState state) {
  auto body = [&](Tx& tx) -> Task<Result<MatchId>> {
    Match match;
    match.season = rules.catalog.current_season;
    match.state = state;
    match.map = rules.catalog.pools.front().maps.front().code;
    match.server = rules.catalog.servers.front().code;
    match.channel = rules.catalog.channel;
    match.assigned_at = tx.now();
    if (state == MatchState::found) match.confirm_by = tx.now() + rules.match.confirm_window;
    if (state == MatchState::playing) match.report_by = tx.now() + rules.match.report_window;
    for (const PlayerId id : {first, second}) {
      CO_TRY(const Player player, co_await tx.players().find(id));
      MatchPlayer seat;
      seat.player = id;
      seat.team = id == first ? 0 : 1;
      seat.name = player.name;
      seat.race = id == first ? "bw_zerg" : "sc2_zerg";
      if (state != MatchState::found) seat.confirmed_at = tx.now();
      match.players.push_back(std::move(seat));
    }
    co_return co_await tx.matches().insert(std::move(match));
  };
  co_return co_await store->transact(body);
}

Task<Result<std::vector<RatingEvent>>> World::rating_history(PlayerId player) {
  auto body = [player](Tx& tx) -> Task<Result<std::vector<RatingEvent>>> {
    co_return co_await tx.ratings().history(player, 10);
  };
  co_return co_await store->read(body);
}

void World::give_role(PlayerId player, Role role) {
  const Actor operator_itself{{}, Role::owner};
  must(commands->handle({operator_itself, "", AssignRole{player, role, "for this test"}}));
}

std::string json_text(std::string_view json, std::string_view member) {
  const std::string key = "\"" + std::string(member) + "\":\"";
  const std::size_t start = json.find(key);
  if (start == std::string_view::npos) return {};
  const std::size_t value = start + key.size();
  return std::string(json.substr(value, json.find('"', value) - value));
}

std::int64_t json_number(std::string_view json, std::string_view member) {
  const std::string key = "\"" + std::string(member) + "\":";
  const std::size_t start = json.find(key);
  std::int64_t number = -1;
  if (start != std::string_view::npos)
    std::from_chars(json.data() + start + key.size(), json.data() + json.size(), number);
  return number;
}

}  // namespace evo::http_test
