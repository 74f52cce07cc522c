#include "adapters/net/local_wakeup.hpp"

#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/system_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/assert.hpp"

namespace evo {

namespace asio = boost::asio;

struct LocalWakeup::Bell {
  explicit Bell(const asio::any_io_executor& loop) : timer(loop) {}

  asio::system_timer timer;
  bool hinted = false;
  bool stopped = false;
  bool waited_on = false;
};

LocalWakeup::LocalWakeup(asio::any_io_executor loop) {
  for (auto& bell : bells_) bell = std::make_shared<Bell>(loop);
}

LocalWakeup::~LocalWakeup() = default;

void LocalWakeup::notify(Topic topic) {
  Bell& bell = *bells_[static_cast<std::size_t>(topic)];
  bell.hinted = true;
  bell.timer.cancel();
}

void LocalWakeup::notify_all() {
  for (const auto& bell : bells_) {
    bell->stopped = true;
    bell->timer.cancel();
  }
}

Task<void> LocalWakeup::wait(Topic topic, Time deadline) {
  struct Turn {
    explicit Turn(Bell& rung) : bell(rung) { bell.waited_on = true; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { bell.waited_on = bell.hinted = false; }
    Bell& bell;
  };
  const auto bell = bells_[static_cast<std::size_t>(topic)];
  EVO_ASSERT(!bell->waited_on);
  if (std::exchange(bell->hinted, false) || bell->stopped) co_return;
  const Turn turn(*bell);
  bell->timer.expires_at(deadline);
  boost::system::error_code ignored;  // A hint arrives as a cancelled timer.
  co_await bell->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace evo
