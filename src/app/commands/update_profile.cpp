#include <fmt/format.h>

#include "app/commands/intents.hpp"
#include "app/tickets.hpp"
#include "core/player/player.hpp"
#include "core/player/unicode.hpp"

namespace evo {
namespace {

void compose(std::string& text) { text = composed(text); }

// What is given replaces what is there; all that is wrong is told together.
Result<Player> changed(Player player, UpdateProfile intent, const Rules& rules, Time now) {
  Problems problems;
  if (intent.name) {
    problems.add(validate_name(*intent.name, rules.players));
    player.name = std::move(*intent.name);
  }
  if (intent.other_names) {
    for (std::string& other : *intent.other_names) compose(other);
    player.other_names = std::move(*intent.other_names);
  }
  problems.add(validate_other_names(player.name, player.other_names));
  if (intent.battletag) {
    compose(*intent.battletag);
    if (!intent.battletag->empty()) problems.add(validate_battletag(*intent.battletag, rules.players));
    player.battletag = std::move(*intent.battletag);
  }
  if (intent.region) {
    problems.add(validate_region(*intent.region, rules.catalog));
    if (player.region != *intent.region) player.blocked_servers.clear();
    player.region = std::move(*intent.region);
  }
  if (intent.country) {
    problems.add(validate_country(*intent.country, rules.catalog));
    player.country = std::move(*intent.country);
  }
  if (intent.language) {
    problems.add(validate_language(*intent.language));
    player.language = std::move(*intent.language);
  }
  if (intent.alerts) {
    problems.add(validate_alerts(*intent.alerts, rules.players));
    for (const auto& [mode, minutes] : *intent.alerts) player.alerts[mode] = minutes;
  }
  if (intent.blocked_servers) {
    problems.add(validate_blocked_servers(*intent.blocked_servers, player.region, rules.catalog));
    player.blocked_servers = std::move(*intent.blocked_servers);
  }
  if (intent.time_zone || intent.quiet_hours) {
    player.time_zone = std::move(intent.time_zone).value_or(player.time_zone);
    player.quiet_hours = intent.quiet_hours.value_or(player.quiet_hours);
    problems.add(validate_quiet_hours(player.quiet_hours, player.time_zone, now, rules.zones));
  }
  CHECK_OK(problems.result());
  return player;
}

std::string describe(const Player& player) {
  return fmt::format("{} {} {} {}", player.name, player.region, player.country, player.language);
}

std::string describe_blocked(const Player& player) {
  const auto& blocked = player.blocked_servers;
  return fmt::format(" blocks {}",
                     blocked.empty() ? std::string("none") : fmt::to_string(fmt::join(blocked, ",")));
}

Task<Result<Receipt>> store(CommandScope scope, Player before, Player after, std::string action,
                            std::string done) {
  const PlayerId id = after.id;
  std::string was = describe(before);
  std::string is = describe(after);
  if (before.blocked_servers != after.blocked_servers) {
    was += describe_blocked(before);
    is += describe_blocked(after);
  }
  const bool moved = before.region != after.region || before.blocked_servers != after.blocked_servers;
  CO_CHECK_OK(co_await scope.tx.players().update(std::move(after)));
  if (moved) CO_CHECK_OK(co_await refresh_ticket(scope.tx, id, scope.rules));
  CO_CHECK_OK(co_await note_change(scope, id, std::move(action), std::move(was), std::move(is), ""));
  CO_CHECK_OK(co_await scope.tx.changes().append("standings"));
  co_return Receipt{std::move(done), id.value};
}

Result<void> check_answers(const CompleteSetup& intent, const Player& player, const Rules& rules) {
  Problems problems;
  if (!intent.alerts.contains(rules.pool.mode))
    problems.add(fail(invalid(fmt::format("alerts.{}: choose how often, 0 for never", rules.pool.mode))));
  if (intent.battletag.empty()) problems.add(fail(invalid("battletag: is missing")));
  if (intent.survey) problems.add(validate_survey(*intent.survey));
  if (!intent.survey && !player.setup_completed_at)
    problems.add(fail(invalid("survey: is asked at the first setup")));
  return problems.result();
}

}  // namespace

Task<Result<Receipt>> update_profile(CommandScope scope, UpdateProfile intent) {
  CO_TRY(Player before, co_await scope.tx.players().find(scope.actor.player));
  CO_TRY(Player after, changed(before, std::move(intent), scope.rules, scope.tx.now()));
  if (after == before) co_return Receipt{"profile_updated", after.id.value};
  co_return co_await store(scope, std::move(before), std::move(after), "update_profile", "profile_updated");
}

Task<Result<Receipt>> accept_terms(CommandScope scope, AcceptTerms intent) {
  const std::string& current = scope.rules.players.terms_version;
  if (intent.version != current)
    co_return fail(conflict(fmt::format("the terms are now version {}: read and accept those", current)));
  CO_TRY(Player player, co_await scope.tx.players().find(scope.actor.player));
  const Receipt receipt{intent.accepted ? "terms_accepted" : "terms_declined", player.id.value};
  const std::string wanted = intent.accepted ? current : "";
  if (player.terms_accepted == wanted) co_return receipt;
  const std::string before = std::exchange(player.terms_accepted, wanted);
  player.terms_accepted_at = intent.accepted ? std::optional(scope.tx.now()) : std::nullopt;
  CO_CHECK_OK(co_await scope.tx.players().update(std::move(player)));
  CO_CHECK_OK(co_await note_change(scope, scope.actor.player, "accept_terms", before, wanted, ""));
  co_return receipt;
}

Task<Result<Receipt>> complete_setup(CommandScope scope, CompleteSetup intent) {
  CO_TRY(Player before, co_await scope.tx.players().find(scope.actor.player));
  if (before.terms_accepted != scope.rules.players.terms_version)
    co_return fail(conflict("accept the terms of service first"));
  Problems problems;
  problems.add(check_answers(intent, before, scope.rules));
  UpdateProfile profile{.name = std::move(intent.name),
                        .other_names = std::move(intent.other_names),
                        .region = std::move(intent.region),
                        .country = std::move(intent.country),
                        .language = std::move(intent.language),
                        .battletag = std::move(intent.battletag),
                        .alerts = std::move(intent.alerts)};
  auto after = changed(before, std::move(profile), scope.rules, scope.tx.now());
  if (!after) problems.add(fail(std::move(after).error()));
  CO_CHECK_OK(problems.result());
  if (intent.survey) after->survey = std::move(intent.survey);
  after->setup_completed_at = scope.tx.now();
  co_return co_await store(scope, std::move(before), *std::move(after), "complete_setup", "setup_completed");
}

}  // namespace evo
