// What the guards of the commands look at, read from the store: whether a player may play now.
#pragma once

#include "app/ports/store.hpp"
#include "app/rules.hpp"
#include "core/player/onboarding.hpp"

namespace evo {

Task<Result<Standing>> standing_of(Tx& tx, const Player& player, const Rules& rules);

}  // namespace evo
