#include "main/cli.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "adapters/sandbox/sandbox.hpp"
#include "main/cmd_admin.hpp"
#include "main/cmd_ratings.hpp"
#include "main/cmd_replay.hpp"
#include "main/cmd_season.hpp"
#include "main/cmd_sim.hpp"
#include "main/cmd_speed.hpp"
#include "main/cmd_statistics.hpp"
#include "main/cmd_stats.hpp"
#include "main/cmd_store.hpp"
#include "main/cmd_streams.hpp"
#include "main/config_flags.hpp"
#include "main/demo.hpp"
#include "main/exit_code.hpp"
#include "main/ingest.hpp"
#include "main/journal.hpp"
#include "main/node.hpp"
#include "main/plan_snapshot.hpp"
#include "main/version.hpp"

namespace evo {
namespace {

constexpr const char* kAbout =
    "EvoLadder: a ranked ladder for StarCraft II mods, in one program.\n\n"
    "  evoladder demo                     a ladder with simulated players on http://127.0.0.1:8080\n"
    "  evoladder serve                    your ladder; data below var/\n"
    "  evoladder ingest REPLAYS           make a ladder out of a folder of replays\n\n"
    "Settings come from --set path=value, EVOLADDER_... variables and evoladder.toml, in this order;\n"
    "`evoladder config` lists them all. Exit codes: 0 done, 1 something in it failed, 2 wrong use or\n"
    "configuration, 3 something needed is not there, 70 a bug, 130 interrupted.";

class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", kVersion);
    app_.get_formatter()->column_width(34);
    add_serving();
    add_replays();
    add_store();
    add_admin();
    add_tools();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
      return app_.exit(problem) == 0 ? kExitOk : kExitUsage;
    }
    return exit_code_;
  }

 private:
  CLI::App* add(const char* name, const char* help, std::function<int()> command,
                CLI::App* parent = nullptr) {
    CLI::App* added = (parent == nullptr ? &app_ : parent)->add_subcommand(name, help);
    added->callback([this, command = std::move(command)] { exit_code_ = command(); });
    return added;
  }

  void add_serving() {
    auto* serving = add("serve", "Run the ladder: web page, matchmaking, replay verdicts", [this] {
      return with_config(flags_, [](Config config) {
        ServeOptions options;
        options.config = std::move(config);
        return serve(std::move(options));
      });
    });
    flags_.add_to(*serving);
    flags_.add_port_to(*serving);

    auto* showing =
        add("demo", "Run a ladder with simulated players, to play against in the browser", [this] {
          if (flags_.data.empty()) flags_.data = "var/demo";
          flags_.quiet = true;
          return with_config(flags_, [this](Config config) { return demo(std::move(config), demo_); });
        });
    flags_.add_to(*showing);
    flags_.add_port_to(*showing);
    showing->add_option("--players", demo_.players, "How many simulated players")
        ->check(CLI::Range(0, 2000))
        ->capture_default_str();
    showing->add_option("--rate", demo_.rate, "How busy they are; 2 is twice as busy")
        ->check(CLI::Range(0.1, 20.0))
        ->capture_default_str();
    showing->add_option("--seed", demo_.seed, "Seed of their choices")->capture_default_str();
    showing->add_option("--journal", demo_.journal, "File that gets a line for each acknowledged action");
  }

  void add_replays() {
    CLI::App* replay = app_.add_subcommand("replay", "Look inside replay files");
    replay->require_subcommand(1);
    auto* info = add(
        "info", "What a replay says: players, map, result, version",
        [this] { return replay_info(paths_, json_); }, replay);
    info->add_option("paths", paths_, "Replay files, or folders of them")->required();
    info->add_flag("--json", json_, "One JSON object a line");
    auto* bench = add(
        "bench", "How long reading takes: median time of each file and their sum",
        [this] { return replay_bench(replay_bench_); }, replay);
    bench->add_option("list", replay_bench_.list, "File that names one replay a line")->required();
    bench->add_option("--root", replay_bench_.root, "Folder that the names start from");
    bench->add_option("--level", replay_bench_.level, "How much is read: header, summary or full")
        ->check(CLI::IsMember({"header", "summary", "full"}))
        ->capture_default_str();
    bench->add_option("--runs", replay_bench_.runs, "How often each file is read, after once to warm up")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    bench->add_flag("--json", replay_bench_.json, "One JSON object a line");

    add_streams(*replay);
    add_stats(*replay);

    auto* ingesting = add("ingest", "Make a ladder out of a folder of real replays", [this] {
      return with_config(flags_, [this](Config config) { return ingest(config, ingest_); });
    });
    ingesting
        ->add_option("folder", ingest_.folder, "Folder of .SC2Replay files; folders below it are read too")
        ->required();
    flags_.add_to(*ingesting);
  }

  void add_streams(CLI::App& replay) {
    auto* events = add(
        "events",
        "Print every event of a stream, one JSON object a line.\n\n"
        "A replay holds three streams: game (what each player did: commands, selections, camera),\n"
        "message (chat, pings, loading) and tracker (what came of it: units born and lost, upgrades,\n"
        "and statistics of each player every 160 game loops).\n\n"
        "  evoladder replay events game.SC2Replay --stream tracker | grep SUnitBornEvent",
        [this] { return print_events(events_); }, &replay);
    events->add_option("file", events_.file, "A replay file")->required();
    events->add_option("--stream", events_.stream, "game, message or tracker")
        ->required()
        ->check(CLI::IsMember({"game", "message", "tracker"}));
    events
        ->add_option("--format", events_.format,
                     "json is for reading; canonical is exact to the byte, to compare decoders by hash")
        ->check(CLI::IsMember({"json", "canonical"}))
        ->capture_default_str();

    auto* verifying = add(
        "verify",
        "Read everything in all replays of a folder and say which could not be read.\n\n"
        "Every known member is unpacked and every event decoded. Faults go to stderr, as\n"
        "FILE: KIND: MESSAGE; the exit code is 1 when there was any.",
        [this] { return verify_replays(paths_, json_); }, &replay);
    verifying->add_option("paths", paths_, "Folders of replays, or replay files")->required();
    verifying->add_flag("--json", json_, "Print one JSON object, with the failures in it");
  }

  void add_stats(CLI::App& replay) {
    auto* stats = add(
        "stats",
        "Say how a game went: result and how it is known, pace, economy, build orders.\n\n"
        "An action is a command, a selection or a control group set or recalled; the rate is for a real\n"
        "minute. Income is for a minute of game time, as the game counts it. A build step's start is\n"
        "shown where the file tells it.\n\n"
        "  evoladder replay stats game.SC2Replay --plot game.svg",
        [this] { return replay_stats(stats_); }, &replay);
    stats->add_option("file", stats_.file, "A replay file")->required();
    stats->add_flag("--json", stats_.json, "Print one JSON object, with the samples of every 160 game loops");
    stats->add_option("--plot", stats_.plot,
                      "Draw supply, income and army over time into this file (*.svg, *.png)");
    stats->add_option("--steps", stats_.steps, "How many steps of each build order")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
  }

  void add_store() {
    auto* board = add("leaderboard", "Print the leaderboard", [this] {
      return with_config(flags_, [this](Config config) { return print_leaderboard(config, leaderboard_); });
    });
    flags_.add_to(*board);
    board->add_option("--page", leaderboard_.query.page, "Page, from 1")->capture_default_str();
    board->add_option("--size", leaderboard_.query.size, "Entries a page, up to 200")->capture_default_str();
    board->add_option("--mode", leaderboard_.query.ladder, "Which ladder")->capture_default_str();
    board->add_option("--race", leaderboard_.query.races, "Only this race code; may be given several times");
    board->add_option("--country", leaderboard_.query.countries, "Only this country code; also several");
    board->add_option("--region", leaderboard_.query.regions, "Only this region code; also several");
    board->add_option("--rank", leaderboard_.rank, "Only this letter rank")
        ->check(CLI::IsMember({"S", "A", "B", "C", "D", "E", "F", "U"}));
    board->add_flag("--best", leaderboard_.query.best_race_only, "Of each player only the best race");
    board->add_option("--search", leaderboard_.query.search, "Part of a name");
    board->add_option("--around", leaderboard_.around, "The page that shows this player");

    add_history();

    flags_.add_to(*add("migrate", "Bring the store to the newest schema", [this] {
      return with_config(flags_, [](Config config) { return migrate_store(config); });
    }));
    auto* checking = add("check", "Read the whole store and say whether it is sound", [this] {
      return with_config(flags_, [this](Config config) {
        const int sound = check_store(config);
        return sound == kExitOk && !journal_.empty() ? check_journal(config, journal_) : sound;
      });
    });
    flags_.add_to(*checking);
    checking->add_option("--journal", journal_,
                         "Also look up every acknowledged action in this file of a demo");

    add_ratings();
  }

  void add_ratings() {
    CLI::App* ratings = app_.add_subcommand("ratings", "Rating systems");
    ratings->require_subcommand(1);
    auto* backtesting = add(
        "backtest", "How well would rating systems have predicted the stored matches?",
        [this] {
          backtest_.json = json_;
          return with_config(flags_, [this](Config config) { return backtest_ratings(config, backtest_); });
        },
        ratings);
    backtesting
        ->add_option("--system", backtest_.systems, "Which system; may be given several times (default: all)")
        ->check(CLI::IsMember({"elo", "glicko2", "weng-lin", "plackett-luce"}));
    backtesting->add_flag("--json", json_, "One JSON object a system and line");
    auto* simulating =
        backtesting
            ->add_option(
                "--simulate", backtest_.ladders,
                "Instead of the stored matches: those of so many simulated ladders, where the truth is known")
            ->check(CLI::Range(1, 1000));
    backtesting->add_option("--seed", backtest_.seed, "Of the first simulated ladder")
        ->needs(simulating)
        ->capture_default_str();
    backtesting->add_option("--days", backtest_.days, "Days of a simulated ladder")
        ->needs(simulating)
        ->check(CLI::Range(1, 3650))
        ->capture_default_str();
    backtesting->add_option("--players", backtest_.players, "Players of a simulated ladder")
        ->needs(simulating)
        ->check(CLI::Range(2, 10'000))
        ->capture_default_str();
    backtesting
        ->add_option("--drift", backtest_.drift_a_day, "Points by which a simulated skill wanders in a day")
        ->needs(simulating)
        ->check(CLI::Range(0.0, 200.0))
        ->capture_default_str();
    flags_.add_to(*backtesting);
  }

  // A command below `admin`, with the options of the configuration.
  CLI::App* add_admin_command(const char* name, const char* help, std::function<int(const Config&)> command,
                              CLI::App& admin) {
    auto* added = add(
        name, help,
        [this, command = std::move(command)] {
          flags_.quiet = true;
          return with_config(flags_, command);
        },
        &admin);
    flags_.add_to(*added);
    return added;
  }

  // The same, about one player and for a reason that will be read.
  CLI::App* add_admin_order(const char* name, const char* help,
                            int (*order)(const Config&, const AdminOptions&), CLI::App& admin) {
    auto* added = add_admin_command(
        name, help, [this, order](const Config& config) { return order(config, admin_); }, admin);
    added->add_option("player", admin_.player, "The player's name, or #number")->required();
    added->add_option("--reason", admin_.reason, "Why; staff and the player may read it")->required();
    return added;
  }

  void add_admin() {
    CLI::App* admin = app_.add_subcommand("admin", "People: rights, bans, decisions, what was done");
    admin->require_subcommand(1);
    auto* staff = add_admin_command(
        "staff", "Give a player staff rights, or take them away",
        [this](const Config& config) {
          admin_.role = admin_.remove ? "player" : "staff";
          admin_.reason = "by the operator";
          return admin_role(config, admin_);
        },
        *admin);
    staff->add_option("player", admin_.player, "The player's name, or #number")->required();
    staff->add_flag("--remove", admin_.remove, "Take the rights away");
    add_admin_order("role", "Give a player a role", admin_role, *admin)
        ->add_option("role", admin_.role, "player, caster, staff or owner")
        ->required();
    add_admin_order(
        "ban", "Ban a player; what is under way ends, without fault",
        [](const Config& config, const AdminOptions& options) { return admin_ban(config, options, true); },
        *admin);
    add_admin_order(
        "unban", "Take a ban back",
        [](const Config& config, const AdminOptions& options) { return admin_ban(config, options, false); },
        *admin);
    add_admin_order("reset", "Bring a player back to idle, and lift the penalty", admin_reset, *admin);
    auto* adjusting =
        add_admin_order("adjust", "Set a rating, as a line of the ledger", admin_adjust, *admin);
    adjusting->add_option("race", admin_.race, "Race code")->required();
    adjusting->add_option("value", admin_.value, "The new rating")->required();
    adjusting->add_option("--mode", admin_.mode, "Which ladder")->capture_default_str();
    auto* toon = add_admin_order("toon", "Give a player a game account, or take it away", admin_toon, *admin);
    toon->add_option("handle", admin_.toon, "Such as 2-S2-1-3437681")->required();
    toon->add_flag("--remove", admin_.remove, "Take it away");
    add_admin_order("forget", "Delete what is personal of a player; matches and ratings stay", admin_forget,
                    *admin);
    add_admin_queries(*admin);
  }

  void add_admin_queries(CLI::App& admin) {
    auto* announcing = add_admin_command(
        "announce", "Tell everybody", [this](const Config& config) { return admin_announce(config, admin_); },
        admin);
    announcing->add_option("title", admin_.title, "Headline")->required();
    announcing->add_option("body", admin_.body, "What there is to say")->required();
    auto* resolving = add_admin_command(
        "resolve", "Decide a match; ratings follow",
        [this](const Config& config) { return admin_resolve(config, admin_); }, admin);
    resolving->add_option("match", admin_.match, "Number of the match")->required();
    resolving->add_option("outcome", admin_.outcome, "team1, team2, draw, or void: it does not count")
        ->required();
    resolving->add_option("--reason", admin_.reason, "Why; the players read it")->required();
    resolving->add_flag("--preview", admin_.preview, "Only show what would change");
    const auto add_player_query = [&](const char* name, const char* help,
                                      int (*query)(const Config&, const AdminOptions&)) {
      add_admin_command(
          name, help, [this, query](const Config& config) { return query(config, admin_); }, admin)
          ->add_option("player", admin_.player, "The player's name, or #number")
          ->required();
    };
    add_player_query("player", "Show a player and what was done to him", admin_player);
    add_player_query("export", "Print everything kept of a player, as JSON", admin_export);
    add_admin_command("snapshot", "Show who waits and what is played", admin_snapshot, admin);
    add_admin_command("abuse", "List what looks like something other than play", admin_abuse, admin);
    add_admin_command("mods", "List the versions of the mod", admin_mods, admin);
    auto* registering = add_admin_command(
        "mod", "Register a version of the mod from a replay that you trust",
        [this](const Config& config) { return admin_mod(config, admin_); }, admin);
    registering->add_option("version", admin_.version, "What it is called")->required();
    registering->add_option("file", admin_.file, "The replay")->required();
    registering->add_option("--reason", admin_.reason, "Why, or whose replay it is")->required();
    auto* searching = add_admin_command(
        "audit", "Search what was done", [this](const Config& config) { return admin_audit(config, admin_); },
        admin);
    searching->add_option("--actor", admin_.actor, "Only by this player; system: by nobody or the operator");
    searching->add_option("--target", admin_.player, "Only to this player");
    searching->add_option("--match", admin_.match, "Only about this match");
    searching->add_option("--action", admin_.action, "Only this action, such as ban_player");
    searching->add_option("--since", admin_.since, "Only from this time on, such as 2026-03-25T17:00:00Z");
    searching->add_option("--until", admin_.until, "Only before this time");
    searching->add_option("--limit", admin_.limit, "How many lines, newest first")
        ->check(CLI::Range(1, AuditQuery::kMax))
        ->capture_default_str();
  }

  void add_history() {
    auto* stats = add("stats", "Results by race, match-up, map, server and hour; balance; activity", [this] {
      return with_config(flags_, [this](Config config) { return print_statistics(config, ladder_stats_); });
    });
    stats->add_option("--mode", ladder_stats_.mode, "Which ladder")->capture_default_str();
    stats->add_option("--days", ladder_stats_.days, "Of how many days")
        ->check(CLI::Range(1, 90))
        ->capture_default_str();
    stats->add_option("--player", ladder_stats_.player, "Of one player, by name");
    stats->add_option("--activity", ladder_stats_.activity, "Who joined the queue when")
        ->check(CLI::IsMember({"24h", "7d", "30d"}));
    stats->add_flag("--digest", ladder_stats_.digest, "The last seven days in a few lines");
    stats->add_flag("--json", ladder_stats_.json, "One JSON object, as the web interface answers it");
    flags_.add_to(*stats);

    CLI::App* season = app_.add_subcommand("season", "Seasons: end one, begin one, list those that are over");
    season->require_subcommand(1);
    auto* closing = add(
        "close", "Keep the standings as they are now as the final ones of a season",
        [this] {
          return with_config(flags_, [this](Config config) { return close_season(config, season_); });
        },
        season);
    closing->add_option("name", season_, "The season's name")->required();
    flags_.add_to(*closing);
    flags_.add_to(*add(
        "open", "Begin a season: ratings move towards the start (season.keep_percent), games count from zero",
        [this] { return with_config(flags_, [](Config config) { return open_season(config); }); }, season));
    flags_.add_to(*add(
        "list", "Seasons that are over",
        [this] { return with_config(flags_, [](Config config) { return list_seasons(config); }); }, season));
  }

  void add_tools() {
    auto* world = add("sim", "Simulate ladders with faults and crashes, and check that nothing is ever lost",
                      [this] { return simulate(sim_); });
    world->add_option("--seed", sim_.seed, "First seed; a seed fixes everything")->capture_default_str();
    world->add_flag("--fresh", sim_.fresh, "Take the first seed from the clock");
    world->add_option("--seeds", sim_.seeds, "How many worlds, with consecutive seeds")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    world->add_option("--jobs", sim_.jobs, "How many worlds run at once")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    world->add_option("--days", sim_.days, "Simulated days")
        ->check(CLI::Range(1, 3650))
        ->capture_default_str();
    world->add_option("--players", sim_.players, "Simulated players")
        ->check(CLI::Range(2, 10'000))
        ->capture_default_str();
    world->add_option("--nodes", sim_.nodes, "Processes that share the store")
        ->check(CLI::Range(1, 8))
        ->capture_default_str();
    world->add_flag("--calm", sim_.calm, "Without faults and crashes");
    world->add_option("--catalog", sim_.catalog, "What is played: scevo or sc2")->capture_default_str();
    world->add_option(
        "--compare", sim_.compare,
        "Instead of whole ladders: what these configuration files' rules make of the same people; "
        "'reference' is the published rules, 'balanced' the set of that name");
    world->add_option("--plot", sim_.plot, "Draw the comparison into this file (*.svg, *.png)");

    auto* planning = add("plan-wave", "Read a queue as JSON from standard input, print who plays whom",
                         [this] { return plan_standard_input(planning_); });
    planning->footer(kPlanWaveHelp);
    planning->add_option("--catalog", planning_.catalog, "Sides, regions and maps: scevo or sc2")
        ->capture_default_str();
    planning->add_option("--seed", planning_.seed, "Seed of maps and of choices between equals")
        ->capture_default_str();

    auto* config = add("config", "Show every setting with its value and where it comes from", [this] {
      return with_config(flags_, [this](const Config& loaded) {
        fmt::print("{}", reference_ ? config_reference() : show_config(loaded));
        return kExitOk;
      });
    });
    flags_.add_to(*config);
    config->add_flag("--reference", reference_, "The reference page in Markdown");
  }

  CLI::App app_{kAbout, "evoladder"};
  ConfigFlags flags_;
  AdminOptions admin_;
  DemoOptions demo_;
  BacktestOptions backtest_;
  EventsOptions events_;
  IngestOptions ingest_;
  ReplayBenchOptions replay_bench_;
  LeaderboardOptions leaderboard_;
  LadderStatsOptions ladder_stats_;
  std::string season_;
  PlanWaveOptions planning_;
  SimOptions sim_;
  StatsOptions stats_;
  std::vector<std::string> paths_;
  std::string journal_;
  bool json_ = false;
  bool reference_ = false;
  int exit_code_ = kExitOk;
};

}  // namespace

int run_command_line(int argc, char** argv) {
  if (argc == 2 && argv[1] == kZygoteArgument) return zygote_main({.parse = summarize_to_json});
  CommandLine command_line;
  return command_line.run(argc, argv);
}

}  // namespace evo
