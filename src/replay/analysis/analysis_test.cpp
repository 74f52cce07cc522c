#include "replay/analysis/analysis.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "replay/analysis/plot.hpp"
#include "replay/writer.hpp"

namespace evo::replay {
namespace {

std::vector<std::uint8_t> game_of(std::uint32_t loops) {
  GameDescription game;
  for (const char* name : {"Ann", "<Bob> & \"Co\""}) {
    GamePlayer player;
    player.name = name;
    player.toon = {2, 1, 11 + game.players.size()};
    player.race = "BW Zerg";
    player.race_code = "BWZe";
    player.team = static_cast<int>(game.players.size());
    player.result = game.players.empty() ? GameResult::win : GameResult::loss;
    game.players.push_back(std::move(player));
  }
  game.players[1].left_loop = loops / 2;
  game.map_title = "Map";
  game.game_loops = loops;
  game.ended_at = from_micros(1'700'000'000'000'000);
  game.chat = {{.at_s = 1, .from = "Ann", .to = "all", .text = "gl"}};
  return write_replay(game).value();
}

TEST(analyze, follows_every_player_in_steps_of_160_loops) {
  const GameAnalysis game = analyze(game_of(3200)).value();
  EXPECT_EQ(game.outcome, (Outcome{.team = 0, .source = OutcomeSource::recorded}));
  ASSERT_EQ(game.players.size(), 2u);
  const PlayerAnalysis& ann = game.players[0];
  ASSERT_EQ(ann.series.size(), 21u);
  EXPECT_EQ(ann.series[0].loop, 1u);
  EXPECT_EQ(ann.series[20].loop, 3200u);
  EXPECT_EQ(ann.series[0].workers, 12);
  EXPECT_EQ(ann.series[0].supply_used, 12);
  EXPECT_GT(ann.series[20].mineral_income, 0);
  EXPECT_TRUE(ann.spending_quotient);
  EXPECT_EQ(ann.played_loops, 3200u);
  EXPECT_EQ(ann.ending, Ending::stayed);
  const PlayerAnalysis& bob = game.players[1];
  EXPECT_EQ(bob.series.size(), 11u);
  EXPECT_EQ(bob.played_loops, 1600u);
  EXPECT_EQ(bob.ending, Ending::left);
  EXPECT_NEAR(seconds_of(game.summary, 1600), 1600 / 22.4, 1e-9);
}

TEST(analyze, moving_the_camera_is_no_action) {
  const GameAnalysis game = analyze(game_of(3200)).value();
  EXPECT_EQ(game.players[0].actions, Actions{});
  EXPECT_EQ(game.players[0].apm, 0);
}

TEST(analyze, gives_one_object_of_json) {
  const auto json = nlohmann::json::parse(to_json(analyze(game_of(400)).value(), "a.SC2Replay"));
  EXPECT_EQ(json["file"], "a.SC2Replay");
  EXPECT_EQ(json["outcome"]["source"], "recorded");
  EXPECT_EQ(json["players"][0]["series"]["loop"], (std::vector<int>{1, 160, 320}));
  EXPECT_EQ(json["players"][0]["series"]["workers"].size(), 3u);
  EXPECT_EQ(json["chat"][0]["text"], "gl");
}

TEST(analyze, refuses_what_is_no_replay) {
  const std::vector<std::uint8_t> file(100);
  EXPECT_EQ(analyze(file).error().kind, ErrorKind::invalid);
}

TEST(draw_svg, draws_a_line_for_each_player_in_each_panel) {
  const std::string svg = draw_svg(analyze(game_of(3200)).value());
  std::size_t lines = 0;
  for (std::size_t at = svg.find("<polyline"); at != std::string::npos; at = svg.find("<polyline", at + 1))
    ++lines;
  EXPECT_EQ(lines, 6u);
  EXPECT_TRUE(svg.starts_with("<svg "));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_TRUE(svg.contains("&lt;Bob&gt; &amp; &quot;Co&quot;"));
  EXPECT_FALSE(svg.contains("<Bob>"));
  EXPECT_FALSE(svg.contains("nan"));
}

TEST(draw_svg, draws_a_game_of_no_length) {
  GameAnalysis empty;
  empty.players.resize(3);
  const std::string svg = draw_svg(empty);
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_FALSE(svg.contains("nan"));
}

}  // namespace
}  // namespace evo::replay
