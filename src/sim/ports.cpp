#include "sim/ports.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "replay/replay.hpp"

namespace evo::sim {

Task<void> SimClock::sleep_until(Time time) {
  const Time due = std::max(time - skew_, loop_.now());
  auto start = [this, due](auto handler) {
    auto executor = boost::asio::get_associated_executor(handler, loop_.executor(domain_));
    loop_.at(due, domain_, [executor, kept = std::move(handler)]() mutable {
      boost::asio::post(executor, std::move(kept));
    });
  };
  co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable), void()>(
      std::move(start), boost::asio::use_awaitable);
}

SimWakeup::SimWakeup(SimLoop& loop, SimLoop::Domain domain, Duration skew) : skew_(skew) {
  for (auto& event : events_) event = std::make_unique<Event>(loop, domain);
}

void SimWakeup::notify(Topic topic) { events_[static_cast<std::size_t>(topic)]->set(); }

void SimWakeup::notify_all() {
  all_ = true;
  for (auto& event : events_) event->set();
}

Task<void> SimWakeup::wait(Topic topic, Time deadline) {
  if (all_) co_return;
  co_await events_[static_cast<std::size_t>(topic)]->wait_until(deadline - skew_);
}

Task<Result<replay::ReplaySummary>> SimParser::parse(Blob bytes) { co_return replay::summarize(*bytes); }

}  // namespace evo::sim
