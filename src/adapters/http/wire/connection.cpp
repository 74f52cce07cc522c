#include "adapters/http/wire/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace evo::http {
namespace {

constexpr std::size_t kHeadChunk = 4 << 10;
constexpr std::size_t kBodyChunk = 64 << 10;
// A refused request with a body up to this size is read to its end, so that the connection can go on.
constexpr std::size_t kDiscardedBodyMax = 64 << 10;
// Before closing on a client that is still sending, so much is read and thrown away: closing at once would
// make its system drop our last response unread.
constexpr std::size_t kLingerBytesMax = 16u << 20;
constexpr Duration kLingerTime = std::chrono::seconds(2);
constexpr Duration kFarewellTime = std::chrono::seconds(1);
constexpr std::size_t kSmallBody = 256 << 10;  // Larger responses count against the byte budget.

constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

Response out_of_budget() {
  return problem(429, "busy", "too much is being transferred right now; try again in a moment")
      .with("retry-after", "2");
}

}  // namespace

Connection::Connection(Socket socket, std::string peer, Shared& shared)
    : socket_(std::move(socket)), peer_(std::move(peer)), shared_(shared), news_(socket_.get_executor()) {}

void Connection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  idle_since_.reset();
  news_.cancel();
}

void Connection::expire(Instant now) {
  if (now < deadline_) return;
  if (timed_out_ || idle_since_) {
    close();
    return;
  }
  timed_out_ = true;
  deadline_ = now + kFarewellTime;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

Task<void> Connection::run() {
  while (co_await exchange() == Next::go_on) {
  }
  close();
}

Task<bool> Connection::fill(std::size_t chunk) {
  const std::size_t size = buffer_.size();
  buffer_.resize(size + chunk);
  const auto [error, count] =
      co_await socket_.async_read_some(boost::asio::buffer(buffer_.data() + size, chunk), kAwait);
  buffer_.resize(size + count);
  co_return !error && count > 0;
}

Task<bool> Connection::wait_for_request() {
  if (!buffer_.empty()) co_return true;
  if (shared_.draining) co_return false;
  buffer_.shrink_to_fit();
  idle_since_ = std::chrono::steady_clock::now();
  wait_at_most(shared_.options.idle_timeout);
  const bool arrived = co_await fill(kHeadChunk);
  idle_since_.reset();
  co_return arrived;
}

Task<std::optional<Response>> Connection::read_head(RequestParser& parser) {
  for (;;) {
    auto taken = parser.take(buffer_);
    if (!taken) co_return std::move(taken).error();
    buffer_.erase(0, *taken);
    if (parser.head_done()) co_return std::nullopt;
    if (!co_await fill(kHeadChunk)) co_return problem(408, "timeout", "the request's headers took too long");
  }
}

Task<std::optional<Response>> Connection::read_body(RequestParser& parser, std::size_t bytes_max,
                                                    Instant deadline) {
  parser.limit_body(bytes_max);
  const auto length = parser.body_length();
  if (length && *length > bytes_max) co_return too_large(bytes_max);
  if (!parser.done() && buffer_.empty() && parser.expects_continue()) {
    if (!co_await write_text("HTTP/1.1 100 Continue\r\n\r\n")) co_return empty_response(408);
  }
  deadline_ = deadline;
  while (!parser.done()) {
    auto taken = parser.take(buffer_);
    if (!taken) co_return std::move(taken).error();
    buffer_.erase(0, *taken);
    if (parser.done()) break;
    if (!co_await fill(kBodyChunk)) co_return problem(408, "timeout", "the request's body took too long");
  }
  co_return std::nullopt;
}

Response Connection::crashed(const char* what) const {
  shared_.telemetry.log(Level::error, "http.crashed", {{"problem", what}});
  return error_response(internal(what));
}

Task<Admission> Connection::admit(const Request& request) {
  Admission admission;
  try {
    co_return co_await shared_.service.admit(request);
  } catch (const std::exception& failure) {
    admission.refusal = crashed(failure.what());
  }
  co_return admission;
}

Task<Response> Connection::serve(Request request, Admission admission) {
  try {
    co_return co_await shared_.service.serve(std::move(request), std::move(admission));
  } catch (const std::exception& failure) {
    co_return crashed(failure.what());
  }
}

// One request and its response.
Task<Connection::Next> Connection::exchange() {
  if (!co_await wait_for_request()) co_return Next::close;
  const Instant started = std::chrono::steady_clock::now();
  deadline_ = started + shared_.options.header_timeout;
  RequestParser parser(shared_.options.header_bytes_max);
  if (auto refusal = co_await read_head(parser)) {
    if (refusal->status == 408 && !timed_out_) co_return Next::close;
    co_await write(*std::move(refusal), false, false);
    co_await linger();
    co_return Next::close;
  }
  Request request = std::move(parser.request());
  const Client client = find_client(peer_, request.headers, shared_.proxies);
  request.client = client.address;
  request.loopback = client.loopback;
  const bool head_only = request.method == Method::head;

  wait_freely();
  Admission admission = co_await admit(request);
  std::size_t body_max = admission.body_bytes_max;
  if (admission.refusal) body_max = parser.expects_continue() ? 0 : kDiscardedBodyMax;
  const std::size_t body_size =
      static_cast<std::size_t>(std::min<std::uint64_t>(parser.body_length().value_or(body_max), body_max));
  auto share = shared_.budget.reserve(body_size);
  std::optional<Response> failure =
      share ? co_await read_body(parser, body_max, started + shared_.options.request_timeout)
            : out_of_budget();
  if (failure) {
    if (failure->status == 408 && !timed_out_) co_return Next::close;
    if (admission.refusal && failure->status == 413) failure = std::move(admission.refusal);
    co_await write(*std::move(failure), head_only, false);
    co_await linger();
    co_return Next::close;
  }
  request.body = parser.body();
  wait_freely();
  Response response = co_await serve(std::move(request), std::move(admission));
  share.reset();

  const auto elapsed = std::chrono::steady_clock::now() - started;
  shared_.telemetry.count(fmt::format("http.responses_{}xx", response.status / 100));
  shared_.telemetry.observe("http.request_seconds", std::chrono::duration<double>(elapsed).count());
  const bool keep_alive = parser.keep_alive() && !shared_.draining && !response.close;
  auto* stream = std::get_if<std::shared_ptr<EventStream>>(&response.body);
  const std::shared_ptr<EventStream> events = stream == nullptr ? nullptr : *stream;
  if (!co_await write(std::move(response), head_only, keep_alive)) co_return Next::close;
  if (events != nullptr) co_await stream_events(events);
  co_return keep_alive&& events == nullptr ? Next::go_on : Next::close;
}

Task<bool> Connection::write(Response response, bool head_only, bool keep_alive) {
  std::optional<ByteBudget::Share> share;
  if (const std::size_t size = body_bytes(response).size(); size > kSmallBody) {
    share = shared_.budget.reserve(size);
    if (!share) response = out_of_budget();
  }
  const Framing framing{.keep_alive = keep_alive, .https_only = shared_.options.secure_cookies};
  const std::string head = render_head(response, framing, shared_.clock.now());
  const std::string_view body =
      head_only || response.status == 304 ? std::string_view() : body_bytes(response);
  wait_at_most(timed_out_ ? kFarewellTime : shared_.options.write_timeout);
  const std::array<boost::asio::const_buffer, 2> buffers{boost::asio::buffer(head),
                                                         boost::asio::buffer(body)};
  const auto [error, count] = co_await boost::asio::async_write(socket_, buffers, kAwait);
  wait_freely();
  co_return !error;
}

Task<bool> Connection::write_text(std::string text) {
  wait_at_most(shared_.options.write_timeout);
  const auto [error, count] = co_await boost::asio::async_write(socket_, boost::asio::buffer(text), kAwait);
  wait_freely();
  co_return !error;
}

Task<void> Connection::stream_events(std::shared_ptr<EventStream> stream) {
  const auto self = shared_from_this();
  stream->on_news([this] { news_.cancel(); });
  // The client has nothing more to say: whatever arrives, most of all the end, ends the stream.
  socket_.async_read_some(boost::asio::buffer(scratch_), [self](const auto&, std::size_t) {
    self->peer_gone_ = true;
    self->news_.cancel();
  });
  std::string text = stream->take();
  while (!peer_gone_ && socket_.is_open()) {
    if (text.empty()) {
      if (stream->ended()) break;
      news_.expires_after(shared_.options.heartbeat);
      const auto [interrupted] = co_await news_.async_wait(kAwait);
      text = interrupted ? stream->take() : stream->heartbeat();
    } else {
      if (!co_await write_text(std::move(text))) break;
      text = stream->take();
    }
  }
  stream->on_news({});
}

Task<void> Connection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  wait_at_most(kLingerTime);
  for (std::size_t total = 0; total < kLingerBytesMax; total += buffer_.size()) {
    buffer_.clear();
    if (!co_await fill(kBodyChunk)) break;
  }
}

}  // namespace evo::http
