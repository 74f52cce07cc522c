// The life of one match as a state machine. apply() is the only place where a match changes state: it checks
// that the event is allowed now and by whom, and returns the changed match; callers store it and act on the
// difference.
//
//   found --all confirm--> playing --report--> reported --enough equal reports / replay--> finished
//     |                       |                    |---contradicting reports-------> conflict
//     |                       |                    |                                     |--agreement-->
//     finished
//     |--deadline--> abandoned|--abort--> aborted  |--deadline: the one report counts--> finished
//     |--abort-----> aborted  |--deadline, nobody reported--> expired
//   staff: any live state --cancel--> aborted; any state but found --resolve--> finished or invalidated
//   (again and again)
//
// Reports count only after everybody confirmed; a finished match changes only by staff. A team has one
// report, the latest of its members. An outcome that more than half of the teams report is the result (with
// two teams: both); when none can come to that any more, the match is in conflict, and for a short while
// after that every team may still correct its report.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "core/rating/rating.hpp"

namespace evo {

enum class MatchState {
  found,
  playing,
  reported,
  finished,
  conflict,
  aborted,
  abandoned,
  invalidated,
  expired
};
std::string_view to_string(MatchState state);
std::optional<MatchState> match_state_from(std::string_view text);
// found, playing, reported: its players can do nothing else meanwhile.
bool is_live(MatchState state);

// What ended a match; kept for the match page and the audit.
enum class Decision { none, reports, replay, deadline, staff, imported };
std::string_view to_string(Decision decision);
std::optional<Decision> decision_from(std::string_view text);

// Why a player is to blame for a match that was not played.
enum class Fault { none, aborted, not_confirmed };
std::string_view to_string(Fault fault);
std::optional<Fault> fault_from(std::string_view text);

struct MatchPlayer {
  PlayerId player;
  int team = 0;
  std::string name;  // Snapshot at creation.
  std::string race;  // Race code.
  std::string region;
  int rating_before = 1500;  // Snapshot at creation, for display; the ledger holds the truth.
  std::optional<Time> confirmed_at;
  std::optional<Outcome> report;
  std::optional<Time> reported_at;
  Fault fault = Fault::none;
  std::optional<int> rating_change;  // Set when the match counts.
  PlayerId partner;                  // With whom this player queued as a pair for 2v2; 0: nobody.

  friend bool operator==(const MatchPlayer&, const MatchPlayer&) = default;
};

struct Match {
  MatchId id;
  std::string mode = "1v1";
  std::string season;
  MatchState state = MatchState::found;
  std::string map;     // Map code, or the title of an imported game.
  std::string server;  // Server code; empty for imported games.
  std::string channel;
  Time assigned_at;
  std::optional<Time> confirm_by;  // Set while found.
  std::optional<Time>
      report_by;  // Set while playing or reported; in a conflict, until when a report may be corrected.
  std::optional<Time> completed_at;
  std::optional<Outcome> outcome;  // Set when finished.
  Decision decision = Decision::none;
  std::string note;          // Staff's reason, or how an import derived its winner.
  int revision = 0;          // How often the outcome was decided; numbers the ledger's lines.
  std::int64_t version = 0;  // Counts changes; stored updates check it.
  std::vector<MatchPlayer> players;

  const MatchPlayer* find(PlayerId player) const;
  MatchPlayer* find(PlayerId player);
  bool all_confirmed() const;
  friend bool operator==(const Match&, const Match&) = default;
};

struct MatchRules {
  Duration confirm_window = std::chrono::seconds(120);
  Duration report_window = std::chrono::hours(4);   // From the last confirmation to the report deadline.
  Duration amend_window = std::chrono::minutes(5);  // From a conflict, to correct a slip (T36).
  Duration abort_penalty = std::chrono::minutes(5);
  Duration abandon_penalty = std::chrono::minutes(10);
};

struct Confirm {
  PlayerId player;
};
struct Abort {
  PlayerId player;
};
struct Report {
  PlayerId player;
  Outcome outcome;
};
// A replay that passed every blocking check and shows a winner.
struct ReplayDecides {
  PlayerId uploader;  // None: staff uploaded it for the players.
  Outcome outcome;
};
// The confirm deadline passed. Players in `unreached` were never shown the match: they are not at fault.
struct ConfirmDeadline {
  std::vector<PlayerId> unreached;
};
struct ReportDeadline {};
// Staff decide: an outcome, or nullopt to invalidate.
struct Resolve {
  std::optional<Outcome> outcome;
  std::string reason;
};
// Staff end a match that is under way; nobody is at fault.
struct Cancel {
  std::string reason;
};
using MatchEvent =
    std::variant<Confirm, Abort, Report, ReplayDecides, ConfirmDeadline, ReportDeadline, Resolve, Cancel>;

// The match after the event. `version` grows by one on every change; an event that repeats what already holds
// (a second confirm, the same report) returns the match unchanged. Errors: forbidden (not in this match),
// conflict (not in this state).
Result<Match> apply(Match match, const MatchEvent& event, Time now, const MatchRules& rules);

// What the seat is rated as; both players of a pair have the same.
RatingKey rating_key(const Match& match, const MatchPlayer& player);
// Each rating in the match once, in the order of the players.
std::vector<RatedSeat> rated_seats(const Match& match);
// Who is rated so: one player, or both of a pair.
std::vector<MatchPlayer*> players_of(Match& match, const RatingKey& key);

// How long the player may not queue because of this match; zero without fault.
Duration penalty(Fault fault, const MatchRules& rules);

}  // namespace evo
