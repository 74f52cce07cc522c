#include "adapters/net/waiters.hpp"

#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace evo {

namespace asio = boost::asio;

Task<bool> Waiters::wait() {
  const auto enter = [](auto handler, std::shared_ptr<Line> line) {
    const std::uint64_t ticket = line->arrivals++;
    auto slot = asio::get_associated_cancellation_slot(handler);
    line->resumptions.emplace(ticket, [handler = std::move(handler)](bool called) mutable {
      const auto executor = asio::get_associated_executor(handler);
      asio::post(executor, [handler = std::move(handler), called]() mutable { std::move(handler)(called); });
    });
    if (!slot.is_connected()) return;
    slot.assign([weak = std::weak_ptr(line), ticket](asio::cancellation_type) {
      const auto alive = weak.lock();
      if (!alive) return;
      if (auto node = alive->resumptions.extract(ticket)) node.mapped()(false);
    });
  };
  // The line is shared with the wait, so that neither needs to outlive the other.
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
      enter, asio::use_awaitable, line_);
}

bool Waiters::wake_one() {
  if (line_->resumptions.empty()) return false;
  line_->resumptions.extract(line_->resumptions.begin()).mapped()(true);
  return true;
}

void Waiters::wake_all() {
  while (wake_one()) {
  }
}

}  // namespace evo
