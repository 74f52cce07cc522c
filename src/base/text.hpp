// Text from outside is hostile: these functions validate, fold and defuse it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evo {

// Lower-case hex of raw bytes, and back (nullopt for an odd length or a foreign character).
std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);

bool is_utf8(std::string_view text);
// Valid UTF-8 without control characters, bidirectional overrides and zero-width characters: wrong bytes
// become U+FFFD, the others disappear. At most `bytes_max` bytes, cut at a character's border.
std::string harmless(std::string_view text, std::size_t bytes_max);
// Number of code points in valid UTF-8.
std::size_t code_points(std::string_view text);

// ASCII only: other bytes stay as they are.
std::string lower_ascii(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace evo
