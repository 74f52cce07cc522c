#include <algorithm>

#include <fmt/format.h>

#include "app/commands/intents.hpp"
#include "base/text.hpp"
#include "core/player/player.hpp"

namespace evo {
namespace {

constexpr std::string_view kLanguages[] = {"enUS", "esMX", "koKR", "ruRU", "zhCN"};

Result<Player> changed(Player player, UpdateProfile intent, const Catalog& catalog) {
  if (intent.name) {
    CHECK_OK(validate_name(*intent.name));
    player.name = std::move(*intent.name);
  }
  if (intent.other_names) player.other_names = std::move(*intent.other_names);
  CHECK_OK(validate_other_names(player.name, player.other_names));
  if (intent.region) {
    if (catalog.region(*intent.region) == nullptr)
      return fail(invalid(fmt::format("region: there is no region '{}'", harmless(*intent.region, 40))));
    player.region = std::move(*intent.region);
  }
  if (intent.country) {
    if (catalog.country(*intent.country) == nullptr)
      return fail(invalid(fmt::format("country: there is no country '{}'", harmless(*intent.country, 40))));
    player.country = std::move(*intent.country);
  }
  if (intent.language) {
    if (std::ranges::find(kLanguages, *intent.language) == std::end(kLanguages))
      return fail(invalid("language: choose one of enUS, esMX, koKR, ruRU, zhCN"));
    player.language = std::move(*intent.language);
  }
  return player;
}

}  // namespace

Task<Result<Receipt>> update_profile(CommandScope scope, UpdateProfile intent) {
  Tx& tx = scope.tx;
  CO_TRY(Player before, co_await tx.players().find(scope.actor.player));
  CO_TRY(Player after, changed(before, std::move(intent), scope.rules.catalog));
  const Receipt receipt{"profile_updated", after.id.value};
  if (after == before) co_return receipt;
  const AuditEntry entry{tx.now(),
                         after.id,
                         "update_profile",
                         {},
                         after.id,
                         before.name + " " + before.region + " " + before.country,
                         after.name + " " + after.region + " " + after.country,
                         ""};
  const std::string topic = fmt::format("player:{}", after.id.value);
  CO_CHECK_OK(co_await tx.players().update(std::move(after)));
  CO_CHECK_OK(co_await tx.audit().append(entry));
  CO_CHECK_OK(co_await tx.changes().append(topic));
  CO_CHECK_OK(co_await tx.changes().append("standings"));
  co_return receipt;
}

}  // namespace evo
