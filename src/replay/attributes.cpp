#include "replay/attributes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo::replay {
namespace {

constexpr std::uint32_t kLongHeaderFrom = 17326;  // Base build from which a source byte stands first.
constexpr std::size_t kEntryBytes = 13;
constexpr std::uint32_t kStandardNamespace = 999;
constexpr std::uint8_t kGameScope = 16;

// Attribute numbers of the standard namespace.
constexpr std::uint32_t kRace = 3001;
constexpr std::uint32_t kDifficulty = 3004;
constexpr std::uint32_t kGameMode = 3009;
constexpr std::uint32_t kLockedAlliances = 3010;
constexpr std::uint32_t kDuration = 3015;
constexpr std::uint32_t kPrivacy = 4000;

std::uint32_t word_at(Bytes bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{bytes[offset + i]} << (8 * i);
  return value;
}

// Four letters, stored last first and padded.
std::string code_at(Bytes bytes, std::size_t offset) {
  std::string code;
  for (std::size_t i = 4; i-- > 0;)
    if (bytes[offset + i] != 0) code += static_cast<char>(bytes[offset + i]);
  return std::string(trim(harmless(code, 16)));
}

void keep(Attributes& attributes, std::uint8_t scope, std::uint32_t id, std::string code) {
  if (scope == kGameScope) {
    switch (id) {
      case kGameMode:
        attributes.game_mode = std::move(code);
        return;
      case kLockedAlliances:
        attributes.locked_alliances = std::move(code);
        return;
      case kDuration:
        attributes.duration = std::move(code);
        return;
      case kPrivacy:
        attributes.privacy = std::move(code);
        return;
      default:
        return;
    }
  }
  if (scope >= Attributes::kScopesMax) return;
  if (id == kRace) attributes.players[scope].race = std::move(code);
  if (id == kDifficulty) attributes.players[scope].difficulty = std::move(code);
}

}  // namespace

Result<Attributes> read_attributes(Bytes member, std::uint32_t base_build) {
  const std::size_t header = base_build >= kLongHeaderFrom ? 5 : 4;
  if (member.size() < header + 4) return fail(invalid("replay.attributes.events: its header is cut short"));
  const std::uint32_t count = word_at(member, header);
  Bytes entries = member.subspan(header + 4);
  if (count > entries.size() / kEntryBytes)
    return fail(
        invalid(fmt::format("replay.attributes.events: {} attributes in {} bytes", count, entries.size())));
  Attributes attributes;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Bytes entry = entries.subspan(i * kEntryBytes, kEntryBytes);
    if (word_at(entry, 0) == kStandardNamespace)
      keep(attributes, entry[8], word_at(entry, 4), code_at(entry, 9));
  }
  return attributes;
}

}  // namespace evo::replay
