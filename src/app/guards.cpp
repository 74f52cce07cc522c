#include "app/guards.hpp"

#include <algorithm>

namespace evo {
namespace {

// Providers that prove nothing about who somebody is elsewhere.
bool is_account(const Identity& identity) {
  return identity.provider != "guest" && identity.provider != "toon";
}

}  // namespace

Task<Result<Standing>> standing_of(Tx& tx, const Player& player, const Rules& rules) {
  Standing standing{.banned = player.banned,
                    .needs_setup = rules.players.setup == SetupDemand::always,
                    .terms_accepted = player.terms_accepted,
                    .setup_complete = player.setup_completed_at.has_value(),
                    .timeout_until = player.timeout_until};
  const bool done = standing.setup_complete && standing.terms_accepted == rules.players.terms_version;
  if (rules.players.setup == SetupDemand::accounts && !done && !player.simulated) {
    CO_TRY(const auto identities, co_await tx.players().identities_of(player.id));
    standing.needs_setup = std::ranges::any_of(identities, is_account);
  }
  if (player.simulated) standing.needs_setup = false;
  co_return standing;
}

}  // namespace evo
