#include "replay/details.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/text.hpp"
#include "replay/versioned_decoder.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr std::size_t kHandleBytes = 40;
constexpr std::size_t kHandleHashStart = 8;

// Kind ("s2ma"), two zero bytes, region, SHA-256.
std::optional<CacheHandle> parse_handle(std::string_view bytes) {
  if (bytes.size() != kHandleBytes) return std::nullopt;
  const std::size_t start = std::min(bytes.find_first_not_of('\0', 4), kHandleHashStart);
  std::string_view region = bytes.substr(start, kHandleHashStart - start);
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  if (region.empty() || !std::ranges::all_of(region, is_letter)) return std::nullopt;
  return CacheHandle{std::string(region), to_hex(bytes.substr(kHandleHashStart))};
}

class DetailsReader {
 public:
  explicit DetailsReader(Bytes member) : in_(member) {}

  Result<Details> read(TypeId root) {
    in_.each_field(root, [this](Name name, TypeId type) { return read_field(name, type); });
    if (in_.failed())
      return fail(invalid(fmt::format("replay.details: at byte {}: {}", in_.position(), in_.failure())));
    if (!has_players_) return fail(invalid("replay.details: it has no list of players"));
    if (details_.speed < 0 || details_.speed > 4)
      return fail(invalid(fmt::format("replay.details: game speed {}", details_.speed)));
    return std::move(details_);
  }

 private:
  bool read_field(Name name, TypeId type) {
    switch (name) {
      case Name::m_playerList:
        has_players_ = true;
        in_.optional(
            type, [this](TypeId list) { in_.each_item(list, [this](TypeId item) { read_player(item); }); });
        return true;
      case Name::m_title:
        details_.title = in_.blob();
        return true;
      case Name::m_timeUTC:
        details_.time_utc = in_.integer();
        return true;
      case Name::m_gameSpeed:
        details_.speed = in_.integer();
        return true;
      case Name::m_cacheHandles:
        in_.optional(type, [this](TypeId list) { in_.each_item(list, [this](TypeId) { read_handle(); }); });
        return true;
      default:
        return false;
    }
  }

  void read_player(TypeId type) {
    if (details_.players.size() == kPlayersMax) return in_.fail("more players than a game can have");
    DetailsPlayer player;
    in_.each_field(type, [&](Name name, TypeId field) {
      switch (name) {
        case Name::m_name:
          player.name = in_.blob();
          return true;
        case Name::m_toon:
          read_toon(field, player.toon);
          return true;
        case Name::m_race:
          player.race = in_.blob();
          return true;
        case Name::m_control:
          player.control = in_.integer();
          return true;
        case Name::m_teamId:
          player.team = small(0, 15, "a team number out of range");
          return true;
        case Name::m_handicap:
          player.handicap = small(0, 1000, "a handicap out of range");
          return true;
        case Name::m_result:
          player.result = small(0, 3, "an unknown result");
          return true;
        case Name::m_workingSetSlotId:
          in_.optional(field, [&](TypeId) { player.working_set_slot = in_.integer(); });
          return true;
        default:
          return false;
      }
    });
    details_.players.push_back(std::move(player));
  }

  void read_toon(TypeId type, ToonHandle& toon) {
    constexpr std::int64_t kRealmMax = std::numeric_limits<std::uint32_t>::max();
    constexpr std::int64_t kIdMax = std::numeric_limits<std::int64_t>::max();
    constexpr const char* kWrong = "a part of a toon handle is out of range";
    in_.each_field(type, [&](Name name, TypeId) {
      switch (name) {
        case Name::m_region:
          toon.region = static_cast<std::uint32_t>(small(0, 255, kWrong));
          return true;
        case Name::m_realm:
          toon.realm = static_cast<std::uint32_t>(small(0, kRealmMax, kWrong));
          return true;
        case Name::m_id:
          toon.id = static_cast<std::uint64_t>(small(0, kIdMax, kWrong));
          return true;
        default:
          return false;
      }
    });
  }

  void read_handle() {
    if (details_.cache_handles.size() == kCacheHandlesMax) return in_.fail("too many cache handles");
    std::optional<CacheHandle> handle = parse_handle(in_.blob());
    if (!handle) return in_.fail("this is not a cache handle");
    details_.cache_handles.push_back(*std::move(handle));
  }

  std::int64_t small(std::int64_t low, std::int64_t high, const char* otherwise) {
    const std::int64_t value = in_.integer();
    if (value < low || value > high) in_.fail(otherwise);
    return value;
  }

  VersionedDecoder in_;
  Details details_;
  bool has_players_ = false;
};

}  // namespace

Result<Details> read_details(Bytes member, const protocol::Layout& layout) {
  return DetailsReader(member).read(layout.details);
}

}  // namespace evo::replay
