// Request bodies: hostile JSON into intents. Errors say which member is wrong ("races[1]: must be a string");
// unknown members are errors too, so that a misspelt one is not silently ignored.
#pragma once

#include <string>
#include <string_view>

#include "app/commands/commands.hpp"

namespace evo::http {

inline constexpr int kJsonDepthMax = 8;
inline constexpr std::size_t kJsonTextBytesMax = 4000;  // Of one string.
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
Result<AcceptTerms> parse_terms(std::string_view body);
Result<CompleteSetup> parse_setup(std::string_view body);
Result<EnterReferral> parse_referral(std::string_view body);
// Bodies of staff; the match's or player's id is in the address.
Result<ResolveMatch> parse_resolution(std::string_view body);
Result<std::string> parse_reason(std::string_view body);
Result<BanPlayer> parse_ban(std::string_view body);
Result<AdjustRating> parse_adjustment(std::string_view body, std::string_view default_mode);
Result<AssignRole> parse_role(std::string_view body);
Result<SetToon> parse_toon(std::string_view body);
Result<RegisterMod> parse_mod(std::string_view body);
Result<Announce> parse_announcement(std::string_view body);

}  // namespace evo::http
