// The session cookie: read from a Cookie header (RFC 6265) and written as Set-Cookie.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace evo::http {

inline constexpr std::string_view kSessionCookie = "evoladder_session";
inline constexpr std::size_t kSessionTokenBytes = 64;

// The value of the first cookie of this name.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);
// The session's token when the header carries one of the right form: 64 lower-case hex digits.
std::optional<std::string> session_token(std::string_view header);
// An empty token and no lifetime remove the cookie.
std::string session_cookie(std::string_view token, std::chrono::seconds lifetime, bool secure);

}  // namespace evo::http
