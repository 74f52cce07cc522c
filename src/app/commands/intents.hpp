// One function per intent, each running inside the command's transaction. Private to this room: commands.cpp
// calls them.
#pragma once

#include "app/commands/commands.hpp"
#include "app/guards.hpp"

namespace evo {

// What an intent may use besides its transaction.
struct CommandScope {
  Tx& tx;
  const Actor& actor;
  const Rules& rules;
};

Task<Result<Receipt>> update_profile(CommandScope scope, UpdateProfile intent);
Task<Result<Receipt>> join_queue(CommandScope scope, JoinQueue intent);
Task<Result<Receipt>> leave_queue(CommandScope scope, LeaveQueue intent);
Task<Result<Receipt>> confirm_match(CommandScope scope, ConfirmMatch intent);
Task<Result<Receipt>> abort_match(CommandScope scope, AbortMatch intent);
Task<Result<Receipt>> report_match(CommandScope scope, ReportMatch intent);
// `sha256` is the digest of the bytes, which are in the blob store already.
Task<Result<Receipt>> upload_replay(CommandScope scope, UploadReplay intent, std::string sha256);
Task<Result<Receipt>> resolve_match(CommandScope scope, ResolveMatch intent);
Task<Result<Receipt>> invite_to_party(CommandScope scope, InviteToParty intent);
Task<Result<Receipt>> answer_invitation(CommandScope scope, AnswerInvitation intent);
Task<Result<Receipt>> leave_party(CommandScope scope, LeaveParty intent);
Task<Result<Receipt>> set_party_vetoes(CommandScope scope, SetPartyVetoes intent);
Task<Result<Receipt>> accept_terms(CommandScope scope, AcceptTerms intent);
Task<Result<Receipt>> complete_setup(CommandScope scope, CompleteSetup intent);
Task<Result<Receipt>> enter_referral(CommandScope scope, EnterReferral intent);
Task<Result<Receipt>> forget_player(CommandScope scope, ForgetPlayer intent);
Task<Result<Receipt>> ban_player(CommandScope scope, BanPlayer intent);
Task<Result<Receipt>> reset_status(CommandScope scope, ResetStatus intent);
Task<Result<Receipt>> adjust_rating(CommandScope scope, AdjustRating intent);
Task<Result<Receipt>> assign_role(CommandScope scope, AssignRole intent);
Task<Result<Receipt>> announce(CommandScope scope, Announce intent);
Task<Result<Receipt>> set_toon(CommandScope scope, SetToon intent);
Task<Result<Receipt>> register_mod(CommandScope scope, RegisterMod intent);

// Decides the match and says what that changed.
Task<Result<ResolutionPreview>> preview_resolution(CommandScope scope, ResolveMatch intent);

// What several of them do.

// A reason that people will read: harmless, one at all. Errors: invalid.
Result<std::string> checked_reason(std::string_view reason);
// Leaves the queue and ends a live match without fault; returns what the player was doing.
Task<Result<std::string>> release(CommandScope scope, PlayerId player, std::string action);
// An audit line about a player and the hints that he has changed.
Task<Result<void>> note_change(CommandScope scope, PlayerId target, std::string action, std::string before,
                               std::string after, std::string reason);

}  // namespace evo
