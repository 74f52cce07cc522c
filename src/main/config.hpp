// Config: everything an operator can set, as plain structs. One table (config_table.cpp) names each option
// once, with path, default, bounds and explanation; the TOML file, EVOLADDER_... variables, --set,
// validation, `config show` and the reference page all come from it. A flag beats the environment, the
// environment beats the file, the file the default.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/rules.hpp"
#include "base/result.hpp"
#include "core/mode/mode.hpp"

namespace evo {

struct Config {
  std::string store = "sqlite:var/evoladder.db";
  std::string blobs = "dir:var/blobs";
  std::string jobs = "store";
  std::string wakeups = "local";
  std::string catalog;  // Empty: what the store was made with, else "scevo".

  std::string http_address = "127.0.0.1";
  int http_port = 8080;
  std::string http_guests = "loopback";  // "loopback", "always", "never"
  bool http_secure_cookies = false;
  std::vector<std::string> http_hosts;
  std::vector<std::string> http_trusted_proxies;
  int http_reads_per_second = 50;
  int http_writes_per_second = 5;
  int http_uploads_per_minute = 30;
  int http_sign_ins_per_minute = 12;

  std::string log_level = "info";
  std::string log_format = "auto";

  bool sandbox_allow_weak = false;
  int sandbox_children = 0;
  int sandbox_deadline_ms = 10'000;

  int wave_interval_s = 60;
  bool match_on_arrival = true;
  int debounce_ms = 20;
  std::string queue_rules = "reference";  // Which set of rules the others of the queue begin with.
  int rematch_cost = 0;
  int rematch_window_s = 7200;
  std::vector<std::string> modes = mode_names();
  int ffa_players_min = 3;
  int invitation_window_s = 600;
  int window_base = 100;
  int window_growth = 50;
  int window_step_s = 60;
  int open_after_s = 0;
  int forecast_half_life_s = 0;
  int forecast_minute_worth = 25;
  int forecast_patience_s = 200;
  int difference_max = 390;
  int ping_worth = 0;
  int maps_remembered = 0;
  int newcomer_games = 0;
  int newcomer_window = 200;
  int confirm_window_s = 120;
  int report_window_s = 4 * 3600;
  int amend_window_s = 300;
  int abort_penalty_s = 300;
  int abandon_penalty_s = 600;
  std::string rating_system = "elo";  // A RatingSystemKind
  int rating_start = 1500;
  int rating_k = 40;
  int rating_divisor = 500;
  std::string rating_redecide = "replay";  // Or "difference".
  int provisional_games = 0;
  int provisional_deviation = 110;
  int seed_other_percent = 0;
  int seed_survey_step = 0;
  int season_keep_percent = 100;
  int season_deviation_add = 0;
  int active_days = 30;
  int replay_mib_max = 8;
  std::string players_setup = "accounts";  // A SetupDemand
  std::string players_terms_version = "1";
  int players_name_letters_min = 3;
  int players_name_letters_max = 12;
  int players_alert_minutes_min = 5;

  std::map<std::string, std::string>
      origins;  // Path -> "default", "file", "environment EVOLADDER_...", "flag".
};

// One line of the table.
struct ConfigOption {
  std::string_view path;
  std::string_view values;  // "1 to 3600", "URL", "true or false", ...
  std::string_view help;
  bool secret = false;  // Shown as dots.
  std::function<std::string(const Config&)> show;
  std::function<Result<void>(Config&, std::string_view)> set;  // Errors: invalid, without the path.
};
std::span<const ConfigOption> config_options();
// "http.port" -> "EVOLADDER_HTTP_PORT".
std::string environment_name(std::string_view path);

struct ConfigSources {
  std::string file;  // Path of a TOML file; empty: evoladder.toml in the working directory, if there is one.
  std::function<const char*(const char*)> environment;  // std::getenv, or a test's.
  std::vector<std::pair<std::string, std::string>>
      flags;  // --set path=value, and options that stand for one.
};
// The settings of the rules "balanced", the others as they are.
Config with_balanced_rules(Config config);
// Errors: invalid, listing every problem, each with its path and where it was set.
Result<Config> load_config(const ConfigSources& sources);

// The ladder's numbers with the catalog.
Rules rules_from(const Config& config, Catalog catalog);

// "path = value   # origin" for each option, secrets hidden.
std::string show_config(const Config& config);
// The reference page in Markdown.
std::string config_reference();

}  // namespace evo
