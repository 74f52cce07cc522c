#include "core/matchmaking/wait_reason.hpp"

#include <algorithm>

#include "core/matchmaking/outlook.hpp"

namespace evo {
namespace {

// With a forecast only so many are looked at closely: those who are worth most to the ticket.
constexpr std::size_t kLooks = 8;

std::vector<const Ticket*> pointers(std::span<const Ticket> tickets) {
  std::vector<const Ticket*> found;
  for (const Ticket& ticket : tickets) found.push_back(&ticket);
  return found;
}

struct Prospect {
  Candidate opponent;
  std::int64_t price = 0;
  int difference = 0;
  bool reached = false;
  std::optional<Time> at;  // When it will be reached, unless it is already.

  // Whether it is more likely to become a match.
  bool nearer_than(const Prospect& other) const {
    if (reached != other.reached) return reached;
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
    WaitReason best;
    bool apart = false;
    bool blocked = false;
    std::vector<Prospect> prospects;
    for (const Ticket* other : everybody_) {
      if (other->player == own_.ticket->player || other->mode != own_.ticket->mode) continue;
      ++best.others;
      Prospect prospect{.opponent = prices_.candidate(*other), .at = {}};
      const auto difference = prices_.difference(own_, prospect.opponent);
      if (!difference) continue;
      prospect.difference = static_cast<int>(*difference);
      const auto price = prices_.price(own_, prospect.opponent);
      if (price) {
        prospect.price = *price;
        prospects.push_back(std::move(prospect));
      } else {
        (prices_.server_is_left(own_, prospect.opponent) ? apart : blocked) = true;
      }
    }
    if (prospects.empty()) {
      if (apart || blocked)
        best.reason = apart ? MissReason::regions_apart : MissReason::servers_blocked;
      else if (best.others > 0)
        best.reason = MissReason::no_opposite_side;
      return best;
    }
    const Prospect nearest = nearest_of(std::move(prospects));
    best.reason = nearest.reached ? MissReason::opponents_taken : MissReason::outside_window;
    best.rating_difference = nearest.difference;
    best.reached_at = nearest.at;
    return best;
  }

 private:
  std::vector<const Ticket*> with(const Ticket& ticket) const {
    std::vector<const Ticket*> all = everybody_;
    all.push_back(&ticket);
    return all;
  }

  Prospect nearest_of(std::vector<Prospect> prospects) const {
    if (rules_.forecast.on() && prospects.size() > kLooks) {
      std::ranges::nth_element(prospects, prospects.begin() + kLooks, {}, &Prospect::price);
      prospects.resize(kLooks);
    }
    for (Prospect& prospect : prospects) {
      Candidate& opponent = prospect.opponent;
      if (rules_.forecast.on()) outlook_.apply(opponent);
      prices_.for_each_pairing(own_, opponent, [&](const Pairing&) { prospect.reached = true; });
      if (prospect.reached) continue;
      prospect.at = accepts_at(own_, prospect);
      const auto other_at = accepts_at(opponent, prospect);
      if (other_at && (!prospect.at || *other_at < *prospect.at)) prospect.at = other_at;
    }
    return *std::ranges::min_element(prospects,
                                     [](const Prospect& a, const Prospect& b) { return a.nearer_than(b); });
  }

  std::optional<Time> accepts_at(const Candidate& candidate, const Prospect& prospect) const {
    const Ticket& ticket = *candidate.ticket;
    std::optional<Time> open;
    if (rules_.forecast.on()) {
      if (prospect.difference > rules_.forecast.difference_max) return std::nullopt;
      if (rules_.open_after > Duration::zero()) open = ticket.joined_at + rules_.open_after;
    } else if (const auto wave = open_wave(rules_)) {
      open = ticket.joined_at + (*wave - 1) * rules_.wave_length;
    }
    if (prospect.difference > rules_.newcomer_window && is_of_newcomers(prospect)) return open;
    const auto grown = rules_.forecast.on() ? outlook_.accepts_at(candidate, prospect.price)
                                            : grown_at(ticket, prospect.difference);
    return open && grown ? std::min(*open, *grown) : open ? open : grown;
  }

  bool is_of_newcomers(const Prospect& prospect) const {
    const auto is_new = [](const Candidate& candidate) {
      return std::ranges::any_of(candidate.options, &Candidate::Option::newcomer);
    };
    return is_new(own_) || is_new(prospect.opponent);
  }

  // When the ticket's own window is that wide. Windows grow by whole waves.
  std::optional<Time> grown_at(const Ticket& ticket, int difference) const {
    if (rules_.window_growth <= 0) return std::nullopt;
    const int missing = std::max(difference - rules_.window_base, 1);
    const int waves = (missing + rules_.window_growth - 1) / rules_.window_growth;
    return ticket.joined_at + (waves - 1) * rules_.wave_length;
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
