#include "main/cmd_replay.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "main/exit_code.hpp"
#include "main/files.hpp"
#include "replay/replay.hpp"
#include "replay/summary_json.hpp"

namespace evo {
namespace {

std::string describe_player(const replay::ReplayPlayer& player) {
  std::string text = player.clan.empty() ? player.name : fmt::format("[{}] {}", player.clan, player.name);
  text += fmt::format("  {}  {}", player.race, to_string(player.result));
  if (player.control == replay::Control::computer) text += "  computer";
  if (player.toon.is_set()) text += "  " + replay::to_string(player.toon);
  if (player.mmr) text += fmt::format("  MMR {}", *player.mmr);
  if (player.apm) text += fmt::format("  APM {}", *player.apm);
  return text;
}

void print_words(const std::string& path, const replay::ReplaySummary& summary) {
  const auto seconds = static_cast<int>(summary.duration_s);
  fmt::print("{}\n  {} on {}, {} {}, {}:{:02}, ended {}\n", path, summary.type, summary.map_title,
             summary.category, summary.region, seconds / 60, seconds % 60, to_rfc3339(summary.ended_at));
  fmt::print(
      "  version {}{}\n", summary.version,
      summary.protocol_exact ? "" : " (no tables of exactly this build; the nearest older ones were used)");
  for (const replay::ReplayPlayer& player : summary.players)
    fmt::print("  team {}  {}\n", player.team + 1, describe_player(player));
  for (const replay::ReplayObserver& observer : summary.observers)
    fmt::print("  {}  {}\n", observer.role, observer.name);
  if (summary.winner)
    fmt::print("  team {} won{}\n", summary.winner->team + 1, summary.winner->derived ? " (derived)" : "");
  else
    fmt::print("  no winner can be told\n");
}

bool show(const std::string& path, bool json) {
  const auto bytes = read_file(path, replay::kFileBytesMax);
  const auto summary = bytes ? replay::summarize(*bytes) : Result<replay::ReplaySummary>(fail(bytes.error()));
  if (json) {
    fmt::print("{}\n", summary ? replay::to_json(*summary, path) : replay::to_json(summary.error(), path));
  } else if (summary) {
    print_words(path, *summary);
  } else {
    fmt::print(stderr, "{}: {}: {}\n", path, to_string(summary.error().kind), summary.error().message);
  }
  return summary.has_value();
}

}  // namespace

int replay_info(const std::vector<std::string>& paths, bool json) {
  bool all_good = true;
  for (const std::string& path : paths) {
    const auto files = replay_files(path);
    if (!files) {
      if (json)
        fmt::print("{}\n", replay::to_json(files.error(), path));
      else
        fmt::print(stderr, "{}: {}: {}\n", path, to_string(files.error().kind), files.error().message);
      all_good = false;
      continue;
    }
    for (const std::string& file : *files) all_good = show(file, json) && all_good;
  }
  return all_good ? kExitOk : kExitFailed;
}

}  // namespace evo
