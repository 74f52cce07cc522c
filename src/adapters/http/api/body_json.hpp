// Request bodies: hostile JSON into intents. Errors say which member is wrong ("races[1]: must be a string");
// unknown members are errors too, so that a misspelt one is not silently ignored.
#pragma once

#include <string>
#include <string_view>

#include "app/commands/commands.hpp"

namespace evo::http {

inline constexpr int kJsonDepthMax = 8;
inline constexpr std::size_t kJsonTextBytesMax = 2000;  // Of one string.
inline constexpr std::size_t kJsonItemsMax = 64;        // Of one array.

Result<std::string> parse_guest(
    std::string_view body);  // The wished name; empty: none. The body may be empty.
Result<UpdateProfile> parse_profile(std::string_view body);
Result<JoinQueue> parse_join(std::string_view body);
Result<Claim> parse_claim(std::string_view body);
Result<ReportMatch> parse_report(std::string_view body);  // Without the match's id.
Result<InviteToParty> parse_invitation(std::string_view body);
Result<bool> parse_answer(std::string_view body);  // Whether the invitation is accepted.
Result<SetPartyVetoes> parse_party_vetoes(std::string_view body);
Result<ResolveMatch> parse_resolution(std::string_view body);  // Without the match's id.

}  // namespace evo::http
