// Commands: everything a player or staff can want, whichever way they say it (web, Discord, command line,
// scenario). handle() checks that the actor may do it, does it in one transaction together with its notices,
// audit line and change hints, and answers with a Receipt. The same (player, key) again returns the stored
// Receipt and changes nothing, so every command may be repeated when its fate is unknown. One file per
// intent.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/ports/blob_store.hpp"
#include "app/ports/offload.hpp"
#include "app/ports/store.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/rules.hpp"

namespace evo {

// Who asks. Authentication happened before; authorisation happens here, against what the store says of the
// player at that moment.
struct Actor {
  PlayerId player;  // 0 with the role of an owner: the operator at the command line.
  Role role = Role::player;
};

// Absent fields stay as they are.
struct UpdateProfile {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> other_names;
  std::optional<std::string> region;
  std::optional<std::string> country;
  std::optional<std::string> language;
  std::optional<std::string> battletag;
  std::optional<QueueAlerts> alerts;
  std::optional<std::string> time_zone = {};
  std::optional<QuietHours> quiet_hours = {};
  // Another region without new ones wipes them.
  std::optional<std::vector<std::string>> blocked_servers = {};
};

// Declining takes an earlier consent back.
struct AcceptTerms {
  std::string version;
  bool accepted = true;
};

// The setup's answers, saved together; the survey is asked of first-timers only.
struct CompleteSetup {
  std::string name;
  std::string battletag;
  std::vector<std::string> other_names;
  std::string country;
  std::string region;
  std::string language;
  QueueAlerts alerts;
  std::optional<SetupSurvey> survey;
};

// Once, and for good.
struct EnterReferral {
  std::string code;
};

// Removes what is personal. One's own, or as staff somebody's; nobody who is in a match.
struct ForgetPlayer {
  PlayerId player;
  std::string reason;
};

// In a mode of teams the leader of a party joins for all of it; who is in no party gets team mates by the
// wave.
struct JoinQueue {
  std::string mode = "1v1";
  std::vector<std::string> races;   // Of somebody alone: race codes, at most one of each side.
  std::vector<std::string> vetoes;  // Map codes, at most Catalog::vetoes_max.
  // Of a party, instead of races: one race for each member, in the order in which they joined; at most one
  // entry for each number of players a side.
  std::vector<std::vector<std::string>> compositions = {};
};

// Any member of a party takes it out of the queue.
struct LeaveQueue {};

struct InviteToParty {
  std::string name;  // Of the player.
};

struct AnswerInvitation {
  InvitationId invitation;
  bool accept = false;
};

struct LeaveParty {};

// What a member who does not lead wants to avoid when the leader queues.
struct SetPartyVetoes {
  std::string mode;
  std::vector<std::string> vetoes;
};

struct ConfirmMatch {
  MatchId match;
};

struct AbortMatch {
  MatchId match;
};

enum class Claim { win, loss, draw };  // As seen by who reports.
std::string_view to_string(Claim claim);
std::optional<Claim> claim_from(std::string_view text);

struct ReportMatch {
  MatchId match;
  Claim claim = Claim::win;
  PlayerId winner = {};  // With a loss in free-for-all: who won.
};

// The replay is stored and a job is written; the verdict follows as a notice.
struct UploadReplay {
  MatchId match;
  Blob bytes;
};

// Staff only. nullopt: the match does not count.
struct ResolveMatch {
  MatchId match;
  std::optional<Outcome> outcome;
  std::string reason;
};

// Staff only. Takes effect on everything the player does from then on; what he has under way ends.
struct BanPlayer {
  PlayerId player;
  bool banned = true;
  std::string reason;
};

// Staff only. Leaves the queue, ends a live match without fault and lifts the penalty.
struct ResetStatus {
  PlayerId player;
  std::string reason;
};

// Owners only. Sets a rating, as a line of the ledger.
struct AdjustRating {
  RatingKey key;
  int value = 0;
  std::string reason;
};

// Owners only, and nobody his own.
struct AssignRole {
  PlayerId player;
  Role role = Role::player;
  std::string reason;
};

// Staff only. A game account that the ladder took for somebody else's: gives it to the player, or takes it
// away; with the account of another player it changes hands.
struct SetToon {
  ToonBinding binding;
  bool bound = true;
  std::string reason;
};

// Staff only. From now on the files of this replay are a version of the mod. Two replays of one version and
// depot region show which of its files are optional.
struct RegisterMod {
  std::string version;
  ReplayId replay;                                 // One that the ladder has read, or ...
  std::optional<replay::ReplaySummary> game = {};  // ... one that the operator has read.
  std::string reason;
};

// Owners only. Goes to everybody who is not banned.
struct Announce {
  std::string title;
  std::string body;
};

using Intent = std::variant<UpdateProfile, JoinQueue, LeaveQueue, ConfirmMatch, AbortMatch, ReportMatch,
                            UploadReplay, ResolveMatch, AcceptTerms, CompleteSetup, EnterReferral,
                            ForgetPlayer, BanPlayer, ResetStatus, AdjustRating, AssignRole, Announce, SetToon,
                            RegisterMod, InviteToParty, AnswerInvitation, LeaveParty, SetPartyVetoes>;

// One rating that a decision of staff is about to change.
struct RatingPreview {
  RatingKey key;
  std::string name;          // Of the key's player.
  std::string partner_name;  // Of a pair's other one.
  bool in_match = false;     // Else it changes because of later matches, which are rated anew.
  int before = 0;
  int after = 0;
};

struct ResolutionPreview {
  Match before;
  Match after;
  // As they are now and would be: those of the match, also where they stay, and every other that changes.
  std::vector<RatingPreview> ratings;
};

struct Request {
  Actor actor;
  std::string key;  // Idempotency key, at most kKeyBytesMax; empty: not repeatable.
  Intent intent;
};
inline constexpr std::size_t kKeyBytesMax = 128;

class Commands {
 public:
  Commands(Store& store, BlobStore& blobs, Offload& offload, Wakeup& wakeup, Telemetry& telemetry,
           const Rules& rules)
      : store_(store),
        blobs_(blobs),
        offload_(offload),
        wakeup_(wakeup),
        telemetry_(telemetry),
        rules_(rules) {}

  // Errors: invalid, not_found, forbidden and conflict as values that a player can read; busy and
  // unavailable: try again.
  Task<Result<Receipt>> handle(Request request);
  // What ResolveMatch would change. Errors: as handle().
  Task<Result<ResolutionPreview>> preview(Actor actor, ResolveMatch intent);

 private:
  Task<Result<Receipt>> dispatch(Request request);
  Task<Result<std::string>> keep_bytes(const UploadReplay& upload);

  Store& store_;
  BlobStore& blobs_;
  Offload& offload_;
  Wakeup& wakeup_;
  Telemetry& telemetry_;
  const Rules& rules_;
};

}  // namespace evo
