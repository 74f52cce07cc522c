// One client's connection: reads requests one after the other, has them served, writes the responses. It owns
// the socket and every wait on it; deadlines are enforced by whoever calls expire() now and then, so that
// they cost no timer each.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/http/api/service.hpp"
#include "adapters/http/exchange/origin.hpp"
#include "adapters/http/wire/request_parser.hpp"

namespace evo::http {

// Bytes that may be in transfer at once, over all connections.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t bytes_max) : left_(bytes_max) {}

  class Share {
   public:
    Share() = default;
    Share(ByteBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {}
    Share(Share&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (budget_ != nullptr) budget_->left_ += bytes_;
    }

   private:
    ByteBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
  };

  // nullopt: not now.
  std::optional<Share> reserve(std::size_t bytes) {
    if (bytes > left_) return std::nullopt;
    left_ -= bytes;
    return Share(*this, bytes);
  }

 private:
  std::size_t left_;
};

// What all connections of a server share.
struct Shared {
  Service& service;
  const HttpOptions& options;
  Telemetry& telemetry;
  Clock& clock;
  TrustedProxies proxies;
  ByteBudget budget;
  bool draining = false;  // Responses end their connections.
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Instant = std::chrono::steady_clock::time_point;

  // `peer`: the address at the other end.
  Connection(Socket socket, std::string peer, Shared& shared);

  // Until either side closes. The caller keeps the connection alive meanwhile.
  Task<void> run();

  // Closes at a deadline that has passed; a client in the middle of a request is told so first.
  void expire(Instant now);
  void close();
  // Waits for a request since then; nullopt while one is being read or served.
  std::optional<Instant> idle_since() const { return idle_since_; }
  const std::string& peer() const { return peer_; }

 private:
  enum class Next { go_on, close };

  Task<Next> exchange();
  Task<std::optional<Response>> read_head(RequestParser& parser);
  Task<std::optional<Response>> read_body(RequestParser& parser, std::size_t bytes_max, Instant deadline);
  Task<bool> wait_for_request();
  Task<bool> fill(std::size_t chunk);
  Task<Admission> admit(const Request& request);
  Task<Response> serve(Request request, Admission admission);
  Task<bool> write(Response response, bool head_only, bool keep_alive);
  Task<bool> write_text(std::string text);
  Task<void> stream_events(std::shared_ptr<EventStream> stream);
  Task<void> linger();
  Response crashed(const char* what) const;
  void wait_at_most(Duration duration) { deadline_ = std::chrono::steady_clock::now() + duration; }
  void wait_freely() { deadline_ = Instant::max(); }

  Socket socket_;
  std::string peer_;
  Shared& shared_;
  std::string buffer_;  // Read and not yet taken by a parser.
  Instant deadline_ = Instant::max();
  std::optional<Instant> idle_since_;
  bool timed_out_ = false;
  bool peer_gone_ = false;  // While streaming events.
  std::array<char, 64> scratch_{};
  boost::asio::steady_timer news_;
};

}  // namespace evo::http
