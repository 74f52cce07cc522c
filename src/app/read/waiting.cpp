#include "app/read/waiting.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace evo {
namespace {

// Transactions that ran at once may become visible in another order than that of their times.
constexpr Duration kJoinsOverlap = std::chrono::minutes(1);

QueueView count(const Waiting& waiting, const Rules& rules) {
  QueueView counts;
  for (const Side& side : rules.catalog.sides) counts.waiting_by_side[side.code] = 0;
  for (const std::string& mode : rules.modes) counts.waiting_by_mode[mode] = 0;
  for (const auto& [mode, tickets] : waiting.tickets) {
    const auto people = counts.waiting_by_mode.find(mode);
    if (people == counts.waiting_by_mode.end()) continue;
    for (const Ticket& ticket : tickets) people->second += 1 + static_cast<int>(ticket.partners.size());
    if (mode != rules.pool.mode) continue;
    counts.waiting = static_cast<int>(tickets.size());
    for (const Ticket& ticket : tickets)
      for (const TicketOption& option : ticket.options) ++counts.waiting_by_side[option.side];
  }
  return counts;
}

bool is_of(const Ticket& ticket, PlayerId player) {
  return ticket.player == player ||
         std::ranges::find(ticket.partners, player, &TicketPartner::player) != ticket.partners.end();
}

// Who waits in the mode; nullptr: nobody.
const std::vector<Ticket>* pool_of(const Waiting& waiting, const std::string& mode) {
  const auto pool = waiting.tickets.find(mode);
  return pool == waiting.tickets.end() ? nullptr : &pool->second;
}

const Ticket* find(const std::vector<Ticket>& by_id, TicketId id) {
  const auto found = std::ranges::lower_bound(by_id, id, {}, &Ticket::id);
  return found == by_id.end() || found->id != id ? nullptr : &*found;
}

// Whom those who wait have met lately. Nobody meets anybody while he waits, so only those are asked about
// whom no earlier look has met. What is forgotten since then costs nothing any more.
Task<Result<void>> add_meetings(Tx& tx, const Waiting* known, const std::string& mode,
                                std::vector<Ticket>& tickets, const PoolRules& rules) {
  const Time since = tx.now() - rules.rematch_window;
  const auto* before = known == nullptr ? nullptr : pool_of(*known, mode);
  std::map<PlayerId, Ticket*> unknown;
  for (Ticket& ticket : tickets) {
    const Ticket* same = before == nullptr ? nullptr : find(*before, ticket.id);
    if (same == nullptr) {
      unknown.emplace(ticket.player, &ticket);
      for (const TicketPartner& partner : ticket.partners) unknown.emplace(partner.player, &ticket);
    } else {
      std::ranges::copy_if(same->recent_opponents, std::back_inserter(ticket.recent_opponents),
                           [&](const RecentOpponent& met) { return met.at >= since; });
    }
  }
  if (unknown.empty()) co_return Result<void>{};
  std::vector<PlayerId> players;
  for (const auto& [player, ticket] : unknown) players.push_back(player);
  CO_TRY(const auto meetings, co_await tx.tickets().meetings(mode, since, std::move(players)));
  for (const Meeting& meeting : meetings)
    unknown.at(meeting.first)->recent_opponents.push_back({meeting.second, meeting.at});
  co_return Result<void>{};
}

// What a ticket says changes only while it waits, so only those are read that neither an earlier look nor
// this one has met, and only the ids of those that joined after what an earlier look knows, or at about the
// same time. Of those that have left since, what an earlier look read will do: they stand for who may come.
Task<Result<std::vector<Ticket>>> joins_now(Tx& tx, const Waiting* known, const Waiting& read,
                                            const PoolRules& rules) {
  const std::span<const Ticket> before = known == nullptr ? std::span<const Ticket>() : known->joins;
  const Time since = before.empty() ? Time{} : before.front().joined_at - kJoinsOverlap;
  CO_TRY(auto ids,
         co_await tx.tickets().joined_lately(rules.mode, since, static_cast<int>(rules.forecast.joins_max)));
  std::map<TicketId, const Ticket*> met;
  if (const auto* pool = pool_of(read, rules.mode))
    for (const Ticket& ticket : *pool) met.emplace(ticket.id, &ticket);
  for (const Ticket& ticket : before) {
    met.emplace(ticket.id, &ticket);
    if (ticket.joined_at < since && ids.size() < rules.forecast.joins_max) ids.push_back(ticket.id);
  }
  std::vector<TicketId> unknown;
  for (const TicketId id : ids)
    if (!met.contains(id)) unknown.push_back(id);
  std::vector<Ticket> found;
  if (!unknown.empty()) {
    CO_TRY(found, co_await tx.tickets().find_all(std::move(unknown)));
  }
  for (const Ticket& ticket : found) met.emplace(ticket.id, &ticket);
  std::vector<Ticket> joins;
  for (const TicketId id : ids)
    if (const auto place = met.find(id); place != met.end()) joins.push_back(*place->second);
  co_return joins;
}

}  // namespace

const Ticket* Waiting::find_of(PlayerId player) const {
  for (const auto& [mode, waiting] : tickets) {
    const auto own = std::ranges::find_if(waiting, [&](const Ticket& each) { return is_of(each, player); });
    if (own != waiting.end()) return &*own;
  }
  return nullptr;
}

Task<Result<std::shared_ptr<const Waiting>>> waiting_now(Tx& tx, std::shared_ptr<const Waiting> known,
                                                         const Rules& rules) {
  CO_TRY(const std::int64_t newest, co_await tx.changes().newest("queue"));
  // A number of 0 says that the feed knows of none, not that nothing has happened.
  if (known && newest != 0 && known->change == newest) co_return known;
  const auto read = std::make_shared<Waiting>();
  read->change = newest;
  CO_TRY(const auto queues, co_await tx.tickets().waiting_counts());
  for (const auto& [mode, how_many] : queues) {
    CO_TRY(read->tickets[mode], co_await tx.tickets().waiting(mode));
  }
  // Before the meetings, of which a forecast wants to know nothing.
  if (rules.pool.forecast.on()) {
    CO_TRY(read->joins, co_await joins_now(tx, known.get(), *read, rules.pool));
  }
  if (rules.pool.rematch_cost > 0)
    for (auto& [mode, tickets] : read->tickets)
      CO_CHECK_OK(co_await add_meetings(tx, known.get(), mode, tickets, rules.pool));
  CO_TRY(const int live, co_await tx.matches().live_count());
  read->counts = count(*read, rules);
  read->counts.live_matches = live;
  co_return read;
}

}  // namespace evo
