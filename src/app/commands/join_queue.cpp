#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "app/commands/group.hpp"
#include "app/commands/intents.hpp"
#include "app/seeding.hpp"
#include "app/tickets.hpp"
#include "base/text.hpp"
#include "core/matchmaking/team_wave.hpp"
#include "core/player/player.hpp"

namespace evo {
namespace {

Result<const Mode*> open_mode(const std::string& name, const Rules& rules) {
  const Mode* mode = find_mode(name);
  if (mode != nullptr && std::ranges::find(rules.modes, name) != rules.modes.end()) return mode;
  return fail(
      invalid(fmt::format("mode: '{}' is none of {}", harmless(name, 20), fmt::join(rules.modes, ", "))));
}

// How many players of each side a composition has.
std::map<std::string, int> sides_of(const std::vector<std::string>& races, const Catalog& catalog) {
  std::map<std::string, int> sides;
  for (const std::string& code : races) ++sides[catalog.race(code)->side];
  return sides;
}

// One race for each of `people`; no two compositions with as many players of each side, so that the rating of
// the side that is needed never depends on more than the order in which they were offered.
Result<void> validate_compositions(const std::vector<std::vector<std::string>>& compositions,
                                   std::size_t people, const Catalog& catalog) {
  if (compositions.empty()) return fail(invalid("compositions: choose at least one"));
  std::set<std::map<std::string, int>> seen;
  for (std::size_t i = 0; i < compositions.size(); ++i) {
    const auto& races = compositions[i];
    if (races.size() != people)
      return fail(
          invalid(fmt::format("compositions[{}]: needs {} races, one for each of the party, and has {}", i,
                              people, races.size())));
    for (const std::string& code : races)
      if (catalog.race(code) == nullptr)
        return fail(invalid(fmt::format("compositions[{}]: there is no race '{}'", i, harmless(code, 40))));
    if (!seen.insert(sides_of(races, catalog)).second)
      return fail(invalid(fmt::format("compositions[{}]: another one has as many players of each side", i)));
  }
  return {};
}

// Who joins: the party in the order in which its members joined it, the leader first; or the player alone.
struct Group {
  std::vector<Player> people;
  std::vector<std::vector<std::string>> vetoes;  // Of each; the leader's are in the intent.
};

Task<Result<Group>> group_of(CommandScope scope, const Mode& mode) {
  Tx& tx = scope.tx;
  Group group;
  CO_TRY(const auto party, co_await tx.parties().find_of(scope.actor.player));
  if (!party) {
    CO_TRY(Player self, co_await tx.players().find(scope.actor.player));
    group.people.push_back(std::move(self));
    group.vetoes.emplace_back();
    co_return group;
  }
  if (!mode.has_teams())
    co_return fail(conflict(fmt::format("you are in a party: leave it to play {}", mode.name)));
  if (party->leader != scope.actor.player)
    co_return fail(conflict("the leader of your party queues for all of you"));
  if (party->members.size() > static_cast<std::size_t>(mode.team_size))
    co_return fail(conflict(
        fmt::format("your party has {} members, too many for {}", party->members.size(), mode.name)));
  for (const PartyMember& member : party->members) {
    CO_TRY(Player player, co_await tx.players().find(member.player));
    const auto place = member.player == party->leader ? group.people.begin() : group.people.end();
    group.vetoes.insert(group.vetoes.begin() + (place - group.people.begin()), member.vetoes);
    group.people.insert(place, std::move(player));
  }
  co_return group;
}

// What a pair begins with is what any two begin with: neither one's past speaks for both.
Task<Result<void>> seed_ratings(CommandScope scope, const Mode& mode, const Group& group,
                                const JoinQueue& intent) {
  if (mode.team_size == 2 && group.people.size() == 2) co_return Result<void>{};
  for (const auto& races : intent.compositions)
    for (const Player& player : group.people)
      CO_CHECK_OK(co_await seed_rating(scope.tx, rating_key(mode.name, player.id, {}, races[0]), player,
                                       scope.rules));
  co_return Result<void>{};
}

// Of the player's last matches, the newest first, as many as the rules look back. Nobody plays while he
// waits, so they stay what they are.
Task<Result<std::vector<std::string>>> recent_maps(CommandScope scope, const Mode& mode, PlayerId player) {
  std::vector<std::string> maps;
  if (scope.rules.pool.maps_remembered <= 0) co_return maps;
  MatchQuery query;
  query.player = player;
  query.limit = scope.rules.pool.maps_remembered;
  CO_TRY(const auto matches, co_await scope.tx.matches().recent(query));
  for (const Match& match : matches)
    if (match.mode == mode.name) maps.push_back(match.map);
  co_return maps;
}

Task<Result<Ticket>> make_ticket(CommandScope scope, const Mode& mode, const Group& group,
                                 const JoinQueue& intent) {
  const Catalog& catalog = scope.rules.catalog;
  Ticket ticket;
  ticket.player = group.people[0].id;
  ticket.mode = intent.mode;
  ticket.joined_at = scope.tx.now();
  ticket.vetoes = intent.vetoes;
  CO_TRY(ticket.recent_maps, co_await recent_maps(scope, mode, ticket.player));
  for (std::size_t i = 1; i < group.people.size(); ++i) {
    TicketPartner& partner = ticket.partners.emplace_back();
    partner.player = group.people[i].id;
    partner.vetoes = group.vetoes[i];
    CO_TRY(partner.recent_maps, co_await recent_maps(scope, mode, partner.player));
  }
  for (const auto& races : intent.compositions) {
    TicketOption& option = ticket.options.emplace_back();
    option.side = composition_side(races, catalog);
    option.race = races[0];
    option.partner_races.assign(races.begin() + 1, races.end());
  }
  CO_CHECK_OK(co_await seed_ratings(scope, mode, group, intent));
  CO_CHECK_OK(co_await describe_people(scope.tx, ticket, group.people, scope.rules));
  co_return ticket;
}

// Each mode has maps of its own, and a party other races than each of it alone.
Task<Result<void>> remember_choice(CommandScope scope, const Player& before, const JoinQueue& intent) {
  Player player = before;
  if (intent.mode == scope.rules.pool.mode) {
    player.races = intent.races;
    player.vetoes = intent.vetoes;
  } else {
    player.choices[intent.mode] = {intent.compositions, intent.vetoes};
  }
  if (player == before) co_return Result<void>{};
  co_return co_await scope.tx.players().update(std::move(player));
}

Task<Result<void>> announce_join(CommandScope scope, const Group& group, TicketId ticket) {
  Tx& tx = scope.tx;
  const PlayerId who = scope.actor.player;
  for (const Player& member : group.people)
    if (member.id != who)
      CO_CHECK_OK(co_await tell_member(tx, member.id, NoticeKind::queue_started, who,
                                       fmt::format("ticket:{}", ticket.value)));
  CO_CHECK_OK(co_await tx.audit().append({tx.now(), who, "join_queue", {}, who, "idle", "queueing", ""}));
  CO_CHECK_OK(co_await tx.changes().append("queue"));
  co_return co_await tx.changes().append(fmt::format("player:{}", who.value));
}

}  // namespace

Task<Result<Receipt>> join_queue(CommandScope scope, JoinQueue intent) {
  const Catalog& catalog = scope.rules.catalog;
  CO_TRY(const Mode* mode, open_mode(intent.mode, scope.rules));
  CO_TRY(const Group group, co_await group_of(scope, *mode));
  const bool alone = group.people.size() == 1;
  if (alone) {
    if (!intent.compositions.empty())
      co_return fail(invalid("compositions: they are for parties; alone you choose races"));
    CO_CHECK_OK(validate_races(intent.races, catalog));
    for (const std::string& race : intent.races) intent.compositions.push_back({race});
  } else {
    CO_CHECK_OK(validate_compositions(intent.compositions, group.people.size(), catalog));
  }
  CO_CHECK_OK(validate_vetoes(intent.vetoes, intent.mode, catalog));
  for (const Player& member : group.people) {
    const std::string whose = member.id == scope.actor.player ? "you are" : fmt::format("{} is", member.name);
    CO_CHECK_OK(co_await check_idle(scope, member, whose));
  }
  CO_TRY(Ticket ticket, co_await make_ticket(scope, *mode, group, intent));
  CO_TRY(const TicketId id, co_await scope.tx.tickets().insert(std::move(ticket)));
  CO_CHECK_OK(co_await remember_choice(scope, group.people[0], intent));
  CO_CHECK_OK(co_await announce_join(scope, group, id));
  co_return Receipt{"queued", id.value};
}

}  // namespace evo
