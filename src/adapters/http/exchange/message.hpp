// One HTTP exchange as plain values: what a connection has read and what it shall write. No socket, no JSON
// library and no ladder in here, so that everything above the connection can be tested with values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "app/ports/blob_store.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace evo::http {

class EventStream;

enum class Method { get, head, post, put, patch, remove, options, other };
std::string_view to_string(Method method);
Method method_from(std::string_view text);
// Whether the method may change something (RFC 9110, 9.2.1).
bool is_unsafe(Method method);

struct Header {
  std::string name;  // Lower case.
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

inline constexpr std::size_t kTargetBytesMax = 4096;
inline constexpr std::size_t kQueryParametersMax = 32;

// A request target taken apart: "/a%20b/c?x=1" -> segments {"a b", "c"}, query {{"x", "1"}}.
struct Target {
  std::vector<std::string> segments;  // Decoded; none for "/".
  std::vector<std::pair<std::string, std::string>> query;

  // The decoded path, beginning with '/'.
  std::string path() const;
  // The first parameter of this name; nullopt when absent or empty.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

// Errors: invalid. Refuses everything that could mean another file or segment: dot segments, encoded slashes,
// backslashes, control characters, bytes that are not UTF-8.
Result<Target> parse_target(std::string_view text);

struct Request {
  Method method = Method::get;
  Target target;
  std::vector<Header> headers;
  std::string client;     // Address of who asks, without port.
  bool loopback = false;  // The client is this machine, as far as can be told.
  Blob body;              // Null or empty: none.

  // The first header of this name (lower case); empty when absent.
  std::string_view header(std::string_view name) const;
  std::string_view text() const;
};

// A body that other responses share or that lives as long as the program is not copied.
using Body = std::variant<std::string, std::string_view, Blob, std::shared_ptr<EventStream>>;

struct Response {
  int status = 200;
  std::vector<Header> headers;
  Body body;
  bool close = false;  // The connection ends after this response.

  Response& with(std::string name, std::string value);
  std::string_view header(std::string_view name) const;
};

// Bytes of the body; 0 for an event stream.
std::string_view body_bytes(const Response& response);

Response json_response(int status, std::string json);
Response text_response(int status, std::string text);
Response empty_response(int status);
// {"error": {"kind", "message"}}
Response problem(int status, std::string_view kind, std::string_view message);
// The one mapping of error kinds to statuses. What internal and unavailable errors say is for the log, not
// for strangers.
Response error_response(const Error& error);
int status_of(ErrorKind kind);

// `text` as a JSON string literal; bytes that are not UTF-8 become U+FFFD.
std::string json_quote(std::string_view text);

struct Framing {
  bool keep_alive = true;
  bool https_only = false;  // Browsers are told to come back over TLS only.
};

// Status line and headers with the security headers of every answer, ending with the empty line.
std::string render_head(const Response& response, const Framing& framing, Time now);

}  // namespace evo::http
