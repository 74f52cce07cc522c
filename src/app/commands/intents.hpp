// One function per intent, each running inside the command's transaction. Private to this room: commands.cpp
// calls them.
#pragma once

#include "app/commands/commands.hpp"

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

}  // namespace evo
