#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "replay/archive.hpp"
#include "replay/attributes.hpp"
#include "replay/details.hpp"
#include "replay/game_metadata.hpp"
#include "replay/late_start.hpp"
#include "replay/lobby.hpp"
#include "replay/player_name.hpp"
#include "replay/replay_header.hpp"
#include "replay/streams.hpp"
#include "replay/winner.hpp"

namespace evo::replay {
namespace {

constexpr std::uint32_t kLastBuildOfPlayerIds = 23260;
constexpr std::uint32_t kLastBuildOfShiftedSides = 23925;
constexpr std::size_t kTitleBytesMax = 256;
constexpr std::size_t kRaceBytesMax = 64;
constexpr std::size_t kChatTextBytesMax = 1024;

struct Speed {
  std::string_view name;
  double factor;  // Game seconds in a real one.
};
constexpr std::array<Speed, 5> kSpeeds{Speed{"Slower", 0.6}, Speed{"Slow", 0.8}, Speed{"Normal", 1.0},
                                       Speed{"Fast", 1.2}, Speed{"Faster", 1.4}};
constexpr double kLoopsPerGameSecond = 16;

// 100 ns since 1601, as the file counts; limits are 1970 and 2200.
constexpr std::int64_t kTicksPerMicrosecond = 10;
constexpr std::int64_t kTicksTo1970 = 116'444'736'000'000'000;
constexpr std::int64_t kTicksTo2200 = 189'026'784'000'000'000;

// All that the members say; what could not be read is absent.
struct Contents {
  ReplayHeader header;
  bool exact = false;
  Details details;
  std::optional<Lobby> lobby;
  std::optional<Attributes> attributes;
  std::vector<MetadataPlayer> metadata;
  std::vector<PlayerSetup> setups;
  std::optional<LateStart> late_start;
  std::vector<Leave> leaves;
  std::optional<Messages> messages;

  // Who acts in the event streams: players by id, or users.
  bool acts_by_player() const { return header.base_build <= kLastBuildOfPlayerIds; }
};

// The first of the names that the file has.
Result<Member> read_either(Archive& archive, const MemberName& name, const MemberName& otherwise) {
  const bool fallback = !archive.contains(name) && archive.contains(otherwise);
  return archive.read(fallback ? otherwise : name);
}

// What `decode` makes of a member; nullopt when it is missing or broken.
template <class Decode>
auto read_optional(const Result<Member>& member, Decode&& decode) {
  using Value = typename decltype(decode(Bytes{}))::value_type;
  if (!member) return std::optional<Value>();
  Result<Value> value = decode(member->bytes());
  return value ? std::optional<Value>(*std::move(value)) : std::nullopt;
}

void read_tracker_events(const Result<Member>& member, const protocol::Layout& layout, Contents& contents) {
  contents.setups = read_optional(member, [&](Bytes bytes) {
                      return read_player_setups(bytes, layout);
                    }).value_or(std::vector<PlayerSetup>());
  if (!may_start_late(contents.details.players)) return;
  contents.late_start = read_optional(member, [&](Bytes bytes) {
                          return read_late_start(bytes, layout);
                        }).value_or(std::nullopt);
}

Result<Contents> read_contents(Bytes file) {
  TRY(Archive archive, Archive::open(file));
  Contents contents;
  TRY(contents.header, read_header(archive.header()));
  const std::uint32_t base_build = contents.header.base_build;
  const std::uint32_t loops = contents.header.game_loops;
  const protocol::Layout& layout = protocol::layout_for(base_build, contents.header.build, contents.exact);

  TRY(const Member details, read_either(archive, "replay.details", "replay.details.backup"));
  TRY(contents.details, blaming_build(read_details(details.bytes(), layout), contents.header));

  contents.lobby = read_optional(read_either(archive, "replay.initData", "replay.initData.backup"),
                                 [&](Bytes member) { return read_lobby(member, layout); });
  contents.attributes = read_optional(archive.read("replay.attributes.events"),
                                      [&](Bytes member) { return read_attributes(member, base_build); });
  if (const auto metadata = read_either(archive, "replay.gamemetadata.json", "replay.gamemetadata"))
    contents.metadata = read_game_metadata(metadata->bytes());
  contents.messages = read_optional(archive.read("replay.message.events"),
                                    [&](Bytes member) { return read_messages(member, layout, loops); });
  read_tracker_events(archive.read("replay.tracker.events"), layout, contents);
  contents.leaves = read_optional(archive.read("replay.game.events"), [&](Bytes member) {
                      return read_leaves(member, layout, loops);
                    }).value_or(std::vector<Leave>());
  return contents;
}

class Summarizer {
 public:
  explicit Summarizer(const Contents& contents) : in_(contents) {}

  ReplaySummary summarize() {
    fill_game();
    fill_time();
    for (std::size_t i = 0; i < in_.details.players.size(); ++i) add_player(i);
    add_observers();
    seat_players();
    fill_lobby();
    out_.type = game_type(out_.players);
    out_.winner = find_winner(out_.players);
    out_.recorder = find_recorder();
    add_chat();
    return std::move(out_);
  }

 private:
  void fill_game() {
    out_.base_build = in_.header.base_build;
    out_.build = in_.header.build;
    out_.version = in_.header.version;
    out_.protocol_exact = in_.exact;
    out_.game_loops = in_.header.game_loops;
    out_.map_title = harmless(in_.details.title, kTitleBytesMax);
    out_.cache_handles = in_.details.cache_handles;
    if (!out_.cache_handles.empty()) {
      out_.region = lower_ascii(out_.cache_handles.back().region);
      out_.map_sha256 = out_.cache_handles.back().sha256;
    }
    if (in_.lobby) {
      out_.map_author = harmless(in_.lobby->map_author, kTitleBytesMax);
      out_.random_seed = in_.lobby->random_seed;
    }
  }

  void fill_time() {
    const Speed& speed = kSpeeds[static_cast<std::size_t>(in_.details.speed)];
    out_.speed = speed.name;
    loops_per_second_ = kLoopsPerGameSecond * speed.factor;
    out_.duration_s = in_.header.game_loops / loops_per_second_;
    const std::int64_t ticks = in_.details.time_utc;
    if (ticks < kTicksTo1970 || ticks > kTicksTo2200) return;
    out_.ended_at = from_micros((ticks - kTicksTo1970) / kTicksPerMicrosecond);
    out_.started_at = out_.ended_at - Duration(std::llround(out_.duration_s * 1e6));
  }

  // The slot of a player of the details: by the number both name, in old builds by order.
  std::optional<std::size_t> find_slot(std::size_t index) const {
    if (!in_.lobby) return std::nullopt;
    const DetailsPlayer& player = in_.details.players[index];
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < in_.lobby->slots.size(); ++i) {
      const LobbySlot& slot = in_.lobby->slots[i];
      const bool plays = slot.control == kControlHuman || slot.control == kControlComputer;
      const bool fits =
          player.working_set_slot ? slot.working_set_slot == player.working_set_slot : slot.observe == 0;
      if (plays && fits) found.push_back(i);
    }
    const bool by_order = !player.working_set_slot;
    if (found.size() != (by_order ? in_.details.players.size() : 1)) return std::nullopt;
    const std::size_t slot = by_order ? found[index] : found.front();
    const auto& toon = in_.lobby->slots[slot].toon;
    if (toon.is_set() && toon != player.toon) return std::nullopt;
    return slot;
  }

  const LobbyUser* user_at(std::optional<std::int64_t> user) const {
    if (!user || !in_.lobby || *user < 0 || static_cast<std::size_t>(*user) >= in_.lobby->users.size())
      return nullptr;
    return &in_.lobby->users[static_cast<std::size_t>(*user)];
  }

  static Control to_control(std::int64_t control) {
    return control == kControlHuman      ? Control::human
           : control == kControlComputer ? Control::computer
                                         : Control::other;
  }

  // As the details tell it. Old ones wrote the team of whoever sits behind, the first one's at the end, and a
  // control of somebody else.
  void fill_side(ReplayPlayer& player, std::size_t index) const {
    const std::vector<DetailsPlayer>& all = in_.details.players;
    const bool shifted = in_.header.base_build <= kLastBuildOfShiftedSides;
    player.team = static_cast<int>(all[shifted ? (index + all.size() - 1) % all.size() : index].team);
    player.control = !shifted                   ? to_control(all[index].control)
                     : all[index].toon.is_set() ? Control::human
                                                : Control::computer;
  }

  void add_player(std::size_t index) {
    const DetailsPlayer& from = in_.details.players[index];
    ReplayPlayer player;
    player.id = static_cast<int>(index) + 1;
    player.toon = from.toon.is_set() ? from.toon : ToonHandle{};
    player.race = harmless(from.race, kRaceBytesMax);
    fill_side(player, index);
    player.result = static_cast<GameResult>(from.result);
    player.handicap = static_cast<int>(from.handicap);
    PlayerName name = parse_player_name(from.name);
    if (const auto place = find_slot(index)) {
      const LobbySlot& slot = in_.lobby->slots[*place];
      player.slot = static_cast<int>(*place);
      if (!from.working_set_slot) {
        player.team = static_cast<int>(slot.team);
        player.control = to_control(slot.control);
      }
      const LobbyUser* user = slot.control == kControlHuman ? user_at(slot.user) : nullptr;
      if (user != nullptr) {
        player.user = static_cast<int>(*slot.user);
        if (!user->name.empty()) name = {user->name, user->clan};
        if (user->rating && *user->rating > 0) player.mmr = static_cast<int>(*user->rating);
      }
      for (const PlayerSetup& setup : in_.setups)
        if (setup.slot == slot_number(*place) && is_player_id(setup.player))
          player.id = static_cast<int>(setup.player);
    }
    player.name = harmless(name.name, kPlayerNameBytesMax);
    player.clan = harmless(name.clan, kPlayerNameBytesMax);
    add_codes(player);
    add_leave(player);
    out_.players.push_back(std::move(player));
  }

  static std::optional<std::int64_t> slot_number(std::size_t slot) { return static_cast<std::int64_t>(slot); }
  static bool is_player_id(std::int64_t id) { return id > 0 && id < static_cast<std::int64_t>(kPlayersMax); }

  void add_codes(ReplayPlayer& player) const {
    if (in_.attributes && is_player_id(player.id)) {
      const PlayerAttributes& attributes = in_.attributes->players[static_cast<std::size_t>(player.id)];
      player.race_picked = attributes.race;
      if (player.control == Control::computer) player.difficulty = attributes.difficulty;
    }
    const auto same = [&player](const MetadataPlayer& entry) { return entry.id == player.id; };
    const auto entry = std::ranges::find_if(in_.metadata, same);
    if (entry == in_.metadata.end()) return;
    player.race_code = entry->race;
    player.apm = entry->apm;
    if (!player.mmr && entry->mmr && *entry->mmr > 0) player.mmr = entry->mmr;
  }

  void add_leave(ReplayPlayer& player) const {
    const std::optional<int> actor = in_.acts_by_player() ? player.id : player.user;
    const auto leave =
        std::ranges::find_if(in_.leaves, [&](const Leave& entry) { return entry.actor == actor; });
    if (!actor || leave == in_.leaves.end()) return;
    player.left_loop = leave->loop;
    player.leave_reason = leave->reason;
  }

  void add_observers() {
    if (!in_.lobby) return;
    for (const LobbySlot& slot : in_.lobby->slots) {
      const LobbyUser* user = user_at(slot.user);
      if (slot.control != kControlHuman || slot.observe == 0 || user == nullptr) continue;
      out_.observers.push_back({.name = harmless(user->name, kPlayerNameBytesMax),
                                .toon = slot.toon,
                                .role = slot.observe == 1 ? "spectator" : "referee"});
    }
  }

  void seat_players() {
    if (!in_.late_start) return;
    out_.play_begins_loop = in_.late_start->loop;
    seat_late_players(*in_.late_start, out_.players, out_.observers);
  }

  void fill_lobby() {
    if (in_.lobby && in_.lobby->matchmade) out_.category = "Ladder";
    if (!in_.attributes) return;
    const Attributes& from = *in_.attributes;
    const auto named = [](const std::string& code,
                          std::initializer_list<std::array<std::string_view, 2>> names) {
      for (const auto& [known, text] : names)
        if (known == code) return std::string(text);
      return code;
    };
    const std::string mode =
        named(from.game_mode, {{"Amm", "Ladder"}, {"Priv", "Private"}, {"Pub", "Public"}});
    if (!mode.empty()) out_.category = mode;
    out_.lobby.privacy =
        named(from.privacy, {{"Norm", "Normal"}, {"NoMH", "No Match History"}, {"NoBO", "No Build Order"}});
    out_.lobby.duration = named(from.duration, {{"0", "Infinite"}});
    out_.lobby.locked_alliances = named(from.locked_alliances, {{"yes", "Yes"}, {"no", "No"}});
  }

  std::vector<std::int64_t> users_present() const {
    std::vector<std::int64_t> users;
    if (!in_.lobby) return users;
    for (const LobbySlot& slot : in_.lobby->slots)
      if (slot.control == kControlHuman && user_at(slot.user) != nullptr) users.push_back(*slot.user);
    return users;
  }

  // Old builds record everybody's loading progress but the recorder's own, which never travelled. Later ones
  // record all, but a file ends when its recorder leaves; alone that is no proof, as it also ends so when the
  // game does.
  std::optional<int> find_recorder() const {
    const std::vector<std::int64_t> users = users_present();
    if (users.size() == 1) return static_cast<int>(users.front());
    if (in_.messages && in_.messages->reported.any()) {
      std::vector<std::int64_t> silent;
      for (const std::int64_t user : users)
        if (const auto actor = actor_of(user);
            actor && *actor < kActorsMax && !in_.messages->reported[*actor])
          silent.push_back(user);
      if (silent.size() == 1) return static_cast<int>(silent.front());
    }
    if (in_.leaves.size() < 2 || in_.acts_by_player()) return std::nullopt;
    const Leave& last = in_.leaves.back();
    const bool ends_file =
        last.loop == in_.header.game_loops && in_.leaves[in_.leaves.size() - 2].loop < last.loop;
    if (!ends_file || std::ranges::find(users, last.actor) == users.end()) return std::nullopt;
    return last.actor;
  }

  std::optional<std::size_t> actor_of(std::int64_t user) const {
    if (!in_.acts_by_player()) return static_cast<std::size_t>(user);
    for (const ReplayPlayer& player : out_.players)
      if (player.user == user) return static_cast<std::size_t>(player.id);
    return std::nullopt;
  }

  std::string actor_name(int actor) const {
    if (!in_.acts_by_player()) {
      const LobbyUser* user = user_at(actor);
      return user == nullptr ? std::string() : harmless(user->name, kPlayerNameBytesMax);
    }
    const auto same = [actor](const ReplayPlayer& player) { return player.id == actor; };
    const auto player = std::ranges::find_if(out_.players, same);
    return player == out_.players.end() ? std::string() : player->name;
  }

  void add_chat() {
    if (!in_.messages) return;
    for (const ChatMessage& message : in_.messages->chat) {
      const std::string_view to = message.recipient == 0   ? "all"
                                  : message.recipient == 1 ? "allies"
                                  : message.recipient == 4 ? "observers"
                                                           : "individual";
      out_.chat.push_back({.at_s = message.loop / loops_per_second_,
                           .from = actor_name(message.actor),
                           .to = std::string(to),
                           .text = harmless(message.text, kChatTextBytesMax)});
    }
  }

  const Contents& in_;
  ReplaySummary out_;
  double loops_per_second_ = 0;
};

}  // namespace

Result<ReplaySummary> summarize(Bytes file) {
  TRY(const Contents contents, read_contents(file));
  ReplaySummary summary = Summarizer(contents).summarize();
  summary.sha256 = to_hex(sha256(file));
  summary.size = file.size();
  return summary;
}

}  // namespace evo::replay
