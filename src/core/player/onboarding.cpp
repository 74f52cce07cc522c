#include "core/player/onboarding.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/enum_text.hpp"
#include "base/text.hpp"

namespace evo {
namespace {

constexpr std::string_view kModes[] = {"1v1", "2v2", "3v3", "4v4", "ffa"};
constexpr std::string_view kSources[] = {
    "friend_or_community", "live_broadcast", "recorded_video", "evo_discord",
    "other_discord",       "social_media",   "in_game",        "other"};
constexpr std::string_view kExperiences[] = {"lt_1mo", "1_3mo", "3_6mo", "6_12mo", "gt_1yr"};
constexpr std::string_view kMotives[] = {"casual",     "find_opponents", "improve_rank",
                                         "tournament", "avoid_cheaters", "other"};
constexpr std::string_view kNoPlacement = "no_placement";
constexpr std::string_view kBwPlacements[] = {"bw_s", "bw_a", "bw_b", "bw_c"};
constexpr std::string_view kSc2Placements[] = {"sc2_grandmaster", "sc2_master", "sc2_diamond",
                                               "sc2_platinum"};

constexpr EnumText<SetupStep, 3> kSteps{
    {{SetupStep::none, "none"}, {SetupStep::terms, "terms"}, {SetupStep::setup, "setup"}}};

bool is_in(std::span<const std::string_view> slugs, std::string_view slug) {
  return std::ranges::find(slugs, slug) != slugs.end();
}

Result<void> one_of(std::string_view question, std::string_view answer,
                    std::span<const std::string_view> slugs) {
  if (is_in(slugs, answer)) return {};
  return fail(invalid(fmt::format("survey.{}: '{}' is not one of {}", question, harmless(answer, 40),
                                  fmt::join(slugs, ", "))));
}

Result<void> check_placements(const std::vector<std::string>& placements) {
  const auto count = [&](std::span<const std::string_view> slugs) {
    return std::ranges::count_if(placements, [&](const std::string& slug) { return is_in(slugs, slug); });
  };
  const auto none = std::ranges::count(placements, kNoPlacement);
  const auto bw = count(kBwPlacements);
  const auto sc2 = count(kSc2Placements);
  const bool known = none + bw + sc2 == std::ssize(placements);
  const bool alone = none == 0 || placements.size() == 1;
  if (!placements.empty() && known && alone && bw <= 1 && sc2 <= 1) return {};
  return fail(
      invalid(fmt::format("survey.placements: {} alone, or at most one of {} and at most one of {}",
                          kNoPlacement, fmt::join(kBwPlacements, ", "), fmt::join(kSc2Placements, ", "))));
}

}  // namespace

std::string_view to_string(SetupStep step) { return text_of(kSteps, step); }

SetupStep missing_step(const Standing& standing, const PlayerRules& rules) {
  if (!standing.needs_setup) return SetupStep::none;
  if (standing.terms_accepted != rules.terms_version) return SetupStep::terms;
  return standing.setup_complete ? SetupStep::none : SetupStep::setup;
}

Result<void> may_play(const Standing& standing, const PlayerRules& rules) {
  if (standing.banned) return fail(forbidden("you are banned from the ladder"));
  switch (missing_step(standing, rules)) {
    case SetupStep::none:
      return {};
    case SetupStep::terms:
      return fail(conflict("accept the terms of service first"));
    case SetupStep::setup:
      return fail(conflict("finish the setup of your profile first"));
  }
  return {};
}

Result<void> may_queue(const Standing& standing, const PlayerRules& rules, Time now) {
  CHECK_OK(may_play(standing, rules));
  if (standing.timeout_until && *standing.timeout_until > now)
    return fail(conflict(fmt::format("you may queue again in {}", to_words(*standing.timeout_until - now))));
  return {};
}

Result<void> validate_alerts(const QueueAlerts& alerts, const PlayerRules& rules) {
  Problems problems;
  for (const auto& [mode, minutes] : alerts) {
    if (!is_in(kModes, mode))
      problems.add(fail(invalid(fmt::format("alerts: there is no mode '{}'", harmless(mode, 40)))));
    if (minutes != 0 && (minutes < rules.alert_minutes_min || minutes > rules.alert_minutes_max))
      problems.add(fail(invalid(fmt::format("alerts.{}: 0 for never, or {} to {} minutes", harmless(mode, 40),
                                            rules.alert_minutes_min, rules.alert_minutes_max))));
  }
  return problems.result();
}

Result<void> validate_survey(const SetupSurvey& survey) {
  Problems problems;
  problems.add(one_of("source", survey.source, kSources));
  problems.add(one_of("experience", survey.experience, kExperiences));
  problems.add(one_of("motive", survey.motive, kMotives));
  problems.add(check_placements(survey.placements));
  return problems.result();
}

std::string name_of_deleted(std::int64_t player_id) {
  std::string ending;
  for (std::int64_t rest = player_id; rest > 0; rest /= 26) ending += static_cast<char>('a' + rest % 26);
  const std::size_t room = kNameLettersMax - std::min(ending.size(), kNameLettersMax);
  return std::string("Deleted").substr(0, room) + ending;
}

}  // namespace evo
