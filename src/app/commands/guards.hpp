// What several intents ask of a player before they let him queue or join a party. Private to this room.
#pragma once

#include <string>

#include "app/commands/intents.hpp"

namespace evo {

// Why the player may not queue now, in the order in which he should hear of it. `whose`: "you are", or the name
// of a member of the party followed by "is".
Task<Result<void>> check_may_queue(CommandScope scope, const Player& player, std::string whose);
// The same, and waits for nothing already.
Task<Result<void>> check_idle(CommandScope scope, const Player& player, std::string whose);

// Tells a player of what happened in the party. `about` makes the notice unique.
Task<Result<void>> tell_member(Tx& tx, PlayerId player, NoticeKind kind, PlayerId other, std::string about);
// Takes the party's ticket out of the queue, if there is one, and tells the others.
Task<Result<void>> withdraw_ticket(CommandScope scope);

}  // namespace evo
