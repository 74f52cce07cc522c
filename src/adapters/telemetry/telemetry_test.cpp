#include "adapters/telemetry/telemetry.hpp"

#include <cmath>
#include <limits>
#include <sstream>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class LogTest : public testing::Test {
 protected:
  // What was written since the last call.
  std::string written() {
    std::string text = out_.str();
    out_.str("");
    return text;
  }
  std::ostringstream out_;
};

TEST_F(LogTest, TextIsOneLineOfEventAndFields) {
  LogTelemetry telemetry({.format = LogFormat::text, .out = &out_});
  telemetry.log(Level::info, "wave.planned",
                {{"pool", "1v1"}, {"matched", 3}, {"note", "two words"}, {"empty", ""}});
  EXPECT_THAT(written(),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z info  "
                           "wave.planned pool=1v1 matched=3 note=\"two words\" empty=\"\"\n"));
}

TEST_F(LogTest, JsonIsOneObjectALine) {
  LogTelemetry telemetry({.format = LogFormat::json, .out = &out_});
  telemetry.log(Level::warn, "loop.held_up", {{"lag_ms", 63}, {"operation", "a \"b\" \\c"}});
  EXPECT_THAT(written(),
              MatchesRegex("\\{\"ts\":\"[0-9T:.-]+Z\",\"level\":\"warn\",\"event\":\"loop.held_up\","
                           "\"lag_ms\":\"63\",\"operation\":\"a \\\\\"b\\\\\" \\\\\\\\c\"\\}\n"));
}

TEST_F(LogTest, ColourMarksTheLevelOnly) {
  LogTelemetry telemetry({.format = LogFormat::coloured_text, .out = &out_});
  telemetry.log(Level::error, "store.broken", {{"why", "disk"}});
  EXPECT_THAT(written(), HasSubstr("\033[1;31merror\033[0m store.broken why=disk\n"));
}

TEST_F(LogTest, ForgedLinesAndHiddenTextAreDefused) {
  for (const LogFormat format : {LogFormat::text, LogFormat::json}) {
    LogTelemetry telemetry({.format = format, .out = &out_});
    telemetry.log(
        Level::info, "player.named",
        {{"name", "x\n2026-01-01T00:00:00.000Z error forged\r\x1b[31m\u202E\u2028y"}, {"a b\n=\"", "v"}});
    const std::string line = written();
    EXPECT_EQ(std::ranges::count(line, '\n'), 1);
    EXPECT_EQ(line.find_first_of("\r\x1b"), std::string::npos);
    EXPECT_THAT(line, Not(HasSubstr("\u202E")));
    EXPECT_THAT(line, Not(HasSubstr("\u2028")));
    EXPECT_THAT(line, HasSubstr("\"x 2026-01-01T00:00:00.000Z error forged [31my\""));
    EXPECT_THAT(line, HasSubstr("a_b___"));
  }
}

TEST_F(LogTest, BraceAndPercentAreTextNotFormat) {
  LogTelemetry telemetry({.format = LogFormat::text, .out = &out_});
  telemetry.log(Level::info, "player.named", {{"name", "{}%v%n{0}"}});
  EXPECT_THAT(written(), HasSubstr("name={}%v%n{0}\n"));
}

TEST_F(LogTest, OverlongValuesAndWrongBytesAreCut) {
  LogTelemetry telemetry({.format = LogFormat::json, .out = &out_});
  telemetry.log(Level::info, "big", {{"value", std::string(1 << 20, 'x')}, {"bytes", "\xFF\xC0"}});
  const std::string line = written();
  EXPECT_LT(line.size(), kLogValueBytesMax + 200);
  EXPECT_THAT(line, HasSubstr("\"bytes\":\"\uFFFD\uFFFD\""));
}

TEST_F(LogTest, FieldsCannotPoseAsTheLineItself) {
  LogTelemetry telemetry({.format = LogFormat::json, .out = &out_});
  telemetry.log(Level::info, "e", {{"level", "error"}, {"event", "other"}});
  EXPECT_THAT(written(),
              HasSubstr("\"level\":\"info\",\"event\":\"e\",\"level_\":\"error\",\"event_\":\"other\"}"));
}

TEST_F(LogTest, LinesBelowTheLevelAreCountedButNotWritten) {
  LogTelemetry telemetry({.level = Level::warn, .format = LogFormat::text, .out = &out_});
  telemetry.log(Level::debug, "a", {});
  telemetry.log(Level::info, "b", {});
  EXPECT_EQ(written(), "");
  telemetry.log(Level::warn, "c", {});
  EXPECT_THAT(written(), HasSubstr(" warn  c\n"));
  EXPECT_THAT(telemetry.metrics_text(), HasSubstr("\nevoladder_log_lines_info_total 1\n"));
}

TEST_F(LogTest, ThreadsDoNotMixTheirLines) {
  LogTelemetry telemetry({.format = LogFormat::text, .out = &out_});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&telemetry] {
      for (int i = 0; i < 100; ++i) {
        telemetry.log(Level::info, "worker.step", {{"i", i}});
        telemetry.count("steps");
      }
    });
  for (std::thread& thread : threads) thread.join();
  const std::string lines = written();
  EXPECT_EQ(std::ranges::count(lines, '\n'), 400);
  EXPECT_THAT(telemetry.metrics_text(), HasSubstr("evoladder_steps_total 400\n"));
}

TEST(LogWords, AreReadAsTheyAreWritten) {
  for (const Level level : {Level::debug, Level::info, Level::warn, Level::error})
    EXPECT_EQ(level_from(to_string(level)), level);
  EXPECT_EQ(level_from("loud"), std::nullopt);
  EXPECT_EQ(log_format_from("json"), LogFormat::json);
  EXPECT_EQ(log_format_from("auto"), LogFormat::automatic);
  EXPECT_EQ(log_format_from(""), std::nullopt);
}

// --- Metrics
// -----------------------------------------------------------------------------------------------------------

TEST(Metrics, CountersEndInTotalAndAddUp) {
  Metrics metrics;
  metrics.count("wave.planned", 1);
  metrics.count("wave.planned", 4);
  metrics.count("jobs_total", 2);
  const std::string text = metrics.text();
  EXPECT_THAT(text,
              HasSubstr("# TYPE evoladder_wave_planned_total counter\nevoladder_wave_planned_total 5\n"));
  EXPECT_THAT(text, HasSubstr("\nevoladder_jobs_total 2\n"));
}

TEST(Metrics, NamesThatLookTheSameToPrometheusAreOne) {
  Metrics metrics;
  metrics.count("jobs.done", 1);
  metrics.count("jobs_done_total", 1);
  EXPECT_THAT(metrics.text(),
              HasSubstr("# TYPE evoladder_jobs_done_total counter\nevoladder_jobs_done_total 2\n"));
}

TEST(Metrics, HistogramBucketsAreCumulativeAndIncludeTheirBound) {
  Metrics metrics;
  for (const double value : {0.0, 0.05, 0.1, 0.11, 99999.0}) metrics.observe("wait.seconds", value);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("# TYPE evoladder_wait_seconds histogram\n"));
  EXPECT_THAT(text, HasSubstr("evoladder_wait_seconds_bucket{le=\"0.0001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("evoladder_wait_seconds_bucket{le=\"0.05\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("evoladder_wait_seconds_bucket{le=\"0.1\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("evoladder_wait_seconds_bucket{le=\"0.25\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("evoladder_wait_seconds_bucket{le=\"+Inf\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("evoladder_wait_seconds_count 5\n"));
  EXPECT_THAT(text, HasSubstr("evoladder_wait_seconds_sum 99999.26\n"));
}

TEST(Metrics, EveryLineIsEitherATypeOrANameAndANumber) {
  Metrics metrics;
  metrics.count("odd name{x=\"1\"}\n# evil", 1);
  metrics.observe("h", 1.5);
  std::istringstream lines(metrics.text());
  for (std::string line; std::getline(lines, line);)
    EXPECT_THAT(line, testing::AnyOf(MatchesRegex("# TYPE [a-z0-9_]+ (counter|histogram)"),
                                     MatchesRegex("[a-z0-9_]+(\\{le=\"[0-9.e+Inf-]+\"\\})? [0-9.e+-]+")));
}

TEST(Metrics, NamesAreBoundedAndNonsenseIsDropped) {
  Metrics metrics;
  for (std::size_t i = 0; i < Metrics::kNamesMax + 10; ++i) {
    metrics.count("c" + std::to_string(i), 1);
    metrics.observe("h" + std::to_string(i), 1);
  }
  metrics.observe("h0", std::numeric_limits<double>::quiet_NaN());
  metrics.count("c0", -1);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("\nevoladder_telemetry_dropped_total 22\n"));
  EXPECT_THAT(text, HasSubstr("\nevoladder_c511_total 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("evoladder_c512_total")));
  EXPECT_THAT(text, HasSubstr("evoladder_c0_total 1\n"));
}

// --- CountingTelemetry
// -------------------------------------------------------------------------------------------------

TEST(CountingTelemetry, RemembersWhatHappened) {
  CountingTelemetry telemetry;
  telemetry.log(Level::info, "wave.planned", {});
  telemetry.log(Level::info, "wave.planned", {});
  telemetry.log(Level::error, "store.broken", {{"why", "disk full"}});
  telemetry.count("matches", 2);
  telemetry.count("matches");
  telemetry.observe("wait", -1);
  telemetry.observe("wait", -3);
  EXPECT_EQ(telemetry.logged("wave.planned"), 2u);
  EXPECT_EQ(telemetry.logged("never"), 0u);
  EXPECT_EQ(telemetry.logged(Level::error), 1u);
  EXPECT_EQ(telemetry.errors(), std::vector<std::string>({"store.broken why=\"disk full\""}));
  EXPECT_EQ(telemetry.counted("matches"), 3);
  EXPECT_EQ(telemetry.counted("never"), 0);
  EXPECT_EQ(telemetry.observed("wait").count, 2u);
  EXPECT_EQ(telemetry.observed("wait").sum, -4);
  EXPECT_EQ(telemetry.observed("wait").max, -1);
}

}  // namespace
}  // namespace evo
