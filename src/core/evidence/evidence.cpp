#include "core/evidence/evidence.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/enum_text.hpp"
#include "base/hash.hpp"
#include "core/evidence/checks.hpp"
#include "core/evidence/people.hpp"

namespace evo {
namespace {

constexpr EnumText<CheckMode, 3> kModes = {{
    {CheckMode::blocking, "blocking"},
    {CheckMode::advisory, "advisory"},
    {CheckMode::off, "off"},
}};
constexpr EnumText<CheckResult, 3> kResults = {{
    {CheckResult::passed, "passed"},
    {CheckResult::failed, "failed"},
    {CheckResult::unknown, "unknown"},
}};

struct NamedCheck {
  std::string_view name;
  CheckMode mode;
  Check (*run)(const evidence::Case& given);
};
// In the order they are shown.
constexpr std::array<NamedCheck, 13> kChecks = {{
    {"type", CheckMode::blocking, evidence::check_type},
    {"people", CheckMode::blocking, evidence::check_people},
    {"races", CheckMode::blocking, evidence::check_races},
    {"map", CheckMode::blocking, evidence::check_map},
    {"mod", CheckMode::blocking, evidence::check_mod},
    {"time", CheckMode::blocking, evidence::check_time},
    {"computers", CheckMode::blocking, evidence::check_computers},
    {"result", CheckMode::blocking, evidence::check_result},
    {"observers", CheckMode::advisory, evidence::check_observers},
    {"speed", CheckMode::advisory, evidence::check_speed},
    {"privacy", CheckMode::advisory, evidence::check_privacy},
    {"duration", CheckMode::advisory, evidence::check_duration},
    {"locked_alliances", CheckMode::advisory, evidence::check_locked_alliances},
}};

}  // namespace

std::string_view to_string(CheckMode mode) { return text_of(kModes, mode); }
std::string_view to_string(CheckResult result) { return text_of(kResults, result); }
std::optional<CheckMode> check_mode_from(std::string_view text) { return value_of(kModes, text); }
std::optional<CheckResult> check_result_from(std::string_view text) { return value_of(kResults, text); }

CheckMode default_mode(std::string_view check) {
  const auto found = std::ranges::find(kChecks, check, &NamedCheck::name);
  return found == kChecks.end() ? CheckMode::off : found->mode;
}

Verdict verify_report(const Match& match, const replay::ReplaySummary& summary, const Catalog& catalog,
                      const Identities& identities, const EvidenceRules& rules, Time now) {
  const evidence::People people = evidence::identify(match, summary, catalog, identities);
  const evidence::Case given{match, summary, catalog, rules, now, people};
  Verdict verdict;
  verdict.outcome = evidence::outcome_of(given);
  verdict.decides = verdict.outcome.has_value();
  for (const NamedCheck& named : kChecks) {
    Check check = named.run(given);
    check.name = named.name;
    const auto override = rules.modes.find(check.name);
    check.mode = override == rules.modes.end() ? named.mode : override->second;
    if (check.mode == CheckMode::blocking && check.result != CheckResult::passed) verdict.decides = false;
    verdict.checks.push_back(std::move(check));
  }
  if (verdict.decides) verdict.bindings = people.first_uses;
  return verdict;
}

std::string game_fingerprint(const replay::ReplaySummary& summary) {
  std::vector<std::string> toons;
  for (const replay::ReplayPlayer& player : summary.players)
    if (player.toon.is_set()) toons.push_back(to_string(player.toon));
  std::ranges::sort(toons);
  std::string text = fmt::format("map {}\ntoons {}\nseed {}\n",
                                 summary.map_sha256.empty() ? summary.map_title : summary.map_sha256,
                                 fmt::join(toons, " "), summary.random_seed);
  // Without a seed, length and time keep two games of the same people on one map apart.
  if (summary.random_seed == 0)
    text +=
        fmt::format("loops {}\nminute {}\n", summary.game_loops,
                    std::chrono::floor<std::chrono::minutes>(summary.ended_at).time_since_epoch().count());
  return to_hex(sha256(text));
}

}  // namespace evo
