#include "main/cmd_stats.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "main/exit_code.hpp"
#include "main/files.hpp"
#include "main/picture.hpp"
#include "replay/analysis/analysis.hpp"
#include "replay/analysis/plot.hpp"
#include "replay/summary_json.hpp"

namespace evo {
namespace {

std::string clock(double seconds) {
  const auto whole = static_cast<int>(seconds);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string at(const replay::GameAnalysis& game, std::optional<std::uint32_t> loop) {
  return loop ? clock(replay::seconds_of(game.summary, *loop)) : std::string("-");
}

std::string_view in_words(replay::OutcomeSource source) {
  switch (source) {
    case replay::OutcomeSource::recorded:
      return "as the file records";
    case replay::OutcomeSource::other_results:
      return "told from the results of the others";
    case replay::OutcomeSource::leave_order:
      return "told from who left first";
    case replay::OutcomeSource::recorder_left:
      return "told from its recorder leaving first";
    case replay::OutcomeSource::unknown:
      break;
  }
  return "";
}

void print_player(const replay::GameAnalysis& game, const replay::PlayerAnalysis& player, int steps) {
  fmt::print("\n{} ({}), team {}, {}, {} after {}\n", player.name, player.race, player.team + 1,
             to_string(player.result), to_string(player.ending), at(game, player.played_loops));
  fmt::print("  actions a minute   {:.0f}{}\n", player.apm,
             player.game_apm ? fmt::format("  (the game says {})", *player.game_apm) : "");
  if (!player.series.empty()) {
    const replay::StatsSample& last = player.series.back();
    fmt::print("  mean income        {:.0f} a game minute, {:.0f} unspent", player.mean_income,
               player.mean_unspent);
    if (player.spending_quotient) fmt::print(", spending quotient {:.0f}", *player.spending_quotient);
    fmt::print(
        "\n  at the end         {} workers, supply {:.0f} of {:.0f}, army worth {}, lost {}, killed {}\n",
        last.workers, last.supply_used, last.supply_made, last.army_minerals + last.army_vespene, last.lost,
        last.killed);
  }
  if (!player.build_order.empty() && steps > 0) fmt::print("  supply  start   done    what\n");
  for (std::size_t i = 0; i < player.build_order.size() && static_cast<int>(i) < steps; ++i) {
    const replay::BuildStep& step = player.build_order[i];
    fmt::print("  {:>6}  {:>6}  {:>6}  {}\n", step.supply, at(game, step.started), at(game, step.finished),
               step.name);
  }
}

void print_words(const replay::GameAnalysis& game) {
  const replay::ReplaySummary& summary = game.summary;
  fmt::print("{} on {}, {}, {}\n", summary.type, summary.map_title, clock(summary.duration_s),
             to_rfc3339(summary.ended_at));
  if (game.paused_s && *game.paused_s > 0) fmt::print("paused for about {}\n", clock(*game.paused_s));
  if (game.outcome.team)
    fmt::print("team {} won, {}\n", *game.outcome.team + 1, in_words(game.outcome.source));
  else
    fmt::print("no winner can be told\n");
}

int refuse(const std::string& file, const Error& error, int code) {
  fmt::print(stderr, "{}: {}: {}\n", file, to_string(error.kind), error.message);
  return code;
}

}  // namespace

int replay_stats(const StatsOptions& options) {
  if (!options.plot.empty())
    if (const auto named = check_picture_name(options.plot); !named)
      return refuse(options.plot, named.error(), kExitUsage);
  const auto bytes = read_file(options.file, replay::kFileBytesMax);
  const auto game = bytes ? replay::analyze(*bytes) : Result<replay::GameAnalysis>(fail(bytes.error()));
  if (!game) {
    if (options.json) fmt::print("{}\n", replay::to_json(game.error(), options.file));
    return refuse(options.file, game.error(), kExitFailed);
  }
  if (options.json) {
    fmt::print("{}\n", replay::to_json(*game, options.file));
  } else {
    print_words(*game);
    for (const replay::PlayerAnalysis& player : game->players) print_player(*game, player, options.steps);
  }
  if (options.plot.empty()) return kExitOk;
  const auto drawn = write_picture(replay::draw_svg(*game), options.plot);
  return drawn ? kExitOk : refuse(options.plot, drawn.error(), kExitFailed);
}

}  // namespace evo
