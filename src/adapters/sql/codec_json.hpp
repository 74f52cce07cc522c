// The values that are stored as JSON in one column. Reading treats the text as foreign: unknown members are
// ignored, anything else that does not fit is an error that says where. Errors: internal.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/records.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "core/evidence/evidence.hpp"
#include "core/matchmaking/match_reason.hpp"
#include "core/matchmaking/matchmaking.hpp"
#include "core/player/onboarding.hpp"
#include "replay/summary.hpp"

namespace evo::sql {

std::string texts_to_json(std::span<const std::string> texts);
Result<std::vector<std::string>> texts_from_json(std::string_view text);

std::string options_to_json(std::span<const TicketOption> options);
Result<std::vector<TicketOption>> options_from_json(std::string_view text);
std::string partners_to_json(std::span<const TicketPartner> partners);
Result<std::vector<TicketPartner>> partners_from_json(std::string_view text);

std::string reason_to_json(const MatchReason& reason);
Result<MatchReason> reason_from_json(std::string_view text);

std::string choices_to_json(const QueueChoices& choices);
Result<QueueChoices> choices_from_json(std::string_view text);

std::string alerts_to_json(const QueueAlerts& alerts);
Result<QueueAlerts> alerts_from_json(std::string_view text);

std::string survey_to_json(const SetupSurvey& survey);
Result<SetupSurvey> survey_from_json(std::string_view text);

std::string verdict_to_json(const Verdict& verdict);
Result<Verdict> verdict_from_json(std::string_view text);

Result<replay::ReplaySummary> stored_summary_from_json(std::string_view text);

// For the dialect's {ids}.
template <class Tag>
std::string ids_to_json(std::span<const Id<Tag>> ids) {
  std::string json = "[";
  for (const auto id : ids) {
    if (json.size() > 1) json += ',';
    json += std::to_string(id.value);
  }
  return json += ']';
}

}  // namespace evo::sql
