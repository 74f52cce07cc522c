#include "app/alerts.hpp"

#include <utility>
#include <vector>

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

// What one page of players gives: whom to tell of which mode.
struct Page {
  PlayerId last;  // Looked at so far.
  bool more = false;
  std::vector<std::pair<PlayerId, std::string>> due;
};

// What can be told without reading more; tell_one() decides.
void collect(Page& page, const std::vector<Player>& players, const std::vector<std::string>& waiting,
             Time now, const Rules& rules) {
  page.more = players.size() == static_cast<std::size_t>(kAlertBatch);
  for (const Player& player : players) {
    page.last = player.id;
    if (quiet_until(player.quiet_hours, player.time_zone, now, rules.zones)) continue;
    for (const std::string& mode : waiting)
      if (wants_alert(player.alerts, mode, player.alerted_at, now)) page.due.emplace_back(player.id, mode);
  }
}

}  // namespace

Task<Result<int>> Alerts::tell() {
  int told = 0;
  Page page;
  do {
    const PlayerId after = page.last;
    auto body = [&](Tx& tx) -> Task<Result<Page>> {
      Page next;
      CO_TRY(const auto counts, co_await tx.tickets().waiting_counts());
      std::vector<std::string> waiting;
      for (const std::string& mode : rules_.modes)
        if (counts.contains(mode)) waiting.push_back(mode);
      if (waiting.empty()) co_return next;
      CO_TRY(const auto players, co_await tx.players().with_alerts(after, kAlertBatch));
      collect(next, players, waiting, tx.now(), rules_);
      co_return next;
    };
    CO_TRY(page, co_await store_.read(body));
    if (page.due.empty()) continue;
    CO_TRY(const int here, co_await tell_these(page.due));
    told += here;
  } while (page.more);
  if (told > 0) wakeup_.notify(Topic::outbox);
  co_return told;
}

Task<Result<int>> Alerts::tell_these(const std::vector<std::pair<PlayerId, std::string>>& due) {
  auto body = [&](Tx& tx) -> Task<Result<int>> {
    int told = 0;
    CO_TRY(const auto waiting, co_await tx.tickets().waiting_counts());
    for (const auto& [id, mode] : due) {
      if (!waiting.contains(mode)) continue;
      CO_TRY(Player player, co_await tx.players().find(id));
      CO_TRY(const bool one, co_await tell_one(tx, std::move(player), mode, rules_));
      told += one ? 1 : 0;
    }
    co_return told;
  };
  co_return co_await store_.transact(body);
}

Task<void> Alerts::run(Stop stop) {
  while (!stop.requested()) {
    if (const auto told = co_await tell(); !told)
      telemetry_.log(Level::warn, "alerts.failed", {{"problem", told.error().message}});
    co_await wakeup_.wait(Topic::alerts, clock_.now() + interval_);
  }
}

}  // namespace evo
