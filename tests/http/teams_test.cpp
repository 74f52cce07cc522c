// 2v2 from the first invitation to the boards, as four clients see it: the real server, the real store, the
// matchmaker and the worker that judges replays.
#include <functional>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/jobs.hpp"
#include "app/wave.hpp"
#include "http/server_fixture.hpp"
#include "replay/replay.hpp"
#include "sim/game.hpp"

namespace evo::http_test {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr auto kPatience = 30s;

class InlineParser final : public Parser {
 public:
  Task<Result<replay::ReplaySummary>> parse(Blob bytes) override { co_return replay::summarize(*bytes); }
};

class TeamsOverHttpTest : public ServerTest {
 protected:
  TeamsOverHttpTest() {
    start_server();
    on_loop([this] {
      for (auto* loop : {&matchmaker_runs_, &worker_runs_})
        boost::asio::co_spawn(world.io, (*loop)(),
                              [](std::exception_ptr problem) { EXPECT_EQ(problem, nullptr); });
    });
    for (const char* name : {"Alice", "Bobby", "Carol", "David"}) people[name] = sign_in(name);
  }
  ~TeamsOverHttpTest() override { stop_server(); }

  Json read(const std::string& target, const std::string& who = "") {
    const Answer answer = ask(get("/api/v1" + target, who.empty() ? "" : people.at(who).headers));
    EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
    return Json::parse(answer.body);
  }

  Json write(const std::string& who, const std::string& target, const Json& body, int status = 200) {
    const std::string text = body.is_null() ? "" : body.dump();
    const Answer answer = ask(post("/api/v1" + target, people.at(who).headers, text));
    EXPECT_EQ(answer.status, status) << target << ": " << answer.body;
    return Json::parse(answer.body);
  }

  // Reads again until what is read is what is waited for.
  Json await(const std::function<Json()>& look, const std::function<bool(const Json&)>& is_there) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
      Json seen = look();
      if (is_there(seen)) return seen;
      if (std::chrono::steady_clock::now() > give_up) {
        ADD_FAILURE() << "still " << seen.dump();
        return seen;
      }
    }
  }

  void pair_up(const std::string& leader, const std::string& other) {
    write(leader, "/party/invitations", {{"name", other}}, 201);
    const Json invitation = read("/me", other)["invitations"].at(0);
    EXPECT_EQ(invitation["from_name"], leader);
    write(other, "/party/invitations/" + invitation["id"].dump(), {{"accept", true}});
    EXPECT_EQ(read("/me", leader)["status"], "in_party");
  }

  static Json party_queue(const char* leaders_race, const char* others_race) {
    const Json composition = Json::array({leaders_race, others_race});
    return {{"mode", "2v2"}, {"compositions", Json::array({composition})}};
  }

  // The address of the match that all four have found and confirmed.
  std::string confirmed_match() {
    const Json me = await([this] { return read("/me", "Alice"); },
                          [](const Json& seen) { return seen["match"].is_object(); });
    const std::string address = "/matches/" + me["match"]["id"].dump();
    for (const auto& [name, visitor] : people) {
      const Json found = read(address, name);
      EXPECT_TRUE(found["anonymous"]);
      int named = 0;
      for (const Json& player : found["players"]) named += player["name"].is_null() ? 0 : 1;
      EXPECT_EQ(named, 1) << "nobody knows the others before all have confirmed";
      EXPECT_TRUE(found["why"].is_null()) << "nor why they were put together";
    }
    for (const auto& [name, visitor] : people) {
      EXPECT_EQ(read(address, name)["state"], "found");
      write(name, address + "/confirm", nullptr);
    }
    EXPECT_EQ(read(address)["state"], "playing");
    EXPECT_TRUE(read(address)["why"].is_null()) << "that is for those who play";
    const Json why = read(address, "Alice")["why"];
    EXPECT_FALSE(why["tickets"].empty());
    EXPECT_EQ(why["expected"], 0.5);
    EXPECT_EQ(why["server"]["usual"], true);
    return address;
  }

  static Json seat_of(const Json& match, const std::string& name) {
    for (const Json& player : match["players"])
      if (player["name"] == name) return player;
    ADD_FAILURE() << name << " is not in " << match.dump();
    return nullptr;
  }

  // The file that the game as the match asks for it has left with `recorder`.
  std::string replay_of(const Json& match, const std::string& winner, const std::string& recorder) {
    Match assigned;
    assigned.mode = match["mode"];
    assigned.map = match["map"]["code"];
    assigned.server = match["server"]["code"];
    std::vector<sim::GameSeat> seats;
    for (const Json& player : match["players"]) {
      const std::int64_t id = player["player"];
      seats.push_back({PlayerId{id}, player["name"], sim::toon_of(id), player["race"], player["team"]});
    }
    const auto index_of = [&](const std::string& name) {
      return static_cast<int>(std::ranges::find(seats, name, &sim::GameSeat::name) - seats.begin());
    };
    const int winning = index_of(winner);
    Rng rng(5);
    sim::Game game = sim::assigned_game(assigned, std::move(seats), winning,
                                        from_micros(to_micros(world.clock.now())) - 90s, 60s, rng);
    const auto lobby_place = std::ranges::find(game.seats, recorder, &sim::GameSeat::name);
    const auto bytes =
        sim::record_replay(game, world.rules.catalog, static_cast<int>(lobby_place - game.seats.begin()));
    EXPECT_TRUE(bytes);
    return {(*bytes)->begin(), (*bytes)->end()};
  }

  // Entries as "rating name+partner", in their order.
  static std::vector<std::string> shown(const Json& page) {
    std::vector<std::string> texts;
    for (const Json& entry : page["entries"]) {
      std::string text = entry["rating"].dump() + " " + entry["name"].get<std::string>();
      if (!entry["partner"].is_null()) text += "+" + entry["partner"]["name"].get<std::string>();
      texts.push_back(std::move(text));
    }
    return texts;
  }

  std::map<std::string, Visitor> people;

 private:
  InlineParser parser_;
  Judge judge_{*world.store, world.blobs, parser_, world.rules};
  Matchmaker matchmaker_{*world.store,
                         world.clock,
                         world.wakeup,
                         world.offload,
                         world.telemetry,
                         world.rules,
                         std::make_shared<WaitingShelf>(),
                         LeaderLease(*world.store, world.clock, "matchmaker", "here", 10s),
                         Rng(7)};
  JobWorker worker_{*world.store, world.clock, world.wakeup, judge_, world.telemetry, {}, "here"};
  std::function<Task<void>()> matchmaker_runs_ = [this] { return matchmaker_.run(stop); };
  std::function<Task<void>()> worker_runs_ = [this] { return worker_.run(stop); };
};

TEST_F(TeamsOverHttpTest, APartyBeatsTwoWhoCameAloneByReplay) {
  pair_up("Alice", "Bobby");
  write("Alice", "/queue", party_queue("bw_zerg", "sc2_zerg"));
  write("Carol", "/queue", {{"mode", "2v2"}, {"races", {"bw_terran"}}});
  EXPECT_EQ(read("/queue")["by_mode"]["2v2"], 3) << "people, not tickets";
  const auto chosen = [&](const std::string& name) {
    return read("/me", name)["player"]["choices"]["2v2"]["compositions"];
  };
  EXPECT_EQ(chosen("Alice"), Json::parse(R"([["bw_zerg","sc2_zerg"]])")) << "what is shown again next time";
  EXPECT_EQ(chosen("Carol"), Json::parse(R"([["bw_terran"]])"));
  write("David", "/queue", {{"mode", "2v2"}, {"races", {"sc2_terran"}}});
  const std::string address = confirmed_match();

  const Json match = read(address);
  EXPECT_EQ(seat_of(match, "Alice")["team"], seat_of(match, "Bobby")["team"]);
  EXPECT_EQ(seat_of(match, "Carol")["team"], seat_of(match, "David")["team"]);
  EXPECT_NE(seat_of(match, "Alice")["team"], seat_of(match, "David")["team"]);
  const std::string bytes = replay_of(match, "Bobby", "David");
  const Answer uploaded =
      ask("POST /api/v1" + address + "/replay HTTP/1.1\r\nHost: localhost\r\n" + people.at("David").headers +
          "Content-Length: " + std::to_string(bytes.size()) + "\r\n\r\n" + bytes);
  EXPECT_EQ(uploaded.status, 202) << uploaded.body;
  const Json judged = await(
      [&] { return read(address); },
      [](const Json& seen) { return !seen["replays"].empty() && seen["replays"][0]["status"] != "pending"; });
  EXPECT_EQ(judged["replays"][0]["verdict"]["decides"], true) << judged["replays"].dump();
  EXPECT_EQ(judged["state"], "finished");
  EXPECT_EQ(judged["decision"], "replay");
  EXPECT_EQ(judged["outcome"]["winner"], seat_of(match, "Alice")["team"]);
  for (const auto& [name, change] : {std::pair("Alice", 20), {"Bobby", 20}, {"Carol", -20}, {"David", -20}}) {
    EXPECT_EQ(seat_of(judged, name)["rating_change"], change) << name;
    EXPECT_EQ(seat_of(judged, name)["rating_now"], 1500 + change) << name;
  }

  EXPECT_THAT(shown(read("/leaderboard?mode=2v2")),
              ElementsAre("1520 Alice+Bobby", "1480 Carol", "1480 David"));
  EXPECT_THAT(shown(read("/leaderboard")), ElementsAre()) << "1v1 is another ladder";
  EXPECT_THAT(shown(read("/leaderboard?mode=2v2&search=BOB")), ElementsAre("1520 Alice+Bobby"));
  for (const auto& [name, index] : {std::pair("Alice", 0), {"Bobby", 0}, {"Carol", 1}, {"David", 2}})
    EXPECT_EQ(read("/leaderboard?mode=2v2&around=" + std::to_string(people.at(name).id))["index"], index);
  const Json first = read("/leaderboard?mode=2v2&size=1");
  const Json next = read("/leaderboard?mode=2v2&size=1&after=" + first["next"].get<std::string>());
  EXPECT_THAT(shown(next), ElementsAre("1480 Carol"));

  for (const char* name : {"Alice", "Bobby"}) {
    const Json page = read("/players/" + std::to_string(people.at(name).id));
    EXPECT_THAT(shown(page), ElementsAre("1520 Alice+Bobby"));
    ASSERT_EQ(page["history"].size(), 1u);
    EXPECT_EQ(page["history"][0]["mode"], "2v2");
    EXPECT_THAT(page["history"][0]["pair"], ElementsAre(people.at("Alice").id, people.at("Bobby").id));
    EXPECT_EQ(page["history"][0]["after"], 1520);
    EXPECT_EQ("/matches/" + page["matches"][0]["id"].dump(), address);
    EXPECT_EQ(read("/me", name)["status"], "in_party") << "the party outlives its match";
  }
  const Json page = read("/players/" + std::to_string(people.at("David").id));
  EXPECT_THAT(shown(page), ElementsAre("1480 David"));
  EXPECT_EQ(page["history"][0]["pair"], nullptr);
  EXPECT_EQ(read("/me", "David")["status"], "idle");
}

TEST_F(TeamsOverHttpTest, TwoPartiesReportAsTeams) {
  pair_up("Alice", "David");
  pair_up("Carol", "Bobby");
  write("Alice", "/queue", party_queue("bw_zerg", "bw_terran"));
  write("Bobby", "/queue", party_queue("sc2_zerg", "sc2_zerg"), 409);
  write("Carol", "/queue", party_queue("sc2_zerg", "sc2_terran"));
  const std::string address = confirmed_match();
  const auto report = [&](const std::string& who, const char* result) {
    write(who, address + "/report", {{"result", result}});
    return read(address)["state"];
  };
  EXPECT_EQ(report("Alice", "win"), "reported");
  EXPECT_EQ(report("David", "loss"), "reported") << "a team has one report, the latest";
  EXPECT_EQ(report("Bobby", "loss"), "conflict");
  EXPECT_EQ(report("Carol", "loss"), "conflict") << "the team has said so already";
  EXPECT_EQ(report("Alice", "win"), "finished");
  const Json match = read(address);
  EXPECT_EQ(match["decision"], "reports");
  EXPECT_EQ(match["outcome"]["winner"], seat_of(match, "David")["team"]);
  const Json board = read("/leaderboard?mode=2v2");
  EXPECT_THAT(shown(board), ElementsAre("1520 Alice+David", "1480 Bobby+Carol"));
  EXPECT_THAT(board["entries"][1]["partner"]["player"], people.at("Carol").id);
  EXPECT_THAT(shown(read("/leaderboard?mode=2v2&search=carol")), ElementsAre("1480 Bobby+Carol"));
}

}  // namespace
}  // namespace evo::http_test
