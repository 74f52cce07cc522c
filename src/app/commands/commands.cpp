#include "app/commands/commands.hpp"

#include <vector>

#include <fmt/format.h>

#include "app/commands/intents.hpp"
#include "base/hash.hpp"

namespace evo {
namespace {

std::string_view name_of(const Intent& intent) {
  constexpr std::string_view kNames[] = {
      "update_profile",    "join_queue",    "leave_queue",     "confirm_match", "abort_match",
      "report_match",      "upload_replay", "resolve_match",   "accept_terms",  "complete_setup",
      "enter_referral",    "forget_player", "ban_player",      "reset_status",  "adjust_rating",
      "assign_role",       "announce",      "set_toon",        "register_mod",  "invite_to_party",
      "answer_invitation", "leave_party",   "set_party_vetoes"};
  static_assert(std::size(kNames) == std::variant_size_v<Intent>);
  return kNames[intent.index()];
}

// Whose work the command may have made more. A wave looks at everybody who waits, so only another ticket is
// worth one.
std::vector<Topic> topics_of(const Intent& intent) {
  std::vector<Topic> topics{Topic::outbox, Topic::deadlines, Topic::changes};
  if (std::holds_alternative<JoinQueue>(intent)) topics.push_back(Topic::queue);
  if (std::holds_alternative<UploadReplay>(intent)) topics.push_back(Topic::jobs);
  return topics;
}

struct Visitor {
  CommandScope scope;
  const std::string& sha256;

  Task<Result<Receipt>> operator()(const UpdateProfile& intent) { return update_profile(scope, intent); }
  Task<Result<Receipt>> operator()(const JoinQueue& intent) { return join_queue(scope, intent); }
  Task<Result<Receipt>> operator()(const LeaveQueue& intent) { return leave_queue(scope, intent); }
  Task<Result<Receipt>> operator()(const ConfirmMatch& intent) { return confirm_match(scope, intent); }
  Task<Result<Receipt>> operator()(const AbortMatch& intent) { return abort_match(scope, intent); }
  Task<Result<Receipt>> operator()(const ReportMatch& intent) { return report_match(scope, intent); }
  Task<Result<Receipt>> operator()(const UploadReplay& intent) {
    return upload_replay(scope, intent, sha256);
  }
  Task<Result<Receipt>> operator()(const ResolveMatch& intent) { return resolve_match(scope, intent); }
  Task<Result<Receipt>> operator()(const AcceptTerms& intent) { return accept_terms(scope, intent); }
  Task<Result<Receipt>> operator()(const CompleteSetup& intent) { return complete_setup(scope, intent); }
  Task<Result<Receipt>> operator()(const EnterReferral& intent) { return enter_referral(scope, intent); }
  Task<Result<Receipt>> operator()(const ForgetPlayer& intent) { return forget_player(scope, intent); }
  Task<Result<Receipt>> operator()(const BanPlayer& intent) { return ban_player(scope, intent); }
  Task<Result<Receipt>> operator()(const ResetStatus& intent) { return reset_status(scope, intent); }
  Task<Result<Receipt>> operator()(const AdjustRating& intent) { return adjust_rating(scope, intent); }
  Task<Result<Receipt>> operator()(const AssignRole& intent) { return assign_role(scope, intent); }
  Task<Result<Receipt>> operator()(const Announce& intent) { return announce(scope, intent); }
  Task<Result<Receipt>> operator()(const SetToon& intent) { return set_toon(scope, intent); }
  Task<Result<Receipt>> operator()(const RegisterMod& intent) { return register_mod(scope, intent); }
  Task<Result<Receipt>> operator()(const InviteToParty& intent) { return invite_to_party(scope, intent); }
  Task<Result<Receipt>> operator()(const AnswerInvitation& intent) {
    return answer_invitation(scope, intent);
  }
  Task<Result<Receipt>> operator()(const LeaveParty& intent) { return leave_party(scope, intent); }
  Task<Result<Receipt>> operator()(const SetPartyVetoes& intent) { return set_party_vetoes(scope, intent); }
};

bool is_operator(const Actor& actor) { return !actor.player && actor.role == Role::owner; }

// The actor with the rights he has now: a ban and a change of role count for every command from the moment
// they were written, whatever a session remembers.
Task<Result<Actor>> present_actor(Tx& tx, Actor actor) {
  if (is_operator(actor)) co_return actor;
  CO_TRY(const Player player, co_await tx.players().find(actor.player));
  if (player.deleted_at) co_return fail(forbidden("this player was deleted"));
  if (player.banned) co_return fail(forbidden("you are banned from the ladder"));
  co_return Actor{player.id, player.role};
}

}  // namespace

Task<Result<Receipt>> Commands::handle(Request request) {
  const std::string_view name = name_of(request.intent);
  const PlayerId player = request.actor.player;
  if (!player && !is_operator(request.actor)) co_return fail(forbidden("sign in first"));
  if (request.key.size() > kKeyBytesMax)
    co_return fail(invalid(fmt::format("the idempotency key is longer than {} bytes", kKeyBytesMax)));
  const std::vector<Topic> topics = topics_of(request.intent);
  auto receipt = co_await dispatch(std::move(request));
  if (receipt) {
    for (const Topic topic : topics) wakeup_.notify(topic);
    telemetry_.log(Level::info, "command.done",
                   {{"command", name}, {"player", player.value}, {"subject", receipt->subject}});
  } else {
    telemetry_.count(fmt::format("commands_refused_{}", to_string(receipt.error().kind)));
    telemetry_.log(Level::debug, "command.refused",
                   {{"command", name}, {"player", player.value}, {"kind", to_string(receipt.error().kind)}});
  }
  co_return receipt;
}

// The bytes go to the blob store before the transaction that names them: a blob nobody names is harmless.
Task<Result<std::string>> Commands::keep_bytes(const UploadReplay& upload) {
  if (!upload.bytes || upload.bytes->empty()) co_return fail(invalid("the replay is empty"));
  if (upload.bytes->size() > rules_.replay_bytes_max)
    co_return fail(invalid(fmt::format("the replay has {} bytes, at most {} are allowed",
                                       upload.bytes->size(), rules_.replay_bytes_max)));
  std::string sha256;
  const Blob bytes = upload.bytes;
  co_await offload_.run([&sha256, bytes] { sha256 = to_hex(evo::sha256(*bytes)); });
  CO_CHECK_OK(co_await blobs_.put(sha256, bytes));
  co_return sha256;
}

Task<Result<Receipt>> Commands::dispatch(Request request) {
  std::string sha256;
  if (const auto* upload = std::get_if<UploadReplay>(&request.intent)) {
    CO_TRY(sha256, co_await keep_bytes(*upload));
  }
  auto body = [&](Tx& tx) -> Task<Result<Receipt>> {
    if (!request.key.empty()) {
      CO_TRY(auto stored, co_await tx.receipts().find(request.actor.player, request.key));
      if (stored) co_return *std::move(stored);
    }
    CO_TRY(const Actor actor, co_await present_actor(tx, request.actor));
    Visitor visitor{{tx, actor, rules_}, sha256};
    CO_TRY(Receipt receipt, co_await std::visit(visitor, request.intent));
    if (!request.key.empty())
      CO_CHECK_OK(co_await tx.receipts().insert(request.actor.player, request.key, receipt));
    co_return receipt;
  };
  co_return co_await store_.transact(body);
}

// Decides the match in a transaction that is then given up: what would happen is what happens.
Task<Result<ResolutionPreview>> Commands::preview(Actor actor, ResolveMatch intent) {
  std::optional<ResolutionPreview> preview;
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    preview.reset();
    CO_TRY(const Actor present, co_await present_actor(tx, actor));
    CO_TRY(preview, co_await preview_resolution({tx, present, rules_}, intent));
    co_return fail(conflict("only looked at"));
  };
  const auto undone = co_await store_.transact(body);
  if (!preview) co_return fail(undone.error());
  co_return *std::move(preview);
}

}  // namespace evo
