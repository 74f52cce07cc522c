#include "core/evidence/evidence.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "core/evidence/evidence_story.hpp"

namespace evo {
namespace {

using namespace evidence_story;

TEST(Evidence, AGenuineReplayDecides) {
  const Verdict verdict = Story().verdict();
  EXPECT_EQ(not_passed(verdict), std::vector<std::string>{});
  EXPECT_TRUE(verdict.decides);
  EXPECT_EQ(verdict.outcome, Outcome::win(0));
  EXPECT_TRUE(verdict.bindings.empty());
  EXPECT_EQ(verdict.checks.size(), 13u);
  EXPECT_EQ(check(verdict, "mod").found, "2026-03 from EU");
  EXPECT_EQ(check(verdict, "races").found, "Alice: BW Zerg, Bob: SC2 Terran");
}

struct Spoiled {
  const char* name;
  std::function<void(Story&)> spoil;
  std::vector<std::string> not_passed;  // In the order of the checks.
  bool decides = false;
  std::string_view found = {};  // Part of what the first of them found.
};

void add_player(Story& story, replay::ReplayPlayer player) {
  story.summary.players.push_back(std::move(player));
}

replay::ReplayPlayer computer() {
  replay::ReplayPlayer player = seen(3, 2, "A.I. 1 (Elite)", 0, "Zerg");
  player.control = replay::Control::computer;
  return player;
}

const Spoiled kSpoiled[] = {
    // Sides are told by people, so lobby positions do not matter.
    {"swapped lobby positions",
     [](Story& story) {
       std::swap(story.summary.players[0], story.summary.players[1]);
       for (replay::ReplayPlayer& player : story.summary.players) player.team = 1 - player.team;
       story.summary.winner->team = 1;
     },
     {},
     true},
    {"stranger",
     [](Story& story) { story.summary.players[1] = seen(2, 1, "Eve", 99, "Terr"); },
     {"people", "races"},
     false,
     "Eve (2-S2-1-99) is not known as a player of this match"},
    {"account of somebody else",
     [](Story& story) {
       story.summary.players[1] = seen(2, 1, "Bob", 99, "Terr");
       story.identities.owner_of[toon_text(99)] = kCarol;
     },
     {"people", "races"},
     false,
     "Bob (2-S2-1-99) is the account of another player"},
    {"different account",
     [](Story& story) { story.summary.players[1].toon = toon(23); },
     {"people", "races"},
     false,
     "Bob plays from a different account, 2-S2-1-23"},
    {"no account at all",
     [](Story& story) { story.summary.players[1].toon = {}; },
     {"people", "races"},
     false,
     "Bob has no Battle.net account in this file"},
    {"one person twice",
     [](Story& story) { story.summary.players[1].toon = toon(11); },
     {"people", "races"},
     false,
     "Alice plays twice"},
    {"third person",
     [](Story& story) { add_player(story, seen(3, 2, "Eve", 99, "Zerg")); },
     {"type", "people", "races"},
     false,
     "1v1v1"},
    {"one person missing",
     [](Story& story) { story.summary.players.pop_back(); },
     {"type", "people", "races"},
     false,
     "1"},
    {"both in one team",
     [](Story& story) { story.summary.players[1].team = 0; },
     {"type", "people", "races"},
     false,
     "2"},
    {"wrong race",
     [](Story& story) { story.summary.players[0].race_code = "BWPr"; },
     {"races"},
     false,
     "Alice: BW Protoss, Bob: SC2 Terran"},
    {"races exchanged",
     [](Story& story) { std::swap(story.summary.players[0].race_code, story.summary.players[1].race_code); },
     {"races"},
     false,
     "Alice: SC2 Terran, Bob: BW Zerg"},
    {"race of another mod",
     [](Story& story) {
       story.summary.players[0].race_code = "Andr";
       story.summary.players[0].race = "Android";
     },
     {"races"},
     false,
     "unknown race Android"},
    {"race by its localised text",
     [](Story& story) {
       story.summary.players[0].race_code.clear();
       story.summary.players[0].race = "스1 저그";
     },
     {},
     true},
    // A copy with the right title is another file.
    {"wrong map under the right title",
     [](Story& story) {
       story.summary.map_sha256 = std::string(64, 'e');
       story.summary.cache_handles.back().sha256 = story.summary.map_sha256;
     },
     {"map", "mod"},
     false,
     ", file eeeeeeeeeeee"},
    {"translated title of the right map",
     [](Story& story) { story.summary.map_title = "Сильфида"; },
     {},
     true},
    {"map known by title only, wrong title",
     [](Story& story) {
       story.match.map = "golden_wall";
       story.summary.map_title = "Golden Wall LE";
     },
     {"map"},
     false,
     "Golden Wall LE"},
    {"map known by title only, right title",
     [](Story& story) {
       story.match.map = "golden_wall";
       story.summary.map_title = " Golden Wall SEL ";
     },
     {},
     true},
    {"map that the catalog lost, title as stored",
     [](Story& story) { story.match.map = story.summary.map_title = "Old Map"; },
     {},
     true},
    // V18: a wrapper adds one file; the map stays the last one.
    {"fake mod",
     [](Story& story) {
       std::vector<replay::CacheHandle>& handles = story.summary.cache_handles;
       handles.insert(handles.end() - 1, {"EU", "dbd21603" + std::string(56, '0')});
     },
     {"mod"},
     false,
     "1 unknown (dbd216030000)"},
    {"missing main file",
     [](Story& story) {
       const std::string& required = files_of("2026-03", "EU").required.front();
       std::erase_if(story.summary.cache_handles,
                     [&](const auto& handle) { return handle.sha256 == required; });
     },
     {"mod"},
     false,
     "1 missing (b7d36bc55a37)"},
    {"files of another region",
     [](Story& story) {
       for (replay::CacheHandle& handle : story.summary.cache_handles) handle.region = "XX";
     },
     {"mod"},
     false,
     "9 missing"},
    {"no files named",
     [](Story& story) { story.summary.cache_handles.clear(); },
     {"mod"},
     false,
     "the file names no dependencies"},
    {"played too early",
     [](Story& story) { story.summary.started_at = kAssigned - std::chrono::seconds(121); },
     {"time"}},
    {"within the tolerance",
     [](Story& story) { story.summary.started_at = kAssigned - std::chrono::seconds(120); },
     {},
     true},
    {"longer than an hour",
     [](Story& story) {
       story.summary.ended_at = kAssigned + std::chrono::hours(3);
       story.now = story.summary.ended_at;
     },
     {},
     true},
    {"from the future",
     [](Story& story) { story.summary.ended_at = kNow + std::chrono::seconds(121); },
     {"time"}},
    {"computer", [](Story& story) { add_player(story, computer()); }, {"computers"}, false, "A.I. 1 (Elite)"},
    // Digits, dots and brackets in a name do not make a computer.
    {"name with digits and brackets",
     [](Story& story) { story.summary.players[1].name = "A.I. 1 (Elite)"; },
     {},
     true},
    {"observer",
     [](Story& story) { story.summary.observers = {{"Caster", toon(50), "referee"}}; },
     {"observers"},
     true,
     "Caster"},
    {"other lobby settings",
     [](Story& story) {
       story.summary.speed = "Normal";
       story.summary.lobby = {"No Match History", "60", "No"};
     },
     {"speed", "privacy", "duration", "locked_alliances"},
     true,
     "Normal"},
    {"lobby settings not recorded",
     [](Story& story) { story.summary.lobby = {}; },
     {"privacy", "duration", "locked_alliances"},
     true,
     "not recorded"},
    {"undecided", [](Story& story) { story.summary.winner.reset(); }, {"result"}, false, "undecided"},
    {"won by a computer",
     [](Story& story) {
       add_player(story, computer());
       story.summary.winner->team = 2;
     },
     {"computers", "result"}},
};

TEST(Evidence, EachSpoiledReplayFailsItsOwnChecks) {
  for (const Spoiled& spoiled : kSpoiled) {
    SCOPED_TRACE(spoiled.name);
    Story story;
    spoiled.spoil(story);
    const Verdict verdict = story.verdict();
    EXPECT_EQ(not_passed(verdict), spoiled.not_passed);
    EXPECT_EQ(verdict.decides, spoiled.decides);
    if (!spoiled.not_passed.empty()) {
      EXPECT_TRUE(check(verdict, spoiled.not_passed.front()).found.contains(spoiled.found))
          << check(verdict, spoiled.not_passed.front()).found;
    }
    if (verdict.decides) {
      EXPECT_EQ(verdict.outcome, Outcome::win(0));
    } else {
      EXPECT_TRUE(verdict.bindings.empty());
    }
  }
}

TEST(Evidence, OutcomeIsKnownWhereOnlyOtherChecksFail) {
  Story story;
  story.summary.players[0].race_code = "BWPr";
  story.summary.winner = {{.team = 1, .derived = true}};
  const Verdict verdict = story.verdict();
  EXPECT_FALSE(verdict.decides);
  EXPECT_EQ(verdict.outcome, Outcome::win(1));
  EXPECT_EQ(check(verdict, "result").found, "won by Bob, derived from who left or lost");
}

TEST(Evidence, OnlyARecordedTieOfAllIsADraw) {
  Story story;
  story.summary.winner.reset();
  story.summary.players[0].result = replay::GameResult::tie;
  story.summary.players[1].result = replay::GameResult::undecided;
  EXPECT_EQ(story.verdict().outcome, std::nullopt) << "T18: a missing winner is no draw";
  story.summary.players[1].result = replay::GameResult::tie;
  EXPECT_EQ(story.verdict().outcome, Outcome::draw());
  EXPECT_TRUE(story.verdict().decides);
}

TEST(Evidence, RulesChooseWhatBlocks) {
  Story story;
  story.summary.observers = {{"Caster", toon(50), "referee"}};
  story.rules.modes["observers"] = CheckMode::blocking;
  EXPECT_FALSE(story.verdict().decides);
  EXPECT_EQ(check(story.verdict(), "observers").mode, CheckMode::blocking);
  story.rules.modes["observers"] = CheckMode::off;
  EXPECT_TRUE(story.verdict().decides);
  story.summary.winner.reset();
  story.rules.modes["result"] = CheckMode::off;
  EXPECT_FALSE(story.verdict().decides) << "without an outcome there is nothing to decide";
  EXPECT_EQ(default_mode("mod"), CheckMode::blocking);
  EXPECT_EQ(default_mode("observers"), CheckMode::advisory);
  EXPECT_EQ(default_mode("weather"), CheckMode::off);
}

TEST(Evidence, AnyMapAndAnyModPassInThePlainGame) {
  Story story;
  story.catalog = builtin_catalog("sc2").value();
  story.match.players[0].race = "zerg";
  story.match.players[1].race = "terran";
  story.match.map = "torches";
  story.summary.players[0].race_code = "Zerg";
  story.summary.map_title = "Some Arena";
  story.summary.cache_handles = {{"EU", std::string(64, 'a')}};
  EXPECT_EQ(not_passed(story.verdict()), std::vector<std::string>{});
}

TEST(Evidence, NamesOfModesAndResultsGoThereAndBack) {
  for (const CheckMode mode : {CheckMode::blocking, CheckMode::advisory, CheckMode::off})
    EXPECT_EQ(check_mode_from(to_string(mode)), mode);
  for (const CheckResult result : {CheckResult::passed, CheckResult::failed, CheckResult::unknown})
    EXPECT_EQ(check_result_from(to_string(result)), result);
  EXPECT_EQ(check_mode_from("strict"), std::nullopt);
}

TEST(GameFingerprint, SameForBothPlayersFilesAndOnlyForThem) {
  const replay::ReplaySummary mine = Story().summary;
  replay::ReplaySummary theirs = mine;
  theirs.sha256 = "another file";
  theirs.map_title = "Сильфида";
  theirs.game_loops = mine.game_loops + 200;
  theirs.ended_at += std::chrono::minutes(2);
  std::swap(theirs.players[0], theirs.players[1]);
  EXPECT_EQ(game_fingerprint(mine), game_fingerprint(theirs));
  EXPECT_EQ(game_fingerprint(mine).size(), 64u);

  replay::ReplaySummary rematch = mine;
  rematch.random_seed = 78;
  EXPECT_NE(game_fingerprint(mine), game_fingerprint(rematch));
  replay::ReplaySummary others = mine;
  others.players[1].toon = toon(23);
  EXPECT_NE(game_fingerprint(mine), game_fingerprint(others));
  replay::ReplaySummary elsewhere = mine;
  elsewhere.map_sha256 = std::string(64, 'd');
  EXPECT_NE(game_fingerprint(mine), game_fingerprint(elsewhere));

  replay::ReplaySummary seedless = mine;
  seedless.random_seed = 0;
  replay::ReplaySummary later = seedless;
  later.ended_at += std::chrono::minutes(1);
  EXPECT_NE(game_fingerprint(seedless), game_fingerprint(later));
}

}  // namespace
}  // namespace evo
