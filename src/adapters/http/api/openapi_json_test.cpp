// The OpenAPI document against the program: the same routes, and every view in the shape the document
// promises.
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "adapters/http/api/openapi_validator_test.hpp"
#include "adapters/http/api/service.hpp"
#include "adapters/http/api/view_json.hpp"
#include "core/mode/mode.hpp"

namespace evo::http {
namespace {

const Json& schema(const std::string& name) { return document().at("components").at("schemas").at(name); }

#define EXPECT_FITS(name, text) EXPECT_EQ(problems_of(schema(name), Json::parse(text)), "") << (text)

TEST(Openapi, DescribesEveryRouteAndNoOther) {
  std::set<std::string> described;
  for (const auto& [path, operations] : document()["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      std::string upper;
      for (const char c : method) upper += static_cast<char>(std::toupper(c));
      described.insert(upper + " " + path);
    }
  }
  std::set<std::string> served;
  for (const Route& route : routes())
    served.insert(fmt::format("{} {}", to_string(route.method), route.pattern));
  EXPECT_EQ(described, served);
}

TEST(Openapi, SecurityAndBodiesAreThoseOfTheRoutes) {
  for (const Route& route : routes()) {
    std::string method(to_string(route.method));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    const Json& operation = document()["paths"][std::string(route.pattern)][method];
    const bool needs_session = route.auth == Auth::player || route.auth == Auth::staff;
    EXPECT_EQ(operation["security"] == Json::parse(R"([{"session":[]}])"), needs_session) << route.pattern;
    EXPECT_EQ(operation["responses"].contains("401"), needs_session) << route.pattern;
    const Json content = operation.value("requestBody", Json::object()).value("content", Json::object());
    EXPECT_EQ(content.contains("application/json"), route.body == BodyRule::json) << route.pattern;
    EXPECT_EQ(content.contains("application/octet-stream"), route.body == BodyRule::replay) << route.pattern;
    EXPECT_TRUE(operation["responses"].contains("429")) << route.pattern;
    for (const auto& [status, response] : operation["responses"].items()) {
      if (!response.contains("$ref")) continue;
      EXPECT_TRUE(document().contains(Json::json_pointer(response["$ref"].get<std::string>().substr(1))))
          << status;
    }
  }
}

TEST(Openapi, ExamplesFitTheirOwnSchemas) {
  int examples = 0;
  for (const auto& [name, one] : document()["components"]["schemas"].items()) {
    for (const Json& example : one.value("examples", Json::array())) {
      EXPECT_EQ(problems_of(one, example), "") << name;
      ++examples;
    }
  }
  EXPECT_GT(examples, 8);
  for (const auto& [name, response] : document()["components"]["responses"].items()) {
    const Json& json = response["content"]["application/json"];
    EXPECT_EQ(problems_of(json["schema"], json["example"]), "") << name;
  }
}

TEST(Openapi, TheValidatorCanFail) {
  EXPECT_NE(problems_of(schema("Receipt"), Json::parse(R"({"event":"queued"})")), "");
  EXPECT_NE(problems_of(schema("Receipt"), Json::parse(R"({"event":"queued","subject":"1"})")), "");
  EXPECT_NE(problems_of(schema("Receipt"), Json::parse(R"({"event":"queued","subject":1,"more":1})")), "");
  EXPECT_NE(problems_of(schema("Outcome"), Json::parse(R"({"winner":2})")), "");
  EXPECT_NE(problems_of(schema("Session"), Json::parse(R"({"player":{"id":1}})")), "");
}

Time at(int seconds) { return parse_rfc3339("2026-03-25T17:00:00Z").value() + std::chrono::seconds(seconds); }

Rules sample_rules() {
  Rules rules;
  Catalog& catalog = rules.catalog;
  catalog.code = "test";
  catalog.name = "Test ladder";
  catalog.current_season = "1";
  catalog.channel = "Evo";
  catalog.sides = {{"bw", "Brood War"}, {"sc2", "StarCraft II"}};
  catalog.matchups = {{"bw", "sc2"}};
  catalog.races = {{"bw_zerg", "BW Zerg", "Z1", "bw", {}, {}}, {"sc2_zerg", "SC2 Zerg", "Z2", "sc2", {}, {}}};
  catalog.regions = {{"EUW", "Western Europe", "AF"}};
  catalog.game_regions = {{"AM", "Americas", "US"}, {"EU", "Europe", "EU"}};
  catalog.servers = {{"EUC", "Europe Central", "EU Central", "EU"}};
  Map map;
  map.code = "vermeer";
  map.name = "Vermeer SE";
  map.short_name = "Vermeer";
  map.author = "somebody";
  map.links = {"battlenet:am", "battlenet:eu"};
  catalog.pools = {{"1v1", "1", {map}}};
  catalog.countries = {{"DE", "Germany", true}};
  catalog.mod.name = "Evo";
  catalog.mod.links = {"battlenet:mod-am", ""};
  catalog.lobby = {"Faster", "Normal", "Infinite", "Yes"};
  rules.wave_interval = std::chrono::milliseconds(2500);
  return rules;
}

MatchPlayer sample_player(std::int64_t id, int team, std::string name) {
  MatchPlayer player;
  player.player = PlayerId{id};
  player.team = team;
  player.name = std::move(name);
  player.race = team == 0 ? "bw_zerg" : "sc2_zerg";
  player.report = Outcome::win(1);
  player.rating_change = team == 0 ? -18 : 18;
  return player;
}

Match sample_match() {
  Match match;
  match.id = MatchId{12};
  match.season = "1";
  match.state = MatchState::finished;
  match.map = "vermeer";
  match.server = "EUC";
  match.assigned_at = at(0);
  match.completed_at = at(900);
  match.outcome = Outcome::win(1);
  match.decision = Decision::replay;
  match.players = {sample_player(7, 0, "Alice"), sample_player(8, 1, "Bob")};
  match.players[0].confirmed_at = at(5);
  match.players[0].region = "EUW";
  return match;
}

ReplayView pending_replay() {
  ReplayView view;
  view.id = ReplayId{4};
  view.sha256 = std::string(64, 'b');
  return view;
}

ReplayView judged_replay() {
  ReplayView view;
  view.id = ReplayId{3};
  view.sha256 = std::string(64, 'a');
  view.size = 1000;
  view.uploader = PlayerId{7};
  view.uploader_name = "Alice";
  view.uploaded_at = at(800);
  view.status = ReplayStatus::judged;
  view.verdict.emplace();
  view.verdict->checks = {{"map", CheckMode::blocking, CheckResult::passed, "Vermeer", "Vermeer"}};
  view.verdict->decides = true;
  replay::ReplaySummary summary;
  summary.map_title = "Vermeer SE";
  summary.duration_s = 612.04;
  summary.winner = replay::ReplayWinner{1, false};
  replay::ReplayPlayer player;
  player.name = "Alice";
  player.result = replay::GameResult::loss;
  player.apm = 210;
  summary.players = {player, replay::ReplayPlayer{}};
  view.summary = summary;
  return view;
}

MatchView sample_match_view() {
  MatchView view;
  view.match = sample_match();
  view.viewer_team = 0;
  view.ratings[PlayerId{7}].value = 1482;
  view.countries[PlayerId{7}] = "DE";
  view.replays = {judged_replay(), pending_replay()};
  AuditEntry entry;
  entry.at = at(1000);
  entry.action = "resolve";
  view.history = {entry};
  return view;
}

StandingEntry sample_entry() {
  StandingEntry entry;
  entry.rating.key = {PlayerId{7}, "1v1", "bw_zerg"};
  entry.rating.last_played_at = at(900);
  entry.name = "Alice";
  entry.position = 1;
  entry.active_position = 1;
  entry.rank = LetterRank::s;
  return entry;
}

QueueView sample_queue() {
  QueueView queue;
  queue.as_of = at(0);
  queue.waiting = 3;
  queue.waiting_by_side = {{"bw", 2}};
  return queue;
}

SignedIn sample_session() {
  SignedIn who;
  who.player.id = PlayerId{7};
  who.player.name = "Alice";
  return who;
}

Ticket sample_ticket() {
  Ticket ticket;
  ticket.id = TicketId{1};
  ticket.player = PlayerId{7};
  ticket.options = {{"bw", "bw_zerg", 1500}};
  return ticket;
}

MeView sample_me() {
  MeView me;
  me.as_of = at(0);
  me.player = sample_session().player;
  me.queue = sample_queue();
  return me;
}

TEST(Views, OfTheLadderFitTheirSchemas) {
  const Rules rules = sample_rules();
  EXPECT_FITS("Catalog", catalog_json(rules.catalog));
  EXPECT_FITS("Queue", queue_json(sample_queue(), rules));
  EXPECT_FITS("Receipt", receipt_json({"queued", 12}));
  EXPECT_FITS("Status", status_json({}, "0.1.0", "test"));
  const SignedIn who = sample_session();
  EXPECT_FITS("Session", session_json({.who = &who, .version = "0.1.0"}, rules.catalog));
  EXPECT_FITS("Session", session_json({.version = "0.1.0"}, rules.catalog));
  MatchView view = sample_match_view();
  EXPECT_FITS("Match", match_json(view, rules.catalog));
  view.why =
      MatchReason{.tickets = {{.player = PlayerId{7}, .rating = 1500, .window = 150, .choices = 2},
                              {.player = PlayerId{9}, .team = 1, .window = kOpenWindow, .choices = {}}},
                  .expected = 0.5,
                  .cost = {.rating = 100, .waiting = 40},
                  .ping_ms = 30};
  EXPECT_FITS("Match", match_json(view, rules.catalog));
  view.why->expected.reset();
  view.why->ping_ms.reset();
  EXPECT_FITS("Match", match_json(view, rules.catalog));
  const Json why = Json::parse(match_json(view, rules.catalog))["why"];
  EXPECT_EQ(why["cost"]["total"], 60);
  EXPECT_EQ(why["tickets"][1]["window"], nullptr);
  EXPECT_FITS("MatchList", matches_json({sample_match()}, MatchId{12}, rules.catalog));
  EXPECT_FITS("MatchList", matches_json({}, std::nullopt, rules.catalog));
}

TEST(Views, OfWhatHasBeenFitTheirSchemas) {
  SeasonPage season;
  season.season = {SeasonId{3}, "Winter", at(900)};
  season.entries = {sample_entry()};
  EXPECT_FITS("SeasonStandings", season_json(season));
  EXPECT_FITS("SeasonList", seasons_json({season.season}));

  StatisticsView ladder;
  ladder.totals.by_race["bw_zerg"].add(1);
  ladder.totals.by_match_up[{"bw_zerg", "sc2_zerg"}].add(1);
  ladder.totals.by_map["a"] = ladder.totals.by_server["b"] = 1;
  ladder.balance.rows = {BalanceRow{.own = "bw", .other = "sc2", .record = {}, .share = {}}};
  ladder.balance.by_map["a"].add(0.5);
  EXPECT_FITS("Statistics", statistics_json(ladder));

  PlayerStatisticsView player;
  player.player = PlayerId{7};
  player.totals.by_race["bw_zerg"].add(0);
  player.totals.by_match_up[{"bw_zerg", "sc2_zerg"}].add(0);
  player.totals.by_map["a"].add(0);
  player.totals.by_server["b"].add(0);
  EXPECT_FITS("PlayerStatistics", player_statistics_json(player));

  ActivityView activity;
  activity.points = {{at(900), 4}};
  EXPECT_FITS("Activity", activity_json(activity));
}

TEST(Views, OfPeopleFitTheirSchemas) {
  const Rules rules = sample_rules();
  LeaderboardPage page;
  page.entries = {sample_entry(), StandingEntry{}};
  page.entries[1].rating.key = rating_key("2v2", PlayerId{9}, PlayerId{7}, "");
  page.entries[1].partner = {PlayerId{9}, "Bob", "", ""};
  page.index = 12;
  page.next = RatingKey{PlayerId{9}, "1v1", "bw_zerg"};
  EXPECT_FITS("Leaderboard", leaderboard_json(page, rules.provisional));
  const Json pair = Json::parse(leaderboard_json(page, rules.provisional))["entries"][1];
  EXPECT_EQ(pair["player"], 7);
  EXPECT_EQ(pair["partner"]["player"], 9);
  EXPECT_EQ(pair["race"], "");
  page.next = page.entries[1].rating.key;
  EXPECT_EQ(Json::parse(leaderboard_json(page, rules.provisional))["next"], "7:9");

  ProfileView profile;
  profile.player = sample_session().player;
  profile.entries = {sample_entry()};
  profile.history = {
      {MatchId{12}, {PlayerId{7}, "1v1", "bw_zerg"}, 0, 1500, 1482, RatingCause::match, at(900)},
      {{}, rating_key("2v2", PlayerId{7}, PlayerId{9}, ""), 0, 1500, 1482, RatingCause::match, at(900)}};
  profile.matches = {sample_match()};
  EXPECT_FITS("Profile", profile_json(profile, rules));

  MeView me = sample_me();
  EXPECT_FITS("Me", me_json(me, rules));
  me.status = Status::in_match;
  me.player.timeout_until = at(60);
  me.ticket = sample_ticket();
  me.missing = SetupStep::terms;
  EXPECT_FITS("Me", me_json(me, rules));
  me.why = WaitReason{MissReason::outside_window, 2, 240, at(120), {{MissReason::just_met, 1}}};
  me.match = sample_match_view();
  me.last_match = MatchId{11};
  me.notices = {{5, {PlayerId{7}, NoticeKind::replay_judged, MatchId{12}, ReplayId{3}}, at(900)},
                {4, {PlayerId{7}, NoticeKind::match_found, MatchId{12}, {}}, at(0)}};
  EXPECT_FITS("Me", me_json(me, rules));
  me.ticket->options = {{"mixed", "bw_zerg", 1500, {"sc2_terran"}}};
  me.ticket->partners = {{PlayerId{8}, "EUW", {}}};
  me.party = PartyView{{PartyId{2}, PlayerId{7}, at(0), {{PlayerId{7}, {}, at(0)}, {PlayerId{8}, {}, at(5)}}},
                       {{PlayerId{7}, "Alice"}, {PlayerId{8}, "Bob"}}};
  me.invitations = {{{InvitationId{4}, PlayerId{9}, PlayerId{7}, at(0), at(600)}, "Carol", "Alice"}};
  me.notices = {{6, {PlayerId{7}, NoticeKind::party_joined, {}, {}, "", PlayerId{8}}, at(900)}};
  EXPECT_FITS("Me", me_json(me, rules));
}

AuditEntry sample_line() {
  AuditEntry line{at(0),       PlayerId{8},        "ban_player", {},
                  PlayerId{7}, "not banned, idle", "banned",     "cheating"};
  line.id = 5;
  return line;
}

Player full_player() {
  Player player = sample_session().player;
  player.battletag = "Alice#1234";
  player.terms_accepted = "1";
  player.terms_accepted_at = at(0);
  player.setup_completed_at = at(1);
  player.alerts = {{"1v1", 15}};
  player.survey = SetupSurvey{"in_game", "lt_1mo", "casual", {"no_placement"}};
  player.choices = {{"2v2", {{{"bw_zerg", "sc2_terran"}}, {"rohana"}}}};
  player.time_zone = "Europe/Berlin";
  player.quiet_hours = quiet_hours_from({23, 0}).value();
  player.referred_by = PlayerId{8};
  return player;
}

TEST(Views, OfStaffFitTheirSchemas) {
  const Rules rules = sample_rules();
  StaffSnapshot snapshot;
  EXPECT_FITS("Snapshot", snapshot_json(snapshot, std::nullopt, rules.catalog));
  snapshot.queue.push_back({sample_ticket(), "Alice"});
  snapshot.live = {sample_match()};
  EXPECT_FITS("Snapshot", snapshot_json(snapshot, 1 << 20, rules.catalog));
  EXPECT_FITS("StaffPlayer",
              staff_player_json({full_player(), {"2-S2-1-7"}, TicketId{1}, MatchId{12}, {sample_line()}}));
  EXPECT_FITS("AuditList", audit_json({sample_line()}, 5));
  EXPECT_FITS("AuditList", audit_json({}, std::nullopt));
  EXPECT_FITS("ModList", mods_json({{"2.1", at(0), std::nullopt, {{"EU", {"a"}, {"b"}}}}}));
  EXPECT_FITS("AbuseList",
              abuse_json({{SignalKind::shared_account, 8, {PlayerId{7}}, "seen", {MatchId{12}}}}));
  EXPECT_FITS(
      "ResolutionPreview",
      preview_json({sample_match(),
                    sample_match(),
                    {{{PlayerId{7}, "1v1", "bw_zerg"}, "Alice", "", true, 1500, 1520},
                     {rating_key("2v2", PlayerId{7}, PlayerId{9}, ""), "Alice", "Bob", false, 1500, 1480}}}));
}

TEST(Views, OfAPlayersOwnDataFitTheirSchema) {
  const Rules rules = sample_rules();
  PlayerExport data;
  data.player = sample_session().player;
  EXPECT_FITS("PlayerData", player_data_json(data, rules.catalog));
  data.player = full_player();
  data.identities = {{"discord", "1234", PlayerId{7}}};
  data.ratings = {sample_entry().rating, Rating{}};
  data.ratings[1].key = rating_key("2v2", PlayerId{7}, PlayerId{9}, "");
  data.rating_history = {{}};
  data.matches = {sample_match()};
  data.notices = {
      {5,
       {.player = PlayerId{7}, .kind = NoticeKind::announcement, .match = {}, .replay = {}, .text = "News"},
       at(0)}};
  data.actions = data.done_to = {sample_line()};
  const std::string text = player_data_json(data, rules.catalog);
  EXPECT_FITS("PlayerData", text);
  EXPECT_EQ(Json::parse(text)["player"]["quiet_hours"], Json::parse("[0,23]"));
  EXPECT_EQ(Json::parse(text)["notices"][0]["text"], "News");
}

TEST(Views, SayWhatTheyMean) {
  const Rules rules = sample_rules();
  const Json match = Json::parse(match_json(sample_match_view(), rules.catalog));
  EXPECT_EQ(match["map"]["link"], "battlenet:eu");
  EXPECT_EQ(match["mod"]["link"], nullptr) << "no link in this region";
  EXPECT_EQ(match["players"][0]["report"], "loss") << "as this player sees it";
  EXPECT_EQ(match["players"][1]["report"], "win");
  EXPECT_EQ(match["players"][0]["rating_now"], 1482);
  EXPECT_EQ(match["players"][1]["rating_now"], nullptr);
  EXPECT_EQ(match["replays"][0]["game"]["duration_s"], 612.0);
  EXPECT_EQ(match["replays"][1]["verdict"], nullptr);
  EXPECT_EQ(match["history"][0]["actor"], nullptr);
  EXPECT_EQ(match["confirm_by"], nullptr);
  EXPECT_EQ(match["assigned_at"], "2026-03-25T17:00:00Z");
  const Json queue = Json::parse(queue_json(sample_queue(), rules));
  EXPECT_EQ(queue["by_side"], Json::parse(R"({"bw":2,"sc2":0})"))
      << "every side, also those nobody waits for";
  EXPECT_EQ(queue["wave_interval_s"], 2.5);
  EXPECT_EQ(Json::parse(catalog_json(rules.catalog))["matchups"], Json::parse(R"([["bw","sc2"]])"));
}

TEST(Views, HiddenOpponentsShowNothing) {
  const Rules rules = sample_rules();
  MatchView view = sample_match_view();
  view.anonymous = true;
  view.replays.clear();
  view.match.outcome.reset();
  view.match.players[1] = MatchPlayer{};
  view.match.players[1].team = 1;
  const std::string text = match_json(view, rules.catalog);
  EXPECT_FITS("Match", text);
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("Bob")));
  const Json hidden = Json::parse(text)["players"][1];
  for (const char* member :
       {"player", "name", "race", "region", "country", "rating_before", "rating_now", "report"})
    EXPECT_EQ(hidden[member], nullptr) << member;
  EXPECT_EQ(hidden["confirmed"], false);
}

TEST(Views, ForeignTextCannotBreakTheJson) {
  Match match = sample_match();
  match.map = "\xFF\"<script>";
  match.server = "gone";
  MatchView view;
  view.match = match;
  const Json json = Json::parse(match_json(view, sample_rules().catalog));
  EXPECT_EQ(json["map"]["name"], "\xEF\xBF\xBD\"<script>");
  EXPECT_EQ(json["server"], nullptr);
}

}  // namespace
}  // namespace evo::http
