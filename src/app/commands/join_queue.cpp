#include <fmt/format.h>

#include "app/commands/intents.hpp"
#include "core/player/player.hpp"

namespace evo {
namespace {

// The guards in the order in which a player should hear of them.
Result<void> may_join(const Player& player, std::optional<MatchId> live_match, const Standing& standing,
                      const PlayerRules& rules, Time now) {
  CHECK_OK(may_play(standing, rules));
  if (player.region.empty()) return fail(conflict("choose your region in your profile first"));
  if (live_match)
    return fail(
        conflict(fmt::format("you are in match {}: finish it before you queue again", live_match->value)));
  return may_queue(standing, rules, now);
}

}  // namespace

Task<Result<Receipt>> join_queue(CommandScope scope, JoinQueue intent) {
  Tx& tx = scope.tx;
  const Catalog& catalog = scope.rules.catalog;
  if (intent.mode != scope.rules.pool.mode) co_return fail(invalid("mode: only '1v1' can be queued for"));
  CO_CHECK_OK(validate_races(intent.races, catalog));
  CO_CHECK_OK(validate_vetoes(intent.vetoes, intent.mode, catalog));
  CO_TRY(Player player, co_await tx.players().find(scope.actor.player));
  CO_TRY(const auto live_match, co_await tx.matches().live_of(player.id));
  CO_TRY(const Standing standing, co_await standing_of(tx, player, scope.rules));
  CO_CHECK_OK(may_join(player, live_match, standing, scope.rules.players, tx.now()));
  CO_TRY(const auto waiting, co_await tx.tickets().waiting_of(player.id));
  if (waiting) co_return fail(conflict("you are in the queue already"));

  Ticket ticket;
  ticket.player = player.id;
  ticket.mode = intent.mode;
  ticket.joined_at = tx.now();
  ticket.region = player.region;
  ticket.vetoes = intent.vetoes;
  for (const std::string& code : intent.races) {
    CO_TRY(const Rating rating,
           co_await tx.ratings().find({player.id, intent.mode, code}, scope.rules.elo.start));
    ticket.options.push_back({catalog.race(code)->side, code, rating.value});
  }
  CO_TRY(const TicketId id, co_await tx.tickets().insert(std::move(ticket)));

  if (player.races != intent.races || player.vetoes != intent.vetoes) {
    player.races = std::move(intent.races);
    player.vetoes = std::move(intent.vetoes);
    CO_CHECK_OK(co_await tx.players().update(std::move(player)));
  }
  const PlayerId who = scope.actor.player;
  CO_CHECK_OK(co_await tx.audit().append({tx.now(), who, "join_queue", {}, who, "idle", "queueing", ""}));
  CO_CHECK_OK(co_await tx.changes().append("queue"));
  CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", who.value)));
  co_return Receipt{"queued", id.value};
}

}  // namespace evo
