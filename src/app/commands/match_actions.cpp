#include <set>

#include <fmt/format.h>

#include "app/commands/intents.hpp"
#include "app/settle.hpp"
#include "base/enum_text.hpp"

namespace evo {
namespace {

constexpr EnumText<Claim, 3> kClaims{{{Claim::win, "win"}, {Claim::loss, "loss"}, {Claim::draw, "draw"}}};

// Reads the match under its lock, applies the event and settles what follows.
Task<Result<Receipt>> transition(CommandScope scope, MatchId id, MatchEvent event, Cause cause,
                                 std::string done) {
  CO_TRY(Match before, co_await scope.tx.matches().find(id));
  CO_TRY(Match after, apply(before, event, scope.tx.now(), scope.rules.match));
  CO_CHECK_OK(co_await settle(scope.tx, std::move(before), std::move(after), scope.rules, std::move(cause)));
  co_return Receipt{std::move(done), id.value};
}

// With two teams a loss says who won; with more it has to be said.
Result<Outcome> claimed_outcome(const Match& match, const MatchPlayer& self, const ReportMatch& intent) {
  if (intent.claim == Claim::win) return Outcome::win(self.team);
  if (intent.claim == Claim::draw) return Outcome::draw();
  std::set<int> others;
  for (const MatchPlayer& player : match.players)
    if (player.team != self.team) others.insert(player.team);
  if (others.size() == 1) return Outcome::win(*others.begin());
  const MatchPlayer* winner = match.find(intent.winner);
  if (winner == nullptr || winner->team == self.team)
    return fail(invalid("winner: say which player of this match won"));
  return Outcome::win(winner->team);
}

}  // namespace

std::string_view to_string(Claim claim) { return text_of(kClaims, claim); }
std::optional<Claim> claim_from(std::string_view text) { return value_of(kClaims, text); }

Task<Result<Receipt>> confirm_match(CommandScope scope, ConfirmMatch intent) {
  co_return co_await transition(scope, intent.match, Confirm{scope.actor.player},
                                {scope.actor.player, "confirm_match", ""}, "confirmed");
}

Task<Result<Receipt>> abort_match(CommandScope scope, AbortMatch intent) {
  co_return co_await transition(scope, intent.match, Abort{scope.actor.player},
                                {scope.actor.player, "abort_match", ""}, "aborted");
}

Task<Result<Receipt>> report_match(CommandScope scope, ReportMatch intent) {
  CO_TRY(const Match match, co_await scope.tx.matches().find(intent.match));
  const MatchPlayer* self = match.find(scope.actor.player);
  if (self == nullptr) co_return fail(forbidden("you are not in this match"));
  CO_TRY(const Outcome outcome, claimed_outcome(match, *self, intent));
  co_return co_await transition(scope, intent.match, Report{scope.actor.player, outcome},
                                {scope.actor.player, "report_match", std::string(to_string(intent.claim))},
                                "reported");
}

Task<Result<Receipt>> resolve_match(CommandScope scope, ResolveMatch intent) {
  if (!is_staff(scope.actor.role)) co_return fail(forbidden("only staff decide matches"));
  CO_TRY(const std::string reason, checked_reason(intent.reason));
  co_return co_await transition(scope, intent.match, Resolve{intent.outcome, reason},
                                {scope.actor.player, "resolve_match", reason}, "resolved");
}

}  // namespace evo
