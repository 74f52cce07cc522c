#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert("INSERT INTO parties (leader_id, created_at) VALUES ($1, $2) RETURNING id");
constexpr Query kInsertMember(
    "INSERT INTO party_members (player_id, party_id, vetoes, joined_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (player_id) DO NOTHING");
constexpr Query kFind(
    "SELECT p.id, p.leader_id, p.created_at FROM party_members m JOIN parties p ON p.id = m.party_id"
    " WHERE m.player_id = $1 {lock p}");
constexpr Query kMembers(
    "SELECT player_id, vetoes, joined_at FROM party_members WHERE party_id = $1"
    " ORDER BY joined_at, player_id");
constexpr Query kClear("DELETE FROM party_members WHERE party_id = $1");
constexpr Query kSetLeader("UPDATE parties SET leader_id = $2 WHERE id = $1");
constexpr Query kRemove("DELETE FROM parties WHERE id = $1");

constexpr Query kFindInvitation(
    "SELECT id FROM party_invitations"
    " WHERE from_id = $1 AND to_id = $2 AND state = 'open' AND expires_at > {now} ORDER BY id LIMIT 1");
constexpr Query kInvite(
    "INSERT INTO party_invitations (from_id, to_id, created_at, expires_at, state)"
    " VALUES ($1, $2, $3, $4, 'open') RETURNING id");
// As two, each of which is in an index in the order of its ids.
constexpr Query kInvitations(
    "SELECT id, from_id, to_id, created_at, expires_at FROM party_invitations"
    " WHERE to_id = $1 AND state = 'open' AND expires_at > {now}"
    " UNION ALL SELECT id, from_id, to_id, created_at, expires_at FROM party_invitations"
    " WHERE from_id = $1 AND to_id <> $1 AND state = 'open' AND expires_at > {now}"
    " ORDER BY id LIMIT 100");
constexpr Query kClose(
    "UPDATE party_invitations SET state = $2 WHERE id = $1 AND state = 'open' AND expires_at > {now}");

Party read_party(RowReader& row) {
  Party party;
  party.id = row.id<PartyId>("id");
  party.leader = row.id<PlayerId>("leader_id");
  party.created_at = row.time("created_at");
  return party;
}

PartyMember read_member(RowReader& row) {
  PartyMember member;
  member.player = row.id<PlayerId>("player_id");
  member.vetoes = row.json("vetoes", texts_from_json);
  member.joined_at = row.time("joined_at");
  return member;
}

Invitation read_invitation(RowReader& row) {
  Invitation invitation;
  invitation.id = row.id<InvitationId>("id");
  invitation.from = row.id<PlayerId>("from_id");
  invitation.to = row.id<PlayerId>("to_id");
  invitation.created_at = row.time("created_at");
  invitation.expires_at = row.time("expires_at");
  return invitation;
}

InvitationId read_invitation_id(RowReader& row) { return row.id<InvitationId>("id"); }

}  // namespace

Task<Result<void>> SqlParties::insert_members(PartyId party, std::vector<PartyMember> members) {
  for (const PartyMember& member : members) {
    CO_TRY(const auto rows,
           co_await session_.execute(
               kInsertMember, values(member.player, party, texts_to_json(member.vetoes), member.joined_at)));
    if (rows.affected != 1) co_return fail(conflict("one of them is in a party already"));
  }
  co_return Result<void>{};
}

Task<Result<PartyId>> SqlParties::insert(Party party) {
  CO_TRY(auto rows, co_await session_.execute(kInsert, values(party.leader, party.created_at)));
  const auto id = RowReader("parties", rows[0]).id<PartyId>("id");
  CO_CHECK_OK(co_await insert_members(id, std::move(party.members)));
  co_return id;
}

Task<Result<std::optional<Party>>> SqlParties::find_of(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(player)));
  CO_TRY(auto party, read_one("parties", std::move(rows), read_party));
  if (!party) co_return party;
  CO_TRY(auto members, co_await session_.execute(kMembers, values(party->id)));
  CO_TRY(party->members, read_all("party_members", std::move(members), read_member));
  co_return party;
}

Task<Result<void>> SqlParties::update(Party party) {
  CO_CHECK_OK(co_await session_.execute(kClear, values(party.id)));
  if (party.members.empty()) {
    CO_CHECK_OK(co_await session_.execute(kRemove, values(party.id)));
    co_return Result<void>{};
  }
  CO_CHECK_OK(co_await session_.execute(kSetLeader, values(party.id, party.leader)));
  co_return co_await insert_members(party.id, std::move(party.members));
}

Task<Result<InvitationId>> SqlParties::invite(Invitation invitation) {
  CO_TRY(auto known, co_await session_.execute(kFindInvitation, values(invitation.from, invitation.to)));
  CO_TRY(const auto open, read_one("party_invitations", std::move(known), read_invitation_id));
  if (open) co_return *open;
  CO_TRY(auto rows, co_await session_.execute(kInvite, values(invitation.from, invitation.to,
                                                              invitation.created_at, invitation.expires_at)));
  co_return RowReader("party_invitations", rows[0]).id<InvitationId>("id");
}

Task<Result<std::vector<Invitation>>> SqlParties::invitations(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kInvitations, values(player)));
  co_return read_all("party_invitations", std::move(rows), read_invitation);
}

Task<Result<bool>> SqlParties::close(InvitationId invitation, InvitationState state) {
  CO_TRY(const auto rows, co_await session_.execute(kClose, values(invitation, to_string(state))));
  co_return rows.affected == 1;
}

}  // namespace evo::sql
