// Views as the JSON of the interface: every member is always there, absent values are null, times are RFC
// 3339 in UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/http.hpp"
#include "app/accounts.hpp"
#include "app/read/reader.hpp"
#include "app/read/staff_reader.hpp"

namespace evo::http {

struct SessionView {
  const SignedIn* who = nullptr;  // Null: a stranger.
  bool guest_sign_in = false;
  bool demo = false;
  std::string_view version;
};

std::string session_json(const SessionView& view, const Catalog& catalog);
std::string catalog_json(const Catalog& catalog);
std::string queue_json(const QueueView& view, const Rules& rules);
std::string status_json(const StatusView& view, std::string_view version, std::string_view catalog_code);
std::string receipt_json(const Receipt& receipt);

std::string me_json(const MeView& view, const Rules& rules);
std::string leaderboard_json(const LeaderboardPage& page);
std::string profile_json(const ProfileView& view, const Catalog& catalog);

std::string match_json(const MatchView& view, const Catalog& catalog);
std::string matches_json(const std::vector<Match>& matches, std::optional<MatchId> next_before,
                         const Catalog& catalog);

std::string snapshot_json(const StaffSnapshot& view, std::optional<std::int64_t> memory_bytes,
                          const Catalog& catalog);
std::string staff_player_json(const StaffPlayer& view);
std::string audit_json(const std::vector<AuditEntry>& lines, std::optional<std::int64_t> next_before);
std::string abuse_json(const std::vector<AbuseSignal>& signals);
std::string preview_json(const ResolutionPreview& preview);
std::string player_data_json(const PlayerExport& data, const Catalog& catalog);

}  // namespace evo::http
