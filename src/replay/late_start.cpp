#include "replay/late_start.hpp"

#include <algorithm>
#include <bitset>
#include <functional>
#include <limits>
#include <string_view>

#include "replay/event_stream.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

constexpr std::size_t kPlayerIds = 16;  // 0 is the map itself.
// Units that the computer's commands are shown with: everybody who sits in the lobby as a player owns some.
constexpr std::string_view kBeacon = "Beacon";
// Those who play get their units together; a second of game time is ample.
constexpr std::uint64_t kTogetherLoops = 16;

struct Birth {
  std::int64_t player = 0;
  bool beacon = false;
};

Birth read_birth(TypeId unit, VersionedDecoder& in) {
  Birth birth;
  in.each_field(unit, [&](Name name, TypeId) {
    switch (name) {
      case Name::m_unitTypeName:
        birth.beacon = in.blob().starts_with(kBeacon);
        return true;
      case Name::m_controlPlayerId:
        birth.player = in.integer();
        return true;
      default:
        return false;
    }
  });
  return birth;
}

bool is_person(const ReplayPlayer& player) { return player.control == Control::human; }

bool plays_in(const LateStart& start, const ReplayPlayer& player) {
  return !is_person(player) || std::ranges::find(start.players, player.id) != start.players.end();
}

void split_team(std::vector<ReplayPlayer>& players) {
  const auto same_team = [&](const ReplayPlayer& player) { return player.team == players.front().team; };
  if (!std::ranges::all_of(players, same_team)) return;
  const auto has = [&](GameResult result) {
    return std::ranges::find(players, result, &ReplayPlayer::result) != players.end();
  };
  const bool decided =
      has(GameResult::win) && has(GameResult::loss) && !has(GameResult::undecided) && !has(GameResult::tie);
  if (!decided && players.size() != 2) return;
  for (ReplayPlayer& player : players)
    player.team = decided ? (player.result == players.front().result ? 0 : 1) : (&player != &players.front());
}

}  // namespace

Result<std::optional<LateStart>> read_late_start(Bytes tracker_events, const protocol::Layout& layout) {
  std::optional<LateStart> start;
  bool at_once = false;
  std::bitset<kPlayerIds> seen;
  const auto on_event = [&](const EventHead& event, VersionedDecoder& in) {
    // A time past 32 bits is that of a game resumed from a replay.
    if (event.loop > (start ? start->loop + kTogetherLoops : std::numeric_limits<std::uint32_t>::max()))
      return Next::stop;
    if (event.name != Name::SUnitBornEvent) return Next::skip;
    const Birth birth = read_birth(event.type, in);
    const bool owned = birth.player > 0 && birth.player < static_cast<std::int64_t>(kPlayerIds);
    if (in.failed() || !owned || birth.beacon) return Next::taken;
    at_once = event.loop == 0;
    if (at_once) return Next::stop;
    if (!start) start = LateStart{static_cast<std::uint32_t>(event.loop), {}};
    seen.set(static_cast<std::size_t>(birth.player));
    return Next::taken;
  };
  CHECK_OK(each_tracker_event(tracker_events, tracker_stream(layout), on_event));
  if (at_once || !start) return std::optional<LateStart>();
  for (std::size_t id = 1; id < kPlayerIds; ++id)
    if (seen[id]) start->players.push_back(static_cast<std::int64_t>(id));
  return start;
}

bool may_start_late(const std::vector<DetailsPlayer>& players) {
  const auto undecided = [](const DetailsPlayer& player) {
    return static_cast<GameResult>(player.result) == GameResult::undecided;
  };
  return std::ranges::count(players, kControlHuman, &DetailsPlayer::control) > 2 &&
         std::ranges::any_of(players, undecided);
}

void seat_late_players(const LateStart& start, std::vector<ReplayPlayer>& players,
                       std::vector<ReplayObserver>& observers) {
  const auto plays = [&start](const ReplayPlayer& player) { return plays_in(start, player); };
  const auto playing = std::ranges::count_if(players, plays);
  if (playing < 2 || playing == std::ssize(players)) return;
  for (const ReplayPlayer& player : players)
    if (!plays(player)) observers.push_back({.name = player.name, .toon = player.toon, .role = "spectator"});
  std::erase_if(players, std::not_fn(plays));
  split_team(players);
}

}  // namespace evo::replay
