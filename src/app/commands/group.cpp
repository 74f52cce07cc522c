#include "app/commands/group.hpp"

#include <fmt/format.h>

#include "app/guards.hpp"

namespace evo {
namespace {

constexpr int kPartyPriority = 5;

}  // namespace

Task<Result<void>> check_may_queue(CommandScope scope, const Player& player, std::string whose) {
  const bool own = player.id == scope.actor.player;
  CO_TRY(const Standing standing, co_await standing_of(scope.tx, player, scope.rules));
  const auto plays = may_play(standing, scope.rules.players);
  if (!plays && own) co_return plays;
  if (!plays || (!own && player.region.empty()))
    co_return fail(conflict(fmt::format("{} not ready to play on this ladder", whose)));
  if (player.region.empty()) co_return fail(conflict("choose your region in your profile first"));
  CO_TRY(const auto live_match, co_await scope.tx.matches().live_of(player.id));
  if (live_match)
    co_return fail(
        conflict(fmt::format("{} in match {}: it has to be finished before", whose, live_match->value)));
  if (own) co_return may_queue(standing, scope.rules.players, scope.tx.now());
  if (player.timeout_until && *player.timeout_until > scope.tx.now())
    co_return fail(conflict(fmt::format("{} kept from queueing for another {}", whose,
                                        to_words(*player.timeout_until - scope.tx.now()))));
  co_return Result<void>{};
}

Task<Result<void>> check_idle(CommandScope scope, const Player& player, std::string whose) {
  CO_CHECK_OK(co_await check_may_queue(scope, player, whose));
  CO_TRY(const auto ticket, co_await scope.tx.tickets().waiting_of(player.id));
  if (ticket) co_return fail(conflict(fmt::format("{} in the queue already", whose)));
  co_return Result<void>{};
}

Task<Result<void>> tell_member(Tx& tx, PlayerId player, NoticeKind kind, PlayerId other, std::string about) {
  CO_CHECK_OK(co_await tx.outbox().insert(fmt::format("{}:{}:{}", about, to_string(kind), player.value),
                                          Notice{player, kind, {}, {}, "", other}, kPartyPriority));
  co_return co_await tx.changes().append(fmt::format("player:{}", player.value));
}

Task<Result<bool>> withdraw_ticket(CommandScope scope, PlayerId who) {
  Tx& tx = scope.tx;
  CO_TRY(const auto ticket, co_await tx.tickets().waiting_of(who));
  if (!ticket) co_return false;
  CO_TRY(const bool left, co_await tx.tickets().leave(ticket->player));
  if (!left) co_return false;
  std::vector<PlayerId> members{ticket->player};
  for (const TicketPartner& partner : ticket->partners) members.push_back(partner.player);
  for (const PlayerId member : members)
    if (member != who)
      CO_CHECK_OK(co_await tell_member(tx, member, NoticeKind::queue_cancelled, who,
                                       fmt::format("ticket:{}", ticket->id.value)));
  CO_CHECK_OK(co_await tx.changes().append("queue"));
  CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", who.value)));
  co_return true;
}

Task<Result<std::string>> quit_party(CommandScope scope, PlayerId who) {
  Tx& tx = scope.tx;
  CO_TRY(auto party, co_await tx.parties().find_of(who));
  if (!party) co_return std::string();
  CO_CHECK_OK(co_await withdraw_ticket(scope, who));
  std::erase_if(party->members, [&](const PartyMember& member) { return member.player == who; });
  const bool dissolved = party->members.size() < 2;
  for (const PartyMember& member : party->members)
    CO_CHECK_OK(co_await tell_member(tx, member.player,
                                     dissolved ? NoticeKind::party_dissolved : NoticeKind::party_left, who,
                                     fmt::format("party:{}:{}", party->id.value, to_micros(tx.now()))));
  if (dissolved)
    party->members.clear();
  else if (party->leader == who)
    party->leader = party->members.front().player;
  CO_CHECK_OK(co_await tx.parties().update(*std::move(party)));
  CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", who.value)));
  co_return dissolved ? "dissolved" : "left";
}

}  // namespace evo
