#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.hpp"
#include "base/text.hpp"
#include "core/mode/mode.hpp"
#include "core/standings/leaderboard.hpp"

namespace evo {
namespace {

const Time kStart = from_micros(1'800'000'000'000'000);
// Its entries are players and pairs; the races make more of the former.
constexpr std::string_view kLadder = "2v2";
const std::array<std::string, 3> kRaces{"bw_terran", "sc2_protoss", "sc2_zerg"};
const std::array<std::string, 3> kCountries{"", "DE", "KR"};
const std::array<std::string, 2> kRegions{"EUW", "KRJ"};
const std::array<std::string, 4> kNames{"Abc", "abd", "Xyz", "Zzabc"};

// The board by its definition: all entries, sorted anew each time.
class Naive {
 public:
  void put(const StandingEntry& entry) {
    entries_[entry.rating.key] = entry;
    people_[entry.rating.key.player] = {entry.rating.key.player, entry.name, entry.country, entry.region};
    if (entry.partner) people_[entry.partner->player] = *entry.partner;
    for (auto& [key, other] : entries_) {
      const StandingPartner& person = people_.at(key.player);
      other.name = person.name;
      other.country = person.country;
      other.region = person.region;
      if (other.partner) other.partner = people_.at(other.partner->player);
    }
  }
  void remove(const RatingKey& key) { entries_.erase(key); }

  std::vector<StandingEntry> all(Time now) const {
    std::vector<StandingEntry> all;
    for (const auto& [key, entry] : entries_) all.push_back(entry);
    rank_standings(all, {}, now);
    return all;
  }

  std::vector<StandingEntry> matching(const BoardQuery& query, Time now) const {
    std::vector<StandingEntry> wanted;
    std::set<PlayerId> seen;
    const auto among = [](const std::vector<std::string>& texts, const std::string& text) {
      return texts.empty() || std::ranges::find(texts, text) != texts.end();
    };
    for (const StandingEntry& entry : all(now)) {
      if (query.best_race_only && !seen.insert(entry.rating.key.player).second) continue;
      if (!among(query.races, entry.partner ? "" : entry.rating.key.race) ||
          !among(query.countries, entry.country) || !among(query.regions, entry.region) ||
          entry.rank != query.rank.value_or(entry.rank))
        continue;
      const std::string part = lower_ascii(query.search);
      if (!lower_ascii(entry.name).contains(part) &&
          !(entry.partner && lower_ascii(entry.partner->name).contains(part)))
        continue;
      wanted.push_back(entry);
    }
    return wanted;
  }

 private:
  std::map<RatingKey, StandingEntry> entries_;
  std::map<PlayerId, StandingPartner> people_;
};

bool same(const StandingEntry& a, const StandingEntry& b) {
  return a.rating == b.rating && a.name == b.name && a.country == b.country && a.region == b.region &&
         a.partner == b.partner && a.position == b.position && a.active_position == b.active_position &&
         a.rank == b.rank;
}

// From a seed, because thousands of entries would shrink slowly.
StandingEntry any_entry(Rng& rng, int players, Time now) {
  StandingEntry entry;
  Rating& rating = entry.rating;
  rating.key = {PlayerId{rng.between(1, players)}, std::string(kLadder), rng.pick(kRaces)};
  rating.value = static_cast<int>(rng.between(1490, 1500));
  rating.wins = static_cast<int>(rng.between(0, 2));
  rating.losses = static_cast<int>(rng.between(0, 2));
  rating.draws = static_cast<int>(rng.between(0, 1));
  rating.games = rating.wins + rating.losses + rating.draws;
  rating.peak = 1500;
  rating.deviation = static_cast<double>(rng.between(0, 350'000)) / 1e3;
  if (rating.games > 0) rating.last_played_at = now - std::chrono::days(rng.between(0, 40));
  entry.name = rng.pick(kNames);
  entry.country = rng.pick(kCountries);
  entry.region = rng.pick(kRegions);
  if (players > 1 && rng.chance(0.4)) {
    const PlayerId player{rng.between(1, players - 1)};
    const PlayerId partner{rng.between(player.value + 1, players)};
    rating.key = rating_key(kLadder, player, partner, "");
    entry.partner = {partner, rng.pick(kNames), rng.pick(kCountries), rng.pick(kRegions)};
  }
  return entry;
}

template <class Texts>
std::vector<std::string> some_of(Rng& rng, const Texts& texts) {
  std::vector<std::string> some;
  if (rng.chance(0.5)) return some;
  for (const std::string& text : texts)
    if (rng.chance(0.5)) some.push_back(text);
  if (rng.chance(0.1)) some.emplace_back("unheard of");
  return some;
}

BoardQuery any_query(Rng& rng) {
  BoardQuery query;
  query.races = some_of(rng, kRaces);
  query.countries = some_of(rng, kCountries);
  query.regions = some_of(rng, kRegions);
  if (rng.chance(0.4)) query.rank = static_cast<LetterRank>(rng.between(0, 7));
  query.best_race_only = rng.chance(0.3);
  if (rng.chance(0.2)) query.search = rng.chance(0.5) ? "BC" : "zz";
  query.first = static_cast<int>(rng.chance(0.5) ? 0 : rng.between(0, 400));
  query.size = static_cast<int>(rng.between(0, 60));
  return query;
}

void compare(const Leaderboard& board, const Naive& naive, const BoardQuery& query, Time now) {
  const auto wanted = naive.matching(query, now);
  const BoardPage page = board.page(query);
  RC_ASSERT(page.total == static_cast<int>(wanted.size()));
  const auto first = std::min(static_cast<std::size_t>(query.first), wanted.size());
  const auto last = std::min(first + static_cast<std::size_t>(query.size), wanted.size());
  RC_ASSERT(page.entries.size() == last - first);
  for (std::size_t i = first; i < last; ++i) RC_ASSERT(same(page.entries[i - first], wanted[i]));
  for (std::size_t i = 0; i < wanted.size(); i += 1 + wanted.size() / 5)
    RC_ASSERT(board.index_of(wanted[i].rating.key, query) == static_cast<int>(i));
}

RC_GTEST_PROP(LeaderboardProperty, SaysWhatSortingEverythingSays, ()) {
  Rng rng(*rc::gen::arbitrary<std::uint64_t>());
  const int players = static_cast<int>(rng.between(1, rng.chance(0.1) ? 300 : 12));
  Time now = kStart;
  Naive naive;
  Leaderboard board{std::string(kLadder)};
  if (rng.chance(0.5)) {
    for (int i = 0; i < 2 * players; ++i) naive.put(any_entry(rng, players, now));
    if (rng.chance(0.5)) {
      board.assign(naive.all(now), now);
    } else {
      const auto all = naive.all(now);
      const auto half = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
      board.add({all.begin(), half});
      board.add({half, all.end()});
      board.arrange(now);
    }
  } else {
    board.advance(now);
  }
  for (int step = 0; step < 2 * players + 30; ++step) {
    if (rng.chance(0.1)) {
      now += std::chrono::hours(rng.between(0, 300));
      board.advance(now);
    }
    const StandingEntry entry = any_entry(rng, players, now);
    if (rng.chance(0.2)) {
      naive.remove(entry.rating.key);
      board.remove(entry.rating.key);
      RC_ASSERT(!board.find(entry.rating.key));
    } else {
      naive.put(entry);
      board.put(entry);
    }
    if (rng.chance(0.02)) compare(board, naive, any_query(rng), now);
  }
  for (int i = 0; i < 10; ++i) compare(board, naive, any_query(rng), now);
  const auto all = naive.all(now);
  RC_ASSERT(board.size() == all.size());
  for (const StandingEntry& entry : all) RC_ASSERT(same(*board.find(entry.rating.key), entry));
  for (int player = 0; player <= players; ++player) {
    std::vector<StandingEntry> own;
    std::ranges::copy_if(all, std::back_inserter(own), [&](const StandingEntry& entry) {
      return entry.rating.key.player == PlayerId{player} ||
             (entry.partner && entry.partner->player == PlayerId{player});
    });
    const auto shown = board.of_player(PlayerId{player});
    RC_ASSERT(std::ranges::equal(shown, own, same));
  }
}

}  // namespace
}  // namespace evo
