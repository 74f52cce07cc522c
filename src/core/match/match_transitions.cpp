#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "core/match/match.hpp"

namespace evo {
namespace {

// Each on_event() changes the match or leaves it as it is; apply() counts the version by the difference.
// A deadline ends a match only when its event arrives: what players do until then still counts, so that a
// late clock of ours never costs them anything.

bool is_played(MatchState state) { return state == MatchState::playing || state == MatchState::reported; }

Error not_now(const Match& match, std::string_view action) {
  return conflict(fmt::format("{}: match {} is {}", action, match.id.value, to_string(match.state)));
}

Result<MatchPlayer*> member(Match& match, PlayerId player) {
  if (MatchPlayer* found = match.find(player)) return found;
  return fail(forbidden(fmt::format("player {} is not in match {}", player.value, match.id.value)));
}

Result<void> check_outcome(const Match& match, const Outcome& outcome) {
  const auto is_winner = [&](const MatchPlayer& each) { return each.team == *outcome.winner; };
  if (!outcome.winner || std::ranges::any_of(match.players, is_winner)) return {};
  return fail(
      invalid(fmt::format("outcome.winner: match {} has no team {}", match.id.value, *outcome.winner)));
}

void close(Match& match, MatchState state, Time now) {
  match.state = state;
  match.confirm_by.reset();
  match.report_by.reset();
  // Deciding a match again does not move the time at which it was played.
  if (!match.completed_at) match.completed_at = now;
}

void decide(Match& match, const Outcome& outcome, Decision decision, Time now) {
  close(match, MatchState::finished, now);
  match.outcome = outcome;
  match.decision = decision;
  ++match.revision;
}

// What a team says: at most one of its players holds a report.
std::optional<Outcome> team_report(const Match& match, int team) {
  const auto speaker = std::ranges::find_if(
      match.players, [&](const MatchPlayer& each) { return each.team == team && each.report.has_value(); });
  return speaker == match.players.end() ? std::nullopt : speaker->report;
}

// A team speaks with one voice: the latest. Saying the same again keeps the earlier words.
void set_report(Match& match, const MatchPlayer& speaker, const Outcome& outcome, Time now) {
  if (team_report(match, speaker.team) == outcome) return;
  for (MatchPlayer& each : match.players) {
    if (each.team != speaker.team) continue;
    const bool speaks = each.player == speaker.player;
    each.report = speaks ? std::optional(outcome) : std::nullopt;
    each.reported_at = speaks ? std::optional(now) : std::nullopt;
  }
}

// How many teams report what, the most reported first.
struct Tally {
  struct Line {
    Outcome outcome;
    int teams = 0;
  };
  std::vector<Line> lines;
  int teams = 0;
  int silent = 0;
};

Tally count_reports(const Match& match) {
  Tally tally;
  std::set<int> teams;
  for (const MatchPlayer& each : match.players) teams.insert(each.team);
  tally.teams = static_cast<int>(teams.size());
  for (const int team : teams) {
    const std::optional<Outcome> report = team_report(match, team);
    if (!report) {
      ++tally.silent;
      continue;
    }
    const auto line = std::ranges::find(tally.lines, *report, &Tally::Line::outcome);
    if (line == tally.lines.end())
      tally.lines.push_back({*report, 1});
    else
      ++line->teams;
  }
  std::ranges::stable_sort(tally.lines, std::greater(), &Tally::Line::teams);
  return tally;
}

enum class Agreement { incomplete, reached, impossible };

// There is at least one report.
Agreement agreement_of(const Tally& tally) {
  if (2 * tally.lines.front().teams > tally.teams) return Agreement::reached;
  const int possible = tally.lines.front().teams + tally.silent;
  return 2 * possible > tally.teams ? Agreement::incomplete : Agreement::impossible;
}

Result<void> on_event(Match& match, const Confirm& event, Time now, const MatchRules& rules) {
  TRY(MatchPlayer* const self, member(match, event.player));
  if (self->confirmed_at && is_live(match.state)) return {};
  if (match.state != MatchState::found) return fail(not_now(match, "cannot confirm"));
  self->confirmed_at = now;
  if (!match.all_confirmed()) return {};
  match.state = MatchState::playing;
  match.confirm_by.reset();
  match.report_by = now + rules.report_window;
  return {};
}

Result<void> on_event(Match& match, const Abort& event, Time now, const MatchRules&) {
  TRY(MatchPlayer* const self, member(match, event.player));
  if (self->fault == Fault::aborted) return {};
  if (!is_live(match.state)) return fail(not_now(match, "cannot abort"));
  self->fault = Fault::aborted;
  close(match, MatchState::aborted, now);
  return {};
}

bool may_amend(const Match& match, Time now) {
  return match.state == MatchState::conflict && match.report_by && now <= *match.report_by;
}

Result<void> on_event(Match& match, const Report& event, Time now, const MatchRules& rules) {
  TRY(const MatchPlayer* const self, member(match, event.player));
  CHECK_OK(check_outcome(match, event.outcome));
  if (match.state == MatchState::found)
    return fail(not_now(match, "cannot report before everybody has confirmed"));
  if (!is_played(match.state) && !may_amend(match, now)) return fail(not_now(match, "cannot report"));
  set_report(match, *self, event.outcome, now);
  const Tally tally = count_reports(match);
  switch (agreement_of(tally)) {
    case Agreement::incomplete:
      // A conflict stays one until there is a result: its players have gone on to other matches.
      if (is_played(match.state)) match.state = MatchState::reported;
      break;
    case Agreement::reached:
      decide(match, tally.lines.front().outcome, Decision::reports, now);
      break;
    case Agreement::impossible:
      close(match, MatchState::conflict, now);
      // From the first contradiction: correcting does not prolong it.
      match.report_by = *match.completed_at + rules.amend_window;
      break;
  }
  return {};
}

Result<void> on_event(Match& match, const ReplayDecides& event, Time now, const MatchRules&) {
  const MatchPlayer* uploader = nullptr;  // Of staff: then it is nobody's report.
  if (event.uploader) {
    TRY(uploader, member(match, event.uploader));
  }
  CHECK_OK(check_outcome(match, event.outcome));
  // The job that judges a replay may run twice.
  const bool repeated = match.state == MatchState::finished && match.decision == Decision::replay &&
                        match.outcome == event.outcome &&
                        (uploader == nullptr || team_report(match, uploader->team) == event.outcome);
  if (repeated) return {};
  if (!is_played(match.state)) return fail(not_now(match, "a replay cannot decide now"));
  if (uploader != nullptr) set_report(match, *uploader, event.outcome, now);
  decide(match, event.outcome, Decision::replay, now);
  return {};
}

Result<void> on_event(Match& match, const ConfirmDeadline& event, Time now, const MatchRules&) {
  if (match.state != MatchState::found) return fail(not_now(match, "no confirmation is awaited"));
  if (match.confirm_by && now < *match.confirm_by)
    return fail(conflict(fmt::format("match {} may be confirmed for another {}", match.id.value,
                                     to_words(*match.confirm_by - now))));
  for (MatchPlayer& each : match.players) {
    const bool reached = std::ranges::find(event.unreached, each.player) == event.unreached.end();
    if (!each.confirmed_at && reached) each.fault = Fault::not_confirmed;
  }
  close(match, MatchState::abandoned, now);
  return {};
}

Result<void> on_event(Match& match, const ReportDeadline&, Time now, const MatchRules& rules) {
  if (!is_played(match.state)) return fail(not_now(match, "no report is awaited"));
  if (match.report_by && now < *match.report_by)
    return fail(conflict(fmt::format("match {} may be reported for another {}", match.id.value,
                                     to_words(*match.report_by - now))));
  const Tally tally = count_reports(match);
  const auto& lines = tally.lines;
  if (lines.empty()) {
    close(match, MatchState::expired, now);
  } else if (lines.size() > 1 && lines[0].teams == lines[1].teams) {
    close(match, MatchState::conflict, now);
    match.report_by = now + rules.amend_window;
  } else {
    decide(match, lines.front().outcome, Decision::deadline, now);
  }
  return {};
}

Result<void> on_event(Match& match, const Resolve& event, Time now, const MatchRules&) {
  if (event.outcome) CHECK_OK(check_outcome(match, *event.outcome));
  if (match.state == MatchState::found)
    return fail(not_now(match, "cannot be decided before it is confirmed"));
  if (match.decision == Decision::staff && match.outcome == event.outcome && match.note == event.reason)
    return {};
  if (event.outcome) {
    decide(match, *event.outcome, Decision::staff, now);
  } else {
    close(match, MatchState::invalidated, now);
    match.outcome.reset();
    match.decision = Decision::staff;
    ++match.revision;
  }
  match.note = event.reason;
  // Penalties already given stay with the player; the match itself blames nobody any more.
  for (MatchPlayer& each : match.players) {
    each.fault = Fault::none;
    if (!event.outcome) each.rating_change.reset();
  }
  return {};
}

Result<void> on_event(Match& match, const Cancel& event, Time now, const MatchRules&) {
  if (!is_live(match.state)) return fail(not_now(match, "cannot be cancelled"));
  close(match, MatchState::aborted, now);
  match.decision = Decision::staff;
  match.note = event.reason;
  return {};
}

}  // namespace

Result<Match> apply(Match match, const MatchEvent& event, Time now, const MatchRules& rules) {
  Match after = match;
  CHECK_OK(std::visit([&](const auto& what) { return on_event(after, what, now, rules); }, event));
  if (after != match) ++after.version;
  return after;
}

}  // namespace evo
