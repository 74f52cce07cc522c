#include "adapters/blob/digest_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace evo {

Result<void> check_digest_text(std::string_view sha256) {
  const auto is_hex_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (sha256.size() == 64 && std::ranges::all_of(sha256, is_hex_digit)) return {};
  return fail(
      invalid(fmt::format("'{}' is not a SHA-256: expected 64 lower-case hex digits", harmless(sha256, 80))));
}

bool matches_digest(std::span<const std::uint8_t> bytes, std::string_view sha256) {
  return to_hex(evo::sha256(bytes)) == sha256;
}

Error digest_mismatch(std::string_view sha256) {
  return invalid(fmt::format("the bytes given are not those of SHA-256 {}", sha256));
}

Error no_such_blob(std::string_view sha256) {
  return not_found(fmt::format("no file with SHA-256 {}", sha256));
}

}  // namespace evo
