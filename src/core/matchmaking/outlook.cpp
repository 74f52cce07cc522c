#include "core/matchmaking/outlook.hpp"

#include <algorithm>
#include <cmath>

namespace evo {
namespace {

// Half-lives after which a join counts for nothing.
constexpr int kHalfLives = 8;

}  // namespace

Outlook::Outlook(std::span<const Ticket* const> joins, const PairPrices& prices, const PoolRules& rules,
                 Time now)
    : prices_(prices), rules_(rules), now_(now) {
  const Duration longest = kHalfLives * rules.forecast.half_life;
  std::vector<const Ticket*> latest(joins.begin(), joins.end());
  std::ranges::sort(latest, std::greater{},
                    [](const Ticket* join) { return std::pair(join->joined_at, join->id); });
  // Who came before the last of so many is not known; the others stand for the time since he came.
  const bool all = latest.size() < rules.forecast.joins_max;
  if (!all) latest.resize(rules.forecast.joins_max);
  const Duration span = all || latest.empty() ? longest : std::min(longest, now - latest.back()->joined_at);
  for (const Ticket* join : latest) {
    if (now - join->joined_at > longest) break;
    joins_.push_back(prices.candidate(*join));
    rates_.push_back(join_rate(now - join->joined_at, span, rules.forecast));
  }
}

std::vector<ExpectedMatch> Outlook::expected_of(const Candidate& candidate) const {
  std::vector<ExpectedMatch> expected;
  expected.reserve(joins_.size());
  for (std::size_t i = 0; i < joins_.size(); ++i) {
    if (joins_[i].ticket->player == candidate.ticket->player) continue;
    if (const auto price = prices_.price(candidate, joins_[i])) expected.push_back({*price, rates_[i]});
  }
  return expected;
}

void Outlook::apply(Candidate& candidate) const {
  const Duration waited = now_ - candidate.ticket->joined_at;
  candidate.acceptable = acceptable_price(expected_of(candidate), waited, rules_.forecast);
  candidate.window =
      candidate.open ? kOpenWindow : static_cast<int>(std::sqrt(static_cast<double>(candidate.acceptable)));
}

std::optional<Time> Outlook::accepts_at(const Candidate& candidate, std::int64_t price) const {
  const auto after = acceptable_after(expected_of(candidate), price, rules_.forecast);
  if (!after) return std::nullopt;
  return candidate.ticket->joined_at + *after;
}

}  // namespace evo
