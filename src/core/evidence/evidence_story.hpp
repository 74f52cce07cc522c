// For tests: a match and the replay that proves it, to be spoiled one thing at a time.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/evidence/evidence.hpp"

namespace evo::evidence_story {

inline constexpr Time kAssigned = Time(std::chrono::hours(490'000));
inline constexpr Time kNow = kAssigned + std::chrono::minutes(30);
inline constexpr PlayerId kAlice{1};
inline constexpr PlayerId kBob{2};
inline constexpr PlayerId kCarol{3};
inline constexpr PlayerId kDave{4};

inline const Catalog& scevo() {
  static const Catalog catalog = builtin_catalog("scevo").value();
  return catalog;
}

inline replay::ToonHandle toon(std::uint64_t id) { return {2, 1, id}; }
inline std::string toon_text(std::uint64_t id) { return to_string(toon(id)); }

inline MatchPlayer match_player(PlayerId id, int team, std::string name, std::string race) {
  MatchPlayer player;
  player.player = id;
  player.team = team;
  player.name = std::move(name);
  player.race = std::move(race);
  return player;
}

inline replay::ReplayPlayer seen(int id, int team, std::string name, std::uint64_t toon_id,
                                 std::string race_code) {
  replay::ReplayPlayer player;
  player.id = id;
  player.name = std::move(name);
  player.toon = toon(toon_id);
  player.control = replay::Control::human;
  player.race_code = std::move(race_code);
  player.team = team;
  player.result = team == 0 ? replay::GameResult::win : replay::GameResult::loss;
  return player;
}

inline const ModFiles& files_of(std::string_view version, std::string_view region) {
  for (const ModVersion& known : scevo().mod.versions)
    if (known.name == version)
      for (const ModFiles& files : known.files)
        if (files.depot_region == region) return files;
  throw std::out_of_range("no such mod files");
}

inline std::vector<replay::CacheHandle> official_handles(const std::string& map_sha256) {
  std::vector<replay::CacheHandle> handles;
  for (const std::string& hash : scevo().mod.stock) handles.push_back({"EU", hash});
  for (const std::string& hash : files_of("2026-03", "EU").required) handles.push_back({"EU", hash});
  handles.push_back({"EU", map_sha256});
  return handles;
}

// A match of Alice (BW Zerg) against Bob (SC2 Terran) and the replay of Alice's win, both accounts known.
struct Story {
  Match match;
  replay::ReplaySummary summary;
  Catalog catalog = scevo();
  Identities identities;
  EvidenceRules rules;
  Time now = kNow;

  Story() {
    match.map = "sylphid";
    match.state = MatchState::playing;
    match.assigned_at = kAssigned;
    match.players = {match_player(kAlice, 0, "Alice", "bw_zerg"), match_player(kBob, 1, "Bob", "sc2_terran")};
    summary.map_title = "[SC:Evo] Sylphid (실피드)";
    summary.map_sha256 = scevo().map("1v1", "sylphid")->sha256.front();
    summary.cache_handles = official_handles(summary.map_sha256);
    summary.started_at = kAssigned + std::chrono::minutes(3);
    summary.ended_at = kAssigned + std::chrono::minutes(20);
    summary.speed = "Faster";
    summary.type = "1v1";
    summary.random_seed = 77;
    summary.lobby = {"Normal", "Infinite", "Yes"};
    summary.players = {seen(1, 0, "Alice", 11, "BWZe"), seen(2, 1, "Bob", 22, "Terr")};
    summary.winner = {{.team = 0}};
    identities.owner_of = {{toon_text(11), kAlice}, {toon_text(22), kBob}};
    identities.toons_of = {{kAlice, {toon_text(11)}}, {kBob, {toon_text(22)}}};
    identities.names_of = {{kAlice, {"Alice"}}, {kBob, {"Bob", "김치찌개"}}};
  }

  void forget_accounts() { identities.owner_of.clear(), identities.toons_of.clear(); }
  Verdict verdict() const { return verify_report(match, summary, catalog, identities, rules, now); }
};

inline const Check& check(const Verdict& verdict, std::string_view name) {
  const auto found = std::ranges::find(verdict.checks, name, &Check::name);
  if (found == verdict.checks.end()) throw std::out_of_range(std::string(name));
  return *found;
}

inline std::vector<std::string> not_passed(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const Check& each : verdict.checks)
    if (each.result != CheckResult::passed) names.push_back(each.name);
  return names;
}

}  // namespace evo::evidence_story
