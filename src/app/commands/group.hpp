// What several intents ask of a player before they let him queue or join a party, and how he leaves either.
// Private to this room.
#pragma once

#include <string>

#include "app/commands/intents.hpp"

namespace evo {

// Why the player may not queue now, in the order in which he should hear of it. `whose`: "you are", or the
// name of a member of the party followed by "is".
Task<Result<void>> check_may_queue(CommandScope scope, const Player& player, std::string whose);
// The same, and waits for nothing already.
Task<Result<void>> check_idle(CommandScope scope, const Player& player, std::string whose);

// Tells a player of what happened in the party. `about` makes the notice unique.
Task<Result<void>> tell_member(Tx& tx, PlayerId player, NoticeKind kind, PlayerId other, std::string about);
// Takes the ticket on which the player waits out of the queue and tells the others on it. false: he waits on
// none.
Task<Result<bool>> withdraw_ticket(CommandScope scope, PlayerId who);
// Takes the player out of his party, and the party out of the queue. Of two nobody is left in one; the leader
// is followed by who joined first. Returns what became of the party, empty if there was none.
Task<Result<std::string>> quit_party(CommandScope scope, PlayerId who);

}  // namespace evo
