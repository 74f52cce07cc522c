#include "app/read/match_pages.hpp"

#include <algorithm>
#include <iterator>

namespace evo {

Task<Result<std::vector<Match>>> read_matches(Store& store, MatchQuery query, std::size_t count_max) {
  std::vector<Match> all;
  query.limit = MatchQuery::kMax;
  while (all.size() < count_max) {
    auto body = [&](Tx& tx) -> Task<Result<std::vector<Match>>> {
      co_return co_await tx.matches().recent(query);
    };
    CO_TRY(std::vector<Match> page, co_await store.read(body));
    const bool last = page.size() < static_cast<std::size_t>(query.limit);
    if (!page.empty()) query.before = page.back().id;
    std::ranges::move(page, std::back_inserter(all));
    if (last) break;
  }
  co_return all;
}

}  // namespace evo
