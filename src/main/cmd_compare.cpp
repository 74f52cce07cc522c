#include "main/cmd_compare.hpp"

#include <filesystem>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "main/config.hpp"
#include "main/exit_code.hpp"
#include "main/picture.hpp"
#include "main/progress.hpp"
#include "sim/quality_plot.hpp"
#include "sim/queue_trial.hpp"

namespace evo {
namespace {

constexpr std::string_view kReference = "reference";
constexpr std::string_view kBalanced = "balanced";

Result<Rules> rules_named(const std::string& name, const Catalog& catalog) {
  if (name == kReference) {
    Rules rules;
    rules.catalog = catalog;
    rules.match_on_arrival = false;
    return rules;
  }
  if (name == kBalanced) return rules_from(with_balanced_rules({}), catalog);
  TRY(const Config config,
      load_config({.file = name, .environment = [](const char*) { return nullptr; }, .flags = {}}));
  return rules_from(config, catalog);
}

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
     [](const sim::QualityReport& report) { return fmt::format("{:.0f}", report.beside_opponent_max_s); }},
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

void print_table(const std::vector<sim::NamedQuality>& compared) {
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

}  // namespace

int compare_rules(const SimOptions& options) {
  if (!options.plot.empty())
    if (const auto named = check_picture_name(options.plot); !named) return explain(named.error());
  auto catalog = builtin_catalog(options.catalog);
  if (!catalog) return explain(catalog.error());
  std::vector<sim::NamedQuality> compared;
  for (const std::string& name : options.compare) {
    auto rules = rules_named(name, *catalog);
    if (!rules) return explain(rules.error());
    Progress progress("days under " + name, static_cast<std::size_t>(options.days * options.seeds));
    sim::TrialOptions trial{.seed = options.seed,
                            .seeds = options.seeds,
                            .days = options.days,
                            .players = options.players,
                            .rules = *std::move(rules),
                            .progress = {}};
    trial.progress = [&progress](int day) { progress.advance(static_cast<std::size_t>(day)); };
    compared.push_back({std::filesystem::path(name).filename().string(), sim::try_rules(trial)});
  }
  fmt::print("{} players, {} days, seeds {} to {}: the same people at the same times\n\n", options.players,
             options.days, options.seed, options.seed + static_cast<std::uint64_t>(options.seeds) - 1);
  print_table(compared);
  if (options.plot.empty()) return kExitOk;
  const std::string title =
      fmt::format("{} players, {} days, the same arrivals", options.players, options.days);
  const auto drawn = write_picture(sim::draw_quality(compared, title), options.plot);
  return drawn ? kExitOk : explain(drawn.error());
}

}  // namespace evo
