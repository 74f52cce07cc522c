// Bytes of HTTP/1.1 into requests, piece by piece and without a socket. The head comes first and alone, so
// that the caller can decide whether and how much body it wants. Whatever could be read in two ways (two Host
// headers, a length beside chunks, another transfer coding) is refused: a proxy in front might have read it
// the other way.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string_view>

#include "adapters/http/exchange/message.hpp"

namespace evo::http {

class RequestParser {
 public:
  explicit RequestParser(std::size_t header_bytes_max);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  // Takes what it can from the front of `bytes` and says how much; what is left has to be given again, with
  // more behind it. Stops at the end of the head and at the end of the request. The error is the response to
  // send before closing.
  std::expected<std::size_t, Response> take(std::string_view bytes);

  bool head_done() const;
  bool done() const;

  // After head_done(). Client address and body are the caller's to fill in; it may be moved from.
  Request& request();
  bool keep_alive() const;
  bool expects_continue() const;
  // nullopt: chunked, of unknown length.
  std::optional<std::uint64_t> body_length() const;
  // Before the body is taken: a longer one is an error of status 413, also one that only says so. 0 until
  // then.
  void limit_body(std::size_t bytes_max);
  // After done().
  Blob body();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Response too_large(std::size_t bytes_max);

}  // namespace evo::http
