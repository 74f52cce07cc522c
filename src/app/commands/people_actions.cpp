// Bans, roles, referrals, deletion: what staff do to players, and players to their own standing.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/commands/group.hpp"
#include "app/commands/intents.hpp"
#include "app/settle.hpp"
#include "app/tickets.hpp"
#include "base/text.hpp"
#include "core/player/referral.hpp"

namespace evo {
namespace {

constexpr std::size_t kReasonBytesMax = 500;
constexpr std::size_t kTitleBytesMax = 256;
constexpr std::size_t kBodyBytesMax = 4000;
constexpr std::size_t kReferralDepthMax = 1000;
constexpr int kRatingMax = 10'000;
constexpr int kPriorityCanWait = -1;

// The player, who must rank below the actor: staff do not act on staff, nor owners on owners.
Task<Result<Player>> subordinate(CommandScope scope, PlayerId id, Role least) {
  if (scope.actor.role < least)
    co_return fail(forbidden(fmt::format("only {} may do this", least == Role::owner ? "owners" : "staff")));
  CO_TRY(Player player, co_await scope.tx.players().find(id));
  const bool is_operator = !scope.actor.player;
  if (!is_operator && player.role >= scope.actor.role)
    co_return fail(forbidden(fmt::format("{} is {} as well", player.name, to_string(player.role))));
  co_return player;
}

std::string_view banned_word(bool banned) { return banned ? "banned" : "not banned"; }

}  // namespace

Result<std::string> checked_reason(std::string_view reason) {
  std::string text = harmless(trim(reason), kReasonBytesMax);
  if (text.empty()) return fail(invalid("reason: say why, the players will read it"));
  return text;
}

Task<Result<void>> note_change(CommandScope scope, PlayerId target, std::string action, std::string before,
                               std::string after, std::string reason) {
  CO_CHECK_OK(co_await scope.tx.audit().append({scope.tx.now(),
                                                scope.actor.player,
                                                std::move(action),
                                                {},
                                                target,
                                                std::move(before),
                                                std::move(after),
                                                std::move(reason)}));
  co_return co_await scope.tx.changes().append(fmt::format("player:{}", target.value));
}

Task<Result<std::string>> release(CommandScope scope, PlayerId player, std::string action) {
  Tx& tx = scope.tx;
  CO_TRY(const bool left, co_await withdraw_ticket(scope, player));
  CO_CHECK_OK(co_await quit_party(scope, player));
  if (left) co_return "queueing";
  CO_TRY(const auto live, co_await tx.matches().live_of(player));
  if (!live) co_return "idle";
  CO_TRY(Match before, co_await tx.matches().find(*live));
  // The others must not learn from the note whom this was about.
  CO_TRY(Match after, apply(before, Cancel{"ended by staff"}, tx.now(), scope.rules.match));
  CO_CHECK_OK(co_await settle(tx, std::move(before), std::move(after), scope.rules,
                              {scope.actor.player, std::move(action), ""}));
  co_return fmt::format("in match {}", live->value);
}

Task<Result<Receipt>> ban_player(CommandScope scope, BanPlayer intent) {
  CO_TRY(const std::string reason, checked_reason(intent.reason));
  CO_TRY(Player player, co_await subordinate(scope, intent.player, Role::staff));
  const Receipt receipt{intent.banned ? "banned" : "unbanned", player.id.value};
  if (player.banned == intent.banned) co_return receipt;
  player.banned = intent.banned;
  const PlayerId id = player.id;
  CO_CHECK_OK(co_await scope.tx.players().update(std::move(player)));
  std::string before(banned_word(!intent.banned));
  if (intent.banned) {
    CO_TRY(const std::string doing, co_await release(scope, id, "ban_player"));
    before += ", " + doing;
  }
  CO_CHECK_OK(co_await note_change(scope, id, "ban_player", std::move(before),
                                   std::string(banned_word(intent.banned)), reason));
  CO_CHECK_OK(co_await scope.tx.changes().append("standings"));
  co_return receipt;
}

Task<Result<Receipt>> reset_status(CommandScope scope, ResetStatus intent) {
  CO_TRY(const std::string reason, checked_reason(intent.reason));
  if (!is_staff(scope.actor.role)) co_return fail(forbidden("only staff may do this"));
  CO_TRY(const Player found, co_await scope.tx.players().find(intent.player));
  CO_TRY(std::string before, co_await release(scope, found.id, "reset_status"));
  CO_TRY(Player player, co_await scope.tx.players().find(intent.player));
  if (player.timeout_until) {
    before += fmt::format(", timed out until {}", to_rfc3339(*player.timeout_until));
    player.timeout_until.reset();
    CO_CHECK_OK(co_await scope.tx.players().update(std::move(player)));
  }
  CO_CHECK_OK(co_await note_change(scope, found.id, "reset_status", std::move(before), "idle", reason));
  co_return Receipt{"status_reset", found.id.value};
}

Task<Result<Receipt>> adjust_rating(CommandScope scope, AdjustRating intent) {
  CO_TRY(const std::string reason, checked_reason(intent.reason));
  if (scope.actor.role < Role::owner) co_return fail(forbidden("only owners may do this"));
  if (intent.value < 0 || intent.value > kRatingMax)
    co_return fail(invalid(fmt::format("rating: 0 to {}", kRatingMax)));
  if (scope.rules.catalog.race(intent.key.race) == nullptr)
    co_return fail(invalid(fmt::format("race: there is no race '{}'", harmless(intent.key.race, 40))));
  if (intent.key.ladder != scope.rules.pool.mode)
    co_return fail(invalid(fmt::format("mode: there is no ladder '{}'", harmless(intent.key.ladder, 40))));
  Tx& tx = scope.tx;
  const PlayerId id = intent.key.player;
  CO_CHECK_OK(co_await tx.players().find(id));
  CO_CHECK_OK(co_await tx.players().lock({id}));
  CO_TRY(Rating rating, co_await tx.ratings().find(intent.key, scope.rules.elo.start));
  const int before = std::exchange(rating.value, intent.value);
  if (before == intent.value) co_return Receipt{"rating_adjusted", id.value};
  rating.peak = std::max(rating.peak, rating.value);
  RatingEvent line{{}, intent.key, 0, before, intent.value, RatingCause::adjustment, tx.now()};
  line.deviation = rating.deviation;
  line.volatility = rating.volatility;
  CO_CHECK_OK(co_await tx.ratings().append(std::move(line)));
  CO_CHECK_OK(co_await store_rating(tx, std::move(rating), scope.rules));
  CO_CHECK_OK(co_await note_change(scope, id, "adjust_rating", fmt::format("{} {}", intent.key.race, before),
                                   fmt::format("{} {}", intent.key.race, intent.value), reason));
  CO_CHECK_OK(co_await tx.changes().append("standings"));
  co_return Receipt{"rating_adjusted", id.value};
}

Task<Result<Receipt>> assign_role(CommandScope scope, AssignRole intent) {
  CO_TRY(const std::string reason, checked_reason(intent.reason));
  if (scope.actor.player && intent.role == Role::owner)
    co_return fail(forbidden("owners are made at the command line"));
  CO_TRY(Player player, co_await subordinate(scope, intent.player, Role::owner));
  const Receipt receipt{"role_assigned", player.id.value};
  if (player.role == intent.role) co_return receipt;
  const std::string before(to_string(std::exchange(player.role, intent.role)));
  CO_CHECK_OK(co_await scope.tx.players().update(std::move(player)));
  CO_CHECK_OK(co_await note_change(scope, intent.player, "assign_role", before,
                                   std::string(to_string(intent.role)), reason));
  co_return receipt;
}

Task<Result<Receipt>> announce(CommandScope scope, Announce intent) {
  if (scope.actor.role < Role::owner) co_return fail(forbidden("only owners may do this"));
  const std::string title = harmless(trim(intent.title), intent.title.size());
  const std::string body = harmless(trim(intent.body), intent.body.size());
  if (title.empty() || title.size() > kTitleBytesMax)
    co_return fail(invalid(fmt::format("title: 1 to {} bytes", kTitleBytesMax)));
  if (body.empty() || body.size() > kBodyBytesMax)
    co_return fail(invalid(fmt::format("body: 1 to {} bytes", kBodyBytesMax)));
  Tx& tx = scope.tx;
  const std::string key = fmt::format("announcement:{}:{}", scope.actor.player.value, to_micros(tx.now()));
  CO_TRY(const int reached, co_await tx.outbox().announce(key, title + "\n\n" + body, kPriorityCanWait));
  CO_CHECK_OK(co_await tx.audit().append({tx.now(),
                                          scope.actor.player,
                                          "announce",
                                          {},
                                          {},
                                          "",
                                          fmt::format("to {} players: {}", reached, title),
                                          ""}));
  co_return Receipt{"announced", reached};
}

Task<Result<Receipt>> enter_referral(CommandScope scope, EnterReferral intent) {
  Tx& tx = scope.tx;
  CO_TRY(Player player, co_await tx.players().find(scope.actor.player));
  CO_TRY(const Standing standing, co_await standing_of(tx, player, scope.rules));
  CO_CHECK_OK(may_play(standing, scope.rules.players));
  std::optional<Referrer> referrer;
  std::vector<PlayerId> ancestors;
  if (const auto id = parse_referral_code(intent.code); id && std::in_range<std::int64_t>(*id)) {
    const auto found = co_await tx.players().find(PlayerId{static_cast<std::int64_t>(*id)});
    if (!found && found.error().kind != ErrorKind::not_found) co_return fail(found.error());
    if (found && !found->deleted_at) {
      CO_TRY(const Standing other, co_await standing_of(tx, *found, scope.rules));
      PlayerId next = found->referred_by;
      while (next && ancestors.size() < kReferralDepthMax) {
        ancestors.push_back(next);
        CO_TRY(const Player ancestor, co_await tx.players().find(next));
        next = ancestor.referred_by;
      }
      referrer = Referrer{found->id, !other.needs_setup || other.setup_complete, ancestors};
    }
  }
  CO_CHECK_OK(check_referral(intent.code, player.id, static_cast<bool>(player.referred_by), referrer));
  player.referred_by = referrer->player;
  player.referred_at = tx.now();
  const std::string name = player.name;
  CO_CHECK_OK(co_await tx.players().update(std::move(player)));
  Notice notice{
      .player = referrer->player, .kind = NoticeKind::referral_used, .match = {}, .replay = {}, .text = name};
  CO_CHECK_OK(co_await tx.outbox().insert(fmt::format("referral:{}", scope.actor.player.value),
                                          std::move(notice), kPriorityCanWait));
  CO_CHECK_OK(co_await note_change(scope, scope.actor.player, "enter_referral", "",
                                   fmt::format("referred by {}", referrer->player.value), ""));
  co_return Receipt{"referred", referrer->player.value};
}

Task<Result<Receipt>> forget_player(CommandScope scope, ForgetPlayer intent) {
  Tx& tx = scope.tx;
  const PlayerId id = intent.player;
  const bool own = id == scope.actor.player;
  std::string reason = "asked for by the player";
  if (!own) {
    CO_TRY(reason, checked_reason(intent.reason));
    CO_CHECK_OK(co_await subordinate(scope, id, Role::staff));
  }
  CO_TRY(const auto live, co_await tx.matches().live_of(id));
  if (live) co_return fail(conflict(fmt::format("match {} has to end first", live->value)));
  CO_TRY(const Player before, co_await tx.players().find(id));
  const Receipt receipt{"forgotten", id.value};
  if (before.deleted_at) co_return receipt;
  CO_TRY(const std::string doing, co_await release(scope, id, "forget_player"));
  Player after;
  after.id = id;
  after.name = name_of_deleted(id.value);
  after.simulated = before.simulated;
  after.banned = before.banned;
  after.created_at = before.created_at;
  after.deleted_at = tx.now();
  const std::string name = after.name;
  CO_CHECK_OK(co_await tx.players().update(std::move(after)));
  CO_CHECK_OK(co_await tx.players().forget(id, name));
  // Who brought the player here was told so by name.
  if (before.referred_by)
    CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", before.referred_by.value)));
  CO_CHECK_OK(co_await note_change(scope, id, "forget_player", doing, "deleted", reason));
  CO_CHECK_OK(co_await tx.changes().append("standings"));
  co_return receipt;
}

}  // namespace evo
