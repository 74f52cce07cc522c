#include "base/time.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace evo {

std::string to_rfc3339(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto rest = time - day;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(rest);
  const auto micros = (rest - seconds).count();
  const auto count = seconds.count();
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), count / 3600, count / 60 % 60, count % 60);
  if (micros != 0) text += fmt::format(".{:06}", micros);
  return text + "Z";
}

Result<Time> parse_rfc3339(std::string_view text) {
  const Error wrong = invalid(fmt::format("'{}' is not a UTC time such as 2026-03-25T17:04:05Z", text));
  if (text.size() < 20 || text.size() > 27 || text.back() != 'Z') return fail(wrong);
  constexpr std::string_view kPattern = "dddd-dd-ddTdd:dd:dd";
  int fields[6] = {};
  int field = 0;
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    if (kPattern[i] == 'd') {
      if (text[i] < '0' || text[i] > '9') return fail(wrong);
      fields[field] = fields[field] * 10 + (text[i] - '0');
    } else {
      if (text[i] != kPattern[i]) return fail(wrong);
      ++field;
    }
  }
  std::int64_t micros = 0;
  if (text.size() > 20) {
    if (text[19] != '.' || text.size() == 21) return fail(wrong);
    std::int64_t unit = 100'000;
    for (char c : text.substr(20, text.size() - 21)) {
      if (c < '0' || c > '9') return fail(wrong);
      micros += (c - '0') * unit;
      unit /= 10;
    }
  }
  const std::chrono::year_month_day date(std::chrono::year(fields[0]),
                                         std::chrono::month(static_cast<unsigned>(fields[1])),
                                         std::chrono::day(static_cast<unsigned>(fields[2])));
  if (!date.ok() || fields[3] > 23 || fields[4] > 59 || fields[5] > 59) return fail(wrong);
  return Time(std::chrono::sys_days(date).time_since_epoch()) + std::chrono::hours(fields[3]) +
         std::chrono::minutes(fields[4]) + std::chrono::seconds(fields[5]) + Duration(micros);
}

std::string to_words(Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

}  // namespace evo
