#include "main/quality_table.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace evo {
namespace {

struct Line {
  std::string_view what;
  std::string (*text)(const sim::QualityReport&);
};

constexpr Line kLines[] = {
    {"matches", [](const sim::QualityReport& report) { return fmt::format("{}", report.matches); }},
    {"left the queue without one",
     [](const sim::QualityReport& report) { return fmt::format("{}", report.gave_up); }},
    {"wait, p50 / p95 / p99 (s)",
     [](const sim::QualityReport& report) {
       return fmt::format("{:.0f} / {:.0f} / {:.0f}", report.wait_s.p50, report.wait_s.p95,
                          report.wait_s.p99);
     }},
    {"longest wait beside an opponent (s)",
     [](const sim::QualityReport& report) {
       const auto longest = report.beside_opponent_max_s;
       return longest ? fmt::format("{:.0f}", *longest) : std::string("-");
     }},
    {"rating difference, p50 / p95 / p99",
     [](const sim::QualityReport& report) {
       const sim::Quantiles& gap = report.rating_difference;
       return fmt::format("{:.0f} / {:.0f} / {:.0f}", gap.p50, gap.p95, gap.p99);
     }},
    {"rematches within two hours",
     [](const sim::QualityReport& report) { return fmt::format("{:.1f} %", 100 * report.rematches); }},
    {"same map as in the match before",
     [](const sim::QualityReport& report) { return fmt::format("{:.1f} %", 100 * report.same_map); }},
    {"entropy of maps (bits)",
     [](const sim::QualityReport& report) { return fmt::format("{:.2f}", report.map_entropy); }},
    {"expected ping, the worse (ms)",
     [](const sim::QualityReport& report) { return fmt::format("{:.0f}", report.ping_ms); }},
    {"log loss of predictions",
     [](const sim::QualityReport& report) { return fmt::format("{:.3f}", report.log_loss); }},
};

}  // namespace

void print_quality(const std::vector<sim::NamedQuality>& compared) {
  constexpr int kWhat = 38;
  constexpr int kColumn = 22;
  fmt::print("{:<{}}", "", kWhat);
  for (const sim::NamedQuality& one : compared) fmt::print("{:>{}}", one.name, kColumn);
  fmt::print("\n");
  for (const Line& line : kLines) {
    fmt::print("{:<{}}", line.what, kWhat);
    for (const sim::NamedQuality& one : compared) fmt::print("{:>{}}", line.text(one.report), kColumn);
    fmt::print("\n");
  }
  for (std::size_t step = 0; step < compared.front().report.calibration.size(); ++step) {
    fmt::print("{:<{}}", fmt::format("favourites given {} to {} %: won", 50 + 10 * step, 60 + 10 * step),
               kWhat);
    for (const sim::NamedQuality& one : compared) {
      const sim::CalibrationStep& bin = one.report.calibration[step];
      fmt::print(
          "{:>{}}",
          bin.matches == 0 ? std::string("-") : fmt::format("{:.0f} % of {}", 100 * bin.actual, bin.matches),
          kColumn);
    }
    fmt::print("\n");
  }
}

}  // namespace evo
