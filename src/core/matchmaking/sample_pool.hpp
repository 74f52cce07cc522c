// A small ladder and random queues for the tests and benchmarks of this room.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/matchmaking/matchmaking.hpp"

namespace evo::sample {

inline const Time kNow = from_micros(1'800'000'000'000'000);

// Two sides that play against each other, three regions of which two may not meet, nine maps, four vetoes.
inline Catalog catalog() {
  Catalog made;
  made.code = "sample";
  made.current_season = "now";
  made.sides = {{"bw", "Brood War"}, {"sc2", "StarCraft II"}};
  made.matchups = {{"bw", "sc2"}};
  for (const char* code : {"SAM", "EUW", "USB"}) made.regions.push_back({code, code, "AM"});
  for (const char* code : {"USE", "USW", "EUC"}) made.servers.push_back({code, code, code, "AM"});
  made.server_table = {"USE", "USE", "USW",  //
                       "USE", "EUC", "EUC",  //
                       "USW", "EUC", "EUC"};
  made.forbidden_region_pairs = {{"USB", "SAM"}};
  for (const char* season : {"old", "now"}) {
    MapPool pool{"1v1", season, {}};
    for (int i = 1; i <= 9; ++i) {
      Map map;
      map.code = std::string(season) + "_" + std::to_string(i);
      pool.maps.push_back(map);
    }
    made.pools.push_back(pool);
  }
  made.vetoes_max = 4;
  return made;
}

// Ticket and player share the number. Just joined.
inline Ticket ticket(std::int64_t id, std::vector<TicketOption> options, std::string region = "EUW") {
  Ticket made;
  made.id = TicketId{id};
  made.player = PlayerId{id};
  made.joined_at = kNow;
  made.region = std::move(region);
  made.options = std::move(options);
  return made;
}

inline TicketOption bw(int rating) { return {"bw", "bw_zerg", rating}; }
inline TicketOption sc2(int rating) { return {"sc2", "sc2_terran", rating}; }

// A queue as the ladder sees it: about 40 % one side, 40 % the other, 20 % both, ratings around 1500, waits
// of up to `waves_max` waves.
inline std::vector<Ticket> queue(int count, Rng& rng, int waves_max = 5) {
  std::vector<Ticket> tickets;
  for (int i = 1; i <= count; ++i) {
    const auto rating = [&] { return 1500 + static_cast<int>(250 * rng.normal()); };
    const double kind = rng.unit();
    std::vector<TicketOption> options;
    if (kind < 0.6) options.push_back(bw(rating()));
    if (kind >= 0.4) options.push_back(sc2(rating()));
    const char* const regions[] = {"SAM", "EUW", "USB", ""};
    tickets.push_back(ticket(i, std::move(options), rng.pick(regions)));
    tickets.back().joined_at -= std::chrono::seconds(60) * rng.between(0, waves_max - 1);
  }
  return tickets;
}

// Queues that are hard in one way each.
enum class Kind {
  usual,
  both,        // Everybody plays both sides: odd cycles wherever one looks.
  uneven,      // One side has three times as many as the other.
  close,       // Nearly every match is as good as any other.
  long_waits,  // Up to an hour: everybody may play everybody, and bonuses exceed all differences.
};

inline std::vector<Ticket> queue_of(Kind kind, int count, Rng& rng) {
  std::vector<Ticket> tickets = queue(count, rng);
  for (Ticket& ticket : tickets) {
    const int rating = ticket.options.front().rating;
    const auto near = [&] { return rating + static_cast<int>(rng.between(-200, 200)); };
    if (kind == Kind::both) ticket.options = {bw(rating), sc2(near())};
    if (kind == Kind::uneven) ticket.options = {rng.chance(0.75) ? bw(rating) : sc2(rating)};
    if (kind == Kind::close)
      for (TicketOption& option : ticket.options) option.rating = 1500 + (option.rating - 1500) / 50;
    if (kind == Kind::long_waits) ticket.joined_at -= std::chrono::seconds(rng.between(0, 3600));
  }
  return tickets;
}

}  // namespace evo::sample
