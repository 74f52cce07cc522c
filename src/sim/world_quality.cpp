#include "sim/world_quality.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "app/read/match_pages.hpp"
#include "core/rating/rating.hpp"

namespace evo::sim {
namespace {

std::optional<MadeMatch> made_of(const Match& match, const Rules& rules, const Waits& waits) {
  const MatchPlayer& first = match.players[0];
  const MatchPlayer& second = match.players[1];
  MadeMatch made;
  made.players = {first.player, second.player};
  for (std::size_t seat = 0; seat < 2; ++seat) {
    const auto wait = waits.find({match.id, match.players[seat].player});
    if (wait == waits.end()) return std::nullopt;
    made.waits[seat] = wait->second;
  }
  made.at = match.assigned_at;
  made.rating_difference = std::abs(first.rating_before - second.rating_before);
  made.map = match.map;
  for (const MatchPlayer& player : match.players)
    made.ping_ms = std::max(made.ping_ms, rules.catalog.ping_ms(player.region, match.server).value_or(0));
  made.expected = elo_expected(first.rating_before, second.rating_before, rules.elo);
  made.score = score(*match.outcome, first.team);
  return made;
}

}  // namespace

Task<Result<void>> gather_quality(Store& store, const Rules& rules, const Waits& waits,
                                  MatchQuality& quality) {
  MatchQuery query;
  query.finished_only = true;
  CO_TRY(std::vector<Match> all, co_await read_matches(store, query, kEveryMatch));
  std::ranges::reverse(all);
  for (const Match& match : all) {
    if (match.mode != rules.pool.mode || !match.outcome || match.players.size() != 2) continue;
    if (const auto made = made_of(match, rules, waits)) quality.made(*made);
  }
  co_return Result<void>{};
}

}  // namespace evo::sim
