#include "adapters/http/api/body_json.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "core/mode/mode.hpp"

namespace evo::http {
namespace {

using Json = nlohmann::json;

// Counted before parsing, so that no depth can reach the parser's own data structures.
int depth_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

Error wrong(std::string_view path, std::string_view problem) {
  return invalid(fmt::format("{}: {}", path, problem));
}

Result<Json> parse_object(std::string_view body, std::span<const std::string_view> members) {
  if (trim(body).empty()) return fail(invalid("the body is empty: a JSON object is needed"));
  if (!is_utf8(body)) return fail(invalid("the body is not UTF-8"));
  if (depth_of(body) > kJsonDepthMax)
    return fail(invalid(fmt::format("the body is nested deeper than {} levels", kJsonDepthMax)));
  Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded()) return fail(invalid("the body is not JSON"));
  if (!json.is_object()) return fail(invalid("the body must be a JSON object"));
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(members, name) == members.end())
      return fail(wrong(harmless(name, 40), "there is no such member here"));
  }
  return json;
}

Result<std::string> to_text(const Json& value, const std::string& path) {
  if (!value.is_string()) return fail(wrong(path, "must be a string"));
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > kJsonTextBytesMax)
    return fail(wrong(path, fmt::format("must be at most {} bytes", kJsonTextBytesMax)));
  return text;
}

Result<std::vector<std::string>> to_texts(const Json& value, const std::string& path) {
  if (!value.is_array()) return fail(wrong(path, "must be an array of strings"));
  if (value.size() > kJsonItemsMax)
    return fail(wrong(path, fmt::format("must have at most {} items", kJsonItemsMax)));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < value.size(); ++i) {
    TRY(std::string text, to_text(value[i], fmt::format("{}[{}]", path, i)));
    texts.push_back(std::move(text));
  }
  return texts;
}

Result<std::vector<std::vector<std::string>>> to_compositions(const Json& value) {
  if (!value.is_array()) return fail(wrong("compositions", "must be an array of arrays of strings"));
  if (value.size() > kJsonItemsMax)
    return fail(wrong("compositions", fmt::format("must have at most {} items", kJsonItemsMax)));
  std::vector<std::vector<std::string>> compositions;
  for (std::size_t i = 0; i < value.size(); ++i) {
    TRY(auto races, to_texts(value[i], fmt::format("compositions[{}]", i)));
    compositions.push_back(std::move(races));
  }
  return compositions;
}

Result<const Json*> required(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) return fail(wrong(name, "is missing"));
  return &*found;
}

Result<std::optional<std::string>> optional_text(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) return std::nullopt;
  TRY(std::string text, to_text(*found, name));
  return text;
}

Result<std::string> required_text(const Json& json, const char* name) {
  TRY(const Json* value, required(json, name));
  return to_text(*value, name);
}

// Absent text is empty text: what needs words says so, together with whatever else is wrong.
Result<std::string> text_or_empty(const Json& json, const char* name) {
  TRY(auto text, optional_text(json, name));
  return std::move(text).value_or("");
}

Result<bool> flag_or(const Json& json, const char* name, bool fallback) {
  const auto found = json.find(name);
  if (found == json.end()) return fallback;
  if (!found->is_boolean()) return fail(wrong(name, "must be true or false"));
  return found->get<bool>();
}

Result<int> to_integer(const Json& value, const std::string& path) {
  constexpr std::int64_t kMax = std::numeric_limits<int>::max();
  const bool is_small =
      value.is_number_integer() && value.get<std::int64_t>() <= kMax && value.get<std::int64_t>() >= -kMax;
  if (!is_small || (value.is_number_unsigned() && value.get<std::uint64_t>() > kMax))
    return fail(wrong(path, "must be a whole number"));
  return value.get<int>();
}

Result<QueueAlerts> to_alerts(const Json& value) {
  if (!value.is_object() || value.size() > kJsonItemsMax)
    return fail(wrong("alerts", "must be an object of modes and minutes"));
  QueueAlerts alerts;
  for (const auto& [mode, minutes] : value.items()) {
    TRY(alerts[mode], to_integer(minutes, "alerts." + harmless(mode, 40)));
  }
  return alerts;
}

Result<QuietHours> to_quiet_hours(const Json& value) {
  if (!value.is_array() || value.size() > kJsonItemsMax)
    return fail(wrong("quiet_hours", "must be an array of hours"));
  std::vector<int> hours;
  for (std::size_t i = 0; i < value.size(); ++i) {
    TRY(const int hour, to_integer(value[i], fmt::format("quiet_hours[{}]", i)));
    hours.push_back(hour);
  }
  return quiet_hours_from(hours);
}

Result<SetupSurvey> to_survey(const Json& value) {
  if (!value.is_object()) return fail(wrong("survey", "must be an object"));
  SetupSurvey survey;
  TRY(survey.source, text_or_empty(value, "source"));
  TRY(survey.experience, text_or_empty(value, "experience"));
  TRY(survey.motive, text_or_empty(value, "motive"));
  if (const auto found = value.find("placements"); found != value.end()) {
    TRY(survey.placements, to_texts(*found, "survey.placements"));
  }
  return survey;
}

Result<std::optional<Outcome>> to_outcome(const Json& value) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_object()) return fail(wrong("outcome", "must be an object or null"));
  const auto winner = value.find("winner");
  if (winner == value.end()) return fail(wrong("outcome.winner", "is missing"));
  if (value.size() != 1) return fail(wrong("outcome", "must have the member 'winner' only"));
  if (winner->is_null()) return Outcome::draw();
  const bool is_team = winner->is_number_integer() && *winner >= 0 && *winner < kTeamsMax;
  if (!is_team)
    return fail(wrong("outcome.winner", fmt::format("must be a team from 0 to {}, or null", kTeamsMax - 1)));
  return Outcome::win(winner->get<int>());
}

Result<Claim> to_claim(const Json& json) {
  TRY(const Json* result, required(json, "result"));
  TRY(const std::string text, to_text(*result, "result"));
  const auto claim = claim_from(text);
  if (!claim) return fail(wrong("result", "must be \"win\", \"loss\" or \"draw\""));
  return *claim;
}

}  // namespace

Result<std::string> parse_guest(std::string_view body) {
  if (trim(body).empty()) return std::string();
  constexpr std::string_view kMembers[] = {"name"};
  TRY(const Json json, parse_object(body, kMembers));
  TRY(auto name, optional_text(json, "name"));
  return std::move(name).value_or("");
}

Result<UpdateProfile> parse_profile(std::string_view body) {
  constexpr std::string_view kMembers[] = {"name",        "other_names",    "region", "country",
                                           "language",    "battletag",      "alerts", "time_zone",
                                           "quiet_hours", "blocked_servers"};
  TRY(const Json json, parse_object(body, kMembers));
  UpdateProfile profile;
  TRY(profile.battletag, optional_text(json, "battletag"));
  TRY(profile.time_zone, optional_text(json, "time_zone"));
  if (const auto found = json.find("alerts"); found != json.end()) {
    TRY(profile.alerts, to_alerts(*found));
  }
  if (const auto found = json.find("quiet_hours"); found != json.end()) {
    TRY(profile.quiet_hours, to_quiet_hours(*found));
  }
  TRY(profile.name, optional_text(json, "name"));
  TRY(profile.region, optional_text(json, "region"));
  TRY(profile.country, optional_text(json, "country"));
  TRY(profile.language, optional_text(json, "language"));
  if (const auto found = json.find("other_names"); found != json.end()) {
    TRY(profile.other_names, to_texts(*found, "other_names"));
  }
  if (const auto found = json.find("blocked_servers"); found != json.end()) {
    TRY(profile.blocked_servers, to_texts(*found, "blocked_servers"));
  }
  return profile;
}

Result<JoinQueue> parse_join(std::string_view body) {
  constexpr std::string_view kMembers[] = {"mode", "races", "compositions", "vetoes"};
  TRY(const Json json, parse_object(body, kMembers));
  JoinQueue join;
  TRY(auto mode, optional_text(json, "mode"));
  if (mode) join.mode = *std::move(mode);
  const auto compositions = json.find("compositions");
  if (compositions != json.end()) {
    TRY(join.compositions, to_compositions(*compositions));
  } else {
    TRY(const Json* races, required(json, "races"));
    TRY(join.races, to_texts(*races, "races"));
  }
  if (const auto vetoes = json.find("vetoes"); vetoes != json.end()) {
    TRY(join.vetoes, to_texts(*vetoes, "vetoes"));
  }
  return join;
}

Result<Claim> parse_claim(std::string_view body) {
  constexpr std::string_view kMembers[] = {"result"};
  TRY(const Json json, parse_object(body, kMembers));
  return to_claim(json);
}

Result<ReportMatch> parse_report(std::string_view body) {
  constexpr std::string_view kMembers[] = {"result", "winner"};
  TRY(const Json json, parse_object(body, kMembers));
  ReportMatch report;
  TRY(report.claim, to_claim(json));
  if (const auto winner = json.find("winner"); winner != json.end()) {
    if (!winner->is_number_integer()) return fail(wrong("winner", "must be the id of a player"));
    report.winner = PlayerId{winner->get<std::int64_t>()};
  }
  return report;
}

Result<InviteToParty> parse_invitation(std::string_view body) {
  constexpr std::string_view kMembers[] = {"name"};
  TRY(const Json json, parse_object(body, kMembers));
  TRY(const Json* name, required(json, "name"));
  InviteToParty invite;
  TRY(invite.name, to_text(*name, "name"));
  return invite;
}

Result<bool> parse_answer(std::string_view body) {
  constexpr std::string_view kMembers[] = {"accept"};
  TRY(const Json json, parse_object(body, kMembers));
  TRY(const Json* accept, required(json, "accept"));
  if (!accept->is_boolean()) return fail(wrong("accept", "must be true or false"));
  return accept->get<bool>();
}

Result<SetPartyVetoes> parse_party_vetoes(std::string_view body) {
  constexpr std::string_view kMembers[] = {"mode", "vetoes"};
  TRY(const Json json, parse_object(body, kMembers));
  SetPartyVetoes set;
  TRY(const Json* mode, required(json, "mode"));
  TRY(set.mode, to_text(*mode, "mode"));
  TRY(const Json* vetoes, required(json, "vetoes"));
  TRY(set.vetoes, to_texts(*vetoes, "vetoes"));
  return set;
}

Result<ResolveMatch> parse_resolution(std::string_view body) {
  constexpr std::string_view kMembers[] = {"outcome", "reason"};
  TRY(const Json json, parse_object(body, kMembers));
  ResolveMatch resolve;
  TRY(const Json* outcome, required(json, "outcome"));
  TRY(resolve.outcome, to_outcome(*outcome));
  TRY(resolve.reason, required_text(json, "reason"));
  return resolve;
}

Result<AcceptTerms> parse_terms(std::string_view body) {
  constexpr std::string_view kMembers[] = {"version", "accepted"};
  TRY(const Json json, parse_object(body, kMembers));
  AcceptTerms terms;
  TRY(terms.version, required_text(json, "version"));
  TRY(terms.accepted, flag_or(json, "accepted", true));
  return terms;
}

Result<CompleteSetup> parse_setup(std::string_view body) {
  constexpr std::string_view kMembers[] = {"name",   "battletag", "other_names", "country",
                                           "region", "language",  "alerts",      "survey"};
  TRY(const Json json, parse_object(body, kMembers));
  CompleteSetup setup;
  TRY(setup.name, text_or_empty(json, "name"));
  TRY(setup.battletag, text_or_empty(json, "battletag"));
  TRY(setup.country, text_or_empty(json, "country"));
  TRY(setup.region, text_or_empty(json, "region"));
  TRY(setup.language, text_or_empty(json, "language"));
  if (const auto found = json.find("other_names"); found != json.end()) {
    TRY(setup.other_names, to_texts(*found, "other_names"));
  }
  if (const auto found = json.find("alerts"); found != json.end()) {
    TRY(setup.alerts, to_alerts(*found));
  }
  if (const auto found = json.find("survey"); found != json.end() && !found->is_null()) {
    TRY(setup.survey, to_survey(*found));
  }
  return setup;
}

Result<EnterReferral> parse_referral(std::string_view body) {
  constexpr std::string_view kMembers[] = {"code"};
  TRY(const Json json, parse_object(body, kMembers));
  EnterReferral referral;
  TRY(referral.code, required_text(json, "code"));
  return referral;
}

Result<std::string> parse_reason(std::string_view body) {
  constexpr std::string_view kMembers[] = {"reason"};
  TRY(const Json json, parse_object(body, kMembers));
  return required_text(json, "reason");
}

Result<BanPlayer> parse_ban(std::string_view body) {
  constexpr std::string_view kMembers[] = {"banned", "reason"};
  TRY(const Json json, parse_object(body, kMembers));
  BanPlayer ban;
  CHECK_OK(required(json, "banned"));
  TRY(ban.banned, flag_or(json, "banned", true));
  TRY(ban.reason, required_text(json, "reason"));
  return ban;
}

Result<AdjustRating> parse_adjustment(std::string_view body, std::string_view default_mode) {
  constexpr std::string_view kMembers[] = {"mode", "race", "value", "reason"};
  TRY(const Json json, parse_object(body, kMembers));
  AdjustRating adjustment;
  TRY(auto mode, optional_text(json, "mode"));
  adjustment.key.ladder = std::move(mode).value_or(std::string(default_mode));
  TRY(adjustment.key.race, required_text(json, "race"));
  TRY(const Json* value, required(json, "value"));
  TRY(adjustment.value, to_integer(*value, "value"));
  TRY(adjustment.reason, required_text(json, "reason"));
  return adjustment;
}

Result<AssignRole> parse_role(std::string_view body) {
  constexpr std::string_view kMembers[] = {"role", "reason"};
  TRY(const Json json, parse_object(body, kMembers));
  AssignRole assignment;
  TRY(const std::string text, required_text(json, "role"));
  const auto role = role_from(text);
  if (!role) return fail(wrong("role", "must be \"player\", \"caster\", \"staff\" or \"owner\""));
  assignment.role = *role;
  TRY(assignment.reason, required_text(json, "reason"));
  return assignment;
}

Result<SetToon> parse_toon(std::string_view body) {
  constexpr std::string_view kMembers[] = {"toon", "bound", "reason"};
  TRY(const Json json, parse_object(body, kMembers));
  SetToon change;
  TRY(change.binding.toon, required_text(json, "toon"));
  TRY(change.bound, flag_or(json, "bound", true));
  TRY(change.reason, required_text(json, "reason"));
  return change;
}

Result<RegisterMod> parse_mod(std::string_view body) {
  constexpr std::string_view kMembers[] = {"replay", "version", "reason"};
  TRY(const Json json, parse_object(body, kMembers));
  RegisterMod registration;
  TRY(const Json* replay, required(json, "replay"));
  TRY(const int id, to_integer(*replay, "replay"));
  registration.replay = ReplayId{id};
  TRY(registration.version, required_text(json, "version"));
  TRY(registration.reason, required_text(json, "reason"));
  return registration;
}

Result<Announce> parse_announcement(std::string_view body) {
  constexpr std::string_view kMembers[] = {"title", "body"};
  TRY(const Json json, parse_object(body, kMembers));
  Announce words;
  TRY(words.title, required_text(json, "title"));
  TRY(words.body, required_text(json, "body"));
  return words;
}

}  // namespace evo::http
