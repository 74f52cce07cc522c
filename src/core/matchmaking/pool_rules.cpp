#include <algorithm>

#include "base/assert.hpp"
#include "base/enum_text.hpp"
#include "core/matchmaking/matchmaking.hpp"

namespace evo {
namespace {

constexpr EnumText<MissReason, 10> kMissReasons{{
    {MissReason::alone, "alone"},
    {MissReason::no_opposite_side, "no_opposite_side"},
    {MissReason::outside_window, "outside_window"},
    {MissReason::newcomer_protected, "newcomer_protected"},
    {MissReason::just_met, "just_met"},
    {MissReason::ping_too_high, "ping_too_high"},
    {MissReason::regions_apart, "regions_apart"},
    {MissReason::servers_blocked, "servers_blocked"},
    {MissReason::opponents_taken, "opponents_taken"},
    {MissReason::over_limit, "over_limit"},
}};

// Longer waits make no difference any more.
constexpr std::int64_t kWavesMax = 1'000'000;
// What the matching accepts; ratings that far apart, or bonuses that high, are as good as infinite.
constexpr int kCostBits = 40;
static_assert(kMatchingCostMax == std::int64_t{1} << kCostBits);
static_assert(kDifferenceMax * kDifferenceMax == kMatchingCostMax);

// coefficient * 2^exponent, at most kMatchingCostMax.
std::int64_t wait_bonus(std::int64_t coefficient, int exponent) {
  if (coefficient <= 0) return 0;
  if (exponent >= kCostBits || coefficient > (kMatchingCostMax >> exponent)) return kMatchingCostMax;
  return coefficient << exponent;
}

bool is_on(const Ticket& ticket, PlayerId player) {
  return ticket.player == player ||
         std::ranges::find(ticket.partners, player, &TicketPartner::player) != ticket.partners.end();
}

std::int64_t remembered_cost(const Ticket& ticket, const Ticket& opponent, Time now, const PoolRules& rules) {
  double total = 0;
  for (const RecentOpponent& recent : ticket.recent_opponents) {
    if (!is_on(opponent, recent.player)) continue;
    const double age = static_cast<double>(to_micros(now)) - static_cast<double>(to_micros(recent.at));
    const double left = 1.0 - age / static_cast<double>(rules.rematch_window.count());
    total += static_cast<double>(rules.rematch_cost) * std::clamp(left, 0.0, 1.0);
  }
  return static_cast<std::int64_t>(std::min(total, static_cast<double>(kMatchingCostMax)));
}

}  // namespace

std::string_view to_string(MissReason reason) { return text_of(kMissReasons, reason); }

int waves_waited(const Ticket& ticket, Time now, const PoolRules& rules) {
  EVO_ASSERT(rules.wave_length > Duration::zero());
  if (now <= ticket.joined_at) return 1;
  // Unsigned, because times from opposite ends of the calendar lie further apart than a Duration can say.
  const auto waited =
      static_cast<std::uint64_t>(to_micros(now)) - static_cast<std::uint64_t>(to_micros(ticket.joined_at));
  const std::uint64_t waves = 1 + waited / static_cast<std::uint64_t>(rules.wave_length.count());
  return static_cast<int>(std::min(waves, static_cast<std::uint64_t>(kWavesMax)));
}

std::optional<std::int64_t> open_wave(const PoolRules& rules) {
  if (rules.open_after <= Duration::zero()) return std::nullopt;
  return 1 + (rules.open_after + rules.wave_length - Duration(1)) / rules.wave_length;
}

int window(int waves, const PoolRules& rules) {
  if (const auto open = open_wave(rules); open && waves >= *open) return kOpenWindow;
  const std::int64_t wide = rules.window_base + std::int64_t{rules.window_growth} * waves;
  return static_cast<int>(std::clamp<std::int64_t>(wide, 0, kOpenWindow));
}

std::optional<Time> opens_at(const Ticket& ticket, const PoolRules& rules) {
  const auto wave = open_wave(rules);
  if (!wave) return std::nullopt;
  return ticket.joined_at + (*wave - 1) * rules.wave_length;
}

std::optional<Time> reaches_at(const Ticket& ticket, int difference, const PoolRules& rules) {
  const auto open = opens_at(ticket, rules);
  if (rules.window_growth <= 0 && difference > rules.window_base) return open;
  const int missing = std::max(difference - rules.window_base, 1);
  const int growth = std::max(rules.window_growth, 1);
  const int waves = (missing + growth - 1) / growth;
  const Time grown = ticket.joined_at + (waves - 1) * rules.wave_length;
  return open ? std::min(*open, grown) : grown;
}

std::int64_t pair_cost(int rating_a, int rating_b, int waves_a, int waves_b, const PoolRules& rules) {
  const std::int64_t difference =
      std::clamp(std::int64_t{rating_a} - rating_b, -kDifferenceMax, kDifferenceMax);
  const int exponent = std::clamp(std::max(waves_a, waves_b), 0, std::max(rules.wait_exponent_max, 0));
  return difference * difference - wait_bonus(rules.wait_coefficient, exponent);
}

std::int64_t rematch_cost(const Ticket& a, const Ticket& b, Time now, const PoolRules& rules) {
  if (rules.rematch_cost <= 0 || rules.rematch_window <= Duration::zero()) return 0;
  // Both owners know of the same matches unless one of the lists was not filled in.
  const std::int64_t total = std::max(remembered_cost(a, b, now, rules), remembered_cost(b, a, now, rules));
  if (total == 0) return 0;
  const auto pairs = static_cast<std::int64_t>((1 + a.partners.size()) * (1 + b.partners.size()));
  return std::min(total / pairs, rules.rematch_cost_max);
}

}  // namespace evo
