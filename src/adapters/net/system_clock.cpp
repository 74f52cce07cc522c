#include "adapters/net/system_clock.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/system_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace evo {

namespace asio = boost::asio;

Time SystemClock::now() const { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

Task<void> SystemClock::sleep_until(Time time) {
  if (time <= now()) co_return;
  asio::system_timer timer(co_await asio::this_coro::executor, time);
  boost::system::error_code ignored;  // Cancelled: the caller's next await says so.
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace evo
