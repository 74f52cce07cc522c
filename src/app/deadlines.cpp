#include "app/deadlines.hpp"

#include "app/look.hpp"
#include "app/settle.hpp"

namespace evo {
namespace {

constexpr Duration kForgetInterval = std::chrono::hours(1);

}  // namespace

Task<Result<bool>> Deadlines::expire(MatchId id) {
  auto body = [&](Tx& tx) -> Task<Result<bool>> {
    CO_TRY(Match before, co_await tx.matches().find(id));
    MatchEvent event = ReportDeadline{};
    std::string action = "report_deadline";
    if (before.state == MatchState::found) {
      CO_TRY(auto unreached, co_await tx.outbox().unreached(id, NoticeKind::match_found));
      event = ConfirmDeadline{std::move(unreached)};
      action = "confirm_deadline";
    }
    auto after = apply(before, event, tx.now(), rules_.match);
    // Somebody acted between the look and the lock: the deadline no longer concerns this match.
    if (!after) co_return false;
    CO_CHECK_OK(
        co_await settle(tx, std::move(before), *std::move(after), rules_, {{}, std::move(action), ""}));
    co_return true;
  };
  co_return co_await store_.transact(body);
}

Task<Result<int>> Deadlines::sweep() {
  auto body = [](Tx& tx) -> Task<Result<std::vector<MatchId>>> {
    co_return co_await tx.matches().due(kSweepMax);
  };
  CO_TRY(const std::vector<MatchId> due, co_await store_.read(body));
  int changed = 0;
  for (const MatchId id : due) {
    CO_TRY(const bool expired, co_await expire(id));
    changed += expired ? 1 : 0;
  }
  if (changed > 0) {
    telemetry_.count("deadlines_passed", changed);
    wakeup_.notify(Topic::outbox);
    wakeup_.notify(Topic::changes);
  }
  co_return changed;
}

Task<Result<void>> Deadlines::forget_expired() {
  forget_at_ = clock_.now() + kForgetInterval;
  auto body = [](Tx& tx) -> Task<Result<void>> {
    CO_CHECK_OK(co_await tx.sessions().remove_expired());
    co_return co_await tx.changes().trim(kChangesKept);
  };
  co_return co_await store_.transact(body);
}

Task<void> Deadlines::run(Stop stop) {
  while (!stop.requested()) {
    const Look look =
        co_await look_for_work(store_, clock_, idle_, [](Tx& tx) { return tx.matches().next_deadline(); });
    if (look.due) {
      const auto swept = co_await sweep();
      if (!swept) telemetry_.log(Level::warn, "deadlines.failed", {{"problem", swept.error().message}});
      if (swept && *swept > 0) continue;
    }
    if (clock_.now() >= forget_at_) {
      if (const auto forgotten = co_await forget_expired(); !forgotten)
        telemetry_.log(Level::warn, "deadlines.forget_failed", {{"problem", forgotten.error().message}});
    }
    co_await wakeup_.wait(Topic::deadlines, look.next);
  }
}

}  // namespace evo
