#include "main/cmd_season.hpp"

#include <fmt/format.h>

#include "app/seasons.hpp"
#include "main/exit_code.hpp"
#include "main/local_store.hpp"

namespace evo {

int close_season(const Config& config, const std::string& name) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  const auto end = run_to_end((*local)->io, end_season(*(*local)->store, (*local)->rules, name));
  if (!end) return explain(end.error());
  fmt::print("{} is over: {} entries are kept. Begin the next one with `evoladder season open`.\n", name,
             end->entries);
  return kExitOk;
}

int open_season(const Config& config) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  const auto begun = run_to_end((*local)->io, begin_season(*(*local)->store, (*local)->rules));
  if (!begun) return explain(begun.error());
  fmt::print("{} ratings begin anew, with {} % of their distance from {}\n", *begun,
             (*local)->rules.season.keep_percent, (*local)->rules.elo.start);
  return kExitOk;
}

int list_seasons(const Config& config) {
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  auto body = [](Tx& tx) -> Task<Result<std::vector<Season>>> { co_return co_await tx.seasons().all(); };
  const auto seasons = run_to_end((*local)->io, (*local)->store->read(body));
  if (!seasons) return explain(seasons.error());
  for (const Season& season : *seasons)
    fmt::print("{:>4}  {:<40}  {}\n", season.id.value, season.name, to_rfc3339(season.closed_at));
  fmt::print("{} seasons are over\n", seasons->size());
  return kExitOk;
}

}  // namespace evo
