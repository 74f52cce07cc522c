#include <algorithm>
#include <utility>

#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO tickets (player_id, mode, joined_at, region, options, vetoes, partners, blocked_servers,"
    " recent_maps, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')"
    " ON CONFLICT (player_id) WHERE state = 'waiting' DO NOTHING RETURNING id");
constexpr char kSelect[] =
    "SELECT id, player_id, mode, joined_at, region, options, vetoes, partners, blocked_servers, recent_maps"
    " FROM tickets ";
constexpr auto kWaitingText = joined(kSelect, "WHERE mode = $1 AND state = 'waiting' ORDER BY id");
constexpr Query kWaiting(kWaitingText.data());
constexpr Query kJoinedLately(
    "SELECT id FROM tickets WHERE mode = $1 AND joined_at >= $2 ORDER BY joined_at DESC, id DESC LIMIT $3");
constexpr auto kFindAllText = joined(kSelect, "WHERE id IN ({ids $1}) ORDER BY id");
constexpr Query kFindAll(kFindAllText.data());
constexpr Query kWaitingCounts("SELECT mode, count(*) FROM tickets WHERE state = 'waiting' GROUP BY mode");
constexpr auto kWaitingOfText =
    joined(kSelect,
           "WHERE state = 'waiting' AND player_id IN ($1, (SELECT t.player_id FROM ticket_partners p"
           " JOIN tickets t ON t.id = p.ticket_id WHERE p.player_id = $1))");
constexpr Query kWaitingOf(kWaitingOfText.data());
// The numbers of matches grow with time, so that a player's matches of long ago are not looked at.
constexpr Query kMeetings(
    "SELECT a.player_id, b.player_id, m.assigned_at FROM match_players a"
    " JOIN matches m ON m.id = a.match_id"
    " JOIN match_players b ON b.match_id = m.id AND b.team <> a.team"
    " WHERE a.player_id IN ({ids $3}) AND a.match_id >= (SELECT min(id) FROM matches WHERE assigned_at >= $2)"
    " AND m.assigned_at >= $2 AND m.mode = $1 AND m.state NOT IN ('aborted', 'abandoned')"
    " ORDER BY m.id, a.seat, b.seat");
constexpr Query kJoins(
    "SELECT player_id, mode, joined_at / $3 * $3 AS at FROM tickets WHERE mode = $1 AND joined_at >= $2"
    " GROUP BY player_id, mode, at ORDER BY at, player_id LIMIT $4");
constexpr Query kInsertPartner(
    "INSERT INTO ticket_partners (player_id, ticket_id) VALUES ($1, $2) ON CONFLICT (player_id) DO NOTHING");
constexpr Query kRemovePartners("DELETE FROM ticket_partners WHERE ticket_id = $1");
constexpr Query kUpdate(
    "UPDATE tickets SET region = $2, options = $3, partners = $4, blocked_servers = $5"
    " WHERE id = $1 AND state = 'waiting'");
constexpr Query kClaim(
    "UPDATE tickets SET state = 'matched', match_id = $2 WHERE id = $1 AND state = 'waiting'");
constexpr Query kLeave(
    "UPDATE tickets SET state = 'left' WHERE player_id = $1 AND state = 'waiting' RETURNING id");

Ticket read_ticket(RowReader& row) {
  Ticket ticket;
  ticket.id = row.id<TicketId>("id");
  ticket.player = row.id<PlayerId>("player_id");
  ticket.mode = row.text("mode");
  ticket.joined_at = row.time("joined_at");
  ticket.region = row.text("region");
  ticket.options = row.json("options", options_from_json);
  ticket.vetoes = row.json("vetoes", texts_from_json);
  ticket.partners = row.json("partners", partners_from_json);
  ticket.blocked_servers = row.json("blocked_servers", texts_from_json);
  ticket.recent_maps = row.json("recent_maps", texts_from_json);
  return ticket;
}

TicketId read_id(RowReader& row) { return row.id<TicketId>("id"); }

std::pair<std::string, int> read_count(RowReader& row) {
  std::string mode = row.text("mode");
  return {std::move(mode), row.whole("count")};
}

Meeting read_meeting(RowReader& row) {
  Meeting meeting;
  meeting.first = row.id<PlayerId>("player_id");
  meeting.second = row.id<PlayerId>("player_id");
  meeting.at = row.time("assigned_at");
  return meeting;
}

QueueJoin read_join(RowReader& row) {
  QueueJoin join;
  join.player = row.id<PlayerId>("player_id");
  join.mode = row.text("mode");
  join.at = row.time("joined_at");
  return join;
}

}  // namespace

Task<Result<TicketId>> SqlTickets::insert(Ticket ticket) {
  CO_TRY(auto rows,
         co_await session_.execute(
             kInsert, values(ticket.player, std::move(ticket.mode), ticket.joined_at,
                             std::move(ticket.region), options_to_json(ticket.options),
                             texts_to_json(ticket.vetoes), partners_to_json(ticket.partners),
                             texts_to_json(ticket.blocked_servers), texts_to_json(ticket.recent_maps))));
  if (rows.empty()) co_return fail(conflict("the player is in the queue already"));
  const auto id = RowReader("tickets", rows[0]).id<TicketId>("id");
  for (const TicketPartner& partner : ticket.partners) {
    CO_TRY(const auto added, co_await session_.execute(kInsertPartner, values(partner.player, id)));
    if (added.affected != 1) co_return fail(conflict("a partner is in the queue already"));
  }
  co_return id;
}

Task<Result<std::vector<Ticket>>> SqlTickets::waiting(std::string mode) {
  CO_TRY(auto rows, co_await session_.execute(kWaiting, values(std::move(mode))));
  co_return read_all("tickets", std::move(rows), read_ticket);
}

Task<Result<std::map<std::string, int>>> SqlTickets::waiting_counts() {
  CO_TRY(auto rows, co_await session_.execute(kWaitingCounts, {}));
  CO_TRY(const auto counts, read_all("tickets", std::move(rows), read_count));
  co_return std::map<std::string, int>(counts.begin(), counts.end());
}

Task<Result<std::vector<Meeting>>> SqlTickets::meetings(std::string mode, Time since,
                                                        std::vector<PlayerId> players) {
  CO_TRY(auto rows, co_await session_.execute(
                        kMeetings, values(std::move(mode), since, ids_to_json<PlayerTag>(players))));
  co_return read_all("matches", std::move(rows), read_meeting);
}

Task<Result<std::vector<TicketId>>> SqlTickets::joined_lately(std::string mode, Time since, int limit) {
  CO_TRY(auto rows,
         co_await session_.execute(kJoinedLately, values(std::move(mode), since, std::max(limit, 0))));
  co_return read_all("tickets", std::move(rows), read_id);
}

Task<Result<std::vector<Ticket>>> SqlTickets::find_all(std::vector<TicketId> ids) {
  CO_TRY(auto rows, co_await session_.execute(kFindAll, values(ids_to_json<TicketTag>(ids))));
  co_return read_all("tickets", std::move(rows), read_ticket);
}

Task<Result<std::optional<Ticket>>> SqlTickets::waiting_of(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kWaitingOf, values(player)));
  co_return read_one("tickets", std::move(rows), read_ticket);
}

Task<Result<std::vector<QueueJoin>>> SqlTickets::joins(std::string mode, Time since, Duration window,
                                                       int limit) {
  CO_TRY(auto rows,
         co_await session_.execute(kJoins, values(std::move(mode), since, window, std::max(limit, 0))));
  co_return read_all("tickets", std::move(rows), read_join);
}

Task<Result<bool>> SqlTickets::update(Ticket ticket) {
  CO_TRY(const auto rows,
         co_await session_.execute(
             kUpdate, values(ticket.id, std::move(ticket.region), options_to_json(ticket.options),
                             partners_to_json(ticket.partners), texts_to_json(ticket.blocked_servers))));
  co_return rows.affected == 1;
}

Task<Result<bool>> SqlTickets::claim(TicketId ticket, MatchId match) {
  CO_TRY(const auto rows, co_await session_.execute(kClaim, values(ticket, match)));
  CO_CHECK_OK(co_await session_.execute(kRemovePartners, values(ticket)));
  co_return rows.affected == 1;
}

Task<Result<bool>> SqlTickets::leave(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kLeave, values(player)));
  if (rows.empty()) co_return false;
  const auto ticket = RowReader("tickets", rows[0]).id<TicketId>("id");
  CO_CHECK_OK(co_await session_.execute(kRemovePartners, values(ticket)));
  co_return true;
}

}  // namespace evo::sql
