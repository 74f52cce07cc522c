#include "app/read/kept.hpp"

#include <utility>

#include <fmt/format.h>

namespace evo {
namespace {

// A number of 0 says that the feed knows of none (any more), not that nothing has happened.
template <class T>
bool still_holds(const std::shared_ptr<const T>& known, std::int64_t newest) {
  return known && newest != 0 && known->change == newest;
}

}  // namespace

Task<Result<std::vector<ReplayView>>> replays_of(Tx& tx, const Match& match) {
  CO_TRY(auto records, co_await tx.replays().of_match(match.id));
  std::vector<ReplayView> views;
  for (ReplayRecord& record : records) {
    ReplayView view;
    view.id = record.id;
    view.sha256 = std::move(record.sha256);
    view.size = record.size;
    view.uploader = record.uploader;
    if (const MatchPlayer* player = match.find(record.uploader)) view.uploader_name = player->name;
    view.uploaded_at = record.uploaded_at;
    view.status = record.status;
    view.problem = std::move(record.problem);
    view.verdict = std::move(record.verdict);
    view.summary = std::move(record.summary);
    views.push_back(std::move(view));
  }
  co_return views;
}

Task<Result<std::shared_ptr<const KeptPlayer>>> player_now(Tx& tx, PlayerId id,
                                                           std::shared_ptr<const KeptPlayer> known) {
  CO_TRY(const std::int64_t newest, co_await tx.changes().newest(fmt::format("player:{}", id.value)));
  if (still_holds(known, newest)) co_return known;
  const auto read = std::make_shared<KeptPlayer>();
  read->change = newest;
  CO_TRY(read->party, co_await tx.parties().find_of(id));
  CO_TRY(read->invitations, co_await tx.parties().invitations(id));
  CO_TRY(read->live_match, co_await tx.matches().live_of(id));
  CO_TRY(read->last_match, co_await tx.matches().last_over_of(id));
  CO_TRY(read->notices, co_await tx.inbox().newest(id, kNoticesShown));
  CO_TRY(auto bindings, co_await tx.players().toons_of({id}));
  for (ToonBinding& binding : bindings) read->toons.push_back(std::move(binding.toon));
  co_return read;
}

Task<Result<std::shared_ptr<const KeptMatch>>> match_now(Tx& tx, MatchId id,
                                                         std::shared_ptr<const KeptMatch> known) {
  CO_TRY(const std::int64_t newest, co_await tx.changes().newest(fmt::format("match:{}", id.value)));
  if (still_holds(known, newest) && known->match.id == id) co_return known;
  const auto read = std::make_shared<KeptMatch>();
  read->change = newest;
  CO_TRY(read->match, co_await tx.matches().find(id));
  CO_TRY(read->replays, co_await replays_of(tx, read->match));
  CO_TRY(read->why, co_await tx.matches().reason_of(id));
  co_return read;
}

}  // namespace evo
