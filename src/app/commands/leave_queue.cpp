#include <fmt/format.h>

#include "app/commands/group.hpp"
#include "app/commands/intents.hpp"

namespace evo {

Task<Result<Receipt>> leave_queue(CommandScope scope, LeaveQueue) {
  Tx& tx = scope.tx;
  const PlayerId who = scope.actor.player;
  CO_TRY(const auto ticket, co_await tx.tickets().waiting_of(who));
  if (!ticket) {
    CO_TRY(const auto live_match, co_await tx.matches().live_of(who));
    if (live_match)
      co_return fail(conflict(fmt::format("too late: you have been matched (match {})", live_match->value)));
    co_return fail(conflict("you are not in the queue"));
  }
  CO_TRY(const bool left, co_await withdraw_ticket(scope, who));
  if (!left) co_return fail(conflict("you are not in the queue"));
  CO_CHECK_OK(co_await tx.audit().append({tx.now(), who, "leave_queue", {}, who, "queueing", "idle", ""}));
  co_return Receipt{"left", ticket->id.value};
}

}  // namespace evo
