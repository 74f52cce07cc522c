#include "replay/writer_plan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace evo::replay {
namespace {

constexpr std::size_t kHandleBytes = 40;
constexpr std::size_t kPlayersMax = 8;
constexpr int kTeamMax = 15;
constexpr std::size_t kNameBytesMax = 255;
constexpr std::size_t kTitleBytesMax = 1023;
constexpr std::size_t kChatBytesMax = 2047;
constexpr std::size_t kChatLinesMax = 1000;
constexpr std::size_t kCacheHandlesMax = 63;
constexpr std::uint32_t kGameLoopsMax = 24 * 3600 * 224 / 10;  // A day at speed Faster.
constexpr std::array<double, 5> kSpeedFactors = {0.6, 0.8, 1.0, 1.2, 1.4};
constexpr Time kFirstTime = from_micros(0);
constexpr Time kLastTime = from_micros(4'294'967'295'000'000);  // Streams count seconds in 32 bits.

Result<> check_text(const std::string& field, std::string_view text, std::size_t bytes_max) {
  if (!is_utf8(text)) return fail(invalid(field + ": not valid UTF-8"));
  if (text.size() > bytes_max)
    return fail(invalid(fmt::format("{}: {} bytes, the format holds {}", field, text.size(), bytes_max)));
  return {};
}

Result<> check_name(const std::string& field, std::string_view text) {
  if (text.empty()) return fail(invalid(field + ": empty"));
  return check_text(field, text, kNameBytesMax);
}

Result<> check_toon(const std::string& field, const ToonHandle& toon) {
  if (toon.region > 255)
    return fail(invalid(fmt::format("{}.region: {} is more than 255", field, toon.region)));
  if (!toon.is_set() && toon != ToonHandle{})
    return fail(invalid(field + ": neither whole nor absent; region and id must both be set or nothing"));
  if (toon.id > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return fail(invalid(fmt::format("{}.id: {} is more than 63 bits", field, toon.id)));
  return {};
}

bool is_code(std::string_view text) {
  return text.size() <= 4 && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

Result<> check_player(const GameDescription& game, std::size_t index) {
  const GamePlayer& player = game.players[index];
  const std::string field = fmt::format("players[{}]", index);
  CHECK_OK(check_name(field + ".name", player.name));
  CHECK_OK(check_text(field + ".clan", player.clan, kNameBytesMax));
  CHECK_OK(check_text(field + ".race", player.race, kNameBytesMax));
  CHECK_OK(check_toon(field + ".toon", player.toon));
  if (!is_code(player.race_code))
    return fail(invalid(
        fmt::format("{}.race_code: \"{}\" is not up to four letters or digits", field, player.race_code)));
  if (player.control != Control::human && player.control != Control::computer)
    return fail(invalid(field + ".control: neither human nor computer"));
  if (player.team < 0 || player.team > kTeamMax)
    return fail(invalid(fmt::format("{}.team: {} is not within 0 to {}", field, player.team, kTeamMax)));
  if (!player.left_loop) return {};
  if (player.control == Control::computer)
    return fail(invalid(field + ".left_loop: a computer does not leave"));
  if (*player.left_loop > game.game_loops)
    return fail(invalid(fmt::format("{}.left_loop: {} is after the game's end at loop {}", field,
                                    *player.left_loop, game.game_loops)));
  return {};
}

Result<> check_people(const GameDescription& game) {
  if (game.players.empty() || game.players.size() > kPlayersMax)
    return fail(invalid(fmt::format("players: {}, a game has 1 to {}", game.players.size(), kPlayersMax)));
  for (std::size_t i = 0; i < game.players.size(); ++i) CHECK_OK(check_player(game, i));
  if (game.observers.size() > kSlots - game.players.size())
    return fail(invalid(fmt::format("observers: {} with {} players, the lobby has {} slots",
                                    game.observers.size(), game.players.size(), kSlots)));
  for (std::size_t i = 0; i < game.observers.size(); ++i) {
    const ReplayObserver& observer = game.observers[i];
    const std::string field = fmt::format("observers[{}]", i);
    CHECK_OK(check_name(field + ".name", observer.name));
    CHECK_OK(check_toon(field + ".toon", observer.toon));
    if (observer.role != "spectator" && observer.role != "referee")
      return fail(
          invalid(fmt::format("{}.role: \"{}\" is neither spectator nor referee", field, observer.role)));
  }
  return {};
}

Result<> check_game(const GameDescription& game) {
  CHECK_OK(check_text("map_title", game.map_title, kTitleBytesMax));
  CHECK_OK(check_text("map_author", game.map_author, kNameBytesMax));
  if (game.game_loops > kGameLoopsMax)
    return fail(
        invalid(fmt::format("game_loops: {} is more than {}, a day", game.game_loops, kGameLoopsMax)));
  if (game.speed < 0 || game.speed >= static_cast<int>(kSpeedFactors.size()))
    return fail(invalid(fmt::format("speed: {} is not within 0 to 4", game.speed)));
  if (game.ended_at < kFirstTime || game.ended_at > kLastTime)
    return fail(invalid(fmt::format("ended_at: {} is not within 1970 to 2106", to_rfc3339(game.ended_at))));
  return {};
}

Result<std::uint32_t> parse_part(std::string_view text, std::uint32_t max) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > max)
    return fail(invalid(fmt::format("version: \"{}\" is not a number up to {}", text, max)));
  return value;
}

Result<PlannedVersion> parse_version(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() != 4)
    return fail(invalid(fmt::format("version: \"{}\" is not major.minor.revision.build", text)));
  TRY(const auto major, parse_part(parts[0], 255));
  TRY(const auto minor, parse_part(parts[1], 255));
  TRY(const auto revision, parse_part(parts[2], 255));
  TRY(const auto build, parse_part(parts[3], std::numeric_limits<std::uint32_t>::max()));
  return PlannedVersion{static_cast<std::uint8_t>(major), static_cast<std::uint8_t>(minor),
                        static_cast<std::uint8_t>(revision), build};
}

// "s2ma", two zero bytes, two letters of the depot's region, 32 bytes of SHA-256.
Result<std::string> pack_handles(const std::vector<CacheHandle>& handles) {
  if (handles.size() > kCacheHandlesMax)
    return fail(
        invalid(fmt::format("cache_handles: {}, the format holds {}", handles.size(), kCacheHandlesMax)));
  std::string packed;
  packed.reserve(handles.size() * kHandleBytes);
  for (std::size_t i = 0; i < handles.size(); ++i) {
    const CacheHandle& handle = handles[i];
    const bool letters = std::ranges::all_of(handle.region, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (handle.region.size() != 2 || !letters)
      return fail(invalid(fmt::format("cache_handles[{}].region: not two capital letters", i)));
    const auto digest = handle.sha256.size() == 64 ? from_hex(handle.sha256) : std::nullopt;
    if (!digest) return fail(invalid(fmt::format("cache_handles[{}].sha256: not 64 hex digits", i)));
    packed.append("s2ma\0\0", 6).append(handle.region).append(*digest);
  }
  return packed;
}

// Users are the people among players and observers, in the order of their slots.
void seat(GamePlan& plan) {
  const GameDescription& game = plan.game;
  plan.slot_users.fill(-1);
  const auto add = [&plan](const PlannedUser& user) {
    plan.slot_users[static_cast<std::size_t>(user.slot)] = static_cast<int>(plan.users.size());
    plan.users.push_back(user);
  };
  constexpr std::uint32_t kStayed = std::numeric_limits<std::uint32_t>::max();
  plan.users.reserve(kSlots);
  int slot = 0;
  for (const GamePlayer& player : game.players) {
    if (player.control == Control::human)
      add({&player.name, &player.clan, slot, 0, player.left_loop.value_or(kStayed)});
    ++slot;
  }
  for (const ReplayObserver& observer : game.observers)
    add({&observer.name, nullptr, slot++, observer.role == "referee" ? 2 : 1, kStayed});
}

void describe_format(GamePlan& plan) {
  std::array<std::size_t, kTeamMax + 1> sizes{};
  for (const GamePlayer& player : plan.game.players) ++sizes[static_cast<std::size_t>(player.team)];
  plan.teams = static_cast<int>(std::ranges::count_if(sizes, [](std::size_t size) { return size > 0; }));
  const std::size_t size = std::ranges::max(sizes);
  const bool even = std::ranges::all_of(sizes, [size](std::size_t n) { return n == 0 || n == size; });
  if (plan.teams > 2 && size == 1)
    plan.format = "FFA";
  else if (plan.teams == 2 && even)
    plan.format = fmt::format("{}v{}", size, size);
  else
    plan.format = "Cust";
}

Result<int> recipient_of(const std::string& field, std::string_view to) {
  if (to == "all") return 0;
  if (to == "allies") return 1;
  if (to == "individual") return 2;
  if (to == "observers") return 4;
  return fail(invalid(fmt::format("{}: \"{}\" is not all, allies, individual or observers", field, to)));
}

Result<> plan_chat(GamePlan& plan) {
  const GameDescription& game = plan.game;
  if (game.chat.size() > kChatLinesMax)
    return fail(invalid(fmt::format("chat: {} lines, at most {}", game.chat.size(), kChatLinesMax)));
  plan.chat.reserve(game.chat.size());
  for (std::size_t i = 0; i < game.chat.size(); ++i) {
    const ChatLine& line = game.chat[i];
    const std::string field = fmt::format("chat[{}]", i);
    CHECK_OK(check_text(field + ".text", line.text, kChatBytesMax));
    TRY(const int recipient, recipient_of(field + ".to", line.to));
    const auto user =
        std::ranges::find_if(plan.users, [&](const PlannedUser& u) { return *u.name == line.from; });
    if (user == plan.users.end())
      return fail(invalid(fmt::format("{}.from: \"{}\" is nobody of this game", field, line.from)));
    const double loop = std::round(line.at_s / seconds_of(1, game.speed));
    if (!(loop >= 0 && loop <= static_cast<double>(game.game_loops)))
      return fail(invalid(fmt::format("{}.at_s: {} is not within the game", field, line.at_s)));
    plan.chat.push_back(
        {static_cast<std::uint32_t>(loop), static_cast<int>(user - plan.users.begin()), recipient, &line});
  }
  // Lines of one loop stay in the order of the description, in which they follow each other in memory.
  std::ranges::sort(plan.chat, {}, [](const PlannedChat& said) { return std::pair(said.loop, said.line); });
  return {};
}

}  // namespace

std::string_view handle_at(const GamePlan& plan, std::size_t index) {
  return std::string_view(plan.cache_handles).substr(index * kHandleBytes, kHandleBytes);
}

std::string data_version(const GamePlan& plan) {
  const Digest digest = sha256(fmt::format("data of build {}", plan.version.build));
  return std::string(reinterpret_cast<const char*>(digest.data()), 16);
}

int recorded(Control control) { return control == Control::computer ? 3 : 2; }

double seconds_of(std::uint32_t loops, int speed) {
  return loops / (16 * kSpeedFactors[static_cast<std::size_t>(speed)]);
}

Result<GamePlan> plan_game(const GameDescription& game) {
  CHECK_OK(check_people(game));
  CHECK_OK(check_game(game));
  TRY(const PlannedVersion version, parse_version(game.version));
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(game.base_build, version.build, exact);
  if (!exact) return fail(invalid(fmt::format("base_build: {} is not known", game.base_build)));
  if (layout.user_id == protocol::kNoType)
    return fail(invalid(fmt::format("base_build: {} is from before games had a user list", game.base_build)));
  TRY(std::string handles, pack_handles(game.cache_handles));
  GamePlan plan{game, layout, version, {}, {}, std::move(handles), {}, 0, {}};
  seat(plan);
  describe_format(plan);
  CHECK_OK(plan_chat(plan));
  return plan;
}

}  // namespace evo::replay
