#include "main/cmd_compare.hpp"

#include <filesystem>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "main/config.hpp"
#include "main/exit_code.hpp"
#include "main/picture.hpp"
#include "main/progress.hpp"
#include "main/quality_table.hpp"
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
                            .progress = {},
                            .played = {}};
    trial.progress = [&progress](int day) { progress.advance(static_cast<std::size_t>(day)); };
    compared.push_back({std::filesystem::path(name).filename().string(), sim::try_rules(trial)});
  }
  fmt::print("{} players, {} days, seeds {} to {}: the same people at the same times\n\n", options.players,
             options.days, options.seed, options.seed + static_cast<std::uint64_t>(options.seeds) - 1);
  print_quality(compared);
  if (options.plot.empty()) return kExitOk;
  const std::string title =
      fmt::format("{} players, {} days, the same arrivals", options.players, options.days);
  const auto drawn = write_picture(sim::draw_quality(compared, title), options.plot);
  return drawn ? kExitOk : explain(drawn.error());
}

}  // namespace evo
