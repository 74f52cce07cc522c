#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.hpp"
#include "core/standings/standings.hpp"

namespace evo {
namespace {

const Time kNow = from_micros(1'800'000'000'000'000);

// Few different values, so that ties of every depth occur.
std::vector<StandingEntry> any_entries() {
  const int count = *rc::gen::inRange(0, 60);
  std::vector<StandingEntry> entries;
  for (int i = 0; i < count; ++i) {
    StandingEntry entry;
    entry.rating.key = {PlayerId{i + 1}, "1v1", "sc2_zerg"};
    entry.rating.value = *rc::gen::inRange(1490, 1494);
    entry.rating.wins = *rc::gen::inRange(0, 3);
    entry.rating.losses = *rc::gen::inRange(0, 3);
    entry.rating.draws = *rc::gen::inRange(0, 2);
    entry.rating.games = entry.rating.wins + entry.rating.losses + entry.rating.draws;
    if (entry.rating.games > 0)
      entry.rating.last_played_at = kNow - std::chrono::days(*rc::gen::element(0, 1, 29, 30, 31, 90));
    entry.name = *rc::gen::element(std::string("abc"), std::string("xyz"));
    entries.push_back(entry);
  }
  return entries;
}

RC_GTEST_PROP(RankSeatsProperty, SeatsSumToN, ()) {
  const int n = *rc::gen::inRange(0, 200'000);
  const auto seats = rank_seats(n);
  RC_ASSERT(std::accumulate(seats.begin(), seats.end(), 0) == n);
  RC_ASSERT(std::ranges::all_of(seats, [&](int seat) { return seat >= (n >= 7 ? 1 : 0); }));
}

RC_GTEST_PROP(StandingsProperty, TheInputOrderDoesNotMatter, ()) {
  auto entries = any_entries();
  auto shuffled = entries;
  Rng rng(*rc::gen::arbitrary<std::uint64_t>());
  rng.shuffle(shuffled);
  rank_standings(entries, {}, kNow);
  rank_standings(shuffled, {}, kNow);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    RC_ASSERT(entries[i].rating == shuffled[i].rating);
    RC_ASSERT(entries[i].position == shuffled[i].position);
    RC_ASSERT(entries[i].active_position == shuffled[i].active_position);
    RC_ASSERT(entries[i].rank == shuffled[i].rank);
  }
}

RC_GTEST_PROP(StandingsProperty, PositionsAndRanksFollowTheOrder, ()) {
  auto entries = any_entries();
  rank_standings(entries, {}, kNow);
  int active = 0;
  LetterRank worst = LetterRank::s;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const StandingEntry& entry = entries[i];
    if (i > 0) {
      RC_ASSERT(entry.position >= entries[i - 1].position);
      if (entry.rating.games > 0) RC_ASSERT(entry.rating.value <= entries[i - 1].rating.value);
    }
    RC_ASSERT(entry.position <= static_cast<int>(i) + 1);
    RC_ASSERT((entry.rank == LetterRank::unranked) == (entry.active_position == 0));
    if (entry.rank == LetterRank::unranked) continue;
    ++active;
    RC_ASSERT(entry.rating.games > 0);
    RC_ASSERT(entry.rank >= worst);
    worst = entry.rank;
  }
  RC_ASSERT(std::ranges::all_of(entries, [&](const auto& entry) { return entry.active_position <= active; }));
}

}  // namespace
}  // namespace evo
