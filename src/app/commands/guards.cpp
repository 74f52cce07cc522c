#include "app/commands/guards.hpp"

#include <fmt/format.h>

namespace evo {
namespace {

constexpr int kPartyPriority = 5;

}  // namespace

Task<Result<void>> check_may_queue(CommandScope scope, const Player& player, std::string whose) {
  if (player.banned) co_return fail(forbidden(fmt::format("{} banned from the ladder", whose)));
  if (player.region.empty()) {
    if (player.id == scope.actor.player)
      co_return fail(conflict("choose your region in your profile first"));
    co_return fail(conflict(fmt::format("{} has not finished the setup", player.name)));
  }
  CO_TRY(const auto live_match, co_await scope.tx.matches().live_of(player.id));
  if (live_match)
    co_return fail(conflict(
        fmt::format("{} in match {}: it has to be finished before", whose, live_match->value)));
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
                                          Notice{player, kind, {}, {}, other}, kPartyPriority));
  co_return co_await tx.changes().append(fmt::format("player:{}", player.value));
}

Task<Result<void>> withdraw_ticket(CommandScope scope) {
  Tx& tx = scope.tx;
  const PlayerId who = scope.actor.player;
  CO_TRY(const auto ticket, co_await tx.tickets().waiting_of(who));
  if (!ticket) co_return Result<void>{};
  CO_TRY(const bool left, co_await tx.tickets().leave(ticket->player));
  if (!left) co_return fail(conflict("you are not in the queue"));
  std::vector<PlayerId> members{ticket->player};
  for (const TicketPartner& partner : ticket->partners) members.push_back(partner.player);
  for (const PlayerId member : members)
    if (member != who)
      CO_CHECK_OK(co_await tell_member(tx, member, NoticeKind::queue_cancelled, who,
                                       fmt::format("ticket:{}", ticket->id.value)));
  CO_CHECK_OK(co_await tx.audit().append({tx.now(), who, "leave_queue", {}, who, "queueing", "idle", ""}));
  CO_CHECK_OK(co_await tx.changes().append("queue"));
  co_return co_await tx.changes().append(fmt::format("player:{}", who.value));
}

}  // namespace evo
