#include "app/alerts.hpp"

#include <map>

#include <fmt/format.h>

namespace evo {
namespace {

constexpr int kPriorityCanWait = -1;

Task<Result<bool>> is_busy(Tx& tx, PlayerId player) {
  CO_TRY(const auto ticket, co_await tx.tickets().waiting_of(player));
  if (ticket) co_return true;
  CO_TRY(const auto live, co_await tx.matches().live_of(player));
  co_return live.has_value();
}

Task<Result<bool>> tell_one(Tx& tx, Player player, const std::string& mode, const Rules& rules) {
  if (!wants_alert(player.alerts, mode, player.alerted_at, tx.now())) co_return false;
  if (quiet_until(player.quiet_hours, player.time_zone, tx.now(), rules.zones)) co_return false;
  CO_TRY(const bool busy, co_await is_busy(tx, player.id));
  if (busy) co_return false;
  Notice notice{
      .player = player.id, .kind = NoticeKind::queue_alert, .match = {}, .replay = {}, .text = mode};
  CO_CHECK_OK(
      co_await tx.outbox().insert(fmt::format("alert:{}:{}:{}", player.id.value, mode, to_micros(tx.now())),
                                  std::move(notice), kPriorityCanWait));
  player.alerted_at = tx.now();
  CO_CHECK_OK(co_await tx.players().update(std::move(player)));
  co_return true;
}

struct Round {
  PlayerId last;     // Looked at so far.
  bool more = true;  // There may be others.
  int told = 0;
};

}  // namespace

Task<Result<int>> Alerts::tell() {
  int told = 0;
  auto body = [](Tx& tx) -> Task<Result<std::map<std::string, int>>> {
    co_return co_await tx.tickets().waiting_counts();
  };
  CO_TRY(const auto waiting, co_await store_.read(body));
  for (const std::string& mode : rules_.modes) {
    if (!waiting.contains(mode)) continue;
    CO_TRY(const int here, co_await tell_of(mode));
    told += here;
  }
  if (told > 0) wakeup_.notify(Topic::outbox);
  co_return told;
}

Task<Result<int>> Alerts::tell_of(const std::string& mode) {
  Round round;
  while (round.more) {
    const Round before = round;
    auto body = [&](Tx& tx) -> Task<Result<Round>> {
      Round next = before;
      next.more = false;
      CO_TRY(const auto waiting, co_await tx.tickets().waiting(mode));
      if (waiting.empty()) co_return next;
      CO_TRY(auto players, co_await tx.players().with_alerts(before.last, kAlertBatch));
      next.more = players.size() == static_cast<std::size_t>(kAlertBatch);
      for (Player& player : players) {
        next.last = player.id;
        CO_TRY(const bool told, co_await tell_one(tx, std::move(player), mode, rules_));
        next.told += told;
      }
      co_return next;
    };
    CO_TRY(round, co_await store_.transact(body));
  }
  co_return round.told;
}

Task<void> Alerts::run(Stop stop) {
  while (!stop.requested()) {
    if (const auto told = co_await tell(); !told)
      telemetry_.log(Level::warn, "alerts.failed", {{"problem", told.error().message}});
    co_await wakeup_.wait(Topic::alerts, clock_.now() + kAlertInterval);
  }
}

}  // namespace evo
