// StaffReader: what staff look at beside what everybody sees, and everything the ladder keeps of one player,
// for him to take along. Queries only; who may ask is checked by whoever calls.
#pragma once

#include <string>
#include <vector>

#include "app/ports/store.hpp"
#include "app/rules.hpp"
#include "core/player/abuse.hpp"

namespace evo {

struct WaitingPlayer {
  Ticket ticket;
  std::string name;
};

struct StaffSnapshot {
  Time as_of;
  std::vector<WaitingPlayer> queue;  // Longest waiting first.
  std::vector<Match> live;           // Newest first.
  int unfinished_jobs = 0;
  int undelivered = 0;
};

struct StaffPlayer {
  Player player;
  std::vector<std::string> toons;
  std::optional<TicketId> ticket;
  std::optional<MatchId> live_match;
  std::vector<AuditEntry> history;  // Newest first; what was done to the player.
};

// Of the player himself, whole; of others only what stood in his matches.
struct PlayerExport {
  Time as_of;
  Player player;
  std::vector<Identity> identities;
  std::vector<std::string> toons;
  std::vector<Rating> ratings;
  std::vector<RatingEvent> rating_history;  // Oldest first.
  std::vector<Match> matches;               // Newest first.
  std::vector<InboxNotice> notices;         // Newest first.
  std::vector<AuditEntry> actions;          // By the player, newest first.
  std::vector<AuditEntry> done_to;          // To the player, newest first.
};

class StaffReader {
 public:
  StaffReader(Store& store, const Rules& rules) : store_(store), rules_(rules) {}

  Task<Result<StaffSnapshot>> snapshot();
  // Errors: not_found.
  Task<Result<StaffPlayer>> player(PlayerId id);
  Task<Result<PlayerId>> player_named(std::string name);
  Task<Result<std::vector<AuditEntry>>> audit(AuditQuery query);
  Task<Result<PlayerExport>> export_of(PlayerId id);
  // From the matches of the last kAbuseDays.
  Task<Result<std::vector<AbuseSignal>>> abuse();

 private:
  Store& store_;
  const Rules& rules_;
};

inline constexpr std::size_t kMatchesRead = 20'000;  // At most, by one question.
inline constexpr int kExportLines = 5000;            // Of each kind.
inline constexpr int kAbuseDays = 30;

}  // namespace evo
