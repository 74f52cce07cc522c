// A plain blocking HTTP client that also does what clients should not do.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evo::http_test {

struct Answer {
  int status = 0;
  std::string head;  // Lower-case names as the server sends them.
  std::string body;

  std::string header(std::string_view name) const;
};

class WireClient {
 public:
  explicit WireClient(std::uint16_t port);
  ~WireClient();
  WireClient(WireClient&& other) noexcept;
  WireClient(const WireClient&) = delete;
  WireClient& operator=(const WireClient&) = delete;

  // False when the other side has closed.
  bool send(std::string_view bytes);
  // The next response; nullopt when the connection ends before one is complete. `head_only`: it answers HEAD.
  std::optional<Answer> receive(bool head_only = false);
  // Everything up to and including `end`; nullopt when the connection ends before.
  std::optional<std::string> read_until(std::string_view end);
  // Waits for the other side to close; false when bytes come or nothing happens for some seconds.
  bool closed();
  void shut_down_sending();

 private:
  bool fill();

  int socket_ = -1;
  std::string buffer_;
};

std::string get(std::string_view target, std::string_view more_headers = "");

}  // namespace evo::http_test
