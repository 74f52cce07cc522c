// Parties: inviting, answering, leaving. Whether somebody is in a party, waits or plays is read from the rows
// that say so each time; there is no status that could contradict them.
#include <algorithm>

#include <fmt/format.h>

#include "app/commands/group.hpp"
#include "app/commands/intents.hpp"
#include "base/text.hpp"
#include "core/player/player.hpp"

namespace evo {
namespace {

std::string about(const Party& party, Time now) {
  return fmt::format("party:{}:{}", party.id.value, to_micros(now));
}

Task<Result<Player>> invitee_of(CommandScope scope, const std::string& name) {
  CO_TRY(auto found, co_await scope.tx.players().find_by_name(name));
  if (!found) co_return fail(not_found(fmt::format("there is no player '{}'", harmless(name, 40))));
  if (found->id == scope.actor.player) co_return fail(invalid("name: you cannot invite yourself"));
  co_return *std::move(found);
}

// Who invites has no party, or leads one that has room.
Result<void> check_may_invite(const std::optional<Party>& party, PlayerId player, std::string_view whose) {
  if (!party) return {};
  if (party->leader != player)
    return fail(conflict(fmt::format("{} in a party that somebody else leads", whose)));
  if (party->members.size() >= static_cast<std::size_t>(kPartySizeMax))
    return fail(conflict(fmt::format("the party is full: {} members", party->members.size())));
  return {};
}

Task<Result<void>> add_member(CommandScope scope, std::optional<Party> party, const Invitation& invitation) {
  Tx& tx = scope.tx;
  const PartyMember joining{scope.actor.player, {}, tx.now()};
  if (party) {
    for (const PartyMember& member : party->members)
      CO_CHECK_OK(co_await tell_member(tx, member.player, NoticeKind::party_joined, joining.player,
                                       about(*party, tx.now())));
    party->members.push_back(joining);
    co_return co_await tx.parties().update(*std::move(party));
  }
  Party fresh;
  fresh.leader = invitation.from;
  fresh.created_at = tx.now();
  fresh.members = {{invitation.from, {}, tx.now()}, joining};
  CO_TRY(fresh.id, co_await tx.parties().insert(fresh));
  co_return co_await tell_member(tx, invitation.from, NoticeKind::party_joined, joining.player,
                                 about(fresh, tx.now()));
}

Task<Result<void>> accept(CommandScope scope, const Invitation& invitation) {
  Tx& tx = scope.tx;
  CO_TRY(const Player self, co_await tx.players().find(scope.actor.player));
  CO_CHECK_OK(co_await check_idle(scope, self, "you are"));
  CO_TRY(const auto own_party, co_await tx.parties().find_of(self.id));
  if (own_party) co_return fail(conflict("you are in a party: leave it first"));
  CO_TRY(const Player inviter, co_await tx.players().find(invitation.from));
  CO_CHECK_OK(co_await check_idle(scope, inviter, fmt::format("{} is", inviter.name)));
  CO_TRY(auto party, co_await tx.parties().find_of(inviter.id));
  CO_CHECK_OK(check_may_invite(party, inviter.id, fmt::format("{} is", inviter.name)));
  co_return co_await add_member(scope, std::move(party), invitation);
}

Task<Result<void>> note(CommandScope scope, std::string action, PlayerId target, std::string before,
                        std::string after) {
  const PlayerId who = scope.actor.player;
  CO_CHECK_OK(co_await scope.tx.audit().append(
      {scope.tx.now(), who, std::move(action), {}, target, std::move(before), std::move(after), ""}));
  co_return co_await scope.tx.changes().append(fmt::format("player:{}", who.value));
}

}  // namespace

Task<Result<Receipt>> invite_to_party(CommandScope scope, InviteToParty intent) {
  Tx& tx = scope.tx;
  CO_TRY(const Player self, co_await tx.players().find(scope.actor.player));
  CO_TRY(const Player invitee, co_await invitee_of(scope, intent.name));
  CO_CHECK_OK(co_await check_idle(scope, self, "you are"));
  CO_TRY(const auto party, co_await tx.parties().find_of(self.id));
  CO_CHECK_OK(check_may_invite(party, self.id, "you are"));
  CO_CHECK_OK(co_await check_idle(scope, invitee, fmt::format("{} is", invitee.name)));
  CO_TRY(const auto other_party, co_await tx.parties().find_of(invitee.id));
  if (other_party) co_return fail(conflict(fmt::format("{} is in a party already", invitee.name)));
  const Time until = tx.now() + scope.rules.invitation_window;
  CO_TRY(const InvitationId id, co_await tx.parties().invite({{}, self.id, invitee.id, tx.now(), until}));
  CO_CHECK_OK(co_await tell_member(tx, invitee.id, NoticeKind::party_invited, self.id,
                                   fmt::format("invitation:{}", id.value)));
  CO_CHECK_OK(co_await note(scope, "invite_to_party", invitee.id, "", "invited"));
  co_return Receipt{"invited", id.value};
}

Task<Result<Receipt>> answer_invitation(CommandScope scope, AnswerInvitation intent) {
  Tx& tx = scope.tx;
  const PlayerId who = scope.actor.player;
  CO_TRY(const auto open, co_await tx.parties().invitations(who));
  const auto invitation = std::ranges::find_if(
      open, [&](const Invitation& each) { return each.id == intent.invitation && each.to == who; });
  if (invitation == open.end())
    co_return fail(not_found(
        fmt::format("there is no open invitation {} to you: it may have expired", intent.invitation.value)));
  if (intent.accept) {
    CO_CHECK_OK(co_await accept(scope, *invitation));
  } else {
    CO_CHECK_OK(co_await tell_member(tx, invitation->from, NoticeKind::party_declined, who,
                                     fmt::format("invitation:{}", invitation->id.value)));
  }
  const auto state = intent.accept ? InvitationState::accepted : InvitationState::declined;
  CO_TRY(const bool closed, co_await tx.parties().close(invitation->id, state));
  if (!closed) co_return fail(conflict("the invitation has been answered already"));
  CO_CHECK_OK(
      co_await note(scope, "answer_invitation", invitation->from, "invited", std::string(to_string(state))));
  co_return Receipt{std::string(to_string(state)), invitation->id.value};
}

Task<Result<Receipt>> leave_party(CommandScope scope, LeaveParty) {
  Tx& tx = scope.tx;
  const PlayerId who = scope.actor.player;
  CO_TRY(const auto party, co_await tx.parties().find_of(who));
  if (!party) co_return fail(conflict("you are in no party"));
  CO_TRY(const auto live_match, co_await tx.matches().live_of(who));
  if (live_match)
    co_return fail(conflict(fmt::format(
        "match {} is not over: a party stays together until its match has ended", live_match->value)));
  CO_TRY(std::string became, co_await quit_party(scope, who));
  CO_CHECK_OK(co_await note(scope, "leave_party", {}, "in_party", std::move(became)));
  co_return Receipt{"left_party", party->id.value};
}

Task<Result<Receipt>> set_party_vetoes(CommandScope scope, SetPartyVetoes intent) {
  Tx& tx = scope.tx;
  CO_TRY(auto party, co_await tx.parties().find_of(scope.actor.player));
  if (!party) co_return fail(conflict("you are in no party"));
  CO_CHECK_OK(validate_vetoes(intent.vetoes, intent.mode, scope.rules.catalog));
  const auto self = std::ranges::find(party->members, scope.actor.player, &PartyMember::player);
  self->vetoes = std::move(intent.vetoes);
  const PartyId id = party->id;
  for (const PartyMember& member : party->members)
    CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", member.player.value)));
  CO_CHECK_OK(co_await tx.parties().update(*std::move(party)));
  co_return Receipt{"vetoes_set", id.value};
}

}  // namespace evo
