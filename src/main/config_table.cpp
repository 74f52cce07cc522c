#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"
#include "main/config.hpp"

namespace evo {
namespace {

ConfigOption text_option(std::string_view path, std::string Config::* field, std::string_view values,
                         std::string_view help, std::vector<std::string_view> allowed = {}) {
  ConfigOption option{path, values, help, false, {}, {}};
  option.show = [field](const Config& config) { return config.*field; };
  option.set = [field, values, allowed = std::move(allowed)](Config& config,
                                                             std::string_view text) -> Result<void> {
    if (!allowed.empty() && std::ranges::find(allowed, text) == allowed.end())
      return fail(invalid(fmt::format("'{}' is not one of: {}", harmless(text, 60), values)));
    config.*field = std::string(text);
    return {};
  };
  return option;
}

// A URL whose scheme chooses an adapter.
ConfigOption scheme_option(std::string_view path, std::string Config::* field, std::string_view values,
                           std::string_view help, std::vector<std::string_view> schemes) {
  ConfigOption option = text_option(path, field, values, help);
  option.set = [field, values, schemes = std::move(schemes)](Config& config,
                                                             std::string_view text) -> Result<void> {
    for (const std::string_view scheme : schemes) {
      if (!text.starts_with(scheme)) continue;
      config.*field = std::string(text);
      return {};
    }
    return fail(invalid(fmt::format("this build has: {}", values)));
  };
  return option;
}

ConfigOption number_option(std::string_view path, int Config::* field, int low, int high,
                           std::string_view values, std::string_view help) {
  ConfigOption option{path, values, help, false, {}, {}};
  option.show = [field](const Config& config) { return std::to_string(config.*field); };
  option.set = [field, low, high](Config& config, std::string_view text) -> Result<void> {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || value < low || value > high)
      return fail(
          invalid(fmt::format("'{}' is not a whole number from {} to {}", harmless(text, 60), low, high)));
    config.*field = value;
    return {};
  };
  return option;
}

ConfigOption flag_option(std::string_view path, bool Config::* field, std::string_view help) {
  ConfigOption option{path, "true or false", help, false, {}, {}};
  option.show = [field](const Config& config) { return config.*field ? "true" : "false"; };
  option.set = [field](Config& config, std::string_view text) -> Result<void> {
    if (text != "true" && text != "false")
      return fail(invalid(fmt::format("'{}' is neither true nor false", harmless(text, 60))));
    config.*field = text == "true";
    return {};
  };
  return option;
}

ConfigOption list_option(std::string_view path, std::vector<std::string> Config::* field,
                         std::string_view values, std::string_view help) {
  ConfigOption option{path, values, help, false, {}, {}};
  option.show = [field](const Config& config) { return fmt::format("{}", fmt::join(config.*field, ",")); };
  option.set = [field](Config& config, std::string_view text) -> Result<void> {
    std::vector<std::string> items;
    for (const std::string_view item : split(text, ','))
      if (!trim(item).empty()) items.emplace_back(trim(item));
    config.*field = std::move(items);
    return {};
  };
  return option;
}

ConfigOption modes_option() {
  ConfigOption option = list_option("queue.modes", &Config::modes, "1v1, 2v2, 3v3, 4v4, FFA, comma separated",
                                    "Modes that can be queued for.");
  option.set = [set = option.set](Config& config, std::string_view text) -> Result<void> {
    CHECK_OK(set(config, text));
    for (const std::string& mode : config.modes)
      if (find_mode(mode) == nullptr)
        return fail(invalid(
            fmt::format("'{}' is no mode: there are {}", harmless(mode, 20), fmt::join(mode_names(), ", "))));
    return {};
  };
  return option;
}

std::vector<ConfigOption> make_options() {
  std::vector<ConfigOption> options;
  const auto add = [&](ConfigOption option) { options.push_back(std::move(option)); };
  add(scheme_option("store", &Config::store, "sqlite:<path>, sqlite::memory:",
                    "Where everything is kept. The folder is made if it is missing.", {"sqlite:"}));
  add(scheme_option("blobs", &Config::blobs, "dir:<path>", "Where replay files are kept, by their SHA-256.",
                    {"dir:"}));
  add(scheme_option("jobs", &Config::jobs, "store",
                    "Who runs jobs: the workers of this process, from the store.", {"store"}));
  add(scheme_option("wakeups", &Config::wakeups, "local", "How parts of the program wake each other.",
                    {"local"}));
  add(text_option("catalog", &Config::catalog, "scevo, sc2, or empty",
                  "What is played. Empty: what the store was made with, scevo for a new one.",
                  {"", "scevo", "sc2"}));
  add(text_option("http.address", &Config::http_address, "an IP address", "Where the web server listens."));
  add(number_option("http.port", &Config::http_port, 0, 65535, "0 to 65535",
                    "Port of the web server; 0 takes any free one and prints it. PORT is accepted too."));
  add(text_option("http.guests", &Config::http_guests, "loopback, always, never",
                  "Who may sign in without an account.", {"loopback", "always", "never"}));
  add(flag_option("http.secure_cookies", &Config::http_secure_cookies,
                  "Set it when a proxy serves the ladder over TLS: cookies then travel over TLS only."));
  add(list_option("http.hosts", &Config::http_hosts, "names, comma separated",
                  "Host names this ladder is reached by, besides localhost."));
  add(list_option("http.trusted_proxies", &Config::http_trusted_proxies,
                  "addresses or networks, comma separated", "Proxies whose X-Forwarded-For is believed."));
  add(number_option("http.reads_per_second", &Config::http_reads_per_second, 1, 100'000, "1 to 100000",
                    "Reading requests an address may make; four times as many at once."));
  add(number_option("http.writes_per_second", &Config::http_writes_per_second, 1, 10'000, "1 to 10000",
                    "Changing requests an address or player may make; six times as many at once."));
  add(number_option("http.uploads_per_minute", &Config::http_uploads_per_minute, 1, 100'000, "1 to 100000",
                    "Replays an address or player may upload; a third of it at once."));
  add(number_option("http.sign_ins_per_minute", &Config::http_sign_ins_per_minute, 1, 100'000, "1 to 100000",
                    "Guests an address may make; twice as many at once."));
  add(text_option("log.level", &Config::log_level, "debug, info, warn, error",
                  "Lines below this are not written.", {"debug", "info", "warn", "error"}));
  add(text_option("log.format", &Config::log_format, "auto, text, color, json",
                  "auto: coloured text on a terminal, else JSON.", {"auto", "text", "color", "json"}));
  add(flag_option(
      "sandbox.allow_weak", &Config::sandbox_allow_weak,
      "Read replays even where the sandbox cannot be had in full. Only for machines you alone use."));
  add(number_option("sandbox.children", &Config::sandbox_children, 0, 64, "0 to 64",
                    "Replays read at once; 0: as many as there are cores."));
  add(number_option("sandbox.deadline_ms", &Config::sandbox_deadline_ms, 100, 60'000, "100 to 60000",
                    "A replay that takes longer to read is given up."));
  add(text_option(
      "queue.rules", &Config::queue_rules, "reference, balanced",
      "The set of rules with which the other settings of the queue begin: balanced weighs waiting "
      "against differences of rating, ping and rematches (docs/design/013-forecast.md).",
      {"reference", "balanced"}));
  add(number_option("queue.wave_interval_s", &Config::wave_interval_s, 1, 3600, "1 to 3600",
                    "Seconds between two waves."));
  add(flag_option("queue.match_on_arrival", &Config::match_on_arrival,
                  "Whether joining starts a wave at once; else everybody waits for the next one."));
  add(number_option("queue.debounce_ms", &Config::debounce_ms, 0, 10'000, "0 to 10000",
                    "Milliseconds between somebody's joining and that wave, for others to come."));
  add(modes_option());
  add(number_option("queue.ffa_players_min", &Config::ffa_players_min, 2, 8, "2 to 8",
                    "Players a free-for-all needs; it takes up to 8."));
  add(number_option("party.invitation_window_s", &Config::invitation_window_s, 10, 86'400, "10 to 86400",
                    "Seconds in which an invitation to a party can be answered."));
  add(number_option("queue.window_base", &Config::window_base, 0, 10'000, "0 to 10000",
                    "Rating difference that is always allowed."));
  add(number_option("queue.window_growth", &Config::window_growth, 0, 10'000, "0 to 10000",
                    "What each step of waiting adds to it."));
  add(number_option("queue.window_step_s", &Config::window_step_s, 1, 3600, "1 to 3600",
                    "Seconds of waiting that are a step; the bonus of those who wait doubles with each."));
  add(number_option("queue.open_after_s", &Config::open_after_s, 0, 86'400, "0 to 86400",
                    "Seconds of waiting after which anybody will do whom side, region and blocked servers "
                    "allow, so that nobody waits longer while there is anybody to play; 0, as in the "
                    "reference: never, the window only grows. With the balanced rules 240."));
  add(number_option("queue.forecast_half_life_s", &Config::forecast_half_life_s, 0, 86'400, "0 to 86400",
                    "Whether 1v1 windows follow from who is likely to come instead of from waves: those who "
                    "joined lately, each counting half after so many seconds, say it. 0: windows grow by "
                    "waves."));
  add(number_option("queue.forecast_minute_worth", &Config::forecast_minute_worth, 1, 1000, "1 to 1000",
                    "With a forecast: waiting a minute is as bad as this difference of ratings."));
  add(number_option("queue.forecast_patience_s", &Config::forecast_patience_s, 1, 86'400, "1 to 86400",
                    "With a forecast: after so many seconds in the queue, waiting is twice as bad."));
  add(number_option(
      "queue.difference_max", &Config::difference_max, 1, 10'000, "1 to 10000",
      "With a forecast: nobody meets anybody whose rating differs more, until one of the two has "
      "waited for queue.open_after_s."));
  add(number_option("queue.ping_worth", &Config::ping_worth, 0, 1000, "0 to 1000",
                    "In 1v1, 100 ms of expected ping beyond 60 are as bad as so many rating points; 0: ping "
                    "makes no difference."));
  add(number_option("queue.maps_remembered", &Config::maps_remembered, 0, 50, "0 to 50",
                    "So many of each player's last 1v1 maps come less often; 0: all equally often."));
  add(number_option("queue.newcomer_games", &Config::newcomer_games, 0, 1000, "0 to 1000",
                    "Who has played fewer rated 1v1 games with a race is a newcomer with it; 0: nobody is."));
  add(number_option("queue.newcomer_window", &Config::newcomer_window, 0, 10'000, "0 to 10000",
                    "Rating difference that newcomers meet, until they have waited for queue.open_after_s."));
  add(number_option("queue.rematch_cost", &Config::rematch_cost, 0, 1'000'000, "0 to 1000000",
                    "How much worse a match is if the two have just met, in squared rating points (8000 is "
                    "like 89 points of difference); 0: it makes no difference."));
  add(number_option("queue.rematch_window_s", &Config::rematch_window_s, 1, 30 * 86'400, "1 to 2592000",
                    "Seconds until a meeting is forgotten; it counts less from minute to minute."));
  add(number_option("match.confirm_window_s", &Config::confirm_window_s, 10, 3600, "10 to 3600",
                    "Seconds to confirm a match."));
  add(number_option("match.report_window_s", &Config::report_window_s, 60, 7 * 86'400, "60 to 604800",
                    "Seconds to play and report; then the only report counts, or the match expires."));
  add(number_option("match.amend_window_s", &Config::amend_window_s, 0, 86'400, "0 to 86400",
                    "Seconds in which contradicting reports may be corrected; then staff decide."));
  add(number_option("match.abort_penalty_s", &Config::abort_penalty_s, 0, 86'400, "0 to 86400",
                    "How long somebody who aborts may not queue."));
  add(number_option("match.abandon_penalty_s", &Config::abandon_penalty_s, 0, 86'400, "0 to 86400",
                    "How long somebody who does not confirm may not queue."));
  add(text_option("rating.system", &Config::rating_system, "elo, glicko2, weng-lin, plackett-luce",
                  "How matches are rated. After a change, values stay and uncertainty starts anew.",
                  {"elo", "glicko2", "weng-lin", "plackett-luce"}));
  add(number_option("rating.start", &Config::rating_start, 0, 10'000, "0 to 10000",
                    "Rating of a new player."));
  add(number_option("rating.k", &Config::rating_k, 1, 400, "1 to 400", "Largest change by one game."));
  add(number_option("rating.divisor", &Config::rating_divisor, 50, 4000, "50 to 4000",
                    "Rating difference at which ten to one is expected."));
  add(text_option("rating.redecide", &Config::rating_redecide, "replay, difference",
                  "What deciding a match again does to later games: rates them anew as far as the effect "
                  "reaches, or leaves them and adds the difference on top.",
                  {"replay", "difference"}));
  add(number_option("rating.provisional_games", &Config::provisional_games, 0, 1000, "0 to 1000",
                    "A rating with fewer games is marked provisional."));
  add(number_option("rating.provisional_deviation", &Config::provisional_deviation, 1, 1000, "1 to 1000",
                    "So is one less certain than this, in systems that know how certain they are."));
  add(number_option("rating.seed_other_percent", &Config::seed_other_percent, 0, 100, "0 to 100",
                    "How much of their distance from the start a player's ratings with other races and in "
                    "other modes lend to a new one."));
  add(number_option("rating.seed_survey_step", &Config::seed_survey_step, 0, 400, "0 to 400",
                    "Points by which a first rating follows the placements named at setup: none one step "
                    "below the start, C and platinum at it, the best two steps above."));
  add(number_option("season.keep_percent", &Config::season_keep_percent, 0, 100, "0 to 100",
                    "How much of its distance from the start a rating keeps when a season begins."));
  add(number_option("season.deviation_add", &Config::season_deviation_add, 0, 1000, "0 to 1000",
                    "How much less certain ratings then are; variances add."));
  add(number_option("standings.active_days", &Config::active_days, 1, 3650, "1 to 3650",
                    "Days without a game after which an entry loses its letter rank."));
  add(number_option("replay.mib_max", &Config::replay_mib_max, 1, 64, "1 to 64",
                    "Largest replay accepted, in MiB."));
  add(text_option(
      "players.setup", &Config::players_setup, "never, accounts, always",
      "Who must have accepted the terms and finished the setup before queueing: nobody, those who "
      "signed in with an account elsewhere, or guests as well.",
      {"never", "accounts", "always"}));
  add(text_option("players.terms_version", &Config::players_terms_version, "any text",
                  "Version of the terms of service; after a change everybody accepts them anew."));
  add(number_option("players.name_letters_min", &Config::players_name_letters_min, 1, 12, "1 to 12",
                    "Letters that a player's name has at least."));
  // Not fewer than names that the ladder makes up itself.
  add(number_option("players.name_letters_max", &Config::players_name_letters_max, 12, 40, "12 to 40",
                    "Letters that a player's name has at most."));
  add(number_option("players.alert_minutes_min", &Config::players_alert_minutes_min, 1, 1440, "1 to 1440",
                    "Minutes that players may choose between two alerts that others queue, at least."));
  return options;
}

}  // namespace

std::span<const ConfigOption> config_options() {
  static const std::vector<ConfigOption> kOptions = make_options();
  return kOptions;
}

}  // namespace evo
