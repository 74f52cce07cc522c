#include "replay/writer.hpp"

#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "replay/archive.hpp"
#include "replay/bit_encoder.hpp"
#include "replay/event_stream.hpp"
#include "replay/versioned_encoder.hpp"
#include "replay/writer_check.hpp"

namespace evo::replay {
namespace {

GamePlayer person(std::string name, int team, GameResult result) {
  GamePlayer player;
  player.toon = {2, 1, 3'437'681 + static_cast<std::uint64_t>(name.size())};
  player.name = std::move(name);
  player.race = "BW Zerg";
  player.race_code = "BWZe";
  player.team = team;
  player.result = result;
  return player;
}

GameDescription duel() {
  GameDescription game;
  game.players = {person("Huntress", 0, GameResult::win), person("Bela", 1, GameResult::loss)};
  game.players[0].clan = "EVO";
  game.players[1].left_loop = 13'000;
  game.map_title = "Keres Passage SEL";
  for (int i = 0; i < 16; ++i)
    game.cache_handles.push_back(
        {"EU", fmt::format("{:02x}{:062x}", i, 0x9E3779B97F4A7C15 * static_cast<unsigned>(i))});
  game.game_loops = 13'440;
  game.ended_at = from_micros(1'762'209'955'123'456);
  game.random_seed = 4'175'314'977;
  game.chat = {{1.5, "Huntress", "all", "glhf"}, {599.25, "Bela", "all", "gg <3 & \"bye\""}};
  return game;
}

GameDescription crowd() {
  GameDescription game = duel();
  game.players.push_back(person("세번째", 0, GameResult::win));
  game.players.push_back(person("A.I. 4 <&gt;>", 1, GameResult::loss));
  game.players[3].control = Control::computer;
  game.players[3].toon = {};
  game.players[3].race_code = "";
  game.players[2].race = "저그";
  game.players[2].left_loop = 100;
  game.observers = {{"Caster", {1, 1, 77}, "spectator"}, {"Judge", {3, 2, 78}, "referee"}};
  game.map_title = "케레스 통로 \"SEL\" \\ ü";
  game.chat.push_back({20, "Judge", "observers", "말"});
  game.chat.push_back({10, "세번째", "allies", "earlier"});
  return game;
}

Member read_member(Archive& archive, const MemberName& name) {
  auto member = archive.read(name);
  EXPECT_TRUE(member.has_value()) << member.error().message;
  return member ? *std::move(member) : Member();
}

TEST(Writer, DuelIsReadBackWhole) {
  const GameDescription game = duel();
  EXPECT_EQ(round_trip_fault(game), "");
  const auto seen = summarize(*write_replay(game));
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->type, "1v1");
  EXPECT_EQ(seen->winner, (ReplayWinner{0, false}));
  EXPECT_TRUE(seen->players[0].apm.has_value());
  EXPECT_EQ(seen->players[1].leave_reason, 0);
  EXPECT_NEAR(seen->chat[1].at_s, 599.25, 0.05);
}

TEST(Writer, TeamsComputersAndObserversAreReadBack) {
  EXPECT_EQ(round_trip_fault(crowd()), "");
  EXPECT_EQ(summarize(*write_replay(crowd()))->type, "2v2");
}

TEST(Writer, UnknownsStayUnknown) {
  GameDescription game = duel();
  game.cache_handles.clear();
  game.chat.clear();
  game.lobby = {};
  game.category = "";
  game.map_title = "";
  game.map_author = "";
  for (GamePlayer& player : game.players) {
    player.race_code = "";
    player.result = GameResult::undecided;
    player.toon = {};
    player.left_loop.reset();
  }
  EXPECT_EQ(round_trip_fault(game), "");
}

TEST(Writer, LobbySettingsHaveTheirCodes) {
  GameDescription game = duel();
  game.chat.clear();
  game.players[1].left_loop.reset();
  game.game_loops = 100;
  for (const char* privacy : {"Normal", "No Match History", "No Build Order"})
    for (const char* duration : {"Infinite", "5", "30", "120"})
      for (const char* alliances : {"Yes", "No"})
        for (const char* category : {"Ladder", "Private", "Public"}) {
          game.lobby = {privacy, duration, alliances};
          game.category = category;
          EXPECT_EQ(round_trip_fault(game), "");
        }
}

TEST(Writer, ShortestAndSlowGames) {
  GameDescription game = duel();
  game.chat.clear();
  for (const std::uint32_t loops : {0u, 1u, 159u, 160u, 161u}) {
    game.game_loops = loops;
    game.players[1].left_loop = loops;
    game.speed = static_cast<int>(loops % 5);
    EXPECT_EQ(round_trip_fault(game), "") << loops;
  }
}

TEST(Writer, EveryLayoutSinceUserLists) {
  for (const std::uint32_t base_build :
       {24764u, 26490u, 28667u, 32283u, 34835u, 38215u, 42932u, 48258u, 54518u, 58400u, 65895u, 70154u,
        75689u, 78285u, 80669u, 80949u, 93333u, 95299u, 97425u}) {
    GameDescription game = crowd();
    game.base_build = base_build;
    game.version = fmt::format("4.1.2.{}", base_build + 7);
    EXPECT_EQ(round_trip_fault(game), "") << base_build;
  }
}

TEST(Writer, SameDescriptionGivesSameBytes) { EXPECT_EQ(*write_replay(crowd()), *write_replay(crowd())); }

TEST(Writer, ALeanFileIsSmallerAndSaysTheSame) {
  GameDescription game = duel();
  const auto whole = write_replay(game);
  game.lean = true;
  const auto lean = write_replay(game);
  EXPECT_LT(lean->size(), whole->size());
  auto first = *summarize(*whole);
  const auto second = *summarize(*lean);
  first.sha256 = second.sha256;
  first.size = second.size;
  EXPECT_EQ(to_json(first), to_json(second));
}

TEST(Writer, VarietyChangesTheFileAndNothingASummarySays) {
  GameDescription game = duel();
  const auto one = write_replay(game);
  game.variety = 1;
  const auto other = write_replay(game);
  EXPECT_NE(*one, *other);
  auto first = *summarize(*one);
  const auto second = *summarize(*other);
  EXPECT_NE(first.sha256, second.sha256);
  first.sha256 = second.sha256;
  first.size = second.size;
  EXPECT_EQ(to_json(first), to_json(second));
}

TEST(Writer, TenMinutesTakeTensOfKilobytes) {
  const auto file = write_replay(duel());
  EXPECT_GT(file->size(), 10'000u);
  EXPECT_LT(file->size(), 40'000u);
}

TEST(Writer, ListfileNamesEveryMember) {
  const auto file = write_replay(duel());
  auto archive = Archive::open(*file);
  ASSERT_TRUE(archive.has_value());
  const Member list = read_member(*archive, "(listfile)");
  const std::string text(reinterpret_cast<const char*>(list.bytes().data()), list.bytes().size());
  EXPECT_EQ(text,
            "replay.attributes.events\r\nreplay.details\r\nreplay.game.events\r\nreplay.gamemetadata.json\r\n"
            "replay.initData\r\nreplay.message.events\r\nreplay.tracker.events\r\n");
}

TEST(Writer, UsersDoNothingAfterLeavingAndLoopsDoNotPassTheEnd) {
  const GameDescription game = crowd();
  const auto file = write_replay(game);
  auto archive = Archive::open(*file);
  ASSERT_TRUE(archive.has_value());
  bool exact = false;
  const auto& layout = protocol::layout_for(game.base_build, game.base_build, exact);
  const Member member = read_member(*archive, "replay.game.events");
  std::set<int> gone;
  std::set<int> moved;
  const auto walked = each_bit_event(member.bytes(), game_stream(layout, game.game_loops),
                                     [&](const EventHead& event, BitDecoder&) {
                                       EXPECT_LE(event.loop, game.game_loops);
                                       EXPECT_FALSE(gone.contains(event.actor)) << event.loop;
                                       if (event.name == protocol::Name::SGameUserLeaveEvent)
                                         gone.insert(event.actor);
                                       if (event.name == protocol::Name::SCameraUpdateEvent)
                                         moved.insert(event.actor);
                                       return Next::skip;
                                     });
  EXPECT_TRUE(walked.has_value()) << walked.error().message;
  EXPECT_EQ(gone, (std::set<int>{1, 2}));
  EXPECT_EQ(moved, (std::set<int>{0, 1, 2, 3, 4}));
}

TEST(Writer, StatisticsComeEvery160LoopsWhileAPlayerIsThere) {
  const GameDescription game = duel();
  const auto file = write_replay(game);
  auto archive = Archive::open(*file);
  ASSERT_TRUE(archive.has_value());
  bool exact = false;
  const auto& layout = protocol::layout_for(game.base_build, game.base_build, exact);
  const Member member = read_member(*archive, "replay.tracker.events");
  std::vector<std::uint64_t> loops;
  const auto walked = each_tracker_event(member.bytes(), tracker_stream(layout),
                                         [&](const EventHead& event, VersionedDecoder&) {
                                           if (event.name == protocol::Name::SPlayerStatsEvent)
                                             loops.push_back(event.loop);
                                           return Next::skip;
                                         });
  EXPECT_TRUE(walked.has_value()) << walked.error().message;
  std::vector<std::uint64_t> expected = {1, 1};
  for (std::uint64_t loop = 160; loop <= game.game_loops; loop += 160)
    expected.insert(expected.end(), loop <= 13'000 ? 2 : 1, loop);
  EXPECT_EQ(loops, expected);
}

struct Refusal {
  const char* says;
  std::function<void(GameDescription&)> spoil;
};

const std::vector<Refusal> kRefusals = {
    {"players: 0, a game has 1 to 8", [](auto& g) { g.players.clear(); }},
    {"players: 9, a game has 1 to 8", [](auto& g) { g.players.resize(9, g.players[0]); }},
    {"players[1].name: empty", [](auto& g) { g.players[1].name = ""; }},
    {"players[0].name: 256 bytes, the format holds 255", [](auto& g) { g.players[0].name.assign(256, 'x'); }},
    {"players[0].name: not valid UTF-8", [](auto& g) { g.players[0].name = "a\xFF"; }},
    {"replay.details: m_name length 1275 is not within 0 to 255",
     [](auto& g) {
       g.chat.clear();
       g.players[0].clan.clear();
       g.players[0].name.assign(255, '&');
     }},
    {"players[0].clan: not valid UTF-8", [](auto& g) { g.players[0].clan = "\xC0\x80"; }},
    {"players[0].race: 256 bytes", [](auto& g) { g.players[0].race.assign(256, 'x'); }},
    {"players[1].race_code: \"BW Z\" is not", [](auto& g) { g.players[1].race_code = "BW Z"; }},
    {"players[1].control: neither human", [](auto& g) { g.players[1].control = Control::other; }},
    {"players[0].team: 16 is not within 0 to 15", [](auto& g) { g.players[0].team = 16; }},
    {"players[0].team: -1 is not", [](auto& g) { g.players[0].team = -1; }},
    {"players[0].toon.region: 256", [](auto& g) { g.players[0].toon.region = 256; }},
    {"players[0].toon.id: ", [](auto& g) { g.players[0].toon.id = std::uint64_t{1} << 63; }},
    {"players[0].toon: neither whole nor absent", [](auto& g) { g.players[0].toon.region = 0; }},
    {"players[1].left_loop: 13441 is after", [](auto& g) { g.players[1].left_loop = 13'441; }},
    {"players[1].left_loop: a computer", [](auto& g) { g.players[1].control = Control::computer; }},
    {"observers: 15 with 2 players", [](auto& g) { g.observers.resize(15, {"o", {}, "referee"}); }},
    {"observers[0].role: \"caster\"", [](auto& g) { g.observers = {{"o", {}, "caster"}}; }},
    {"observers[0].name: empty", [](auto& g) { g.observers = {{"", {}, "referee"}}; }},
    {"map_title: 1024 bytes, the format holds 1023", [](auto& g) { g.map_title.assign(1024, 'x'); }},
    {"map_author: not valid UTF-8", [](auto& g) { g.map_author = "\x80"; }},
    {"cache_handles: 64, the format holds 63",
     [](auto& g) { g.cache_handles.resize(64, g.cache_handles[0]); }},
    {"cache_handles[1].sha256: not 64 hex", [](auto& g) { g.cache_handles[1].sha256.pop_back(); }},
    {"cache_handles[1].sha256: not 64 hex", [](auto& g) { g.cache_handles[1].sha256[7] = 'g'; }},
    {"cache_handles[2].region: not two", [](auto& g) { g.cache_handles[2].region = "eu"; }},
    {"game_loops: 4000000 is more than", [](auto& g) { g.game_loops = 4'000'000; }},
    {"ended_at: ", [](auto& g) { g.ended_at = from_micros(-1); }},
    {"base_build: 95300 is not known", [](auto& g) { g.base_build = 95'300; }},
    {"base_build: 21029 is from before", [](auto& g) { g.base_build = 21'029; }},
    {"version: \"5.0.15\" is not", [](auto& g) { g.version = "5.0.15"; }},
    {"version: \"256\" is not a number up to 255", [](auto& g) { g.version = "5.256.1.1"; }},
    {"version: \"\" is not a number", [](auto& g) { g.version = "5.0..1"; }},
    {"speed: 5 is not within", [](auto& g) { g.speed = 5; }},
    {"lobby.privacy: \"Secret\"", [](auto& g) { g.lobby.privacy = "Secret"; }},
    {"lobby.duration: \"soon\"", [](auto& g) { g.lobby.duration = "soon"; }},
    {"lobby.duration: \"030\"", [](auto& g) { g.lobby.duration = "030"; }},
    {"lobby.locked_alliances: \"yes\"", [](auto& g) { g.lobby.locked_alliances = "yes"; }},
    {"category: \"Friends\"", [](auto& g) { g.category = "Friends"; }},
    {"chat: 1001 lines", [](auto& g) { g.chat.resize(1001, g.chat[0]); }},
    {"chat[1].from: \"Nobody\" is nobody", [](auto& g) { g.chat[1].from = "Nobody"; }},
    {"chat[0].to: \"world\"", [](auto& g) { g.chat[0].to = "world"; }},
    {"chat[1].at_s: 601 is not within the game", [](auto& g) { g.chat[1].at_s = 601; }},
    {"chat[1].at_s: nan is not within the game", [](auto& g) { g.chat[1].at_s = std::nan(""); }},
    {"chat[0].text: 2048 bytes", [](auto& g) { g.chat[0].text.assign(2048, 'x'); }},
};

TEST(Writer, RefusesWhatTheFormatCannotHold) {
  for (const Refusal& refusal : kRefusals) {
    GameDescription game = duel();
    refusal.spoil(game);
    const auto file = write_replay(game);
    ASSERT_FALSE(file.has_value()) << refusal.says;
    EXPECT_EQ(file.error().kind, ErrorKind::invalid) << refusal.says;
    EXPECT_TRUE(file.error().message.starts_with(refusal.says)) << file.error().message << "\n"
                                                                << refusal.says;
  }
}

// The loop counter of all streams: a choice of integers of 6, 14, 22 and 32 bits.
protocol::TypeId loop_delta() {
  bool exact = false;
  return protocol::layout_for(95'299, 95'299, exact).loop_delta;
}

TEST(BitEncoder, FillsBytesFromTheirLowBitsMostSignificantChunkFirst) {
  BitEncoder out;
  out.integer(loop_delta(), 5);    // Tag 0 in 2 bits, 5 in 6 bits.
  out.integer(loop_delta(), 300);  // Tag 1 in 2 bits, 300 = 0b000001'00101100 in 6 and 8 bits.
  EXPECT_EQ(*out.finish("test"), (std::vector<std::uint8_t>{0x14, 0x05, 0x2C}));
}

TEST(VersionedEncoder, PutsKindAndTagBeforeValues) {
  VersionedEncoder out;
  out.integer(loop_delta(), 5);    // Choice, tag 0; number, 5.
  out.integer(loop_delta(), 300);  // Choice, tag 1; number, 300 in 6 and 7 bits.
  EXPECT_EQ(*out.finish("test"), (std::vector<std::uint8_t>{3, 0, 9, 10, 3, 2, 9, 0xD8, 4}));
}

TEST(Encoders, TellWhatDidNotFit) {
  BitEncoder bits;
  bits.integer(loop_delta(), std::int64_t{1} << 32);
  EXPECT_TRUE(bits.failed());
  EXPECT_EQ(bits.finish("replay.test").error().kind, ErrorKind::invalid);
  VersionedEncoder versioned;
  versioned.blob(loop_delta(), "text");
  EXPECT_TRUE(versioned.finish("replay.test").error().message.starts_with("replay.test: "));
}

}  // namespace
}  // namespace evo::replay
