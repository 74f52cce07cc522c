#include <fmt/format.h>

#include "app/commands/guards.hpp"
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
  CO_CHECK_OK(co_await withdraw_ticket(scope));
  co_return Receipt{"left", ticket->id.value};
}

}  // namespace evo
