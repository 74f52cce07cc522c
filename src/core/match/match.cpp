#include "core/match/match.hpp"

#include <algorithm>

#include "base/enum_text.hpp"
#include "core/mode/mode.hpp"

namespace evo {
namespace {

constexpr EnumText<MatchState, 9> kStates{{
    {MatchState::found, "found"},
    {MatchState::playing, "playing"},
    {MatchState::reported, "reported"},
    {MatchState::finished, "finished"},
    {MatchState::conflict, "conflict"},
    {MatchState::aborted, "aborted"},
    {MatchState::abandoned, "abandoned"},
    {MatchState::invalidated, "invalidated"},
    {MatchState::expired, "expired"},
}};

constexpr EnumText<Decision, 6> kDecisions{{
    {Decision::none, "none"},
    {Decision::reports, "reports"},
    {Decision::replay, "replay"},
    {Decision::deadline, "deadline"},
    {Decision::staff, "staff"},
    {Decision::imported, "imported"},
}};

constexpr EnumText<Fault, 3> kFaults{{
    {Fault::none, "none"},
    {Fault::aborted, "aborted"},
    {Fault::not_confirmed, "not_confirmed"},
}};

}  // namespace

std::string_view to_string(MatchState state) { return text_of(kStates, state); }
std::optional<MatchState> match_state_from(std::string_view text) { return value_of(kStates, text); }

std::string_view to_string(Decision decision) { return text_of(kDecisions, decision); }
std::optional<Decision> decision_from(std::string_view text) { return value_of(kDecisions, text); }

std::string_view to_string(Fault fault) { return text_of(kFaults, fault); }
std::optional<Fault> fault_from(std::string_view text) { return value_of(kFaults, text); }

bool is_live(MatchState state) {
  return state == MatchState::found || state == MatchState::playing || state == MatchState::reported;
}

const MatchPlayer* Match::find(PlayerId player) const {
  const auto found = std::ranges::find(players, player, &MatchPlayer::player);
  return found == players.end() ? nullptr : &*found;
}

MatchPlayer* Match::find(PlayerId player) {
  const auto found = std::ranges::find(players, player, &MatchPlayer::player);
  return found == players.end() ? nullptr : &*found;
}

bool Match::all_confirmed() const {
  return std::ranges::all_of(players, [](const MatchPlayer& each) { return each.confirmed_at.has_value(); });
}

RatingKey rating_key(const Match& match, const MatchPlayer& player) {
  return rating_key(match.mode, player.player, player.partner, player.race);
}

std::vector<RatedSeat> rated_seats(const Match& match) {
  std::vector<RatedSeat> seats;
  for (const MatchPlayer& player : match.players) {
    RatingKey key = rating_key(match, player);
    const auto known = std::ranges::find(seats, key, &RatedSeat::key);
    if (known != seats.end())
      ++known->people;
    else
      seats.push_back({std::move(key), player.team, 1});
  }
  return seats;
}

Duration penalty(Fault fault, const MatchRules& rules) {
  switch (fault) {
    case Fault::none:
      return Duration::zero();
    case Fault::aborted:
      return rules.abort_penalty;
    case Fault::not_confirmed:
      return rules.abandon_penalty;
  }
  return Duration::zero();
}

}  // namespace evo
