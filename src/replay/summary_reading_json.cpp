#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "replay/details.hpp"
#include "replay/replay.hpp"
#include "replay/streams.hpp"
#include "replay/summary_json.hpp"
#include "replay/summary_text.hpp"

namespace evo::replay {
namespace {

using Json = nlohmann::json;

constexpr int kDepthMax = 8;
constexpr std::size_t kShortBytesMax = 64;   // Codes, versions, names of settings.
constexpr std::size_t kNameBytesMax = 128;   // Players and their clans.
constexpr std::size_t kTitleBytesMax = 256;  // Maps.
constexpr std::size_t kChatBytesMax = 1024;
constexpr std::int64_t kU32Max = std::numeric_limits<std::uint32_t>::max();
constexpr double kSecondsMax = 1e9;

// Reads members of the object it stands on; the first thing that is wrong is kept with its path.
class Reader {
 public:
  explicit Reader(const Json& root) : here_(&root) {}

  const std::optional<Error>& error() const { return error_; }

  std::string text(const char* key, std::size_t bytes_max = kShortBytesMax) {
    const Json* value = member(key, "a text", &Json::is_string);
    if (value == nullptr) return {};
    const auto& raw = value->get_ref<const std::string&>();
    if (raw.size() > bytes_max)
      return wrong(key, fmt::format("more than {} bytes", bytes_max)), std::string();
    if (harmless(raw, bytes_max) != raw) return wrong(key, "characters that no text may have"), std::string();
    return raw;
  }

  std::string digest(const char* key, bool may_be_empty) {
    std::string hex = text(key);
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const bool good = hex.size() == 64 && std::ranges::all_of(hex, is_digit);
    if (!good && !(may_be_empty && hex.empty())) wrong(key, "not 64 hex digits");
    return hex;
  }

  bool boolean(const char* key) {
    const Json* value = member(key, "true or false", &Json::is_boolean);
    return value != nullptr && value->get<bool>();
  }

  template <class Number>
  Number integer(const char* key, std::int64_t low, std::int64_t high) {
    const Json* value = member(key, "an integer", &Json::is_number_integer);
    if (value == nullptr) return {};
    const bool huge = value->is_number_unsigned() &&
                      value->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    const std::int64_t number = huge ? 0 : value->get<std::int64_t>();
    if (huge || number < low || number > high)
      return wrong(key, fmt::format("not between {} and {}", low, high)), Number{};
    return static_cast<Number>(number);
  }

  // Absent and null are the same.
  template <class Number>
  std::optional<Number> optional_integer(const char* key, std::int64_t low, std::int64_t high) {
    if (!has(key)) return std::nullopt;
    return integer<Number>(key, low, high);
  }

  double seconds(const char* key) {
    const Json* value = member(key, "a number", &Json::is_number);
    if (value == nullptr) return 0;
    const double number = value->get<double>();
    if (!(number >= 0 && number <= kSecondsMax)) return wrong(key, "not a time in seconds"), 0.0;
    return number;
  }

  Time time(const char* key) {
    const Result<Time> parsed = parse_rfc3339(text(key));
    if (!parsed) return wrong(key, parsed.error().message), Time{};
    return *parsed;
  }

  // Text that one of the parse_... functions of summary_text.hpp understands.
  template <class Parse>
  auto parsed(const char* key, Parse&& parse) {
    const auto value = parse(text(key));
    using Value = typename std::remove_cvref_t<decltype(value)>::value_type;
    if (!value) return wrong(key, "not one of its values"), Value{};
    return *value;
  }

  template <class Read>
  void object(const char* key, Read&& read) {
    if (const Json* value = member(key, "an object", &Json::is_object))
      descend(*value, fmt::format("{}.", key), read);
  }

  template <class Item, class Read>
  std::vector<Item> list(const char* key, std::size_t items_max, Read&& read) {
    std::vector<Item> items;
    const Json* value = member(key, "a list", &Json::is_array);
    if (value == nullptr) return items;
    if (value->size() > items_max) return wrong(key, fmt::format("more than {} items", items_max)), items;
    for (std::size_t i = 0; i < value->size() && !error_; ++i) {
      const std::string step = fmt::format("{}[{}]", key, i);
      if (!(*value)[i].is_object()) return wrong(step, "not an object"), items;
      descend((*value)[i], step + ".", [&] { items.push_back(read()); });
    }
    return items;
  }

  bool has(const char* key) const {
    const auto place = here_->find(key);
    return place != here_->end() && !place->is_null();
  }

 private:
  using Check = bool (Json::*)() const noexcept;

  void wrong(std::string_view key, std::string_view what) {
    if (!error_) error_ = invalid(fmt::format("summary: {}{}: {}", path_, key, what));
  }

  const Json* member(const char* key, std::string_view kind, Check check) {
    const auto place = here_->find(key);
    if (place == here_->end()) return wrong(key, "missing"), nullptr;
    if (!((*place).*check)()) return wrong(key, fmt::format("not {}", kind)), nullptr;
    return &*place;
  }

  template <class Read>
  void descend(const Json& value, const std::string& step, Read&& read) {
    const Json* above = std::exchange(here_, &value);
    const std::size_t length = path_.size();
    path_ += step;
    read();
    path_.resize(length);
    here_ = above;
  }

  const Json* here_;
  std::string path_;
  std::optional<Error> error_;
};

ReplayPlayer read_player(Reader& in) {
  ReplayPlayer player;
  player.id = in.integer<int>("id", 1, kPlayersMax);
  player.slot = in.optional_integer<int>("slot", 0, kActorsMax);
  player.user = in.optional_integer<int>("user", 0, kActorsMax);
  player.name = in.text("name", kNameBytesMax);
  player.clan = in.text("clan", kNameBytesMax);
  player.toon = in.parsed("toon", parse_toon);
  player.control = in.parsed("control", parse_control);
  player.race = in.text("race");
  player.race_code = in.text("race_code");
  player.race_picked = in.text("race_picked");
  player.team = in.integer<int>("team", 0, kPlayersMax);
  player.result = in.parsed("result", parse_result);
  player.handicap = in.integer<int>("handicap", 0, 1000);
  player.mmr = in.optional_integer<int>("mmr", 0, std::numeric_limits<int>::max());
  player.apm = in.optional_integer<int>("apm", 0, std::numeric_limits<int>::max());
  player.difficulty = in.text("difficulty");
  player.left_loop = in.optional_integer<std::uint32_t>("left_loop", 0, kU32Max);
  player.leave_reason = in.optional_integer<int>("leave_reason", 0, std::numeric_limits<int>::max());
  return player;
}

void read_game(Reader& in, ReplaySummary& out) {
  out.sha256 = in.digest("sha256", false);
  out.size = in.integer<std::uint64_t>("size", 0, kFileBytesMax);
  out.base_build = in.integer<std::uint32_t>("base_build", 0, kU32Max);
  out.build = in.integer<std::uint32_t>("build", 0, kU32Max);
  out.version = in.text("version");
  out.protocol_exact = in.boolean("protocol_exact");
  out.game_loops = in.integer<std::uint32_t>("game_loops", 0, kU32Max);
  out.play_begins_loop = in.integer<std::uint32_t>("play_begins_loop", 0, kU32Max);
  out.duration_s = in.seconds("duration_s");
  out.started_at = in.time("started_at");
  out.ended_at = in.time("ended_at");
  out.speed = in.text("speed");
  out.region = in.text("region");
  in.object("map", [&] {
    out.map_title = in.text("title", kTitleBytesMax);
    out.map_sha256 = in.digest("sha256", true);
    out.map_author = in.text("author", kTitleBytesMax);
  });
  out.type = in.text("type");
  out.category = in.text("category");
  out.random_seed = in.integer<std::uint32_t>("random_seed", 0, kU32Max);
  out.recorder = in.optional_integer<int>("recorder", 0, kActorsMax);
}

void read_people(Reader& in, ReplaySummary& out) {
  out.cache_handles = in.list<CacheHandle>("cache_handles", kCacheHandlesMax, [&] {
    return CacheHandle{.region = in.text("region"), .sha256 = in.digest("sha256", false)};
  });
  out.players = in.list<ReplayPlayer>("players", kPlayersMax, [&] { return read_player(in); });
  out.observers = in.list<ReplayObserver>("observers", kActorsMax, [&] {
    return ReplayObserver{.name = in.text("name", kNameBytesMax),
                          .toon = in.parsed("toon", parse_toon),
                          .role = in.text("role")};
  });
  if (in.has("winner")) {
    in.object("winner", [&] {
      const int team = in.integer<int>("team", 0, kPlayersMax);
      out.winner = ReplayWinner{.team = team, .derived = in.boolean("derived")};
    });
  }
  in.object("lobby", [&] {
    out.lobby = {.privacy = in.text("privacy"),
                 .duration = in.text("duration"),
                 .locked_alliances = in.text("locked_alliances")};
  });
  out.chat = in.list<ChatLine>("chat", Messages::kChatLinesMax, [&] {
    return ChatLine{.at_s = in.seconds("at_s"),
                    .from = in.text("from", kNameBytesMax),
                    .to = in.text("to"),
                    .text = in.text("text", kChatBytesMax)};
  });
}

}  // namespace

Result<ReplaySummary> summary_from_json(std::string_view text) {
  if (text.size() > kSummaryJsonBytesMax)
    return fail(
        invalid(fmt::format("summary: {} bytes are more than {}", text.size(), kSummaryJsonBytesMax)));
  bool too_deep = false;
  const auto watch_depth = [&too_deep](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kDepthMax;
    return !too_deep;
  };
  const Json root = Json::parse(text, watch_depth, false);
  if (too_deep) return fail(invalid(fmt::format("summary: nested more than {} deep", kDepthMax)));
  if (!root.is_object()) return fail(invalid("summary: this is not a JSON object"));
  Reader in(root);
  ReplaySummary summary;
  read_game(in, summary);
  read_people(in, summary);
  if (in.error()) return fail(*in.error());
  return summary;
}

}  // namespace evo::replay
