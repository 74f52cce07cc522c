// The rows of the store as values, beside those that core already defines (Ticket, Match, Rating,
// RatingEvent). They say what is remembered; the sql room says how.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "core/evidence/evidence.hpp"
#include "core/match/match.hpp"
#include "core/matchmaking/matchmaking.hpp"
#include "core/player/onboarding.hpp"
#include "core/player/quiet_hours.hpp"
#include "core/rating/rating.hpp"
#include "replay/summary.hpp"

namespace evo {

using PartyId = Id<struct PartyTag>;
using InvitationId = Id<struct InvitationTag>;

// Each may do what those before may; casters see more, staff decide, the owner appoints.
enum class Role { player, caster, staff, owner };
std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);
inline bool is_staff(Role role) { return role >= Role::staff; }

// What somebody chose when he queued for a mode, to be shown again.
struct QueueChoice {
  std::vector<std::vector<std::string>> compositions;  // Races, his own first; alone one in each.
  std::vector<std::string> vetoes;

  friend bool operator==(const QueueChoice&, const QueueChoice&) = default;
};
using QueueChoices = std::map<std::string, QueueChoice>;  // By mode.

struct Player {
  PlayerId id;
  std::string name;                      // Unique ignoring case; shown everywhere.
  std::vector<std::string> other_names;  // Further in-game names.
  std::string region;                    // Region code; empty until chosen.
  std::string country;                   // Country code; empty until chosen.
  std::string language = "enUS";
  Role role = Role::player;
  bool banned = false;
  bool simulated = false;
  std::optional<Time> timeout_until;  // May not queue before.
  std::vector<std::string> races;     // Last choice in 1v1, remembered for the next queue.
  std::vector<std::string> vetoes;
  Time created_at;
  std::string battletag;       // Empty until given.
  std::string terms_accepted;  // Version; empty until accepted.
  std::optional<Time> terms_accepted_at;
  std::optional<Time> setup_completed_at;
  QueueAlerts alerts;
  std::optional<SetupSurvey> survey;
  PlayerId referred_by;  // 0: nobody.
  std::optional<Time> referred_at;
  std::optional<Time> deleted_at;            // What was personal is gone; matches and ratings stay.
  std::string time_zone;                     // IANA name; empty until chosen.
  QuietHours quiet_hours;                    // When nothing that can wait is told, in that zone.
  std::optional<Time> alerted_at;            // When he was told last that others queue.
  std::vector<std::string> blocked_servers;  // Codes of those on which he does not play.
  QueueChoices choices;                      // In the other modes.

  friend bool operator==(const Player&, const Player&) = default;
};

// How somebody proves to be a player: ("guest", random key), ("discord", user id), ("toon", handle of an
// import).
struct Identity {
  std::string provider;
  std::string subject;
  PlayerId player;
};

struct Session {
  std::string token_hash;  // SHA-256 hex of the cookie's token: the token itself is never stored.
  std::string csrf;
  PlayerId player;
  Time created_at;
  Time expires_at;
};

using SeasonId = Id<struct SeasonTag>;

// A season that is over.
struct Season {
  SeasonId id;
  std::string name;  // Unique.
  Time closed_at;

  friend bool operator==(const Season&, const Season&) = default;
};

enum class ReplayStatus { pending, judged, unreadable };
std::string_view to_string(ReplayStatus status);
std::optional<ReplayStatus> replay_status_from(std::string_view text);

struct ReplayRecord {
  ReplayId id;
  std::string sha256;  // Of the file; also its key in the blob store. Unique.
  std::int64_t size = 0;
  MatchId match;
  PlayerId uploader;  // 0 for imported files.
  Time uploaded_at;
  ReplayStatus status = ReplayStatus::pending;
  std::string problem;      // Why it was unreadable.
  std::string fingerprint;  // game_fingerprint(); empty until read.
  std::optional<replay::ReplaySummary> summary;
  std::optional<Verdict> verdict;
};

enum class JobKind { parse_replay };
std::string_view to_string(JobKind kind);
std::optional<JobKind> job_kind_from(std::string_view text);

struct Job {
  JobId id;
  JobKind kind = JobKind::parse_replay;
  std::int64_t subject = 0;  // parse_replay: the ReplayId.
  int attempts = 0;          // Counts the claims so far, this one included.
};

enum class NoticeKind {
  match_found,      // To each player; the opponent stays anonymous.
  match_confirmed,  // Everybody confirmed: full match information.
  match_reported,   // The other side reported or uploaded.
  match_finished,
  match_conflict,
  match_cancelled,  // Aborted, abandoned or expired; anonymous when not everybody had confirmed.
  match_resolved,   // Staff decided.
  replay_judged,    // To the uploader: verdict or why it could not be read.
  announcement,     // By staff, to everybody.
  referral_used,    // To the referrer: somebody has entered the code.
  queue_alert,      // Somebody waits in a queue, to those who want to hear of it.
  party_invited,    // To whom the invitation goes.
  party_declined,   // To whom it came from.
  party_joined,     // To everybody who was in the party.
  party_left,       // To everybody who stays.
  party_dissolved,  // To the last one.
  queue_started,    // The leader queued the party; to the others.
  queue_cancelled,  // Somebody of the party took it out of the queue; to the others.
};
std::string_view to_string(NoticeKind kind);
std::optional<NoticeKind> notice_kind_from(std::string_view text);

// A message to one player. It names what happened; the text is made for the reader's language where it is
// shown.
struct Notice {
  PlayerId player;
  NoticeKind kind = NoticeKind::match_found;
  MatchId match;
  ReplayId replay;        // replay_judged only.
  std::string text = {};  // announcement: its words; referral_used: who it was; queue_alert: the mode.
  PlayerId other = {};    // In notices about a party: who did it.

  friend bool operator==(const Notice&, const Notice&) = default;
};

// Players who queue together. The leader queues for all.
struct PartyMember {
  PlayerId player;
  std::vector<std::string> vetoes;  // Map codes that count when the leader queues; the leader's come with it.
  Time joined_at;

  friend bool operator==(const PartyMember&, const PartyMember&) = default;
};

struct Party {
  PartyId id;
  PlayerId leader;
  Time created_at;
  std::vector<PartyMember> members;  // Two to kPartySizeMax, in the order in which they joined.

  friend bool operator==(const Party&, const Party&) = default;
};

struct Invitation {
  InvitationId id;
  PlayerId from;
  PlayerId to;
  Time created_at;
  Time expires_at;

  friend bool operator==(const Invitation&, const Invitation&) = default;
};

enum class InvitationState { open, accepted, declined };
std::string_view to_string(InvitationState state);

struct OutboxItem {
  OutboxId id;
  std::string dedupe_key;  // Unique: the same fact is never written twice.
  Notice notice;
  int priority = 0;  // Higher first; items of one player keep their order. Below 0: it can wait.
  int attempts = 0;  // Counts the claims so far, this one included.
  Time created_at;
};

// A notice that reached the player's page.
struct InboxNotice {
  std::int64_t seq = 0;  // Grows; per store.
  Notice notice;
  Time delivered_at;
};

// What a command answers: what happened and to which row. Small, so that it can be stored and repeated word
// for word.
struct Receipt {
  std::string event;         // "queued", "confirmed", "uploaded", ...
  std::int64_t subject = 0;  // Ticket, match, replay or player id.

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

struct AuditEntry {
  Time at;
  PlayerId actor;      // 0: the system itself.
  std::string action;  // "join_queue", "resolve", ...
  MatchId match;       // 0: none.
  PlayerId target;     // 0: none.
  std::string before;  // Short text of the state before and after.
  std::string after;
  std::string reason;
  std::int64_t id = 0;  // Assigned when stored.
};

// Something readable has changed: "match:12", "player:7", "queue", "standings". Web clients re-read what they
// show.
struct Change {
  std::int64_t seq = 0;
  std::string topic;
};

struct Lease {
  std::string name;
  std::string holder;
  std::int64_t epoch = 0;  // Grows at every change of holder: the fence.
  Time expires_at;
};

}  // namespace evo
