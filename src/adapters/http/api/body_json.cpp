#include "adapters/http/api/body_json.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace evo::http {
namespace {

using Json = nlohmann::json;

constexpr int kTeamMax = 7;

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

Result<std::optional<Outcome>> to_outcome(const Json& value) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_object()) return fail(wrong("outcome", "must be an object or null"));
  const auto winner = value.find("winner");
  if (winner == value.end()) return fail(wrong("outcome.winner", "is missing"));
  if (value.size() != 1) return fail(wrong("outcome", "must have the member 'winner' only"));
  if (winner->is_null()) return Outcome::draw();
  const bool is_team = winner->is_number_integer() && *winner >= 0 && *winner <= kTeamMax;
  if (!is_team)
    return fail(wrong("outcome.winner", fmt::format("must be a team from 0 to {}, or null", kTeamMax)));
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
  constexpr std::string_view kMembers[] = {"name", "other_names", "region", "country", "language"};
  TRY(const Json json, parse_object(body, kMembers));
  UpdateProfile profile;
  TRY(profile.name, optional_text(json, "name"));
  TRY(profile.region, optional_text(json, "region"));
  TRY(profile.country, optional_text(json, "country"));
  TRY(profile.language, optional_text(json, "language"));
  if (const auto found = json.find("other_names"); found != json.end()) {
    TRY(profile.other_names, to_texts(*found, "other_names"));
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
  TRY(const Json* reason, required(json, "reason"));
  TRY(resolve.reason, to_text(*reason, "reason"));
  return resolve;
}

}  // namespace evo::http
