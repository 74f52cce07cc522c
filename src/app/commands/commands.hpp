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

// Who asks. Authentication happened before; authorisation happens here.
struct Actor {
  PlayerId player;
  Role role = Role::player;
};

// Absent fields stay as they are.
struct UpdateProfile {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> other_names;
  std::optional<std::string> region;
  std::optional<std::string> country;
  std::optional<std::string> language;
};

struct JoinQueue {
  std::string mode = "1v1";
  std::vector<std::string> races;   // Race codes, at most one of each side.
  std::vector<std::string> vetoes;  // Map codes, at most Catalog::vetoes_max.
};

struct LeaveQueue {};

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

using Intent = std::variant<UpdateProfile, JoinQueue, LeaveQueue, ConfirmMatch, AbortMatch, ReportMatch,
                            UploadReplay, ResolveMatch>;

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
