// Matchmaking: who plays whom. plan_wave() looks at the waiting tickets and proposes matches: as many as
// possible, and among those the fairest (a maximum-cardinality matching of least total cost on a general
// graph, found exactly). It is pure and deterministic: the same tickets, time and random state give the same
// plan. It reserves nothing: the caller commits each proposal on its own and drops those whose tickets have
// left meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "core/catalog/catalog.hpp"
#include "core/matchmaking/forecast.hpp"

namespace evo {

// One way the ticket's owner is willing to play: a race of one side, with the rating for it.
struct TicketOption {
  std::string side;
  std::string race;
  int rating = 1500;
  std::vector<std::string> partner_races = {};  // Of the ticket's partners, in their order.
  int games = 0;                                // Rated ones with that race, when the ticket joined.

  friend bool operator==(const TicketOption&, const TicketOption&) = default;
};

// A match of the past that somebody on the ticket played against `player`.
struct RecentOpponent {
  PlayerId player;
  Time at;  // When that match was made.

  friend bool operator==(const RecentOpponent&, const RecentOpponent&) = default;
};

// Somebody who waits on another's ticket: a member of the same party.
struct TicketPartner {
  PlayerId player;
  std::string region;
  std::vector<std::string> vetoes;
  std::vector<std::string> blocked_servers = {};
  std::vector<std::string> recent_maps = {};

  friend bool operator==(const TicketPartner&, const TicketPartner&) = default;
};

struct Ticket {
  TicketId id;
  PlayerId player;
  std::string mode = "1v1";
  Time joined_at;
  std::string region;  // Region code; may be empty.
  std::vector<TicketOption> options;
  std::vector<std::string> vetoes;  // Map codes.
  // One entry for each who played against each of those on the ticket; may be empty in one of two opponents.
  std::vector<RecentOpponent> recent_opponents;
  std::vector<TicketPartner> partners;       // Besides `player`; none in 1v1.
  std::vector<std::string> blocked_servers;  // Codes of servers on which the owner does not play.
  std::vector<std::string> recent_maps;      // Codes of the maps of the owner's last matches.

  friend bool operator==(const Ticket&, const Ticket&) = default;
};

// The reference rules of the ladder (domain.md 3.5) by default: waits are counted in whole waves of 60 s, the
// first being 1.
struct PoolRules {
  std::string mode = "1v1";
  int window_base = 100;   // Rating points.
  int window_growth = 50;  // Added per wave waited.
  Duration wave_length = std::chrono::seconds(60);
  // Who has waited for that long, in whole waves where windows grow by waves, takes anybody whom side, region
  // and blocked servers allow, whatever the difference, the ping and whoever is a newcomer; 0, as in the
  // reference: never, the window only grows. It bounds how long somebody waits while there is anybody to
  // play.
  Duration open_after{};
  int wait_coefficient = 20;   // Bonus = coefficient * 2^waves, in squared rating points.
  int wait_exponent_max = 30;  // The bonus stops growing here: no overflow however long somebody waits.
  // Rematch memory (domain.md 3.8), off as in the reference: each match that two have played against each
  // other adds to their cost, the more the fresher it is; all of them together at most rematch_cost_max. As
  // the number of matches comes first, a rematch is still better than no match.
  std::int64_t rematch_cost = 0;           // For a match just made; falls to 0 within rematch_window.
  std::int64_t rematch_cost_max = 10'000;  // In squared rating points, as all costs.
  Duration rematch_window = std::chrono::hours(2);
  // Who is acceptable is decided by who is likely to come, instead of by waves waited.
  ForecastRules forecast;
  // The price of ping, off as in the reference: 100 ms beyond what makes no difference, for the one who has
  // it worse, are as bad as so many rating points.
  int ping_worth = 0;
  int ping_free_ms = 60;
  // Whoever has played fewer rated games with a race meets only opponents that near with it, until one of the
  // two has waited for open_after. 0: as everybody.
  int newcomer_games = 0;
  int newcomer_window = 200;
  // So many of each player's last maps come less often: one that the two had n times together has 1 / (1 + n)
  // of the chance. 0: all equally often, as in the reference.
  int maps_remembered = 0;
  std::size_t tickets_max = 20'000;  // More than this: the longest waiting are planned.
};

// 1 for a ticket that has just joined, one more after each wave_length.
int waves_waited(const Ticket& ticket, Time now, const PoolRules& rules);
// The first wave in which the window is open; nullopt: it never is.
std::optional<std::int64_t> open_wave(const PoolRules& rules);
// Rating difference that is acceptable then; kOpenWindow: any.
int window(int waves, const PoolRules& rules);
inline constexpr int kOpenWindow = 1'000'000'000;
// When the ticket's window opens, and when it is that wide; nullopt: never. Windows grow by whole waves.
std::optional<Time> opens_at(const Ticket& ticket, const PoolRules& rules);
std::optional<Time> reaches_at(const Ticket& ticket, int difference, const PoolRules& rules);
// (rating difference)^2 - wait bonus. Lower is better.
std::int64_t pair_cost(int rating_a, int rating_b, int waves_a, int waves_b, const PoolRules& rules);

// What the matches that the two have played against each other add to pair_cost(). Of parties: the mean over
// any of the one with any of the other.
std::int64_t rematch_cost(const Ticket& a, const Ticket& b, Time now, const PoolRules& rules);

struct Seat {
  TicketId ticket;
  PlayerId player;
  TicketOption option;
};

struct Proposal {
  Seat first;   // Team 0: in a match-up of two different sides, the catalog's first side.
  Seat second;  // Team 1.
  std::int64_t cost = 0;
  int rating_difference = 0;
  std::string map;     // Code; empty when the catalog has no pool for the mode.
  std::string server;  // Code.
};

// newcomer_protected, just_met and ping_too_high are what WaitReason tells apart; a wave calls them
// outside_window.
enum class MissReason {
  alone,
  no_opposite_side,
  outside_window,
  newcomer_protected,
  just_met,
  ping_too_high,
  regions_apart,
  servers_blocked,
  opponents_taken,
  over_limit
};
std::string_view to_string(MissReason reason);

struct Miss {
  TicketId ticket;
  MissReason reason = MissReason::alone;
};

struct WavePlan {
  std::vector<Proposal> proposals;
  std::vector<Miss> misses;
  std::int64_t cost = 0;
  // No plan with as many proposals for the candidates costs less. This is proven and holds always; it equals
  // the cost if `exact`.
  std::int64_t cost_bound = 0;
  // Proven: no plan for the candidates has more proposals, and none with as many costs less. Always so for up
  // to 1,000 candidates, and but for rare pools beyond: there the proof may take more time than there is.
  bool exact = true;
  std::size_t candidates = 0;  // Tickets looked at.
};

// `joins`: tickets that joined lately, the waiting ones included, whatever has become of them; only forecasts
// look at them.
WavePlan plan_wave(std::span<const Ticket> tickets, const PoolRules& rules, const Catalog& catalog, Time now,
                   Rng& rng, std::span<const Ticket> joins = {});

// An edge between vertices a and b (a != b) with an integer cost; parallel edges are allowed, the cheapest
// counts.
struct Edge {
  int a = 0;
  int b = 0;
  std::int64_t cost = 0;
};

// What the matching accepts as the largest cost, either way.
inline constexpr std::int64_t kMatchingCostMax = std::int64_t{1} << 40;
// Ratings further apart are as good as infinitely far: the square of this costs that.
inline constexpr std::int64_t kDifferenceMax = std::int64_t{1} << 20;

// partner[v], or -1. Among matchings with the most edges, one of least total cost; exact on any graph.
// Edmonds' blossom algorithm with dual variables (Galil 1986), O(n^3). Costs may be negative; |cost| <=
// kMatchingCostMax.
std::vector<int> minimum_cost_maximum_matching(int vertices, std::span<const Edge> edges);

}  // namespace evo
