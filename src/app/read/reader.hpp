// Reader: what people see. Queries only, each one consistent snapshot; it hides what a viewer may not know
// (opponents stay anonymous until everybody confirmed). Pages carry `as_of`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/store.hpp"
#include "app/read/boards.hpp"
#include "app/read/kept.hpp"
#include "app/read/ladder_statistics.hpp"
#include "app/read/waiting.hpp"
#include "app/rules.hpp"
#include "core/matchmaking/wait_reason.hpp"

namespace evo {

// A party with the names of its members, and an invitation with those of both ends.
struct PartyView {
  Party party;
  std::map<PlayerId, std::string> names;
};
struct InvitationView {
  Invitation invitation;
  std::string from_name;
  std::string to_name;
};

// The match as one who plays in it may see it: until everybody has confirmed, the others are nobody.
Match seen_by(Match match, PlayerId viewer);

struct MatchView {
  Match match;             // Of hidden players only team and confirmed_at remain.
  bool anonymous = false;  // Opponents are hidden from this viewer.
  std::optional<int> viewer_team;
  std::map<PlayerId, Rating> ratings;         // Current, for the race played; not of hidden players.
  std::map<PlayerId, std::string> countries;  // Not of hidden players.
  std::vector<ReplayView> replays;
  // Why it was made, once everybody has confirmed: for those who play in it and for staff.
  std::optional<MatchReason> why;
  std::vector<AuditEntry> history;  // Staff see it; else empty.
};

enum class Status { idle, in_party, queueing, in_match, timed_out, banned };
std::string_view to_string(Status status);

struct MeView {
  Time as_of;
  Player player;
  Status status = Status::idle;
  SetupStep missing = SetupStep::none;  // What is still asked before the first queue.
  std::vector<std::string> toons;
  std::optional<Ticket> ticket;
  int window = 0;                 // Rating window of the ticket now; 0 without ticket.
  std::optional<WaitReason> why;  // Why the ticket still waits.
  std::optional<PartyView> party;
  std::vector<InvitationView> invitations;  // Open ones, to and from the player, oldest first.
  std::optional<MatchView> match;           // Live one.
  std::optional<MatchId> last_match;        // Newest that is over.
  std::vector<InboxNotice> notices;         // Newest first.
  QueueView queue;
};

struct LeaderboardQuery {
  std::string ladder = "1v1";
  std::vector<std::string> races;      // Empty: all.
  std::vector<std::string> countries;  // Empty: all.
  std::vector<std::string> regions;    // Empty: all.
  std::optional<LetterRank> rank;
  bool best_race_only = false;
  std::string search;  // Part of a name, ignoring case.
  int page = 1;
  int size = 50;                   // At most kSizeMax.
  std::optional<PlayerId> around;  // The page that shows this player's best entry, in place of `page`.
  std::optional<RatingKey> after;  // What follows this entry, in place of `page`; the ladder is the query's.
  static constexpr int kSizeMax = 200;
  static constexpr int kPageMax = 1'000'000;
};

struct LeaderboardPage {
  Time as_of;
  std::string ladder;
  int total = 0;
  int page = 1;
  int pages = 1;
  int size = 50;
  std::optional<int> index;       // With `around`: how many of the query stand above; nullopt: not in it.
  std::optional<RatingKey> next;  // `after` of the next page; nullopt: this is the last one.
  std::vector<StandingEntry> entries;  // Positions are those of the unfiltered board.
};

struct ProfileView {
  Time as_of;
  Player player;                       // Without what is private: no timeout, vetoes, other names.
  std::vector<StandingEntry> entries;  // Of every ladder, best first within one.
  std::vector<RatingEvent> history;    // Oldest first.
  std::vector<Match> matches;          // Newest first, over only.
};

// Of a season that is over.
struct SeasonPage {
  Season season;
  std::string ladder;
  int total = 0;
  int page = 1;
  int pages = 1;
  int size = 50;
  std::vector<StandingEntry> entries;
};

class Reader {
 public:
  Reader(Store& store, Clock& clock, Offload& offload, const Rules& rules);

  Task<Result<MeView>> me(PlayerId player);
  Task<Result<QueueView>> queue();
  // viewer 0: the public. Errors: not_found.
  Task<Result<MatchView>> match(MatchId id, PlayerId viewer, Role role);
  // Matches that are over (and, for `player` himself, the live one is not listed either). Newest first.
  Task<Result<std::vector<Match>>> matches(MatchQuery query);
  // Errors: invalid (ladder, page, size), not_found (the entry to go on after).
  Task<Result<LeaderboardPage>> leaderboard(LeaderboardQuery query);
  Task<Result<ProfileView>> profile(PlayerId id);  // Errors: not_found.
  // Reads the queue's board, so that the first who asks need not wait.
  Task<Result<void>> warm();
  Task<Result<std::vector<Season>>> seasons();  // Newest first.
  // Errors: not_found, invalid (ladder, page, size).
  Task<Result<SeasonPage>> season(SeasonId id, std::string ladder, int page, int size);
  LadderStatistics& statistics() { return statistics_; }
  // What this reader knows of the queue, to share with whoever else looks at it.
  std::shared_ptr<WaitingShelf> waiting() const { return waiting_; }
  // Changes after `seq`, at most `limit`; and the newest number there is.
  Task<Result<std::vector<Change>>> changes_since(std::int64_t seq, int limit);
  Task<Result<std::int64_t>> changes_head();
  // Of one replay, for download: sha256, if this viewer may see the match.
  Task<Result<ReplayView>> replay(ReplayId id, PlayerId viewer, Role role);

 private:
  Store& store_;
  const Rules& rules_;
  Boards boards_;
  LadderStatistics statistics_;
  std::shared_ptr<WaitingShelf> waiting_ = std::make_shared<WaitingShelf>();
  Shelf<PlayerId, KeptPlayer, kKeptPlayersMax> players_;
  Shelf<MatchId, KeptMatch, kKeptMatchesMax> matches_;
};

inline constexpr int kHistoryMax = 2000;

}  // namespace evo
