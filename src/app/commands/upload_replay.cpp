#include <fmt/format.h>

#include "app/commands/intents.hpp"

namespace evo {
namespace {

bool takes_replays(MatchState state) {
  return state == MatchState::playing || state == MatchState::reported || state == MatchState::conflict ||
         state == MatchState::finished;
}

}  // namespace

Task<Result<Receipt>> upload_replay(CommandScope scope, UploadReplay intent, std::string sha256) {
  Tx& tx = scope.tx;
  CO_TRY(const Match match, co_await tx.matches().find(intent.match));
  if (match.find(scope.actor.player) == nullptr && !is_staff(scope.actor.role))
    co_return fail(forbidden("you are not in this match"));
  if (!takes_replays(match.state))
    co_return fail(conflict(
        fmt::format("match {} takes no replay now: it is {}", match.id.value, to_string(match.state))));
  CO_TRY(const auto known, co_await tx.replays().find_by_hash(sha256));
  if (known) {
    if (known->match == match.id) co_return Receipt{"uploaded", known->id.value};
    co_return fail(
        conflict(fmt::format("this replay was uploaded for match {} already", known->match.value)));
  }
  CO_TRY(const std::size_t others, co_await tx.replays().count_of_match(match.id));
  if (others >= scope.rules.replays_per_match_max)
    co_return fail(
        busy(fmt::format("match {} has {} replays already, that is the limit", match.id.value, others)));
  ReplayRecord record;
  record.sha256 = std::move(sha256);
  record.size = static_cast<std::int64_t>(intent.bytes->size());
  record.match = match.id;
  record.uploader = scope.actor.player;
  record.uploaded_at = tx.now();
  CO_TRY(const ReplayId id, co_await tx.replays().insert(std::move(record)));
  CO_CHECK_OK(co_await tx.jobs().insert(JobKind::parse_replay, id.value));
  CO_CHECK_OK(co_await tx.audit().append({tx.now(),
                                          scope.actor.player,
                                          "upload_replay",
                                          match.id,
                                          {},
                                          "",
                                          fmt::format("replay {}", id.value),
                                          ""}));
  CO_CHECK_OK(co_await tx.changes().append(fmt::format("match:{}", match.id.value)));
  co_return Receipt{"uploaded", id.value};
}

}  // namespace evo
