#include "adapters/http/exchange/cookies.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo::http {

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
  for (const std::string_view part : split(header, ';')) {
    const std::string_view pair = trim(part);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return std::nullopt;
}

std::optional<std::string> session_token(std::string_view header) {
  const auto value = find_cookie(header, kSessionCookie);
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!value || value->size() != kSessionTokenBytes || !std::ranges::all_of(*value, is_hex))
    return std::nullopt;
  return std::string(*value);
}

std::string session_cookie(std::string_view token, std::chrono::seconds lifetime, bool secure) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", kSessionCookie, token,
                     lifetime.count(), secure ? "; Secure" : "");
}

}  // namespace evo::http
