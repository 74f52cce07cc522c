// What pages show again and again, kept in memory. A page is looked at far more often than what it shows
// changes, and every transaction that changes it says so in the change feed: "player:N" for party,
// invitations, notices, toon handles and matches of a player, "match:N" for a match and its replays. So what
// was read when that topic's newest change had one number holds in every snapshot in which it still has it.
// What other topics tell of (names, ratings, the player's own record) is not kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/store.hpp"

namespace evo {

struct ReplayView {
  ReplayId id;
  std::string sha256;
  std::int64_t size = 0;
  PlayerId uploader;
  std::string uploader_name;
  Time uploaded_at;
  ReplayStatus status = ReplayStatus::pending;
  std::string problem;
  std::optional<Verdict> verdict;
  std::optional<replay::ReplaySummary> summary;
};

// Of one player; never changes after it was read.
struct KeptPlayer {
  std::int64_t change = 0;  // Number of the newest change of the player by then.
  std::optional<Party> party;
  std::vector<Invitation> invitations;  // Open by then; some may have expired since.
  std::optional<MatchId> live_match;
  std::optional<MatchId> last_match;  // Newest that is over.
  std::vector<InboxNotice> notices;   // Newest first.
  std::vector<std::string> toons;
};

// Of one match; never changes after it was read.
struct KeptMatch {
  std::int64_t change = 0;  // Number of the newest change of the match by then.
  Match match;
  std::vector<ReplayView> replays;  // Oldest first.
  std::optional<MatchReason> why;
};

inline constexpr int kNoticesShown = 20;

Task<Result<std::vector<ReplayView>>> replays_of(Tx& tx, const Match& match);

// What holds in the snapshot of `tx`: what is known already if it still does, else read anew. `known` may be
// null or of another match.
Task<Result<std::shared_ptr<const KeptPlayer>>> player_now(Tx& tx, PlayerId id,
                                                           std::shared_ptr<const KeptPlayer> known);
Task<Result<std::shared_ptr<const KeptMatch>>> match_now(Tx& tx, MatchId id,
                                                         std::shared_ptr<const KeptMatch> known);

inline constexpr std::size_t kKeptPlayersMax = 10'000;
inline constexpr std::size_t kKeptMatchesMax = 1'000;

// Up to `Max`; with more it begins anew, for those that are looked at now come back at once.
template <class Id, class T, std::size_t Max>
class Shelf {
 public:
  // Null when there is none.
  std::shared_ptr<const T> find(Id id) const {
    const auto found = kept_.find(id);
    return found == kept_.end() ? nullptr : found->second;
  }
  void keep(Id id, std::shared_ptr<const T> what) {
    if (kept_.size() >= Max && !kept_.contains(id)) kept_.clear();
    kept_[id] = std::move(what);
  }

 private:
  std::map<Id, std::shared_ptr<const T>> kept_;
};

}  // namespace evo
