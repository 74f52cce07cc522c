#include "app/read/waiting.hpp"

#include <algorithm>

namespace evo {
namespace {

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

// Whom those who wait have met lately. What is forgotten since then costs nothing any more.
Task<Result<void>> add_meetings(Tx& tx, std::vector<Ticket>& tickets, const PoolRules& rules) {
  CO_TRY(const auto meetings, co_await tx.tickets().meetings(rules.mode, tx.now() - rules.rematch_window));
  std::map<PlayerId, Ticket*> ticket_of;
  for (Ticket& ticket : tickets) ticket_of.emplace(ticket.player, &ticket);
  for (const Meeting& meeting : meetings)
    if (const auto waits = ticket_of.find(meeting.first); waits != ticket_of.end())
      waits->second->recent_opponents.push_back({meeting.second, meeting.at});
  co_return Result<void>{};
}

// A ticket never changes, so only those are read that neither an earlier look nor this one has met.
Task<Result<std::vector<Ticket>>> joins_now(Tx& tx, std::shared_ptr<const Waiting> known, const Waiting& read,
                                            const PoolRules& rules) {
  CO_TRY(const auto ids,
         co_await tx.tickets().joined_lately(rules.mode, static_cast<int>(rules.forecast.joins_max)));
  std::map<TicketId, const Ticket*> met;
  if (known)
    for (const Ticket& ticket : known->joins) met.emplace(ticket.id, &ticket);
  if (const auto pool = read.tickets.find(rules.mode); pool != read.tickets.end())
    for (const Ticket& ticket : pool->second) met.emplace(ticket.id, &ticket);
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
    CO_TRY(read->joins, co_await joins_now(tx, known, *read, rules.pool));
  }
  if (const auto pool = read->tickets.find(rules.pool.mode);
      pool != read->tickets.end() && rules.pool.rematch_cost > 0)
    CO_CHECK_OK(co_await add_meetings(tx, pool->second, rules.pool));
  CO_TRY(const int live, co_await tx.matches().live_count());
  read->counts = count(*read, rules);
  read->counts.live_matches = live;
  co_return read;
}

}  // namespace evo
