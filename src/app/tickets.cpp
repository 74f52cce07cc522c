#include "app/tickets.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace evo {
namespace {

struct Rated {
  int value = 0;
  int games = 0;  // The fewest of them.
};

// Of a pair in 2v2 its own; else the mean of what each is rated in the mode. In 1v1 it depends on the race.
Task<Result<Rated>> rating_of(Tx& tx, const Ticket& ticket, const std::string& race, const Rules& rules) {
  const Mode* mode = find_mode(ticket.mode);
  std::vector<RatingKey> keys{rating_key(ticket.mode, ticket.player, {}, race)};
  if (mode != nullptr && mode->team_size == 2 && ticket.partners.size() == 1)
    keys = {rating_key(ticket.mode, ticket.player, ticket.partners.front().player, race)};
  else
    for (const TicketPartner& partner : ticket.partners)
      keys.push_back(rating_key(ticket.mode, partner.player, {}, race));
  std::int64_t sum = 0;
  Rated rated{.games = std::numeric_limits<int>::max()};
  for (const RatingKey& key : keys) {
    CO_TRY(const Rating rating, co_await tx.ratings().find(key, rules.elo.start));
    sum += rating.value;
    rated.games = std::min(rated.games, rating.games);
  }
  rated.value = static_cast<int>(sum / static_cast<std::int64_t>(keys.size()));
  co_return rated;
}

}  // namespace

Task<Result<void>> describe_people(Tx& tx, Ticket& ticket, std::span<const Player> people,
                                   const Rules& rules) {
  ticket.region = people[0].region;
  ticket.blocked_servers = people[0].blocked_servers;
  for (std::size_t i = 0; i < ticket.partners.size(); ++i) {
    ticket.partners[i].region = people[i + 1].region;
    ticket.partners[i].blocked_servers = people[i + 1].blocked_servers;
  }
  for (TicketOption& option : ticket.options) {
    CO_TRY(const Rated rated, co_await rating_of(tx, ticket, option.race, rules));
    option.rating = rated.value;
    option.games = rated.games;
  }
  co_return Result<void>{};
}

Task<Result<void>> refresh_ticket(Tx& tx, PlayerId player, const Rules& rules) {
  CO_TRY(const auto waiting, co_await tx.tickets().waiting_of(player));
  if (!waiting) co_return Result<void>{};
  Ticket ticket = *waiting;
  std::vector<Player> people;
  CO_TRY(Player owner, co_await tx.players().find(ticket.player));
  people.push_back(std::move(owner));
  for (const TicketPartner& partner : ticket.partners) {
    CO_TRY(Player member, co_await tx.players().find(partner.player));
    people.push_back(std::move(member));
  }
  CO_CHECK_OK(co_await describe_people(tx, ticket, people, rules));
  if (ticket == *waiting) co_return Result<void>{};
  CO_CHECK_OK(co_await tx.tickets().update(std::move(ticket)));
  co_return co_await tx.changes().append("queue");
}

Task<Result<void>> store_rating(Tx& tx, Rating rating, const Rules& rules) {
  const PlayerId player = rating.key.player;
  CO_CHECK_OK(co_await tx.ratings().put(std::move(rating)));
  // Of a pair both are on the ticket on which it counts.
  co_return co_await refresh_ticket(tx, player, rules);
}

}  // namespace evo
