// The repositories a transaction offers, one per kind of row. All of them live inside their Tx: what they did
// is undone together. "Locks" means: no other transaction can change these rows before this one ends. Errors
// of every method, besides those named: unavailable, internal; they end the transaction.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/records.hpp"
#include "app/task.hpp"
#include "base/result.hpp"
#include "core/matchmaking/match_reason.hpp"
#include "core/standings/standings.hpp"
#include "core/statistics/statistics.hpp"

namespace evo {

// How a player is shown to others.
struct PlayerLabel {
  PlayerId id;
  std::string name;
  std::string country;
};

class Players {
 public:
  virtual ~Players() = default;
  // Assigns the id. Errors: conflict when the name is taken, ignoring case.
  virtual Task<Result<PlayerId>> insert(Player player) = 0;
  virtual Task<Result<Player>> find(PlayerId id) = 0;  // Errors: not_found.
  // Of those who exist, by id.
  virtual Task<Result<std::vector<PlayerLabel>>> labels(std::vector<PlayerId> ids) = 0;
  virtual Task<Result<std::optional<Player>>> find_by_name(std::string name) = 0;
  // Errors: not_found; conflict when the new name is taken.
  virtual Task<Result<void>> update(Player player) = 0;
  // Locks the rows in id order: call it before touching what belongs to several players.
  virtual Task<Result<void>> lock(std::vector<PlayerId> ids) = 0;

  virtual Task<Result<std::optional<PlayerId>>> find_identity(std::string provider, std::string subject) = 0;
  virtual Task<Result<void>> add_identity(
      Identity identity) = 0;  // Errors: conflict when it belongs to another player.

  // Who may want to hear that others queue and is neither banned, simulated nor deleted, by id, after
  // `after`.
  virtual Task<Result<std::vector<Player>>> with_alerts(PlayerId after, int limit) = 0;

  virtual Task<Result<std::vector<Identity>>> identities_of(PlayerId player) = 0;
  // Removes what says who the player is: identities, toon handles, sessions, notices, and his name wherever
  // it was copied to, which becomes `name`. The player's own row is the caller's to update. Repeatable.
  virtual Task<Result<void>> forget(PlayerId player, std::string name) = 0;

  virtual Task<Result<std::vector<ToonBinding>>> owners_of_toons(std::vector<std::string> toons) = 0;
  virtual Task<Result<std::vector<ToonBinding>>> toons_of(std::vector<PlayerId> players) = 0;
  // Repeating the same binding changes nothing. Errors: conflict when another player owns the handle.
  virtual Task<Result<void>> bind_toon(ToonBinding binding) = 0;
  virtual Task<Result<bool>> release_toon(ToonBinding binding) = 0;  // false: it was not bound like this.
};

class Sessions {
 public:
  virtual ~Sessions() = default;
  virtual Task<Result<void>> insert(Session session) = 0;
  virtual Task<Result<std::optional<Session>>> find(
      std::string token_hash) = 0;  // Expired ones are not found.
  virtual Task<Result<void>> remove(std::string token_hash) = 0;
  virtual Task<Result<int>> remove_expired() = 0;
};

// Somebody who waits, and whom he played against in one match.
struct Meeting {
  PlayerId first;
  PlayerId second;
  Time at;  // When the match was made.

  friend bool operator==(const Meeting&, const Meeting&) = default;
};

class Tickets {
 public:
  virtual ~Tickets() = default;
  // Errors: conflict when the player or a partner already waits.
  virtual Task<Result<TicketId>> insert(Ticket ticket) = 0;
  virtual Task<Result<std::vector<Ticket>>> waiting(std::string mode) = 0;  // By id.
  // How many tickets wait for each mode; of those for which none does there is no entry.
  virtual Task<Result<std::map<std::string, int>>> waiting_counts() = 0;
  // Whom these players met in matches made at `since` or later, one entry for each of the opponents. Matches
  // that somebody aborted or did not confirm were no meetings.
  virtual Task<Result<std::vector<Meeting>>> meetings(std::string mode, Time since,
                                                      std::vector<PlayerId> players) = 0;
  // The latest of those that joined at `since` or later, whatever has become of them, the newest first.
  virtual Task<Result<std::vector<TicketId>>> joined_lately(std::string mode, Time since, int limit) = 0;
  // By id; of ids that nobody has there is no entry. What a ticket says changes only while it waits, with
  // update().
  virtual Task<Result<std::vector<Ticket>>> find_all(std::vector<TicketId> ids) = 0;
  // The player's own ticket, or the one on which he is a partner.
  virtual Task<Result<std::optional<Ticket>>> waiting_of(PlayerId player) = 0;
  // Who joined the queue at `since` or later, oldest first, at most `limit`; several joins of one player
  // within `window` of the clock come as one, at the window's beginning.
  virtual Task<Result<std::vector<QueueJoin>>> joins(std::string mode, Time since, Duration window,
                                                     int limit) = 0;
  // Region, options, partners and blocked servers of a ticket that waits. Whoever calls it also appends the
  // change "queue". false: it no longer waits.
  virtual Task<Result<bool>> update(Ticket ticket) = 0;
  // waiting -> matched; false when it no longer waits.
  virtual Task<Result<bool>> claim(TicketId ticket, MatchId match) = 0;
  // The player's own ticket: waiting -> left; false when it no longer waits.
  virtual Task<Result<bool>> leave(PlayerId player) = 0;
};

class Parties {
 public:
  virtual ~Parties() = default;
  // Assigns the id. Errors: conflict when a member is in a party already.
  virtual Task<Result<PartyId>> insert(Party party) = 0;
  virtual Task<Result<std::optional<Party>>> find_of(PlayerId player) = 0;
  // Leader and members; without members the party is gone. Errors: conflict when a member is in another
  // party.
  virtual Task<Result<void>> update(Party party) = 0;

  // Assigns the id. An open invitation of the same two is kept, and its id returned.
  virtual Task<Result<InvitationId>> invite(Invitation invitation) = 0;
  // Open ones that have not expired, to and from the player, oldest first.
  virtual Task<Result<std::vector<Invitation>>> invitations(PlayerId player) = 0;
  // Whether it was open. Expired ones are not.
  virtual Task<Result<bool>> close(InvitationId invitation, InvitationState state) = 0;
};

struct MatchQuery {
  std::optional<PlayerId> player;
  std::optional<MatchId> before;  // Page: only older ones.
  bool finished_only = false;     // Only matches that count (state finished).
  int limit = 20;                 // At most kMax.
  static constexpr int kMax = 100;
};

class Matches {
 public:
  virtual ~Matches() = default;
  // Assigns the id and stores its players. Errors: conflict when one of them is in a live match.
  virtual Task<Result<MatchId>> insert(Match match) = 0;
  // Why the match was made; once, when it is made.
  virtual Task<Result<void>> put_reason(MatchId match, MatchReason reason) = 0;
  // nullopt: no wave made it, or one that did not say why.
  virtual Task<Result<std::optional<MatchReason>>> reason_of(MatchId match) = 0;
  virtual Task<Result<Match>> find(MatchId id) = 0;  // Locks. Errors: not_found.
  // `match.version` must be the stored one plus one. Errors: conflict otherwise.
  virtual Task<Result<void>> update(Match match) = 0;
  virtual Task<Result<std::optional<MatchId>>> live_of(PlayerId player) = 0;
  // The player's newest match that is over.
  virtual Task<Result<std::optional<MatchId>>> last_over_of(PlayerId player) = 0;
  // Live matches whose confirm_by or report_by has passed, oldest deadline first.
  virtual Task<Result<std::vector<MatchId>>> due(int limit) = 0;
  virtual Task<Result<std::optional<Time>>> next_deadline() = 0;
  virtual Task<Result<std::vector<Match>>> recent(MatchQuery query) = 0;  // Newest first.
  // Matches that count and were assigned at `since` or later, in that order: what follows the match `after`,
  // which was assigned at `since` (0: none).
  virtual Task<Result<std::vector<Match>>> finished_since(Time since, MatchId after, int limit) = 0;
  virtual Task<Result<int>> live_count() = 0;
};

class Replays {
 public:
  virtual ~Replays() = default;
  // Assigns the id. Errors: conflict when the hash is stored already.
  virtual Task<Result<ReplayId>> insert(ReplayRecord replay) = 0;
  virtual Task<Result<ReplayRecord>> find(ReplayId id) = 0;  // Locks. Errors: not_found.
  virtual Task<Result<std::optional<ReplayRecord>>> find_by_hash(std::string sha256) = 0;
  virtual Task<Result<std::vector<ReplayRecord>>> of_match(MatchId match) = 0;  // Oldest first.
  virtual Task<Result<std::size_t>> count_of_match(MatchId match) = 0;
  // Matches that a judged replay of this game has been used for, so that one game never decides two matches.
  virtual Task<Result<std::vector<MatchId>>> matches_with_fingerprint(std::string fingerprint) = 0;
  // Status, problem, fingerprint, summary and verdict. Repeatable.
  virtual Task<Result<void>> record_judgement(ReplayRecord replay) = 0;
};

// A line of the ledger with what its match says now.
struct LedgerLine {
  RatingEvent event;
  int team = 0;                    // Of the player; 0 for adjustments.
  std::optional<Outcome> outcome;  // nullopt: the match does not count, or it is no match.
};

class Ratings {
 public:
  virtual ~Ratings() = default;
  // Locks; absent rows come back with `start` and no games.
  virtual Task<Result<Rating>> find(RatingKey key, int start) = 0;
  // Whoever puts a rating also appends the change "player:N": standings in memory follow it. The ticket of a
  // player who waits follows with store_rating() (app/tickets.hpp).
  virtual Task<Result<void>> put(Rating rating) = 0;
  // Those of his pairs included, whichever of the two he is.
  virtual Task<Result<std::vector<Rating>>> of_player(PlayerId player) = 0;
  // Every rating of the ladder with its player's name, country and region, of a pair also the partner's;
  // unordered, positions not filled in. Banned players are left out, and pairs with one.
  virtual Task<Result<std::vector<StandingEntry>>> standings(std::string ladder) = 0;
  // The same in portions: what follows `after` in the order of player and race, at most `limit` entries.
  virtual Task<Result<std::vector<StandingEntry>>> standings_after(RatingKey after, int limit) = 0;
  // The same of some players only, with their pairs.
  virtual Task<Result<std::vector<StandingEntry>>> standings_of(std::string ladder,
                                                                std::vector<PlayerId> players) = 0;
  // Errors: conflict when (match, player, revision) is there already.
  virtual Task<Result<void>> append(RatingEvent event) = 0;
  virtual Task<Result<std::vector<RatingEvent>>> events_of_match(MatchId match) = 0;
  // What the ledger of one ladder says since the match was rated for the first time, that included, in the
  // order of writing; at most `limit` lines.
  virtual Task<Result<std::vector<LedgerLine>>> ledger_since(MatchId match, std::string ladder,
                                                             int limit) = 0;
  // The newest `limit` lines of one player and his pairs, oldest of them first.
  virtual Task<Result<std::vector<RatingEvent>>> history(PlayerId player, int limit) = 0;
};

// Seasons that are over, with their final standings.
class Seasons {
 public:
  virtual ~Seasons() = default;
  // Assigns the id. Errors: conflict when there is one of this name.
  virtual Task<Result<SeasonId>> insert(Season season) = 0;
  virtual Task<Result<std::vector<Season>>> all() = 0;  // Newest first.
  // One entry of the final standings; `place` counts from 1 within the ladder.
  virtual Task<Result<void>> archive(SeasonId season, int place, StandingEntry entry) = 0;
  virtual Task<Result<int>> archived(SeasonId season, std::string ladder) = 0;  // How many.
  // Entries after `place`, in order.
  virtual Task<Result<std::vector<StandingEntry>>> standings(SeasonId season, std::string ladder, int place,
                                                             int limit) = 0;
};

class Jobs {
 public:
  virtual ~Jobs() = default;
  // A job for the same kind and subject that is not finished is kept: repeating changes nothing.
  virtual Task<Result<JobId>> insert(JobKind kind, std::int64_t subject) = 0;
  // Takes due jobs whose lease is free or expired, in id order, and leases them to `owner`.
  virtual Task<Result<std::vector<Job>>> claim(std::string owner, Duration lease, int limit) = 0;
  // finish and retry do nothing (false) when the lease has gone to another owner meanwhile.
  virtual Task<Result<bool>> finish(JobId job, std::string owner) = 0;
  virtual Task<Result<bool>> retry(JobId job, std::string owner, Duration delay, std::string problem) = 0;
  // Gives up; staff see it.
  virtual Task<Result<bool>> bury(JobId job, std::string owner, std::string problem) = 0;
  virtual Task<Result<std::optional<Time>>> next_due() = 0;
  virtual Task<Result<int>> unfinished() = 0;
};

class Outbox {
 public:
  virtual ~Outbox() = default;
  // The same dedupe key again changes nothing.
  virtual Task<Result<void>> insert(std::string dedupe_key, Notice notice, int priority) = 0;
  // One notice to every player who is neither banned, simulated nor deleted; returns how many. The same key
  // again changes nothing.
  virtual Task<Result<int>> announce(std::string dedupe_key, std::string text, int priority) = 0;
  // Leases due items to `owner`: of each player only the oldest undelivered one, so that order is kept; but
  // items that can wait (a priority below 0) hold up no others.
  virtual Task<Result<std::vector<OutboxItem>>> claim(std::string owner, Duration lease, int limit) = 0;
  virtual Task<Result<bool>> delivered(OutboxId item, std::string owner) = 0;
  virtual Task<Result<bool>> retry(OutboxId item, std::string owner, Duration delay, std::string problem) = 0;
  // Keeps it for later, as if it had not been claimed.
  virtual Task<Result<bool>> hold(OutboxId item, std::string owner, Duration delay) = 0;
  // Gives up: parked and shown to the operator; later items of the player go on.
  virtual Task<Result<bool>> park(OutboxId item, std::string owner, std::string problem) = 0;
  virtual Task<Result<std::optional<Time>>> next_due() = 0;
  // Players of the match to whom the notice of this kind has not been delivered.
  virtual Task<Result<std::vector<PlayerId>>> unreached(MatchId match, NoticeKind kind) = 0;
  virtual Task<Result<int>> undelivered() = 0;
};

// Notices on the player's page.
class Inbox {
 public:
  virtual ~Inbox() = default;
  // The same dedupe key again changes nothing.
  virtual Task<Result<void>> insert(std::string dedupe_key, Notice notice) = 0;
  virtual Task<Result<std::vector<InboxNotice>>> newest(PlayerId player, int limit) = 0;  // Newest first.
};

class Leases {
 public:
  virtual ~Leases() = default;
  // The lease when `holder` has it now (fresh, renewed or taken over after expiry), nullopt when another has
  // it.
  virtual Task<Result<std::optional<Lease>>> acquire(std::string name, std::string holder, Duration ttl) = 0;
  // As stored; it may be past its end. nullopt when nobody ever had it. A holder who gave it back is "".
  virtual Task<Result<std::optional<Lease>>> find(std::string name) = 0;
  // Locks the row for share. Errors: conflict when the epoch is not the current one.
  virtual Task<Result<void>> check(std::string name, std::int64_t epoch) = 0;
  // Gives it back early; only if `holder` has it.
  virtual Task<Result<void>> release(std::string name, std::string holder) = 0;
};

// What commands answered, by idempotency key.
class Receipts {
 public:
  virtual ~Receipts() = default;
  virtual Task<Result<std::optional<Receipt>>> find(PlayerId player, std::string key) = 0;
  virtual Task<Result<void>> insert(PlayerId player, std::string key,
                                    Receipt receipt) = 0;  // Errors: conflict.
};

// Absent fields do not narrow the search.
struct AuditQuery {
  std::optional<PlayerId> actor = {};  // 0: the system itself.
  std::optional<PlayerId> target = {};
  std::optional<MatchId> match = {};
  std::string action = {};  // Empty: any.
  std::optional<Time> since = {};
  std::optional<Time> until = {};           // Exclusive.
  std::optional<std::int64_t> before = {};  // Page: only lines with a smaller id.
  int limit = 50;                           // At most kMax.
  static constexpr int kMax = 500;
};

class Audit {
 public:
  virtual ~Audit() = default;
  virtual Task<Result<void>> append(AuditEntry entry) = 0;
  virtual Task<Result<std::vector<AuditEntry>>> of_match(MatchId match, int limit) = 0;  // Oldest first.
  virtual Task<Result<std::vector<AuditEntry>>> search(AuditQuery query) = 0;            // Newest first.
};

class Changes {
 public:
  virtual ~Changes() = default;
  virtual Task<Result<void>> append(std::string topic) = 0;
  virtual Task<Result<std::vector<Change>>> since(std::int64_t seq, int limit) = 0;
  virtual Task<Result<std::int64_t>> head() = 0;
  // Number of the newest change of this topic; 0 when there is none.
  virtual Task<Result<std::int64_t>> newest(std::string topic) = 0;
  // Forgets all but the newest `keep`.
  virtual Task<Result<void>> trim(std::int64_t keep) = 0;
};

// Versions of the mod that staff have registered, beside those of the catalog.
class Mods {
 public:
  virtual ~Mods() = default;
  virtual Task<Result<std::vector<ModVersion>>> all() = 0;  // In the order in which they were registered.
  // Replaces the files that the version had in this depot region.
  virtual Task<Result<void>> put(std::string version, ModFiles files) = 0;
};

class Settings {
 public:
  virtual ~Settings() = default;
  virtual Task<Result<std::optional<std::string>>> find(std::string key) = 0;
  virtual Task<Result<void>> put(std::string key, std::string value) = 0;
};

}  // namespace evo
