// How simulated people find together: somebody calls friends who are at home, they look for the invitation,
// and play along until the leader has had enough.
#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "sim/population.hpp"

namespace evo::sim {
namespace {

void surface(std::exception_ptr problem) {
  if (problem) std::rethrow_exception(problem);
}

}  // namespace

// Invites as many as the mode has room for, or fewer, and waits until they have answered or the leader will
// not wait any longer.
Task<void> Population::gather(const Person& leader, const Mode& mode, Stop stop) {
  std::vector<PlayerId> at_home;
  for (const auto& [id, person] : people_)
    if (!out_.contains(id)) at_home.push_back(id);
  rng_.shuffle(at_home);
  const auto wanted = static_cast<std::size_t>(rng_.between(1, mode.team_size - 1));
  at_home.resize(std::min(at_home.size(), wanted));
  const auto executor = co_await boost::asio::this_coro::executor;
  for (const PlayerId id : at_home) {
    const Person& person = people_.at(id);
    if (!out_.insert(id).second) continue;
    const auto invited = co_await act(leader.id, "invite_to_party", InviteToParty{person.name});
    if (invited)
      boost::asio::co_spawn(executor, come_along(person, leader.id, stop), surface);
    else
      out_.erase(id);
  }
  for (int look = 0; look < 6 && !stop.requested(); ++look) {
    co_await rest(habits_.look);
    const auto view = co_await ladder_.me(leader.id);
    if (view && view->invitations.empty()) co_return;
  }
}

// What a friend does from the call to the end of the party.
Task<void> Population::come_along(const Person& person, PlayerId leader, Stop stop) {
  bool along = co_await answer_invitation(person, leader, stop);
  const Time tired = clock_.now() + 8 * habits_.patience.high;
  while (along) {
    co_await rest(habits_.look);
    const auto view = co_await ladder_.me(person.id);
    if (!view) continue;
    if (view->match)
      co_await attend(person, view->match->match.id, stop);
    else if (!view->party || view->party->party.leader != leader)
      along = false;
    else if (stop.requested() || clock_.now() > tired)
      along = !co_await act(person.id, "leave_party", LeaveParty{});
  }
  out_.erase(person.id);
}

// true: the person is in the leader's party.
Task<bool> Population::answer_invitation(const Person& person, PlayerId leader, Stop stop) {
  for (int look = 0; look < 4 && !stop.requested(); ++look) {
    co_await rest(habits_.look);
    const auto view = co_await ladder_.me(person.id);
    if (!view) continue;
    const auto found = std::ranges::find_if(view->invitations, [&](const InvitationView& each) {
      return each.invitation.from == leader && each.invitation.to == person.id;
    });
    if (found == view->invitations.end()) continue;
    const bool accepts = !rng_.chance(habits_.declines_parties);
    const auto answered =
        co_await act(person.id, "answer_invitation", AnswerInvitation{found->invitation.id, accepts});
    co_return answered.has_value() && accepts;
  }
  co_return false;
}

// For each side the favourites of all members, so that the party can be set against either.
std::vector<std::vector<std::string>> Population::compositions_of(const Party& party) {
  std::vector<std::vector<std::string>> compositions;
  for (const Side& side : rules_.catalog.sides) {
    std::vector<std::string> races;
    for (const PartyMember& member : party.members)
      for (const std::string& race : people_.at(member.player).races)
        if (rules_.catalog.race(race)->side == side.code) races.push_back(race);
    if (races.size() == party.members.size()) compositions.push_back(std::move(races));
  }
  if (compositions.size() > 1 && !rng_.chance(habits_.queues_both)) compositions = {rng_.pick(compositions)};
  return compositions;
}

}  // namespace evo::sim
