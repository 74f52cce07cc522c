#include "app/look.hpp"

#include <algorithm>

namespace evo {
namespace {

// Something that is due but in other hands is looked at again after this.
constexpr Duration kMoment = std::chrono::milliseconds(100);

}  // namespace

Task<Look> look_for_work(Store& store, Clock& clock, Duration idle, NextDue next_due) {
  struct Found {
    std::optional<Time> at;
    bool due = false;
  };
  auto body = [&](Tx& tx) -> Task<Result<Found>> {
    CO_TRY(const auto at, co_await next_due(tx));
    co_return Found{at, at && *at <= tx.now()};
  };
  const auto found = co_await store.read(body);
  const Time latest = clock.now() + idle;
  if (!found) co_return Look{true, latest};
  if (!found->at) co_return Look{false, latest};
  co_return Look{found->due, std::clamp(*found->at, std::min(clock.now() + kMoment, latest), latest)};
}

}  // namespace evo
