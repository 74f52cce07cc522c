#include "replay/replay_header.hpp"

#include <array>
#include <limits>

#include <fmt/format.h>

#include "replay/versioned_decoder.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr std::string_view kSignature = "StarCraft II replay";
constexpr std::int64_t kVersionPartMax = 255;

struct Parts {
  std::string_view signature;
  std::int64_t major = 0;
  std::int64_t minor = 0;
  std::int64_t revision = 0;
  std::int64_t build = 0;
  std::int64_t base_build = 0;
  std::int64_t game_loops = -1;
};

Parts read_parts(VersionedDecoder& in) {
  // Later builds only added fields to the header: the newest table reads all of them.
  bool exact = false;
  constexpr std::uint32_t kNewest = std::numeric_limits<std::uint32_t>::max();
  const TypeId root = protocol::layout_for(kNewest, kNewest, exact).header;
  Parts parts;
  const auto read_version = [&](Name name, TypeId) {
    switch (name) {
      case Name::m_major:
        parts.major = in.integer();
        return true;
      case Name::m_minor:
        parts.minor = in.integer();
        return true;
      case Name::m_revision:
        parts.revision = in.integer();
        return true;
      case Name::m_build:
        parts.build = in.integer();
        return true;
      case Name::m_baseBuild:
        parts.base_build = in.integer();
        return true;
      default:
        return false;
    }
  };
  in.each_field(root, [&](Name name, TypeId type) {
    switch (name) {
      case Name::m_signature:
        parts.signature = in.blob();
        return true;
      case Name::m_version:
        in.each_field(type, read_version);
        return true;
      case Name::m_elapsedGameLoops:
        parts.game_loops = in.integer();
        return true;
      default:
        return false;
    }
  });
  return parts;
}

bool is_u32(std::int64_t value) { return value >= 0 && value <= std::numeric_limits<std::uint32_t>::max(); }

}  // namespace

Result<ReplayHeader> read_header(Bytes header) {
  VersionedDecoder in(header);
  const Parts parts = read_parts(in);
  if (in.failed())
    return fail(invalid(fmt::format("replay header: at byte {}: {}", in.position(), in.failure())));
  if (!parts.signature.starts_with(kSignature))
    return fail(invalid("replay header: it is not signed as a StarCraft II replay"));
  if (!is_u32(parts.game_loops))
    return fail(invalid(fmt::format("replay header: {} game loops", parts.game_loops)));
  if (!is_u32(parts.base_build) || !is_u32(parts.build) || parts.base_build == 0)
    return fail(
        invalid(fmt::format("replay header: build {} on base build {}", parts.build, parts.base_build)));
  for (const std::int64_t part : std::array{parts.major, parts.minor, parts.revision})
    if (part < 0 || part > kVersionPartMax)
      return fail(invalid(fmt::format("replay header: {} as a part of the version", part)));
  return ReplayHeader{
      .base_build = static_cast<std::uint32_t>(parts.base_build),
      .build = static_cast<std::uint32_t>(parts.build),
      .game_loops = static_cast<std::uint32_t>(parts.game_loops),
      .version = fmt::format("{}.{}.{}.{}", parts.major, parts.minor, parts.revision, parts.build)};
}

Error blame_build(Error error, const ReplayHeader& header) {
  bool exact = false;
  (void)protocol::layout_for(header.base_build, header.build, exact);
  if (!exact)
    error.message +=
        fmt::format(" (the game's base build {} is not known; it was read like the nearest older build)",
                    header.base_build);
  return error;
}

}  // namespace evo::replay
