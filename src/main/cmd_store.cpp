#include "main/cmd_store.hpp"

#include <fmt/format.h>

#include "app/read/reader.hpp"
#include "base/text.hpp"
#include "main/exit_code.hpp"
#include "main/local_store.hpp"

namespace evo {

namespace {

Task<Result<LeaderboardPage>> read_board(LocalStore& here, LeaderboardOptions options) {
  Reader reader(*here.store, here.clock, here.offload, here.rules);
  if (!options.rank.empty()) options.query.rank = letter_rank_from(options.rank);
  if (!options.around.empty()) {
    auto body = [&](Tx& tx) -> Task<Result<std::optional<Player>>> {
      co_return co_await tx.players().find_by_name(options.around);
    };
    CO_TRY(const auto player, co_await here.store->read(body));
    if (!player) co_return fail(not_found(fmt::format("there is no player '{}'", options.around)));
    options.query.around = player->id;
  }
  co_return co_await reader.leaderboard(std::move(options.query));
}

}  // namespace

int print_leaderboard(const Config& config, const LeaderboardOptions& options) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  const auto page = run_to_end((*local)->io, read_board(**local, options));
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
