// What a ticket says of the people on it: where they live, on which servers they do not play, how they are
// rated. It is written when they join, and written anew in every transaction that changes any of that while
// they wait, so that a wave plans with what is true then and reads nothing but tickets.
#pragma once

#include <span>

#include "app/ports/store.hpp"
#include "app/rules.hpp"

namespace evo {

// Fills that in. `people` are those on the ticket in its order, its owner first; which races its options are
// of, and who plays which, is there already.
Task<Result<void>> describe_people(Tx& tx, Ticket& ticket, std::span<const Player> people,
                                   const Rules& rules);

// Writes the ticket anew on which the player waits, if he does and it says anything that is no longer so.
// Whoever stores another region or other blocked servers of a player calls it afterwards. Repeatable.
Task<Result<void>> refresh_ticket(Tx& tx, PlayerId player, const Rules& rules);

// Stores a rating, and what the player's ticket says of it: the only way in which ratings of people who may
// wait are stored. The change "player:N" is the caller's, as with Ratings::put().
Task<Result<void>> store_rating(Tx& tx, Rating rating, const Rules& rules);

}  // namespace evo
