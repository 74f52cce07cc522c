#include "adapters/telemetry/log_telemetry.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include "adapters/telemetry/line.hpp"

namespace evo {
namespace {

LogFormat choose(LogFormat wanted, bool is_terminal) {
  if (wanted != LogFormat::automatic) return wanted;
  if (!is_terminal) return LogFormat::json;
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org: set and not empty.
  return no_color != nullptr && *no_color != '\0' ? LogFormat::text : LogFormat::coloured_text;
}

std::string_view colour_of(Level level) {
  switch (level) {
    case Level::debug:
      return "\033[2m";
    case Level::info:
      return "\033[32m";
    case Level::warn:
      return "\033[33m";
    case Level::error:
      return "\033[1;31m";
  }
  return "";
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "error";
}

std::optional<Level> level_from(std::string_view text) {
  for (const Level level : {Level::debug, Level::info, Level::warn, Level::error})
    if (text == to_string(level)) return level;
  return std::nullopt;
}

std::optional<LogFormat> log_format_from(std::string_view text) {
  if (text == "auto") return LogFormat::automatic;
  if (text == "text") return LogFormat::text;
  if (text == "color") return LogFormat::coloured_text;
  if (text == "json") return LogFormat::json;
  return std::nullopt;
}

struct LogTelemetry::Sink {
  explicit Sink(spdlog::sink_ptr sink) : logger("evoladder", std::move(sink)) {}
  spdlog::logger logger;
};

LogTelemetry::LogTelemetry(LogOptions options)
    : level_(options.level),
      format_(choose(options.format, options.out == nullptr && ::isatty(STDERR_FILENO) == 1)) {
  spdlog::sink_ptr sink;
  if (options.out != nullptr)
    sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(*options.out);
  else
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink_ = std::make_unique<Sink>(std::move(sink));
  constexpr std::string_view kTime = "%Y-%m-%dT%H:%M:%S.%eZ";
  sink_->logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
      format_ == LogFormat::json ? fmt::format("{{\"ts\":\"{}\",%v}}", kTime) : fmt::format("{} %v", kTime),
      spdlog::pattern_time_type::utc));
}

LogTelemetry::~LogTelemetry() = default;

void LogTelemetry::log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  metrics_.count("log.lines." + std::string(to_string(level)), 1);
  if (level < level_) return;
  const std::string_view name = to_string(level);
  if (format_ == LogFormat::json)
    sink_->logger.info(fmt::format("\"level\":\"{}\",{}", name, line_as_json_members(event, fields)));
  else if (format_ == LogFormat::coloured_text)
    sink_->logger.info(fmt::format("{}{:<5}\033[0m {}", colour_of(level), name, line_as_text(event, fields)));
  else
    sink_->logger.info(fmt::format("{:<5} {}", name, line_as_text(event, fields)));
  // Warnings must be on disk even if the next thing is a crash.
  if (level >= Level::warn) sink_->logger.flush();
}

}  // namespace evo
