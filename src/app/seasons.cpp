#include "app/seasons.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/tickets.hpp"
#include "base/text.hpp"
#include "core/standings/standings.hpp"

namespace evo {
namespace {

constexpr int kPortion = 2000;

// Every entry of the ladder with at least one game.
Task<Result<std::vector<StandingEntry>>> played_entries(Tx& tx, const std::string& ladder) {
  std::vector<StandingEntry> all;
  RatingKey after{{}, ladder, ""};
  for (;;) {
    CO_TRY(auto entries, co_await tx.ratings().standings_after(after, kPortion));
    if (entries.empty()) break;
    after = entries.back().rating.key;
    for (StandingEntry& entry : entries)
      if (entry.rating.games > 0) all.push_back(std::move(entry));
  }
  co_return all;
}

Task<Result<void>> begin_anew(Tx& tx, const RatingSystem& system, const Rating& rating, const Rules& rules) {
  Rating next = soft_reset(system, rating, rules.season);
  RatingEvent line{{}, rating.key, 0, rating.value, next.value, RatingCause::season, tx.now()};
  line.deviation = next.deviation;
  line.volatility = next.volatility;
  CO_CHECK_OK(co_await tx.ratings().append(std::move(line)));
  CO_CHECK_OK(co_await store_rating(tx, std::move(next), rules));
  co_return co_await tx.changes().append(fmt::format("player:{}", rating.key.player.value));
}

Task<Result<void>> note(Tx& tx, std::string action, std::string after) {
  CO_CHECK_OK(
      co_await tx.audit().append({tx.now(), {}, std::move(action), {}, {}, "", std::move(after), ""}));
  CO_CHECK_OK(co_await tx.changes().append("standings"));
  co_return co_await tx.changes().append("seasons");
}

}  // namespace

std::vector<std::string> ladders_of(const Rules& rules) {
  std::vector<std::string> ladders{rules.pool.mode};
  for (const std::string& mode : rules.modes)
    if (std::ranges::find(ladders, mode) == ladders.end()) ladders.push_back(mode);
  return ladders;
}

Task<Result<SeasonEnd>> end_season(Store& store, const Rules& rules, std::string name) {
  if (name.empty() || name != trim(name) || name != harmless(name, kSeasonNameBytesMax))
    co_return fail(
        invalid(fmt::format("the season's name: 1 to {} bytes of plain text", kSeasonNameBytesMax)));
  auto body = [&](Tx& tx) -> Task<Result<SeasonEnd>> {
    SeasonEnd end;
    CO_TRY(end.season, co_await tx.seasons().insert({{}, name, tx.now()}));
    for (const std::string& ladder : ladders_of(rules)) {
      CO_TRY(auto entries, co_await played_entries(tx, ladder));
      rank_standings(entries, rules.standings, tx.now());
      int place = 0;
      for (StandingEntry& entry : entries)
        CO_CHECK_OK(co_await tx.seasons().archive(end.season, ++place, std::move(entry)));
      end.entries += place;
    }
    CO_CHECK_OK(co_await note(tx, "close_season", name));
    co_return end;
  };
  co_return co_await store.transact(body);
}

Task<Result<int>> begin_season(Store& store, const Rules& rules) {
  const auto system = make_rating_system(rules.rating, rules.elo);
  auto body = [&](Tx& tx) -> Task<Result<int>> {
    int count = 0;
    for (const std::string& ladder : ladders_of(rules)) {
      CO_TRY(const auto entries, co_await played_entries(tx, ladder));
      for (const StandingEntry& entry : entries)
        CO_CHECK_OK(co_await begin_anew(tx, *system, entry.rating, rules));
      count += static_cast<int>(entries.size());
    }
    CO_CHECK_OK(co_await note(tx, "open_season", fmt::format("{} ratings", count)));
    co_return count;
  };
  co_return co_await store.transact(body);
}

}  // namespace evo
