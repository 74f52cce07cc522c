// The HTTP face of the ladder: the JSON interface below /api/v1, the events stream, health and metrics, and
// the web client built into the program. It authenticates (a session cookie), refuses what is malformed,
// foreign or too much, translates JSON into intents and views into JSON, and decides nothing else:
// authorisation and rules live in app.
//
// Plain HTTP/1.1 on one event loop; a reverse proxy ends TLS. Every connection, body, buffer and wait has a
// limit below.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "adapters/http/exchange/rate_limit.hpp"
#include "adapters/http/site/site.hpp"
#include "app/accounts.hpp"
#include "app/commands/commands.hpp"
#include "app/ports/blob_store.hpp"
#include "app/ports/clock.hpp"
#include "app/ports/telemetry.hpp"
#include "app/ports/wakeup.hpp"
#include "app/read/reader.hpp"
#include "app/read/staff_reader.hpp"
#include "app/stop.hpp"

namespace evo {

enum class GuestSignIn { loopback_only, always, never };

// What GET /status shows beside version and catalog.
struct StatusView {
  Time started_at;
  Duration uptime{};
  std::string store;  // Which adapter serves each port, as a person would say it: "sqlite", "dir", ...
  std::string blobs;
  std::string jobs;
  std::string wakeups;
  int waiting = 0;
  int live_matches = 0;
  int unfinished_jobs = 0;
  int undelivered = 0;  // Outbox items.
  double loop_p50_ms = 0;
  double loop_p99_ms = 0;
  double loop_max_ms = 0;
  std::int64_t loop_samples = 0;
};

struct HttpOptions {
  std::string address = "127.0.0.1";  // An IP address to listen on.
  std::uint16_t port = 8080;          // 0: any free one, see bound_port().
  std::string version = "0.1.0";

  GuestSignIn guest_sign_in = GuestSignIn::loopback_only;
  bool secure_cookies = false;     // Behind TLS: cookies are Secure and browsers are told to stay on TLS.
  std::vector<std::string> hosts;  // Names this ladder is reached by; loopback names always are known.
  std::vector<std::string> trusted_proxies;  // Addresses or networks whose X-Forwarded-For is believed.

  std::size_t header_bytes_max = 16 << 10;
  std::size_t json_bytes_max = 16 << 10;             // Replays are limited by Rules::replay_bytes_max.
  std::size_t body_bytes_in_flight_max = 64u << 20;  // Of all requests and downloads being transferred.
  Duration idle_timeout =
      std::chrono::seconds(60);  // A kept connection waits this long for its next request.
  Duration header_timeout =
      std::chrono::seconds(10);  // From a request's first byte to the end of its headers.
  Duration request_timeout = std::chrono::seconds(60);  // From a request's first byte to the end of its body.
  Duration write_timeout = std::chrono::seconds(60);    // For one response, or one piece of an event stream.
  Duration drain_timeout = std::chrono::seconds(5);  // After a stop, requests may take this long to finish.
  std::size_t connections_max = 2000;
  std::size_t connections_per_address_max = 256;  // Trusted proxies are exempt.

  std::size_t event_streams_max = 1000;
  std::size_t event_streams_per_address_max = 64;
  std::size_t event_backlog = 4096;  // Changes that a client may have missed and still resume.
  Duration heartbeat = std::chrono::seconds(15);
  Duration change_poll_interval = std::chrono::seconds(1);

  RateLimit reads{.per_second = 50, .burst = 200};     // By address.
  RateLimit writes{.per_second = 5, .burst = 30};      // Unsafe methods, by address and by player.
  RateLimit uploads{.per_second = 0.5, .burst = 10};   // Replays, by address and by player.
  RateLimit sign_ins{.per_second = 0.2, .burst = 20};  // New guests, by address.
  std::size_t rate_limit_keys_max = 20'000;            // Of each limit.

  Duration session_cache_ttl = std::chrono::seconds(10);
  std::size_t session_cache_max = 2000;

  std::span<const StaticFile> site;  // web_client(), or none.
  bool static_cache = true;

  // Makes the replay that the game would have written. Empty: this is no demo.
  std::function<Task<Result<Blob>>(PlayerId, MatchId, Claim)> demo_replay;
  std::function<Task<Result<StatusView>>()> status;  // Empty: /status does not exist.
  std::function<std::string()> metrics;              // Prometheus text. Empty: /metrics does not exist.
  std::function<std::int64_t()> memory_bytes;        // Of this process, for staff. Empty: not known.
};

class HttpServer {
 public:
  // The referenced objects outlive the server.
  HttpServer(boost::asio::any_io_executor executor, Commands& commands, Accounts& accounts, Reader& reader,
             StaffReader& staff, BlobStore& blobs, Clock& clock, Wakeup& wakeup, Telemetry& telemetry,
             const Rules& rules, HttpOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Binds and listens; connections wait until run(). Errors: invalid (address, proxies), unavailable (port
  // taken).
  Result<void> listen();
  // 0 before listen().
  std::uint16_t bound_port() const;
  // Serves until `stop` is requested and Wakeup::notify_all() is called; then accepts no more, lets requests
  // finish, ends event streams, and returns when every connection has gone. Errors: timeout when some had to
  // be cut off.
  Task<Result<void>> run(Stop stop);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace evo
