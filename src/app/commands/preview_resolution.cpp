#include <algorithm>

#include "app/commands/intents.hpp"
#include "app/rerate.hpp"
#include "core/mode/mode.hpp"

namespace evo {
namespace {

Task<Result<RatingPreview>> preview_of(Tx& tx, RatingKey key, int before, bool in_match) {
  RatingPreview preview;
  const auto partner = pair_partner(key);
  std::vector<PlayerId> people{key.player};
  if (partner) people.push_back(*partner);
  CO_TRY(auto labels, co_await tx.players().labels(std::move(people)));
  for (PlayerLabel& label : labels)
    (label.id == key.player ? preview.name : preview.partner_name) = std::move(label.name);
  preview.key = std::move(key);
  preview.in_match = in_match;
  preview.before = preview.after = before;
  co_return preview;
}

RatingPreview* find(std::vector<RatingPreview>& ratings, const RatingKey& key) {
  const auto found = std::ranges::find(ratings, key, &RatingPreview::key);
  return found == ratings.end() ? nullptr : &*found;
}

// The seats of the match, a pair's once.
Task<Result<std::vector<RatingPreview>>> ratings_of(CommandScope scope, const Match& match) {
  std::vector<RatingPreview> ratings;
  for (const MatchPlayer& player : match.players) {
    RatingKey key = rating_key(match, player);
    if (find(ratings, key) != nullptr) continue;
    CO_TRY(const Rating rating, co_await scope.tx.ratings().find(key, scope.rules.elo.start));
    CO_TRY(RatingPreview preview, co_await preview_of(scope.tx, std::move(key), rating.value, true));
    ratings.push_back(std::move(preview));
  }
  co_return ratings;
}

// More than are replayed, so that every line of a replay is seen. A match that has not been rated has none.
Task<Result<std::vector<LedgerLine>>> ledger_since(Tx& tx, const Match& match) {
  co_return co_await tx.ratings().ledger_since(match.id, match.mode, 2 * kReplayLinesMax + 1);
}

}  // namespace

// The ledger is append-only: what the decision added to it is what it did.
Task<Result<ResolutionPreview>> preview_resolution(CommandScope scope, ResolveMatch intent) {
  Tx& tx = scope.tx;
  ResolutionPreview preview;
  CO_TRY(preview.before, co_await tx.matches().find(intent.match));
  CO_TRY(preview.ratings, co_await ratings_of(scope, preview.before));
  CO_TRY(const auto known, co_await ledger_since(tx, preview.before));
  CO_CHECK_OK(co_await resolve_match(scope, std::move(intent)));
  CO_TRY(preview.after, co_await tx.matches().find(preview.before.id));
  CO_TRY(const auto lines, co_await ledger_since(tx, preview.before));
  for (std::size_t i = known.size(); i < lines.size(); ++i) {
    const RatingEvent& line = lines[i].event;
    RatingPreview* rating = find(preview.ratings, line.key);
    if (rating == nullptr) {
      CO_TRY(RatingPreview other, co_await preview_of(tx, line.key, line.before, false));
      preview.ratings.push_back(std::move(other));
      rating = &preview.ratings.back();
    }
    rating->after += line.change();
  }
  std::erase_if(preview.ratings,
                [](const RatingPreview& one) { return !one.in_match && one.before == one.after; });
  co_return preview;
}

}  // namespace evo
