#include "main/config.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/net/system_zones.hpp"
#include "base/text.hpp"
#include "main/config_toml.hpp"

namespace evo {
namespace {

constexpr const char* kDefaultFile = "evoladder.toml";

const ConfigOption* find_option(std::string_view path) {
  for (const ConfigOption& option : config_options())
    if (option.path == path) return &option;
  return nullptr;
}

// The known path most like a mistyped one, by the longest common beginning.
std::string nearest(std::string_view path) {
  std::string_view best;
  std::size_t best_length = 2;
  for (const ConfigOption& option : config_options()) {
    const auto [mine, theirs] = std::ranges::mismatch(path, option.path);
    const auto length = static_cast<std::size_t>(mine - path.begin());
    if (length > best_length) {
      best = option.path;
      best_length = length;
    }
  }
  return best.empty() ? "" : fmt::format("; did you mean '{}'?", best);
}

struct Loading {
  Config config;
  std::vector<std::string> problems;

  void set(std::string_view path, std::string_view value, const std::string& origin) {
    const ConfigOption* option = find_option(path);
    if (option == nullptr) {
      problems.push_back(
          fmt::format("{}: there is no such setting ({}){}", harmless(path, 80), origin, nearest(path)));
      return;
    }
    if (const auto done = option->set(config, value); !done) {
      problems.push_back(fmt::format("{}: {} ({})", path, done.error().message, origin));
      return;
    }
    config.origins[std::string(path)] = origin;
  }
};

void read_file(Loading& loading, const ConfigSources& sources) {
  const std::string path = sources.file.empty() ? kDefaultFile : sources.file;
  if (sources.file.empty() && !std::filesystem::exists(path)) return;
  const auto entries = read_toml_file(path);
  if (!entries) {
    loading.problems.push_back(entries.error().message);
    return;
  }
  for (const auto& [key, value] : *entries) loading.set(key, value, "file " + path);
}

void read_environment(Loading& loading, const ConfigSources& sources) {
  if (!sources.environment) return;
  // Names that hosting platforms set on their own.
  if (const char* port = sources.environment("PORT")) loading.set("http.port", port, "environment PORT");
  if (const char* url = sources.environment("DATABASE_URL"))
    loading.set("store", url, "environment DATABASE_URL");
  for (const ConfigOption& option : config_options()) {
    const std::string name = environment_name(option.path);
    if (const char* value = sources.environment(name.c_str()))
      loading.set(option.path, value, "environment " + name);
  }
}

void read_sources(Loading& loading, const ConfigSources& sources) {
  read_file(loading, sources);
  read_environment(loading, sources);
  for (const auto& [path, value] : sources.flags) loading.set(path, value, "flag");
}

}  // namespace

std::string environment_name(std::string_view path) {
  std::string name = "EVOLADDER_";
  for (const char c : path)
    name += c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  return name;
}

Config with_balanced_rules(Config config) {
  const auto seconds = [](Duration duration) {
    return static_cast<int>(duration / Duration(std::chrono::seconds(1)));
  };
  Rules rules;
  balance_queue(rules);
  config.match_on_arrival = rules.match_on_arrival;
  config.wave_interval_s = seconds(rules.wave_interval);
  config.open_after_s = seconds(rules.pool.open_after);
  config.forecast_half_life_s = seconds(rules.pool.forecast.half_life);
  config.rematch_cost = static_cast<int>(rules.pool.rematch_cost);
  config.ping_worth = rules.pool.ping_worth;
  config.maps_remembered = rules.pool.maps_remembered;
  return config;
}

Result<Config> load_config(const ConfigSources& sources) {
  Loading loading;
  read_sources(loading, sources);
  if (loading.config.queue_rules == "balanced") {
    // What is said of single settings counts, whatever set they begin with.
    loading = {};
    loading.config = with_balanced_rules({});
    read_sources(loading, sources);
  }
  if (!loading.problems.empty())
    return fail(
        invalid(fmt::format("the configuration has {} problem{}:\n  {}", loading.problems.size(),
                            loading.problems.size() == 1 ? "" : "s", fmt::join(loading.problems, "\n  "))));
  return std::move(loading.config);
}

Rules rules_from(const Config& config, Catalog catalog) {
  const auto seconds = [](int count) { return Duration(std::chrono::seconds(count)); };
  Rules rules;
  rules.catalog = std::move(catalog);
  rules.elo = {config.rating_start, config.rating_k, config.rating_divisor};
  rules.rating.system = rating_system_from(config.rating_system).value_or(RatingSystemKind::elo);
  if (config.rating_redecide == "difference") rules.redecision = Redecision::difference;
  rules.provisional = {.games_min = config.provisional_games,
                       .deviation_max = static_cast<double>(config.provisional_deviation)};
  rules.seeds.other_mode_percent = config.seed_other_percent;
  rules.seeds.survey_offsets = {-config.seed_survey_step, 0, config.seed_survey_step,
                                2 * config.seed_survey_step};
  rules.season = {.keep_percent = config.season_keep_percent,
                  .deviation_add = static_cast<double>(config.season_deviation_add)};
  rules.modes = config.modes;
  rules.ffa_players_min = config.ffa_players_min;
  rules.invitation_window = seconds(config.invitation_window_s);
  rules.pool.window_base = config.window_base;
  rules.pool.window_growth = config.window_growth;
  rules.pool.wave_length = seconds(config.window_step_s);
  rules.pool.open_after = seconds(config.open_after_s);
  rules.pool.forecast.half_life = seconds(config.forecast_half_life_s);
  rules.pool.forecast.minute_worth = config.forecast_minute_worth;
  rules.pool.forecast.patience = seconds(config.forecast_patience_s);
  rules.pool.forecast.difference_max = config.difference_max;
  rules.pool.ping_worth = config.ping_worth;
  rules.pool.maps_remembered = config.maps_remembered;
  rules.pool.newcomer_games = config.newcomer_games;
  rules.pool.newcomer_window = config.newcomer_window;
  rules.pool.rematch_cost = config.rematch_cost;
  rules.pool.rematch_window = seconds(config.rematch_window_s);
  rules.match = {.confirm_window = seconds(config.confirm_window_s),
                 .report_window = seconds(config.report_window_s),
                 .amend_window = seconds(config.amend_window_s),
                 .abort_penalty = seconds(config.abort_penalty_s),
                 .abandon_penalty = seconds(config.abandon_penalty_s)};
  rules.standings.active_for = std::chrono::days(config.active_days);
  rules.players.setup = setup_demand_from(config.players_setup).value_or(SetupDemand::accounts);
  rules.players.terms_version = config.players_terms_version;
  rules.players.name_letters_min = config.players_name_letters_min;
  rules.players.name_letters_max = config.players_name_letters_max;
  rules.players.alert_minutes_min = config.players_alert_minutes_min;
  rules.zones = system_zones();
  rules.wave_interval = seconds(config.wave_interval_s);
  rules.match_on_arrival = config.match_on_arrival;
  rules.wave_debounce = std::chrono::milliseconds(config.debounce_ms);
  rules.replay_bytes_max = static_cast<std::size_t>(config.replay_mib_max) << 20;
  return rules;
}

std::string show_config(const Config& config) {
  std::string text;
  for (const ConfigOption& option : config_options()) {
    const auto origin = config.origins.find(std::string(option.path));
    text += fmt::format("{:<26} = {:<28} # {}\n", option.path, option.secret ? "......" : option.show(config),
                        origin == config.origins.end() ? "default" : origin->second);
  }
  return text;
}

std::string config_reference() {
  const Config defaults;
  std::string text = "| setting | default | values | what it does |\n|---|---|---|---|\n";
  for (const ConfigOption& option : config_options())
    text += fmt::format("| `{}` | `{}` | {} | {} |\n", option.path, option.show(defaults), option.values,
                        option.help);
  return text;
}

}  // namespace evo
