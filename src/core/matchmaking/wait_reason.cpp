#include "core/matchmaking/wait_reason.hpp"

#include <algorithm>

#include "core/matchmaking/outlook.hpp"

namespace evo {
namespace {

// With a forecast only so many are asked what they accept: those who are worth most to the ticket. What the
// others accept plays no part, only what the ticket does.
constexpr std::size_t kLooks = 16;

std::vector<const Ticket*> pointers(std::span<const Ticket> tickets) {
  std::vector<const Ticket*> found;
  for (const Ticket& ticket : tickets) found.push_back(&ticket);
  return found;
}

// Somebody whom nothing excludes for ever.
struct Prospect {
  Candidate opponent;
  std::int64_t price = 0;
  int difference = 0;
  std::optional<MissReason> keeps_away;  // Nothing: the two may play now.
  std::optional<Time> at;                // When they may, unless it is now.

  bool reached() const { return !keeps_away; }

  // Whether it is more likely to become a match.
  bool nearer_than(const Prospect& other) const {
    if (reached() != other.reached()) return reached();
    if (at != other.at) return at && (!other.at || *at < *other.at);
    return difference < other.difference;
  }
};

class Prospects {
 public:
  Prospects(const Ticket& ticket, std::span<const Ticket> waiting, std::span<const Ticket> joins,
            const PoolRules& rules, const Catalog& catalog, Time now)
      : rules_(rules),
        everybody_(pointers(waiting)),
        joins_(pointers(joins)),
        prices_(with(ticket), joins_, rules, catalog, now),
        outlook_(joins_, prices_, rules, now),
        own_(prices_.candidate(ticket)) {
    if (rules.forecast.on()) outlook_.apply(own_);
  }

  int window() const { return own_.window; }

  WaitReason reason() const {
    WaitReason why;
    std::vector<Prospect> prospects;
    for (const Ticket* other : everybody_) {
      if (other->player == own_.ticket->player || other->mode != own_.ticket->mode) continue;
      ++why.others;
      Prospect prospect{.opponent = prices_.candidate(*other), .keeps_away = {}, .at = {}};
      if (const auto never = excluded_for_ever(prospect))
        ++why.excluded[*never];
      else
        prospects.push_back(std::move(prospect));
    }
    if (prospects.empty()) {
      // The obstacle that was met last, as it says most.
      for (const MissReason rule :
           {MissReason::no_opposite_side, MissReason::servers_blocked, MissReason::regions_apart})
        if (why.excluded.contains(rule)) why.reason = rule;
      return why;
    }
    look_at(prospects);
    for (const Prospect& prospect : prospects)
      if (prospect.keeps_away) ++why.excluded[*prospect.keeps_away];
    const Prospect& nearest = *std::ranges::min_element(
        prospects, [](const Prospect& a, const Prospect& b) { return a.nearer_than(b); });
    why.reason = nearest.keeps_away.value_or(MissReason::opponents_taken);
    why.rating_difference = nearest.difference;
    why.reached_at = nearest.at;
    return why;
  }

 private:
  std::vector<const Ticket*> with(const Ticket& ticket) const {
    std::vector<const Ticket*> all = everybody_;
    all.push_back(&ticket);
    return all;
  }

  // Sets price and difference of whoever is not.
  std::optional<MissReason> excluded_for_ever(Prospect& prospect) const {
    const auto difference = prices_.difference(own_, prospect.opponent);
    if (!difference) return MissReason::no_opposite_side;
    if (!prices_.regions().may_meet(own_.region, prospect.opponent.region)) return MissReason::regions_apart;
    if (!prices_.server_is_left(own_, prospect.opponent)) return MissReason::servers_blocked;
    prospect.difference = static_cast<int>(*difference);
    prospect.price = *prices_.price(own_, prospect.opponent);
    return std::nullopt;
  }

  void look_at(std::vector<Prospect>& prospects) const {
    if (rules_.forecast.on()) {
      std::ranges::stable_sort(prospects, {}, &Prospect::price);
      for (std::size_t i = 0; i < prospects.size(); ++i) {
        Candidate& opponent = prospects[i].opponent;
        if (i < kLooks)
          outlook_.apply(opponent);
        else
          opponent.window = opponent.open ? kOpenWindow : 0;
      }
    }
    for (std::size_t i = 0; i < prospects.size(); ++i) {
      Prospect& prospect = prospects[i];
      prospect.keeps_away = keeps_away(prospect);
      if (prospect.reached() || (rules_.forecast.on() && i >= kLooks)) continue;
      prospect.at = accepts_at(own_, prospect);
      const auto other_at = accepts_at(prospect.opponent, prospect);
      if (other_at && (!prospect.at || *other_at < *prospect.at)) prospect.at = other_at;
    }
  }

  std::optional<MissReason> keeps_away(const Prospect& prospect) const {
    const Candidate& opponent = prospect.opponent;
    bool reached = false;
    prices_.for_each_pairing(own_, opponent, [&](const Pairing&) { reached = true; });
    if (reached) return std::nullopt;
    if (prospect.difference > std::max(own_.window, opponent.window)) return MissReason::outside_window;
    if (prospect.difference > rules_.newcomer_window && is_of_newcomers(prospect))
      return MissReason::newcomer_protected;
    const std::int64_t gap = std::int64_t{prospect.difference} * prospect.difference;
    const std::int64_t worst = std::max(own_.acceptable, opponent.acceptable);
    const bool met = gap + prices_.extra(own_, opponent).rematch > worst;
    return met ? MissReason::just_met : MissReason::ping_too_high;
  }

  std::optional<Time> accepts_at(const Candidate& candidate, const Prospect& prospect) const {
    const Ticket& ticket = *candidate.ticket;
    const bool protects = prospect.difference > rules_.newcomer_window && is_of_newcomers(prospect);
    if (!rules_.forecast.on())
      return protects ? opens_at(ticket, rules_) : reaches_at(ticket, prospect.difference, rules_);
    std::optional<Time> open;
    if (rules_.open_after > Duration::zero()) open = ticket.joined_at + rules_.open_after;
    if (protects) return open;
    const auto grown = outlook_.accepts_at(candidate, prospect.price);
    return open && grown ? std::min(*open, *grown) : open ? open : grown;
  }

  bool is_of_newcomers(const Prospect& prospect) const {
    const auto is_new = [](const Candidate& candidate) {
      return std::ranges::any_of(candidate.options, &Candidate::Option::newcomer);
    };
    return is_new(own_) || is_new(prospect.opponent);
  }

  const PoolRules& rules_;
  const std::vector<const Ticket*> everybody_;
  const std::vector<const Ticket*> joins_;
  const PairPrices prices_;
  const Outlook outlook_;
  Candidate own_;
};

}  // namespace

WaitOutlook wait_outlook(const Ticket& ticket, std::span<const Ticket> waiting, const PoolRules& rules,
                         const Catalog& catalog, Time now, std::span<const Ticket> joins) {
  const Prospects prospects(ticket, waiting, joins, rules, catalog, now);
  return {prospects.window(), prospects.reason()};
}

WaitReason explain_wait(const Ticket& ticket, std::span<const Ticket> waiting, const PoolRules& rules,
                        const Catalog& catalog, Time now, std::span<const Ticket> joins) {
  return wait_outlook(ticket, waiting, rules, catalog, now, joins).why;
}

}  // namespace evo
