// PairPrices: the rules of a pool of two and the catalog's answers turned into numbers: who may play whom,
// and what is bad about it. The price of a match is in squared rating points, so that everything can be
// weighed against everything: the difference of the ratings, that the two have just met, the ping of the one
// who has it worse. Never changes after construction.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "core/matchmaking/matchmaking.hpp"

namespace evo {

// Codes numbered, with the catalog's answer for every two of them asked once, whoever comes first.
class MeetingTable {
 public:
  template <class MayMeet>
  MeetingTable(const std::set<std::string_view>& codes, const MayMeet& may_meet)
      : codes_(codes.begin(), codes.end()), may_meet_(codes.size() * codes.size()) {
    for (std::size_t a = 0; a < codes_.size(); ++a)
      for (std::size_t b = a; b < codes_.size(); ++b)
        may_meet_[a * codes_.size() + b] = may_meet_[b * codes_.size() + a] =
            may_meet(codes_[a], codes_[b]) ? 1 : 0;
  }

  std::size_t size() const { return codes_.size(); }
  std::string_view operator[](std::size_t index) const { return codes_[index]; }
  std::size_t index_of(std::string_view code) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(codes_, code) - codes_.begin());
  }
  bool may_meet(std::size_t a, std::size_t b) const { return may_meet_[a * codes_.size() + b] != 0; }

 private:
  std::vector<std::string_view> codes_;  // Sorted.
  std::vector<char> may_meet_;
};

struct Candidate {
  struct Option {
    std::size_t side;
    int rating;
    bool newcomer;
  };
  const Ticket* ticket = nullptr;
  int waves = 1;
  std::int64_t bonus = 0;  // A match of two earns the greater of their bonuses.
  std::size_t region = 0;
  std::uint32_t blocked = 0;  // Bit i: server i of the catalog.
  // Nothing may be further away in rating. As far as the window reaches by the rules; with a forecast, as the
  // root of `acceptable`, the worst price that is better than waiting.
  int window = 0;
  std::int64_t acceptable = 0;
  bool open = false;            // Has waited so long that prices matter no more.
  std::vector<Option> options;  // As the ticket's.
};

// One way for two candidates to play each other.
struct Pairing {
  std::size_t option_a = 0;
  std::size_t option_b = 0;
  std::int64_t price = 0;
};

class PairPrices {
 public:
  // What is bad about a match beside the difference of the ratings.
  struct Extra {
    std::int64_t rematch = 0;
    std::int64_t ping = 0;
    std::int64_t sum() const { return rematch + ping; }
  };

  // Knows the sides and regions of these tickets only.
  PairPrices(std::span<const Ticket* const> tickets, std::span<const Ticket* const> joins,
             const PoolRules& rules, const Catalog& catalog, Time now);

  const MeetingTable& sides() const { return sides_; }
  const MeetingTable& regions() const { return regions_; }
  // Window, bonus and so on by the waves waited.
  Candidate candidate(const Ticket& ticket) const;

  // Least difference of the ratings with which their sides let the two meet; nullopt if they do not.
  std::optional<std::int64_t> difference(const Candidate& a, const Candidate& b) const;
  // Of the best way for the two to play, however long they wait; nullopt if they never may.
  std::optional<std::int64_t> price(const Candidate& a, const Candidate& b) const;
  // Visits every way in which the two may play now.
  template <class Visit>
  void for_each_pairing(const Candidate& a, const Candidate& b, const Visit& visit) const;
  // Of two whom a server is left.
  Extra extra(const Candidate& a, const Candidate& b) const;
  // The sum of these, at most.
  std::int64_t extra_max() const { return ping_max_ + std::max<std::int64_t>(rules_.rematch_cost_max, 0); }
  // Whether more than side, region and window decides if two may play now.
  bool looks_at_both() const { return rules_.forecast.on() || rules_.newcomer_games > 0 || some_blocked_; }
  // Code of the server for a match of the two, who may play each other.
  std::string_view server(const Candidate& a, const Candidate& b) const;
  // Whether that is the catalog's server for the two, and not a way out because one has blocked it.
  bool server_is_preferred(const Candidate& a, const Candidate& b) const;
  // Whether there is one that neither has blocked.
  bool server_is_left(const Candidate& a, const Candidate& b) const {
    return (a.blocked | b.blocked) == 0 || pick_server(a, b).has_value();
  }

 private:
  struct Choice {
    std::size_t server;
    std::int64_t price;
  };
  // What there is to know of the way between two regions, whoever of the two comes first.
  struct Way {
    std::optional<Choice> best;        // Where nobody has blocked anything.
    std::optional<std::size_t> first;  // The catalog's server.
    std::size_t home_a = 0;
    std::size_t home_b = 0;
    bool known = false;  // Whether pings count.
  };
  void choose_servers();
  // `entries`: the catalog's entry of each region; nullptr where it has none.
  Way find_way(std::size_t region_a, std::size_t region_b, std::span<const Region* const> entries) const;
  std::optional<Choice> choose_server(const Way& way, std::uint32_t blocked) const;
  // Calls visit(server, worse_ms) for the catalog's server and those to which both have a sensible
  // connection; worse_ms is the ping of the one of the two who has it worse.
  template <class Visit>
  void for_each_server(const Way& way, const Visit& visit) const;
  std::optional<Choice> pick_server(const Candidate& a, const Candidate& b) const;

  const PoolRules& rules_;
  const Catalog& catalog_;
  const Time now_;
  MeetingTable sides_;
  MeetingTable regions_;
  std::vector<std::optional<double>> pings_;  // Regions x servers.
  std::vector<Way> ways_;                     // Regions x regions; empty where nothing asks for a choice.
  std::int64_t ping_max_ = 0;
  bool some_blocked_ = false;
};

template <class Visit>
void PairPrices::for_each_pairing(const Candidate& a, const Candidate& b, const Visit& visit) const {
  if (!regions_.may_meet(a.region, b.region) || !server_is_left(a, b)) return;
  const int reach = std::max(a.window, b.window);
  const bool open = a.open || b.open;
  const std::int64_t worst = std::max(a.acceptable, b.acceptable);
  std::optional<std::int64_t> more;
  for (std::size_t i = 0; i < a.options.size(); ++i) {
    for (std::size_t j = 0; j < b.options.size(); ++j) {
      const Candidate::Option& own = a.options[i];
      const Candidate::Option& other = b.options[j];
      if (!sides_.may_meet(own.side, other.side)) continue;
      const std::int64_t difference = std::abs(std::int64_t{own.rating} - other.rating);
      if (difference > reach) continue;
      if (!open && (own.newcomer || other.newcomer) && difference > rules_.newcomer_window) continue;
      if (!more) more = extra(a, b).sum();
      const std::int64_t within = std::min(difference, kDifferenceMax);
      const std::int64_t price = within * within + *more;
      if (rules_.forecast.on() && !open && price > worst) continue;
      visit(Pairing{i, j, price});
    }
  }
}

}  // namespace evo
