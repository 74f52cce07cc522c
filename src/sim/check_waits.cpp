#include "sim/check_waits.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/tickets.hpp"
#include "core/matchmaking/team_wave.hpp"

namespace evo::sim {
namespace {

// What is promised in the end, without what makes somebody wait for a better match.
PoolRules promised(const PoolRules& pool) {
  PoolRules rules = pool;
  rules.forecast.half_life = {};
  if (pool.open_after == Duration::zero()) return rules;
  rules.open_after = {};
  rules.window_base = kOpenWindow;
  rules.window_growth = 0;
  rules.newcomer_games = 0;
  return rules;
}

// Tickets that could be a match together, match after match.
std::vector<std::vector<TicketId>> matches_among(const std::vector<Ticket>& tickets, const Mode& mode,
                                                 const Rules& rules, Time at) {
  std::vector<std::vector<TicketId>> found;
  Rng rng(1);
  const PoolRules pool = promised(rules.pool);
  if (mode.name == rules.pool.mode) {
    for (const Proposal& each : plan_wave(tickets, pool, rules.catalog, at, rng).proposals)
      found.push_back({each.first.ticket, each.second.ticket});
    return found;
  }
  for (const TeamProposal& each :
       plan_teams(tickets, mode, {pool, rules.ffa_players_min}, rules.catalog, at, rng).proposals)
    found.push_back(each.tickets);
  return found;
}

}  // namespace

Task<Result<void>> check_waits(Store& store, const Rules& rules, Time settled, Findings& findings) {
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    CO_TRY(const auto counts, co_await tx.tickets().waiting_counts());
    for (const auto& [mode, how_many] : counts) {
      if (how_many < 2) continue;
      CO_TRY(auto tickets, co_await tx.tickets().waiting(mode));
      const auto waits_long = [&](const Ticket& each) { return tx.now() - each.joined_at > kWaitMax; };
      std::erase_if(tickets, [&](const Ticket& each) { return each.joined_at > settled; });
      if (tickets.size() < 2 || std::ranges::none_of(tickets, waits_long)) continue;
      for (const auto& match : matches_among(tickets, *find_mode(mode), rules, settled)) {
        const auto longest = std::ranges::min(tickets, {}, [&](const Ticket& each) {
          const bool is_in = std::ranges::find(match, each.id) != match.end();
          return is_in ? each.joined_at : Time::max();
        });
        if (waits_long(longest))
          findings.add(fmt::format(
              "wait: ticket {} of {} waits for {} s while {} others wait whom it may meet", longest.id.value,
              mode, std::chrono::floor<std::chrono::seconds>(tx.now() - longest.joined_at).count(),
              match.size() - 1));
      }
    }
    co_return Result<void>{};
  };
  co_return co_await store.read(body);
}

Task<Result<void>> check_tickets(Store& store, const Rules& rules, Findings& findings) {
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    for (const Mode& mode : modes()) {
      CO_TRY(const auto tickets, co_await tx.tickets().waiting(std::string(mode.name)));
      for (const Ticket& ticket : tickets) {
        std::vector<Player> people;
        CO_TRY(people.emplace_back(), co_await tx.players().find(ticket.player));
        for (const TicketPartner& partner : ticket.partners) {
          CO_TRY(people.emplace_back(), co_await tx.players().find(partner.player));
        }
        Ticket current = ticket;
        CO_CHECK_OK(co_await describe_people(tx, current, people, rules));
        if (current != ticket)
          findings.add(fmt::format("ticket {}: says what no longer holds of its people", ticket.id.value));
      }
    }
    co_return Result<void>{};
  };
  co_return co_await store.read(body);
}

}  // namespace evo::sim
