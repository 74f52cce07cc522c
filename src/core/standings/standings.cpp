#include "core/standings/standings.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "base/enum_text.hpp"

namespace evo {
namespace {

constexpr EnumText<LetterRank, 8> kRanks{{
    {LetterRank::s, "S"},
    {LetterRank::a, "A"},
    {LetterRank::b, "B"},
    {LetterRank::c, "C"},
    {LetterRank::d, "D"},
    {LetterRank::e, "E"},
    {LetterRank::f, "F"},
    {LetterRank::unranked, "U"},
}};

constexpr std::array<int, 7> kSharesPercent{1, 7, 21, 21, 21, 21, 8};

constexpr std::size_t index_of(LetterRank rank) { return static_cast<std::size_t>(rank); }

// Compares a.part / a.games with b.part / b.games without rounding. Entries without games are equal to each
// other.
std::strong_ordering compare_rates(int part_a, int games_a, int part_b, int games_b) {
  return std::int64_t{part_a} * games_b <=> std::int64_t{part_b} * games_a;
}

StandingKeys keys_of(const StandingEntry& entry) {
  const Rating& rating = entry.rating;
  return {.value = rating.value,
          .games = rating.games,
          .wins = rating.wins,
          .losses = rating.losses,
          .last_played_at = rating.last_played_at,
          .name = entry.name};
}

bool is_active(const Rating& rating, const StandingRules& rules, Time now) {
  return rating.games > 0 && rating.last_played_at && *rating.last_played_at >= now - rules.active_for;
}

// Equal entries share the position of the first of them.
class Counter {
 public:
  int position_of(const StandingEntry& entry) {
    ++seen_;
    if (last_ == nullptr || compare_standing(keys_of(*last_), keys_of(entry)) != 0) position_ = seen_;
    last_ = &entry;
    return position_;
  }

 private:
  const StandingEntry* last_ = nullptr;
  int seen_ = 0;
  int position_ = 0;
};

void deal_ranks(std::span<StandingEntry*> active) {
  const auto seats = rank_seats(static_cast<int>(active.size()));
  std::size_t next = 0;
  for (std::size_t rank = 0; rank < seats.size(); ++rank)
    for (int seat = 0; seat < seats[rank]; ++seat) active[next++]->rank = static_cast<LetterRank>(rank);
}

}  // namespace

std::strong_ordering compare_standing(const StandingKeys& a, const StandingKeys& b) {
  if (const auto order = (b.games > 0) <=> (a.games > 0); order != 0) return order;
  if (const auto order = b.value <=> a.value; order != 0) return order;
  if (const auto order = b.last_played_at <=> a.last_played_at; order != 0) return order;
  if (const auto order = compare_rates(b.wins, b.games, a.wins, a.games); order != 0) return order;
  if (const auto order = compare_rates(b.games - b.losses, b.games, a.games - a.losses, a.games); order != 0)
    return order;
  if (const auto order = b.games <=> a.games; order != 0) return order;
  return a.name <=> b.name;
}

std::string_view to_string(LetterRank rank) { return text_of(kRanks, rank); }
std::optional<LetterRank> letter_rank_from(std::string_view text) { return value_of(kRanks, text); }

std::array<int, 7> rank_seats(int n) {
  std::array<int, 7> seats{};
  int left = std::max(n, 0);
  if (const int beyond = n - static_cast<int>(seats.size()); beyond >= 0) {
    for (std::size_t i = 0; i < seats.size(); ++i)
      seats[i] = 1 + static_cast<int>(std::int64_t{kSharesPercent[i]} * beyond / 100);
    for (const int taken : seats) left -= taken;
  }

  using enum LetterRank;
  const auto deal = [&](std::initializer_list<LetterRank> order) {
    for (const LetterRank rank : order) {
      if (left == 0) return;
      ++seats[index_of(rank)];
      --left;
    }
  };
  while (left > 0) {
    deal({d, c, e, b});
    if (seats[index_of(f)] > seats[index_of(s)] + seats[index_of(a)])
      deal({a, f, s});
    else
      deal({f, a, s});
  }
  return seats;
}

void rank_standings(std::vector<StandingEntry>& entries, const StandingRules& rules, Time now) {
  std::ranges::sort(entries, [](const StandingEntry& a, const StandingEntry& b) {
    if (const auto order = compare_standing(keys_of(a), keys_of(b)); order != 0) return order < 0;
    // Positions are shared here; the key only keeps the listing independent of the input's order.
    return a.rating.key < b.rating.key;
  });

  Counter all;
  Counter active;
  std::vector<StandingEntry*> ranked;
  for (StandingEntry& entry : entries) {
    entry.position = all.position_of(entry);
    entry.active_position = 0;
    entry.rank = LetterRank::unranked;
    if (!is_active(entry.rating, rules, now)) continue;
    entry.active_position = active.position_of(entry);
    ranked.push_back(&entry);
  }
  deal_ranks(ranked);
}

}  // namespace evo
