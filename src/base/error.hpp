// Errors are values. Eight kinds are enough for a caller to decide what to do; the message tells a person
// what went wrong, where, and what to do next. Kinds are mapped once each to an HTTP status, an exit code and
// a player's text.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace evo {

enum class ErrorKind {
  invalid,      // The input is wrong; repeating it cannot help.
  not_found,    // What the input names does not exist.
  conflict,     // The state forbids it: already done, taken, too late.
  forbidden,    // The caller may not do this.
  busy,         // A limit was reached; later it may work.
  unavailable,  // A dependency failed; whether the work was done may be unknown. Repeat with the same key.
  timeout,      // A deadline passed.
  internal,     // A bug or corrupted data: a person must look.
};

// Stable lower-case name, as it appears in JSON ("not_found").
std::string_view to_string(ErrorKind kind);

struct [[nodiscard]] Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;

  friend bool operator==(const Error&, const Error&) = default;
};

inline Error invalid(std::string message) { return {ErrorKind::invalid, std::move(message)}; }
inline Error not_found(std::string message) { return {ErrorKind::not_found, std::move(message)}; }
inline Error conflict(std::string message) { return {ErrorKind::conflict, std::move(message)}; }
inline Error forbidden(std::string message) { return {ErrorKind::forbidden, std::move(message)}; }
inline Error busy(std::string message) { return {ErrorKind::busy, std::move(message)}; }
inline Error unavailable(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }
inline Error timed_out(std::string message) { return {ErrorKind::timeout, std::move(message)}; }
inline Error internal(std::string message) { return {ErrorKind::internal, std::move(message)}; }

}  // namespace evo
