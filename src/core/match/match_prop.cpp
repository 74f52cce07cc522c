#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/match/match.hpp"

namespace evo {
namespace {

const Time kStart = from_micros(1'800'000'000'000'000);
constexpr MatchRules kRules;

// Three teams now and then, two players a team now and then.
Match any_found_match() {
  const int teams = *rc::gen::weightedElement<int>({{4, 2}, {1, 3}});
  const int size = *rc::gen::weightedElement<int>({{3, 1}, {1, 2}});
  Match match;
  match.id = MatchId{1};
  match.assigned_at = kStart;
  match.confirm_by = kStart + kRules.confirm_window;
  for (int i = 0; i < teams * size; ++i) {
    MatchPlayer player;
    player.player = PlayerId{i + 1};
    player.team = i % teams;
    match.players.push_back(player);
  }
  return match;
}

PlayerId any_player() {
  return PlayerId{*rc::gen::weightedElement<std::int64_t>({{6, 1}, {6, 2}, {2, 3}, {1, 4}, {1, 9}})};
}
Outcome any_outcome() {
  const int team = *rc::gen::weightedElement<int>({{6, 0}, {3, 1}, {1, 2}, {2, -1}});
  return team < 0 ? Outcome::draw() : Outcome::win(team);
}

MatchEvent any_event() {
  switch (*rc::gen::weightedElement<int>({{8, 0}, {1, 1}, {8, 2}, {2, 3}, {1, 4}, {2, 5}, {2, 6}})) {
    case 0:
      return Confirm{any_player()};
    case 1:
      return Abort{any_player()};
    case 2:
      return Report{any_player(), any_outcome()};
    case 3:
      return ReplayDecides{any_player(), any_outcome()};
    case 4:
      return ConfirmDeadline{*rc::gen::element(std::vector<PlayerId>{}, std::vector<PlayerId>{PlayerId{1}})};
    case 5:
      return ReportDeadline{};
    default:
      return Resolve{*rc::gen::element(std::optional<Outcome>(any_outcome()), std::optional<Outcome>()),
                     "why"};
  }
}

void check_invariants(const Match& match) {
  const bool live = is_live(match.state);
  const bool finished = match.state == MatchState::finished;
  RC_ASSERT(finished == match.outcome.has_value());
  RC_ASSERT(!finished || match.decision != Decision::none);
  RC_ASSERT(!finished || match.revision > 0);
  RC_ASSERT(match.completed_at.has_value() != live);
  RC_ASSERT(match.confirm_by.has_value() == (match.state == MatchState::found));
  RC_ASSERT(match.report_by.has_value() ==
            (match.state == MatchState::playing || match.state == MatchState::reported ||
             match.state == MatchState::conflict));
  const bool blames =
      std::ranges::any_of(match.players, [](const auto& each) { return each.fault != Fault::none; });
  RC_ASSERT(!blames || match.state == MatchState::aborted || match.state == MatchState::abandoned);
  RC_ASSERT(match.state != MatchState::found || !match.all_confirmed());
  for (const MatchPlayer& player : match.players) {
    RC_ASSERT(player.report.has_value() == player.reported_at.has_value());
    RC_ASSERT(!player.report || match.all_confirmed());
    const auto voices = std::ranges::count_if(
        match.players, [&](const auto& each) { return each.team == player.team && each.report.has_value(); });
    RC_ASSERT(voices <= 1);
  }
}

void check_step(const Match& before, const Match& after, const MatchEvent& event) {
  RC_ASSERT(after.version == before.version + (after == before ? 0 : 1));
  RC_ASSERT(after.revision >= before.revision);
  RC_ASSERT(after.revision <= before.revision + 1);
  if (before.outcome != after.outcome) RC_ASSERT(after.revision == before.revision + 1);
  if (before.completed_at) RC_ASSERT(after.completed_at == before.completed_at);
  const bool amends = before.state == MatchState::conflict && std::holds_alternative<Report>(event);
  if (!is_live(before.state) && !std::holds_alternative<Resolve>(event) && !amends)
    RC_ASSERT(after == before);
  RC_ASSERT(after.id == before.id);
  RC_ASSERT(after.players.size() == before.players.size());
}

RC_GTEST_PROP(MatchProperty, RandomEventsKeepTheInvariants, ()) {
  Match match = any_found_match();
  Time now = kStart;
  const int steps = *rc::gen::inRange(1, 40);
  for (int i = 0; i < steps; ++i) {
    now += *rc::gen::weightedElement<Duration>(
        {{6, std::chrono::seconds(1)}, {2, std::chrono::seconds(50)}, {1, std::chrono::hours(3)}});
    const MatchEvent event = any_event();
    const auto result = apply(match, event, now, kRules);
    if (!result) continue;
    check_step(match, *result, event);
    check_invariants(*result);
    // The same event again decides nothing again.
    RC_ASSERT(apply(*result, event, now, kRules).value_or(*result).revision == result->revision);
    match = *result;
  }
  RC_CLASSIFY(match.state == MatchState::finished);
  RC_CLASSIFY(is_live(match.state));
}

}  // namespace
}  // namespace evo
