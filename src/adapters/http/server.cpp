#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "adapters/http/api/service.hpp"
#include "adapters/http/events/tail.hpp"
#include "adapters/http/http.hpp"
#include "adapters/http/wire/connection.hpp"

namespace evo {
namespace {

namespace ip = boost::asio::ip;
using http::Connection;
using Instant = Connection::Instant;

constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr Duration kAcceptPause =
    std::chrono::milliseconds(100);  // After an error such as too many open files.
constexpr Duration kSweepMax = std::chrono::seconds(1);
constexpr Duration kSweepMin = std::chrono::milliseconds(10);
// After the drain timeout, connections are cut; what they were waiting for still gets this long to let go of
// them.
constexpr Duration kCutTimeout = std::chrono::seconds(5);

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

Duration sweep_interval(const HttpOptions& options) {
  const Duration shortest = std::min({options.idle_timeout, options.header_timeout, options.request_timeout,
                                      options.write_timeout, options.drain_timeout});
  return std::clamp(shortest / 4, kSweepMin, kSweepMax);
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<HttpServer::Impl> {
  Impl(boost::asio::any_io_executor executor, http::ServiceParts parts, Wakeup& wakeup,
       HttpOptions http_options);

  Result<void> listen();
  Task<Result<void>> run(Stop stop);
  Task<void> accept_loop();
  Task<void> sweep_loop();
  Task<Result<void>> drain();
  Task<bool> wait_until_quiet(Duration timeout);
  void admit(ip::tcp::socket socket);
  bool make_room();
  void start_connection(ip::tcp::socket socket, std::string peer);
  void spawn(Task<void> task);
  void ended(std::exception_ptr failure);

  boost::asio::any_io_executor executor_;
  HttpOptions options_;
  http::ServiceParts parts_;
  Wakeup& wakeup_;
  std::shared_ptr<http::EventFeed> feed_;
  http::Service service_;
  http::Shared shared_;
  ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer sweep_timer_;
  boost::asio::steady_timer accept_timer_;
  boost::asio::steady_timer quiet_timer_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::unordered_map<std::string, std::size_t> by_address_;
  int tasks_ = 0;  // Loops and connections that have not ended.
};

namespace {

http::ServiceParts with_options(http::ServiceParts parts, const HttpOptions& options) {
  return {parts.commands, parts.accounts,  parts.reader, parts.staff, parts.blobs,
          parts.clock,    parts.telemetry, parts.rules,  options};
}

}  // namespace

HttpServer::Impl::Impl(boost::asio::any_io_executor executor, http::ServiceParts parts, Wakeup& wakeup,
                       HttpOptions http_options)
    : executor_(std::move(executor)),
      options_(std::move(http_options)),
      parts_(with_options(parts, options_)),
      wakeup_(wakeup),
      feed_(std::make_shared<http::EventFeed>(
          http::FeedLimits{.backlog = options_.event_backlog,
                           .streams = options_.event_streams_max,
                           .streams_per_address = options_.event_streams_per_address_max})),
      service_(parts_, feed_),
      shared_{.service = service_,
              .options = options_,
              .telemetry = parts_.telemetry,
              .clock = parts_.clock,
              .proxies = {},
              .budget = http::ByteBudget(options_.body_bytes_in_flight_max)},
      acceptor_(executor_),
      sweep_timer_(executor_),
      accept_timer_(executor_),
      quiet_timer_(executor_) {}

Result<void> HttpServer::Impl::listen() {
  TRY(shared_.proxies, http::TrustedProxies::parse(options_.trusted_proxies));
  boost::system::error_code error;
  const ip::address address = ip::make_address(options_.address, error);
  if (error) return fail(invalid(fmt::format("http address '{}' is not an IP address", options_.address)));
  const ip::tcp::endpoint endpoint(address, options_.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(ip::tcp::acceptor::reuse_address(true), error);
  if (!error && address.is_v6()) acceptor_.set_option(ip::v6_only(false), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  return fail(unavailable(
      fmt::format("cannot listen on {} port {}: {}", options_.address, options_.port, error.message())));
}

void HttpServer::Impl::ended(std::exception_ptr failure) {
  if (failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& exception) {
      parts_.telemetry.log(Level::error, "http.task_failed", {{"problem", exception.what()}});
    }
  }
  if (--tasks_ == 0) quiet_timer_.cancel();
}

void HttpServer::Impl::spawn(Task<void> task) {
  ++tasks_;
  boost::asio::co_spawn(executor_, std::move(task),
                        [self = shared_from_this()](std::exception_ptr failure) { self->ended(failure); });
}

// True when there is room for one more, if need be by closing the connection that has been idle longest.
bool HttpServer::Impl::make_room() {
  if (connections_.size() < options_.connections_max) return true;
  std::shared_ptr<Connection> longest;
  for (const auto& connection : connections_) {
    if (!connection->idle_since()) continue;
    if (longest == nullptr || *connection->idle_since() < *longest->idle_since()) longest = connection;
  }
  if (longest == nullptr) return false;
  longest->close();
  return true;
}

void HttpServer::Impl::admit(ip::tcp::socket socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;
  std::string peer = endpoint.address().to_string();
  const std::string key = http::rate_key(peer);
  const bool is_crowded = !shared_.proxies.contains(peer) && by_address_.contains(key) &&
                          by_address_[key] >= options_.connections_per_address_max;
  if (is_crowded || !make_room()) {
    parts_.telemetry.count("http.connections_refused");
    socket.non_blocking(true, error);
    socket.write_some(boost::asio::buffer(kFull), error);
    return;
  }
  socket.set_option(ip::tcp::no_delay(true), error);
  start_connection(std::move(socket), std::move(peer));
}

void HttpServer::Impl::start_connection(ip::tcp::socket socket, std::string peer) {
  const std::string key = http::rate_key(peer);
  const auto connection = std::make_shared<Connection>(std::move(socket), std::move(peer), shared_);
  connections_.insert(connection);
  ++by_address_[key];
  ++tasks_;
  boost::asio::co_spawn(executor_, connection->run(),
                        [self = shared_from_this(), connection, key](std::exception_ptr failure) {
                          self->connections_.erase(connection);
                          if (--self->by_address_[key] == 0) self->by_address_.erase(key);
                          connection->close();
                          if (self->shared_.draining) self->sweep_timer_.cancel();
                          self->ended(failure);
                        });
}

Task<void> HttpServer::Impl::accept_loop() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (!error) {
      admit(std::move(socket));
    } else if (acceptor_.is_open() && error != boost::asio::error::connection_aborted) {
      parts_.telemetry.log(Level::warn, "http.accept_failed", {{"problem", error.message()}});
      accept_timer_.expires_after(kAcceptPause);
      co_await accept_timer_.async_wait(kAwait);
    }
  }
}

Task<void> HttpServer::Impl::sweep_loop() {
  const Duration interval = sweep_interval(options_);
  while (!shared_.draining || !connections_.empty()) {
    sweep_timer_.expires_after(interval);
    co_await sweep_timer_.async_wait(kAwait);
    const Instant now = std::chrono::steady_clock::now();
    for (const auto& connection : connections_) connection->expire(now);
  }
}

Task<bool> HttpServer::Impl::wait_until_quiet(Duration timeout) {
  quiet_timer_.expires_after(timeout);
  while (tasks_ > 0) {
    const auto [error] = co_await quiet_timer_.async_wait(kAwait);
    if (!error) break;
  }
  co_return tasks_ == 0;
}

Task<Result<void>> HttpServer::Impl::drain() {
  shared_.draining = true;
  service_.drain();
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  accept_timer_.cancel();
  feed_->stop();
  for (const auto& connection : connections_)
    if (connection->idle_since()) connection->close();
  sweep_timer_.cancel();
  if (co_await wait_until_quiet(options_.drain_timeout)) co_return Result<void>{};
  const std::size_t unfinished = connections_.size();
  for (const auto& connection : connections_) connection->close();
  sweep_timer_.cancel();
  co_await wait_until_quiet(kCutTimeout);
  co_return fail(timed_out(fmt::format("{} connections had to be cut off", unfinished)));
}

Task<Result<void>> HttpServer::Impl::run(Stop stop) {
  const auto self = shared_from_this();
  if (!acceptor_.is_open()) CO_CHECK_OK(listen());
  parts_.telemetry.log(Level::info, "http.listening",
                       {{"address", options_.address}, {"port", acceptor_.local_endpoint().port()}});
  // Before anybody can ask for events. A failure is the tail's to report and to repeat.
  (void)co_await http::read_changes(*feed_, parts_.reader, options_.event_backlog);
  spawn(accept_loop());
  spawn(sweep_loop());
  co_await http::tail_changes(
      *feed_, parts_.reader, wakeup_, parts_.clock, parts_.telemetry,
      {.poll_interval = options_.change_poll_interval, .backlog = options_.event_backlog}, stop);
  auto outcome = co_await drain();
  parts_.telemetry.log(Level::info, "http.stopped", {{"clean", outcome ? "yes" : "no"}});
  co_return outcome;
}

HttpServer::HttpServer(boost::asio::any_io_executor executor, Commands& commands, Accounts& accounts,
                       Reader& reader, StaffReader& staff, BlobStore& blobs, Clock& clock, Wakeup& wakeup,
                       Telemetry& telemetry, const Rules& rules, HttpOptions options) {
  const http::ServiceParts parts{commands, accounts, reader, staff, blobs, clock, telemetry, rules, options};
  impl_ = std::make_shared<Impl>(std::move(executor), parts, wakeup, std::move(options));
}

HttpServer::~HttpServer() = default;

Result<void> HttpServer::listen() { return impl_->listen(); }

std::uint16_t HttpServer::bound_port() const {
  boost::system::error_code error;
  const auto endpoint = impl_->acceptor_.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

Task<Result<void>> HttpServer::run(Stop stop) { return impl_->run(std::move(stop)); }

}  // namespace evo
