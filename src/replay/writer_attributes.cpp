#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/random.hpp"
#include "replay/writer_members.hpp"

namespace evo::replay {
namespace {

class AttributeList {
 public:
  // The list opens with a byte for its source since build 17326, which all supported builds follow.
  AttributeList() : bytes_(kHeadBytes) {}

  void add(std::uint32_t id, int scope, std::string_view code) {
    append(kStandardNamespace);
    append(id);
    bytes_.push_back(static_cast<std::uint8_t>(scope));
    for (std::size_t i = 0; i < 4; ++i)
      bytes_.push_back(i < code.size() ? static_cast<std::uint8_t>(code[code.size() - 1 - i])
                                       : std::uint8_t{0});
    ++count_;
  }
  // As above; nothing for an empty code.
  void add_known(std::uint32_t id, int scope, std::string_view code) {
    if (!code.empty()) add(id, scope, code);
  }
  std::vector<std::uint8_t> finish() {
    for (std::size_t i = 0; i < 4; ++i)
      bytes_[kHeadBytes - 4 + i] = static_cast<std::uint8_t>(count_ >> (8 * i));
    return std::move(bytes_);
  }

 private:
  static constexpr std::size_t kHeadBytes = 9;
  static constexpr std::uint32_t kStandardNamespace = 999;

  void append(std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }

  std::vector<std::uint8_t> bytes_;
  std::uint32_t count_ = 0;
};

constexpr int kGameScope = 16;

using Codes = std::span<const std::pair<std::string_view, std::string_view>>;  // Text, code.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kPrivacyCodes = {
    {{"Normal", "Norm"}, {"No Match History", "NoMH"}, {"No Build Order", "NoBO"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kAllianceCodes = {
    {{"Yes", "yes"}, {"No", "no"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kCategoryCodes = {
    {{"Ladder", "Amm"}, {"Private", "Priv"}, {"Public", "Pub"}}};
constexpr std::array<std::string_view, 5> kSpeedCodes = {"Slor", "Slow", "Norm", "Fast", "Fasr"};

// Empty for an empty text, which stands for "unknown".
Result<std::string_view> code_of(std::string_view field, std::string_view text, Codes codes) {
  if (text.empty()) return std::string_view();
  const auto found = std::ranges::find(codes, text, &std::pair<std::string_view, std::string_view>::first);
  if (found == codes.end())
    return fail(invalid(fmt::format("{}: \"{}\" has no code in the format", field, text)));
  return found->second;
}

Result<std::string> duration_code(std::string_view text) {
  if (text.empty()) return std::string();
  if (text == "Infinite") return std::string("0");
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || text.size() > 4 || text.front() == '0')
    return fail(invalid(fmt::format("lobby.duration: \"{}\" is neither Infinite nor minutes", text)));
  return std::string(text);
}

void add_player_attributes(AttributeList& list, const GamePlayer& player, int scope) {
  const std::string team = fmt::format("T{}", player.team + 1);
  list.add(500, scope, player.control == Control::computer ? "Comp" : "Humn");
  for (std::uint32_t id = 2002; id <= 2008; ++id) list.add(id, scope, team);
  list.add_known(3001, scope, player.race_code);
  list.add(3002, scope, fmt::format("tc{:02}", scope));
  list.add(3003, scope, fmt::format("{:4}", kHandicap));
  list.add(3004, scope, "Medi");
  list.add(3007, scope, "Part");
  list.add(3008, scope, "Obs");
  list.add(3019, scope, "no");
}

std::string escape_json(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (c == '"' || c == '\\')
      escaped.append(1, '\\').append(1, c);
    else if (static_cast<unsigned char>(c) < 0x20)
      escaped += fmt::format("\\u{:04x}", static_cast<int>(c));
    else
      escaped += c;
  }
  return escaped;
}

std::string upper_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) hex += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return hex;
}

std::string_view metadata_result(GameResult result) {
  switch (result) {
    case GameResult::win:
      return "Win";
    case GameResult::loss:
      return "Loss";
    case GameResult::tie:
      return "Tie";
    case GameResult::undecided:
      break;
  }
  return "Undecided";
}

}  // namespace

MemberBytes write_attributes(const GamePlan& plan) {
  const GameDescription& game = plan.game;
  TRY(const auto privacy, code_of("lobby.privacy", game.lobby.privacy, kPrivacyCodes));
  TRY(const auto alliances, code_of("lobby.locked_alliances", game.lobby.locked_alliances, kAllianceCodes));
  TRY(const auto category, code_of("category", game.category, kCategoryCodes));
  TRY(const auto duration, duration_code(game.lobby.duration));
  AttributeList list;
  list.add(1000, kGameScope, "Dflt");
  list.add(1001, kGameScope, "yes");
  list.add(2000, kGameScope, plan.teams == 2 ? "t2" : "Cust");
  list.add(2001, kGameScope, plan.format);
  list.add(3000, kGameScope, kSpeedCodes[static_cast<std::size_t>(game.speed)]);
  list.add(3006, kGameScope, "10");
  list.add_known(3009, kGameScope, category);
  list.add_known(3010, kGameScope, alliances);
  list.add_known(3015, kGameScope, duration);
  list.add_known(4000, kGameScope, privacy);
  int scope = 1;
  for (const GamePlayer& player : game.players) add_player_attributes(list, player, scope++);
  return list.finish();
}

std::string write_metadata(const GamePlan& plan) {
  const GameDescription& game = plan.game;
  constexpr std::uint64_t kActionsSalt = 0x41504D;
  Rng rng(game.random_seed ^ kActionsSalt);
  std::string json;
  auto out = std::back_inserter(json);
  fmt::format_to(out,
                 "{{\n    \"Title\": \"{}\",\n    \"GameVersion\": \"{}\",\n    \"DataBuild\": \"{}\",\n",
                 escape_json(game.map_title), game.version, plan.version.build);
  fmt::format_to(out, "    \"DataVersion\": \"{}\",\n    \"BaseBuild\": \"Base{}\",\n",
                 upper_hex(data_version(plan)), game.base_build);
  fmt::format_to(out, "    \"Duration\": {},\n    \"IsNotAvailable\": true,\n    \"Players\": [",
                 (game.game_loops + 8) / 16);
  int id = 1;
  for (const GamePlayer& player : game.players) {
    const auto actions = player.control == Control::computer ? 0 : rng.between(60, 320);
    fmt::format_to(out, "{}\n        {{\n            \"PlayerID\": {},\n            \"APM\": {}.000000,\n",
                   id == 1 ? "" : ",", id, actions);
    fmt::format_to(out, "            \"Result\": \"{}\"", metadata_result(player.result));
    if (!player.race_code.empty())
      fmt::format_to(out, ",\n            \"SelectedRace\": \"{0}\",\n            \"AssignedRace\": \"{0}\"",
                     player.race_code);
    json += "\n        }";
    ++id;
  }
  json += "\n    ]\n}";
  return json;
}

}  // namespace evo::replay
