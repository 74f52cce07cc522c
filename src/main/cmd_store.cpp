#include "main/cmd_store.hpp"

#include <fmt/format.h>

#include "app/read/reader.hpp"
#include "base/text.hpp"
#include "main/exit_code.hpp"
#include "main/local_store.hpp"

namespace evo {

int print_leaderboard(const Config& config, const LeaderboardOptions& options) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  Reader reader(*(*local)->store, (*local)->rules);
  LeaderboardQuery query;
  query.page = options.page;
  query.size = options.size;
  if (!options.race.empty()) query.races = {options.race};
  const auto page = run_to_end((*local)->io, reader.leaderboard(query));
  if (!page) return explain(page.error());
  fmt::print("{:>5}  {:4}  {:<14}  {:<12}  {:>6}  {:>5}  {:>5}  {:>5}  {}\n", "place", "rank", "player",
             "race", "rating", "won", "lost", "drawn", "last played");
  for (const StandingEntry& entry : page->entries) {
    const Rating& rating = entry.rating;
    fmt::print("{:>5}  {:4}  {:<14}  {:<12}  {:>6}  {:>5}  {:>5}  {:>5}  {}\n", entry.position,
               to_string(entry.rank), entry.name, rating.key.race, rating.value, rating.wins, rating.losses,
               rating.draws,
               rating.last_played_at ? to_rfc3339(*rating.last_played_at).substr(0, 10) : "never");
  }
  fmt::print("page {} of {}, {} entries\n", page->page, page->pages, page->total);
  return kExitOk;
}

int migrate_store(const Config& config) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  const auto state = run_to_end((*local)->io, (*local)->database->schema_state());
  if (!state) return explain(state.error());
  fmt::print("{}: schema version {}, current\n", config.store, state->stored);
  return kExitOk;
}

int check_store(const Config& config) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  const auto whole = run_to_end((*local)->io, (*local)->database->check_integrity());
  if (!whole) return explain(whole.error());
  fmt::print("{}: sound\n", config.store);
  return kExitOk;
}

}  // namespace evo
