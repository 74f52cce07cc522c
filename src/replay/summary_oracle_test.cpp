// Compares summaries of real replays with what two other programs read in the same files.
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "replay/oracle_support.hpp"
#include "replay/replay.hpp"

namespace evo::replay {
namespace {

using Json = nlohmann::json;

// The programs' JSON holds bytes as code points up to U+00FF.
std::string bytes_of(const Json& text) {
  const auto& utf8 = text.get_ref<const std::string&>();
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    if (first < 0x80) {
      bytes += static_cast<char>(first);
    } else {
      bytes += static_cast<char>((first & 3) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3F));
    }
  }
  return bytes;
}

// initData and the list of members are large and not needed.
Json parse_answer(const std::string& program, const std::string& name) {
  const auto keep = [](int depth, Json::parse_event_t event, Json& key) {
    static const std::set<std::string> kSkipped{"initData", "members", "attributes", "events", "packets"};
    return !(event == Json::parse_event_t::key && depth == 1 && kSkipped.contains(key.get<std::string>()));
  };
  return Json::parse(oracle::answer(program, name), keep, false);
}

// Summaries of the whole collection, made once for all tests here.
const std::map<std::string, Result<ReplaySummary>>& summaries() {
  static const auto kSummaries = [] {
    std::map<std::string, Result<ReplaySummary>> all;
    for (const std::string& name : oracle::replay_names())
      all.emplace(name, summarize(oracle::read_replay(name)));
    return all;
  }();
  return kSummaries;
}

struct Counts {
  std::map<std::string, int> compared;

  void print(const char* what) const {
    fmt::print("{}:", what);
    for (const auto& [name, count] : compared) fmt::print(" {} {},", name, count);
    fmt::print("\n");
  }
};

void compare_player(const Json& expected, const ReplayPlayer& player) {
  EXPECT_EQ(player.race, bytes_of(expected["m_race"]));
  EXPECT_EQ(static_cast<int>(player.result), expected["m_result"].get<int>());
  EXPECT_EQ(player.handicap, expected["m_handicap"].get<int>());
  // In builds without this number the details name teams and control of others; see the lobby's then.
  if (!expected.contains("m_workingSetSlotId")) return;
  const int control = expected["m_control"];
  EXPECT_EQ(player.control, control == 2   ? Control::human
                            : control == 3 ? Control::computer
                                           : Control::other);
  EXPECT_EQ(player.team, expected["m_teamId"].get<int>());
}

void compare_players(const Json& details, const ReplaySummary& summary, Counts& counts) {
  const Json players = details["m_playerList"].is_null() ? Json::array() : details["m_playerList"];
  std::vector<ToonHandle> toons;
  for (const Json& player : players) {
    const Json& toon = player["m_toon"];
    toons.push_back({toon["m_region"], toon["m_realm"], toon["m_id"]});
    if (!toons.back().is_set()) toons.back() = {};
  }
  if (summary.play_begins_loop > 0) {
    // The map made observers of some of them, and teams of the others.
    EXPECT_LT(summary.players.size(), players.size());
    return;
  }
  ASSERT_EQ(summary.players.size(), players.size());
  for (std::size_t i = 0; i < players.size(); ++i) {
    EXPECT_EQ(summary.players[i].toon, toons[i]);
    compare_player(players[i], summary.players[i]);
  }
  counts.compared["players"] += static_cast<int>(players.size());
}

void compare_with_protocol(const Json& expected, const ReplaySummary& summary, Counts& counts) {
  EXPECT_EQ(summary.base_build, expected["base_build"].get<std::uint32_t>());
  EXPECT_EQ(summary.protocol_exact, expected["protocol_exact"].get<bool>());
  EXPECT_EQ(summary.game_loops, expected["header"]["m_elapsedGameLoops"].get<std::uint32_t>());
  EXPECT_EQ(summary.sha256, expected["sha256"].get<std::string>());
  EXPECT_EQ(summary.size, expected["size"].get<std::uint64_t>());
  ++counts.compared["headers"];
  if (!expected.contains("details")) return;
  const Json& details = expected["details"];
  compare_players(details, summary, counts);
  EXPECT_EQ(summary.map_title, bytes_of(details["m_title"]));
  const double unix_s =
      static_cast<double>(details["m_timeUTC"].get<std::int64_t>() - 116444736000000000) / 1e7;
  EXPECT_NEAR(static_cast<double>(to_micros(summary.ended_at)) / 1e6, unix_s, 1.0);
  const Json handles = details["m_cacheHandles"].is_null() ? Json::array() : details["m_cacheHandles"];
  ASSERT_EQ(summary.cache_handles.size(), handles.size());
  for (std::size_t i = 0; i < handles.size(); ++i) {
    const std::string bytes = bytes_of(handles[i]);
    EXPECT_EQ(summary.cache_handles[i].sha256, to_hex(std::string_view(bytes).substr(8)));
    EXPECT_EQ(summary.cache_handles[i].region, bytes.substr(6, 2));
  }
  counts.compared["handles"] += static_cast<int>(handles.size());
}

TEST(oracle, summaries_agree_with_the_protocol_decoder) {
  if (!oracle::is_present()) GTEST_SKIP() << "no collection of replays at " << oracle::root();
  Counts counts;
  const std::set<std::string> broken{
      "ggtracker__sc2reader/test_replays_2.0.4.24944_Akilon_Flats.SC2Replay",
      "ipax77__s2protocol.NET/src_s2protocol.NET.tests_replays_testError2.SC2Replay"};
  for (const auto& [name, summary] : summaries()) {
    SCOPED_TRACE(name);
    ++counts.compared["files"];
    if (broken.contains(name)) {
      ASSERT_FALSE(summary);
      EXPECT_EQ(summary.error().kind, ErrorKind::invalid);
      continue;
    }
    ASSERT_TRUE(summary) << summary.error().message;
    compare_with_protocol(parse_answer("s2protocol", name), *summary, counts);
  }
  counts.print("compared");
}

std::string text_of(const Json& object, const char* key) {
  const auto place = object.find(key);
  return place == object.end() || !place->is_string() ? std::string() : place->get<std::string>();
}

void compare_lobby(const Json& expected, const ReplaySummary& summary, Counts& counts) {
  const auto compare = [&](const char* key, const std::string& ours) {
    const std::string theirs = text_of(expected, key);
    if (theirs.empty()) return;
    EXPECT_EQ(ours, theirs) << key;
    ++counts.compared[key];
  };
  compare("real_type", summary.type);
  compare("category", summary.category);
  compare("speed", summary.speed);
  compare("region", summary.region == "sg" ? "sea" : summary.region);
  compare("release_string", summary.version);
  const auto lobby = expected.find("attributes");
  if (lobby == expected.end() || !lobby->contains("16")) return;
  const Json& game = (*lobby)["16"];
  const auto compare_setting = [&](const char* key, const std::string& ours) {
    if (text_of(game, key).empty()) return;
    EXPECT_EQ(ours, text_of(game, key)) << key;
    ++counts.compared[key];
  };
  compare_setting("Game Privacy", summary.lobby.privacy);
  compare_setting("Game Duration", summary.lobby.duration);
  compare_setting("Locked Alliances", summary.lobby.locked_alliances);
}

// Computers have names in some languages and none in others.
constexpr const char* kComputer = "(computer)";

std::string name_of(const ReplayPlayer& player) {
  return player.control == Control::human ? player.name : kComputer;
}

std::string name_of(const Json& player) {
  return player["is_human"].get<bool>() ? text_of(player, "name") : kComputer;
}

// In no order: the other program lists archons by slot, while the file does by team.
void compare_people(const Json& expected, const ReplaySummary& summary, Counts& counts) {
  std::multiset<std::string> ours;
  std::multiset<std::string> theirs;
  for (const ReplayObserver& observer : summary.observers) ours.insert(observer.name);
  for (const Json& observer : expected["observers"]) theirs.insert(text_of(observer, "name"));
  // No published table describes the lobby of these betas, and only the lobby names observers.
  if (summary.base_build == 24247 && ours.empty()) theirs.clear();
  EXPECT_EQ(ours, theirs);
  counts.compared["observers"] += static_cast<int>(theirs.size());
  ours.clear();
  theirs.clear();
  for (const ReplayPlayer& player : summary.players) ours.insert(player.clan + " " + name_of(player));
  for (const Json& player : expected["players"])
    theirs.insert(text_of(player, "clan_tag") + " " + name_of(player));
  EXPECT_EQ(ours, theirs);
  counts.compared["names"] += static_cast<int>(theirs.size());
}

// Who plays with whom, whatever the teams are called.
void compare_teams(const Json& expected, const ReplaySummary& summary, Counts& counts) {
  std::map<int, std::multiset<std::string>> teams;
  for (const ReplayPlayer& player : summary.players) teams[player.team].insert(name_of(player));
  std::multiset<std::multiset<std::string>> ours;
  for (const auto& [number, names] : teams) ours.insert(names);
  std::map<int, std::string> names;
  for (const Json& player : expected["players"]) names[player["pid"].get<int>()] = name_of(player);
  std::multiset<std::multiset<std::string>> theirs;
  for (const Json& team : expected["teams"]) {
    std::multiset<std::string> members;
    for (const Json& player : team["players"]) members.insert(names.at(player.get<int>()));
    theirs.insert(members);
  }
  EXPECT_EQ(ours, theirs);
  counts.compared["teams"] += static_cast<int>(theirs.size());
}

void compare_chat(const Json& expected, const ReplaySummary& summary, Counts& counts) {
  const Json& messages = expected["messages"];
  ASSERT_EQ(summary.chat.size(), messages.size());
  const std::map<int, std::string> recipients{{0, "all"}, {1, "allies"}, {4, "observers"}};
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const ChatLine& ours = summary.chat[i];
    const Json& theirs = messages[i];
    EXPECT_EQ(ours.text, harmless(text_of(theirs, "text"), 1024));
    const double loops_a_second = summary.game_loops / summary.duration_s;
    const long since_play = std::lround(ours.at_s * loops_a_second) - summary.play_begins_loop;
    EXPECT_EQ(std::max(since_play, 0L), theirs["frame"].get<long>());
    const auto to = recipients.find(theirs["target"].get<int>());
    EXPECT_EQ(ours.to, to == recipients.end() ? "individual" : to->second);
    ++counts.compared["chat lines"];
  }
}

void compare_winner(const Json& expected, const ReplaySummary& summary, Counts& counts) {
  if (!expected.contains("winner") || expected["winner"].is_null()) return;
  ASSERT_TRUE(summary.winner);
  EXPECT_FALSE(summary.winner->derived);
  std::multiset<std::string> ours;
  for (const ReplayPlayer& player : summary.players)
    if (player.team == summary.winner->team) ours.insert(player.name);
  std::multiset<std::string> theirs;
  for (const Json& name : expected["winner"][0]) theirs.insert(name.get<std::string>());
  EXPECT_EQ(ours, theirs);
  ++counts.compared["winners"];
}

TEST(oracle, summaries_agree_with_the_replay_reader) {
  if (!oracle::is_present()) GTEST_SKIP() << "no collection of replays at " << oracle::root();
  Counts counts;
  for (const auto& [name, summary] : summaries()) {
    SCOPED_TRACE(name);
    const Json expected = Json::parse(oracle::answer("sc2reader", name), nullptr, false);
    if (!expected.is_object() || !expected.contains("players") || expected["players"].empty()) continue;
    if (!summary) continue;
    ++counts.compared["files"];
    compare_lobby(expected, *summary, counts);
    compare_people(expected, *summary, counts);
    compare_teams(expected, *summary, counts);
    compare_chat(expected, *summary, counts);
    compare_winner(expected, *summary, counts);
  }
  counts.print("compared");
}

}  // namespace
}  // namespace evo::replay
