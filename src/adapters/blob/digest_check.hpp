// Checks that both stores make of their arguments.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace evo {

// A blob's name is 64 lower-case hex digits: nothing else may become part of a path. Errors: invalid.
Result<void> check_digest_text(std::string_view sha256);
bool matches_digest(std::span<const std::uint8_t> bytes, std::string_view sha256);
Error digest_mismatch(std::string_view sha256);
Error no_such_blob(std::string_view sha256);

}  // namespace evo
