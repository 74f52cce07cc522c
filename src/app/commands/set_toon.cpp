#include <fmt/format.h>

#include "app/commands/intents.hpp"
#include "base/text.hpp"
#include "replay/summary_text.hpp"

namespace evo {
namespace {

Error not_a_toon(std::string_view text) {
  return invalid(fmt::format("toon: '{}' is no handle such as 2-S2-1-3437681", harmless(text, 60)));
}

std::string owner_word(PlayerId player) {
  return player ? fmt::format("of player {}", player.value) : std::string("of nobody");
}

}  // namespace

Task<Result<Receipt>> set_toon(CommandScope scope, SetToon intent) {
  CO_TRY(const std::string reason, checked_reason(intent.reason));
  if (!is_staff(scope.actor.role)) co_return fail(forbidden("only staff may do this"));
  const ToonBinding wanted = intent.binding;
  const auto toon = replay::parse_toon(wanted.toon);
  if (!toon || !toon->is_set()) co_return fail(not_a_toon(wanted.toon));
  Tx& tx = scope.tx;
  CO_CHECK_OK(co_await tx.players().find(wanted.player));
  CO_TRY(const auto owners, co_await tx.players().owners_of_toons({wanted.toon}));
  const PlayerId owner = owners.empty() ? PlayerId{} : owners.front().player;
  const bool is_bound = owner == wanted.player;
  const Receipt receipt{intent.bound ? "toon_bound" : "toon_released", wanted.player.value};
  if (is_bound == intent.bound) co_return receipt;
  if (owner && (is_bound || intent.bound))
    CO_CHECK_OK(co_await tx.players().release_toon({wanted.toon, owner}));
  if (intent.bound) CO_CHECK_OK(co_await tx.players().bind_toon(wanted));
  // Whose account it was sees it gone.
  if (owner && owner != wanted.player && intent.bound)
    CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", owner.value)));
  const PlayerId after = intent.bound ? wanted.player : PlayerId{};
  CO_CHECK_OK(co_await note_change(scope, wanted.player, "set_toon",
                                   fmt::format("{} {}", wanted.toon, owner_word(owner)),
                                   fmt::format("{} {}", wanted.toon, owner_word(after)), reason));
  co_return receipt;
}

}  // namespace evo
