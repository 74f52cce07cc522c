#include "app/outbox.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/look.hpp"

namespace evo {

Duration backoff(int attempts, Duration base, Duration limit) {
  Duration delay = base;
  for (int i = 1; i < attempts && delay < limit; ++i) delay *= 2;
  return std::min(delay, limit);
}

Task<Result<bool>> OutboxDispatcher::held_back(const OutboxItem& item) {
  if (item.priority >= 0) co_return false;
  auto body = [&](Tx& tx) -> Task<Result<bool>> {
    CO_TRY(const Player player, co_await tx.players().find(item.notice.player));
    const auto until = quiet_until(player.quiet_hours, player.time_zone, tx.now(), zones_);
    if (!until) co_return false;
    CO_CHECK_OK(co_await tx.outbox().hold(item.id, owner_, *until - tx.now()));
    co_return true;
  };
  CO_TRY(const bool held, co_await store_.transact(body));
  if (held) telemetry_.count("outbox_held_back");
  co_return held;
}

Task<Result<void>> OutboxDispatcher::deliver(OutboxItem item) {
  CO_TRY(const bool held, co_await held_back(item));
  if (held) co_return Result<void>{};
  const Delivery delivery = co_await messenger_.deliver(item);
  const bool give_up = delivery.fate == Delivery::Fate::permanent ||
                       (delivery.fate == Delivery::Fate::retry && item.attempts >= options_.attempts_max);
  const Duration delay =
      std::max(delivery.retry_after, backoff(item.attempts, options_.retry_base, options_.retry_max));
  auto body = [&](Tx& tx) -> Task<Result<bool>> {
    if (delivery.fate == Delivery::Fate::delivered) co_return co_await tx.outbox().delivered(item.id, owner_);
    if (give_up) co_return co_await tx.outbox().park(item.id, owner_, delivery.problem);
    co_return co_await tx.outbox().retry(item.id, owner_, delay, delivery.problem);
  };
  CO_TRY(const bool kept, co_await store_.transact(body));
  if (!kept) telemetry_.count("outbox_lease_lost");
  telemetry_.count(
      give_up ? "outbox_parked"
              : (delivery.fate == Delivery::Fate::delivered ? "outbox_delivered" : "outbox_retried"));
  if (give_up)
    telemetry_.log(Level::warn, "outbox.parked", {{"item", item.id.value}, {"problem", delivery.problem}});
  co_return Result<void>{};
}

Task<Result<int>> OutboxDispatcher::deliver_batch() {
  auto body = [this](Tx& tx) -> Task<Result<std::vector<OutboxItem>>> {
    co_return co_await tx.outbox().claim(owner_, options_.lease, options_.batch);
  };
  CO_TRY(std::vector<OutboxItem> items, co_await store_.transact(body));
  const int claimed = static_cast<int>(items.size());
  for (OutboxItem& item : items) CO_CHECK_OK(co_await deliver(std::move(item)));
  if (claimed > 0) wakeup_.notify(Topic::changes);
  co_return claimed;
}

Task<void> OutboxDispatcher::run(Stop stop) {
  while (!stop.requested()) {
    const Look look =
        co_await look_for_work(store_, clock_, options_.idle, [](Tx& tx) { return tx.outbox().next_due(); });
    if (look.due) {
      const auto claimed = co_await deliver_batch();
      if (!claimed) telemetry_.log(Level::warn, "outbox.failed", {{"problem", claimed.error().message}});
      if (claimed && *claimed > 0) continue;
    }
    co_await wakeup_.wait(Topic::outbox, look.next);
  }
}

Task<Delivery> PageMessenger::deliver(OutboxItem item) {
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    CO_CHECK_OK(co_await tx.inbox().insert(item.dedupe_key, item.notice));
    co_return co_await tx.changes().append(fmt::format("player:{}", item.notice.player.value));
  };
  const auto done = co_await store_.transact(body);
  if (done) co_return Delivery{};
  co_return Delivery{Delivery::Fate::retry, {}, done.error().message};
}

}  // namespace evo
