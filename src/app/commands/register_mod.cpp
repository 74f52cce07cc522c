#include <algorithm>

#include <fmt/format.h>

#include "app/commands/intents.hpp"
#include "base/text.hpp"
#include "core/evidence/mod_registration.hpp"

namespace evo {
namespace {

constexpr std::size_t kVersionBytesMax = 40;

Task<Result<replay::ReplaySummary>> game_of(Tx& tx, const RegisterMod& intent) {
  if (intent.game) co_return *intent.game;
  CO_TRY(const ReplayRecord record, co_await tx.replays().find(intent.replay));
  if (!record.summary)
    co_return fail(conflict(fmt::format("replay {} has not been read", intent.replay.value)));
  co_return *record.summary;
}

bool is_built_in(const Catalog& catalog, std::string_view version) {
  return std::ranges::count(catalog.mod.versions, version, &ModVersion::name) > 0;
}

}  // namespace

Task<Result<Receipt>> register_mod(CommandScope scope, RegisterMod intent) {
  CO_TRY(const std::string reason, checked_reason(intent.reason));
  if (!is_staff(scope.actor.role)) co_return fail(forbidden("only staff may do this"));
  const std::string version = harmless(trim(intent.version), kVersionBytesMax);
  if (version.empty() || version != intent.version)
    co_return fail(invalid(fmt::format("version: 1 to {} bytes, such as 2.1", kVersionBytesMax)));
  if (is_built_in(scope.rules.catalog, version))
    co_return fail(conflict(fmt::format("version {} came with the program", version)));
  Tx& tx = scope.tx;
  CO_TRY(const replay::ReplaySummary game, co_await game_of(tx, intent));
  CO_TRY(auto versions, co_await tx.mods().all());
  CO_TRY(ModFiles files, files_of_mod(game, with_versions(scope.rules.catalog, versions)));
  const std::string region = files.depot_region;
  add_files(versions, version, std::move(files));
  const auto& all = std::ranges::find(versions, version, &ModVersion::name)->files;
  const ModFiles result = *std::ranges::find(all, region, &ModFiles::depot_region);
  CO_CHECK_OK(co_await tx.mods().put(version, result));
  CO_CHECK_OK(co_await tx.audit().append({tx.now(),
                                          scope.actor.player,
                                          "register_mod",
                                          {},
                                          {},
                                          "",
                                          fmt::format("version {} from {}: {} files, {} optional", version,
                                                      region, result.required.size(), result.optional.size()),
                                          reason}));
  co_return Receipt{"mod_registered", intent.replay.value};
}

}  // namespace evo
