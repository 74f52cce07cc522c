#include "replay/summary_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "replay/details.hpp"
#include "replay/streams.hpp"

namespace evo::replay {
namespace {

using testing::HasSubstr;

const std::string kDigest(64, 'a');

ReplaySummary sample() {
  ReplaySummary summary;
  summary.sha256 = kDigest;
  summary.size = 32'768;
  summary.base_build = 95'299;
  summary.build = 95'300;
  summary.version = "5.0.15.95300";
  summary.protocol_exact = true;
  summary.game_loops = 13'440;
  summary.play_begins_loop = 547;
  summary.duration_s = 600;
  summary.started_at = from_micros(1'762'209'355'123'456);
  summary.ended_at = from_micros(1'762'209'955'123'456);
  summary.speed = "Faster";
  summary.region = "eu";
  summary.map_title = "[SC:Evo] Vermeer 버미어";
  summary.map_sha256 = std::string(64, 'b');
  summary.map_author = "Author";
  summary.type = "1v1";
  summary.category = "Private";
  summary.random_seed = 4'175'314'977;
  summary.cache_handles = {{"EU", kDigest}, {"EU", std::string(64, 'b')}};
  ReplayPlayer player;
  player.id = 1;
  player.slot = 0;
  player.user = 1;
  player.name = "Huntress";
  player.clan = "EVO";
  player.toon = {2, 1, 3'437'681};
  player.control = Control::human;
  player.race = "BW Zerg";
  player.race_code = "BWZe";
  player.race_picked = "RAND";
  player.result = GameResult::win;
  player.mmr = 3863;
  player.apm = 212;
  player.left_loop = 13'440;
  player.leave_reason = 11;
  ReplayPlayer computer;
  computer.id = 2;
  computer.name = "A.I. 1";
  computer.control = Control::computer;
  computer.race = "테란";
  computer.team = 1;
  computer.result = GameResult::loss;
  computer.difficulty = "VyHd";
  summary.players = {player, computer};
  summary.observers = {{"Caster", {1, 1, 77}, "spectator"}};
  summary.winner = ReplayWinner{0, true};
  summary.recorder = 1;
  summary.lobby = {"Normal", "Infinite", "Yes"};
  summary.chat = {{1.5, "Huntress", "all", "glhf \"<3\" \\ 👍"}};
  return summary;
}

TEST(summary_json, has_its_published_form) {
  const std::string expected =
      R"({"file":"a/b.SC2Replay","sha256":")" + kDigest +
      R"(","size":32768,"base_build":95299,"build":95300,"version":"5.0.15.95300","protocol_exact":true,)"
      R"("game_loops":13440,"play_begins_loop":547,"duration_s":600.0,"started_at":"2025-11-03T22:35:55.123456Z",)"
      R"("ended_at":"2025-11-03T22:45:55.123456Z","speed":"Faster","region":"eu",)"
      R"("map":{"title":"[SC:Evo] Vermeer 버미어","sha256":")" +
      std::string(64, 'b') +
      R"(","author":"Author"},"type":"1v1","category":"Private","random_seed":4175314977,"recorder":1,)"
      R"("cache_handles":[{"region":"EU","sha256":")" +
      kDigest + R"("},{"region":"EU","sha256":")" + std::string(64, 'b') +
      R"("}],"players":[{"id":1,"slot":0,"user":1,"name":"Huntress","clan":"EVO","toon":"2-S2-1-3437681",)"
      R"("control":"human","race":"BW Zerg","race_code":"BWZe","race_picked":"RAND","team":0,"result":"win",)"
      R"("handicap":100,"mmr":3863,"apm":212,"difficulty":"","left_loop":13440,"leave_reason":11},)"
      R"({"id":2,"slot":null,"user":null,"name":"A.I. 1","clan":"","toon":"","control":"computer",)"
      R"("race":"테란","race_code":"","race_picked":"","team":1,"result":"loss","handicap":100,"mmr":null,)"
      R"("apm":null,"difficulty":"VyHd","left_loop":null,"leave_reason":null}],)"
      R"("observers":[{"name":"Caster","toon":"1-S2-1-77","role":"spectator"}],)"
      R"("winner":{"team":0,"derived":true},)"
      R"("lobby":{"privacy":"Normal","duration":"Infinite","locked_alliances":"Yes"},)"
      R"("chat":[{"at_s":1.5,"from":"Huntress","to":"all","text":"glhf \"<3\" \\ 👍"}]})";
  EXPECT_EQ(to_json(sample(), "a/b.SC2Replay"), expected);
}

TEST(summary_json, tells_errors) {
  EXPECT_EQ(to_json(invalid("replay.details: \"x\""), "f"),
            R"({"file":"f","error":{"kind":"invalid","message":"replay.details: \"x\""}})");
}

void expect_round_trip(const ReplaySummary& summary) {
  const Result<ReplaySummary> read = summary_from_json(to_json(summary));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, summary);
}

TEST(summary_json, loses_nothing) {
  expect_round_trip(sample());
  ReplaySummary bare;
  bare.sha256 = kDigest;
  expect_round_trip(bare);
  Rng rng(4);
  for (int round = 0; round < 300; ++round) {
    ReplaySummary summary = sample();
    summary.duration_s = rng.unit() * 1e6;
    summary.ended_at = from_micros(rng.between(0, 4'000'000'000'000'000));
    summary.started_at = from_micros(rng.between(0, 4'000'000'000'000'000));
    summary.game_loops = static_cast<std::uint32_t>(rng.next());
    summary.play_begins_loop = static_cast<std::uint32_t>(rng.next());
    summary.chat[0].at_s = rng.unit() * 1e4;
    summary.players[0].toon = {static_cast<std::uint32_t>(rng.between(1, 98)),
                               static_cast<std::uint32_t>(rng.next()), rng.next() | 1};
    if (rng.chance(0.5)) summary.winner = std::nullopt;
    if (rng.chance(0.5)) summary.recorder = std::nullopt;
    expect_round_trip(summary);
  }
}

TEST(summary_json, holds_the_largest_summary) {
  ReplaySummary summary = sample();
  summary.players.assign(kPlayersMax, summary.players[0]);
  summary.observers.assign(16, {std::string(128, '"'), {1, 1, 1}, "referee"});
  summary.cache_handles.assign(kCacheHandlesMax, {"EU", kDigest});
  // The chat's limit counts raw bytes; a wrong one becomes three.
  constexpr std::size_t kLineBytes = 3 * Messages::kChatBytesMax / Messages::kChatLinesMax;
  summary.chat.assign(Messages::kChatLinesMax,
                      {1.0 / 3, std::string(128, '"'), "individual", std::string(kLineBytes, '\\')});
  const std::string json = to_json(summary);
  EXPECT_LT(json.size(), kSummaryJsonBytesMax * 3 / 2);
  for (ChatLine& line : summary.chat) line.text.resize(kLineBytes / 3);
  expect_round_trip(summary);
}

std::string replaced(const std::string& from, const std::string& to) {
  std::string json = to_json(sample());
  const std::size_t place = json.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  json.replace(place, from.size(), to);
  const Result<ReplaySummary> read = summary_from_json(json);
  return read ? "" : read.error().message;
}

TEST(summary_json, ignores_what_it_does_not_know) {
  EXPECT_EQ(replaced("\"size\":32768", "\"size\":32768,\"new\":[{\"x\":null}]"), "");
  EXPECT_EQ(replaced("\"slot\":0,", ""), "");
  EXPECT_EQ(replaced("\"winner\":{\"team\":0,\"derived\":true},", ""), "");
}

TEST(summary_json, names_what_is_wrong) {
  EXPECT_EQ(replaced("\"size\":32768", "\"size\":-1"), "summary: size: not between 0 and 67108864");
  EXPECT_EQ(replaced("\"size\":32768", "\"size\":18446744073709551615"),
            "summary: size: not between 0 and 67108864");
  EXPECT_EQ(replaced("\"size\":32768", "\"size\":1e3"), "summary: size: not an integer");
  EXPECT_EQ(replaced("\"size\":32768,", ""), "summary: size: missing");
  EXPECT_EQ(replaced("\"size\":32768", "\"size\":null"), "summary: size: not an integer");
  EXPECT_EQ(replaced("\"protocol_exact\":true", "\"protocol_exact\":1"),
            "summary: protocol_exact: not true or false");
  EXPECT_EQ(replaced(kDigest, std::string(63, 'a')), "summary: sha256: not 64 hex digits");
  EXPECT_EQ(replaced(kDigest, std::string(64, 'A')), "summary: sha256: not 64 hex digits");
  EXPECT_EQ(replaced("\"title\":\"[SC", "\"title\":\"\\u0000[SC"),
            "summary: map.title: characters that no text may have");
  EXPECT_EQ(replaced("\"title\":\"", "\"title\":\"" + std::string(300, 'x')),
            "summary: map.title: more than 256 bytes");
  EXPECT_EQ(replaced("Huntress", "\\u202e"), "summary: players[0].name: characters that no text may have");
  EXPECT_EQ(replaced("2-S2-1-3437681", "2-S2-1"), "summary: players[0].toon: not one of its values");
  EXPECT_EQ(replaced("\"result\":\"loss\"", "\"result\":\"lost\""),
            "summary: players[1].result: not one of its values");
  EXPECT_EQ(replaced("\"left_loop\":13440", "\"left_loop\":\"x\""),
            "summary: players[0].left_loop: not an integer");
  EXPECT_EQ(replaced("\"left_loop\":13440", "\"left_loop\":4294967296"),
            "summary: players[0].left_loop: not between 0 and 4294967295");
  EXPECT_EQ(replaced("\"players\":[", "\"players\":[7,"), "summary: players[0]: not an object");
  EXPECT_EQ(replaced("\"players\":[", "\"players\":{},\"x\":["), "summary: players: not a list");
  EXPECT_EQ(replaced("\"duration_s\":600.0", "\"duration_s\":-0.5"),
            "summary: duration_s: not a time in seconds");
  EXPECT_EQ(replaced("\"at_s\":1.5", "\"at_s\":1e99"), "summary: chat[0].at_s: not a time in seconds");
  EXPECT_THAT(replaced("2025-11-03T22:35:55", "yesterday"), HasSubstr("summary: started_at: "));
  EXPECT_EQ(replaced("\"derived\":true", "\"derived\":null"), "summary: winner.derived: not true or false");
  EXPECT_EQ(replaced("\"winner\":{\"team\":0,\"derived\":true}", "\"winner\":5"),
            "summary: winner: not an object");
}

TEST(summary_json, bounds_its_lists_and_depth) {
  ReplaySummary summary = sample();
  summary.players.resize(kPlayersMax + 1, summary.players[0]);
  EXPECT_EQ(summary_from_json(to_json(summary)).error().message, "summary: players: more than 16 items");
  summary = sample();
  summary.chat.resize(Messages::kChatLinesMax + 1);
  EXPECT_EQ(summary_from_json(to_json(summary)).error().message, "summary: chat: more than 1000 items");
  summary = sample();
  summary.cache_handles.resize(kCacheHandlesMax + 1, summary.cache_handles[0]);
  EXPECT_EQ(summary_from_json(to_json(summary)).error().message,
            "summary: cache_handles: more than 128 items");
  const std::string nested = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(summary_from_json(nested).error().message, "summary: nested more than 8 deep");
  EXPECT_THAT(replaced("\"size\":32768", "\"x\":" + nested), HasSubstr("nested more than 8 deep"));
  EXPECT_THAT(summary_from_json(std::string(kSummaryJsonBytesMax + 1, ' ')).error().message,
              HasSubstr("are more than"));
  for (const char* text : {"", "{", "[]", "null", "{}x", "nan", "{\"sha256\":}"})
    EXPECT_FALSE(summary_from_json(text));
}

TEST(summary_json, survives_every_cut_and_changed_byte) {
  const std::string json = to_json(sample());
  for (std::size_t size = 0; size < json.size(); ++size)
    EXPECT_FALSE(summary_from_json(json.substr(0, size)));
  for (std::size_t at = 0; at < json.size(); ++at) {
    std::string changed = json;
    changed[at] = static_cast<char>(changed[at] ^ 0x11);
    (void)summary_from_json(changed);
  }
}

}  // namespace
}  // namespace evo::replay
