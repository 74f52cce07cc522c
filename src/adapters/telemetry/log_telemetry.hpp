// LogTelemetry: lines through spdlog, numbers into Metrics. Safe from every thread.
//
//   text   2026-03-25T17:04:05.123Z warn  loop.held_up lag_ms=63 operation=replay.hash
//   JSON
//   {"ts":"2026-03-25T17:04:05.123Z","level":"warn","event":"loop.held_up","lag_ms":"63",...}
//
// Values in JSON are always strings, so that a key never changes its type from line to line.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/telemetry/metrics.hpp"
#include "app/ports/telemetry.hpp"

namespace evo {

// automatic: coloured text where standard error is a terminal (plain text with NO_COLOR set), else JSON.
enum class LogFormat { automatic, text, coloured_text, json };
std::optional<LogFormat> log_format_from(std::string_view text);  // "auto" "text" "color" "json"
std::optional<Level> level_from(std::string_view text);           // "debug" "info" "warn" "error"
std::string_view to_string(Level level);

struct LogOptions {
  Level level = Level::info;  // Lines below are not written; they are counted all the same.
  LogFormat format = LogFormat::automatic;
  std::ostream* out = nullptr;  // Must outlive the object; nullptr: standard error.
};

inline constexpr std::size_t kLogValueBytesMax = 512;

class LogTelemetry final : public Telemetry {
 public:
  explicit LogTelemetry(LogOptions options = {});
  ~LogTelemetry() override;

  void log(Level level, std::string_view event, std::initializer_list<Field> fields) override;
  void count(std::string_view counter, std::int64_t amount = 1) override { metrics_.count(counter, amount); }
  void observe(std::string_view histogram, double value) override { metrics_.observe(histogram, value); }

  std::string metrics_text() const { return metrics_.text(); }

 private:
  struct Sink;

  Level level_;
  LogFormat format_;
  Metrics metrics_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace evo
