#include "adapters/sql/codec_json.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "replay/summary_json.hpp"

namespace evo::sql {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kItemsMax = 10'000;

// Foreign bytes become U+FFFD rather than an exception: storing must not fail for a letter.
std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Walks foreign JSON. The first thing that does not fit is remembered with its path; later questions get
// empty answers.
class Reader {
 public:
  explicit Reader(std::string_view text) : root_(Json::parse(text, nullptr, false)) {
    if (root_.is_discarded()) problem_ = "is not JSON";
  }

  const Json& root() const { return root_; }
  void fail_at(std::string_view path, std::string_view problem) {
    if (!problem_) problem_ = fmt::format("{} {}", path, problem);
  }

  // The items of an array; none where it is not one.
  const Json::array_t& array(const Json& value, std::string_view path) {
    static const Json::array_t none;
    const auto* items = value.is_array() ? value.get_ptr<const Json::array_t*>() : nullptr;
    if (items == nullptr) return fail_at(path, "is not an array"), none;
    if (items->size() > kItemsMax) return fail_at(path, "is too long"), none;
    return *items;
  }

  const Json& member(const Json& object, const char* key, std::string_view path) {
    static const Json none;
    if (object.is_object()) {
      if (const auto found = object.find(key); found != object.end()) return *found;
    }
    return fail_at(path, fmt::format("has no \"{}\"", key)), none;
  }

  std::string text(const Json& value, std::string_view path) {
    if (const auto* text = value.get_ptr<const std::string*>()) return *text;
    return fail_at(path, "is not a text"), std::string();
  }
  std::string text(const Json& object, const char* key, std::string_view path) {
    if (const auto* text = member(object, key, path).get_ptr<const std::string*>()) return *text;
    return fail_at(fmt::format("{}.{}", path, key), "is not a text"), std::string();
  }

  std::vector<std::string> texts(const Json& object, const char* key, std::string_view path) {
    std::vector<std::string> texts;
    for (const Json& item : array(member(object, key, path), path)) texts.push_back(text(item, path));
    return texts;
  }

  std::int64_t integer(const Json& object, const char* key, std::string_view path) {
    const Json& value = member(object, key, path);
    const bool fits =
        value.is_number_integer() && (!value.is_number_unsigned() ||
                                      value.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max());
    if (!fits) return fail_at(fmt::format("{}.{}", path, key), "is not an integer"), 0;
    return value.get<std::int64_t>();
  }
  int whole(const Json& object, const char* key, std::string_view path) {
    const auto value = integer(object, key, path);
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
      return fail_at(fmt::format("{}.{}", path, key), "is out of range"), 0;
    return static_cast<int>(value);
  }

  double number(const Json& object, const char* key, std::string_view path) {
    const Json& value = member(object, key, path);
    if (value.is_number()) return value.get<double>();
    return fail_at(fmt::format("{}.{}", path, key), "is not a number"), 0;
  }

  static bool has(const Json& object, const char* key) { return object.is_object() && object.contains(key); }

  bool truth(const Json& object, const char* key, std::string_view path) {
    if (const auto* value = member(object, key, path).get_ptr<const bool*>()) return *value;
    return fail_at(fmt::format("{}.{}", path, key), "is neither true nor false"), false;
  }

  template <class Enum>
  Enum name(const Json& object, const char* key, std::string_view path,
            std::optional<Enum> (*from)(std::string_view)) {
    const auto stored = text(object, key, path);
    const auto value = from(stored);
    if (!value) return fail_at(fmt::format("{}.{}", path, key), "is not a known name"), Enum{};
    return *value;
  }

  template <class T>
  Result<T> finish(T value) {
    if (problem_) return fail(internal(*std::move(problem_)));
    return value;
  }

 private:
  Json root_;
  std::optional<std::string> problem_;
};

// Whether JSON writes the character as it is, whatever stands around it.
bool is_plain(char character) {
  return character >= 0x20 && character < 0x7F && character != '"' && character != '\\';
}

// Lists of short names, such as nearly all are, as they are written below; nullopt: that needs a parser.
std::optional<std::vector<std::string>> plain_texts(std::string_view text) {
  if (!text.starts_with("[\"") || !text.ends_with("\"]")) return std::nullopt;
  std::vector<std::string> texts;
  text = text.substr(2, text.size() - 3);  // What is left: name", "name", "name".
  while (true) {
    const auto end = std::ranges::find_if_not(text, is_plain);
    if (end == text.end() || *end != '"' || texts.size() == kItemsMax) return std::nullopt;
    texts.emplace_back(text.begin(), end);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
    if (text.empty()) return texts;
    if (!text.starts_with(",\"")) return std::nullopt;
    text.remove_prefix(2);
  }
}

std::string at(std::string_view path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

}  // namespace

std::string texts_to_json(std::span<const std::string> texts) {
  if (texts.empty()) return "[]";
  if (std::ranges::all_of(texts, [](const auto& text) { return std::ranges::all_of(text, is_plain); }))
    return fmt::format("[\"{}\"]", fmt::join(texts, "\",\""));
  Json json = Json::array();
  for (const auto& text : texts) json.push_back(text);
  return dump(json);
}

Result<std::vector<std::string>> texts_from_json(std::string_view text) {
  std::vector<std::string> texts;
  if (text == "[]") return texts;
  if (auto plain = plain_texts(text)) return *std::move(plain);
  Reader in(text);
  const auto& items = in.array(in.root(), "$");
  texts.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) texts.push_back(in.text(items[i], at("$", i)));
  return in.finish(std::move(texts));
}

std::string options_to_json(std::span<const TicketOption> options) {
  Json json = Json::array();
  for (const auto& option : options) {
    json.push_back({{"side", option.side}, {"race", option.race}, {"rating", option.rating}});
    if (!option.partner_races.empty()) json.back()["partner_races"] = option.partner_races;
    if (option.games != 0) json.back()["games"] = option.games;
  }
  return dump(json);
}

Result<std::vector<TicketOption>> options_from_json(std::string_view text) {
  Reader in(text);
  std::vector<TicketOption> options;
  const auto& items = in.array(in.root(), "$");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto path = at("$", i);
    TicketOption option;
    option.side = in.text(items[i], "side", path);
    option.race = in.text(items[i], "race", path);
    option.rating = in.whole(items[i], "rating", path);
    if (Reader::has(items[i], "partner_races"))
      option.partner_races = in.texts(items[i], "partner_races", path);
    if (Reader::has(items[i], "games")) option.games = in.whole(items[i], "games", path);
    options.push_back(std::move(option));
  }
  return in.finish(std::move(options));
}

std::string partners_to_json(std::span<const TicketPartner> partners) {
  if (partners.empty()) return "[]";
  Json json = Json::array();
  for (const auto& partner : partners) {
    json.push_back(
        {{"player", partner.player.value}, {"region", partner.region}, {"vetoes", partner.vetoes}});
    if (!partner.blocked_servers.empty()) json.back()["blocked_servers"] = partner.blocked_servers;
    if (!partner.recent_maps.empty()) json.back()["recent_maps"] = partner.recent_maps;
  }
  return dump(json);
}

Result<std::vector<TicketPartner>> partners_from_json(std::string_view text) {
  std::vector<TicketPartner> partners;
  if (text == "[]") return partners;
  Reader in(text);
  const auto& items = in.array(in.root(), "$");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto path = at("$", i);
    TicketPartner partner;
    partner.player = PlayerId{in.integer(items[i], "player", path)};
    partner.region = in.text(items[i], "region", path);
    partner.vetoes = in.texts(items[i], "vetoes", path);
    if (Reader::has(items[i], "blocked_servers"))
      partner.blocked_servers = in.texts(items[i], "blocked_servers", path);
    if (Reader::has(items[i], "recent_maps")) partner.recent_maps = in.texts(items[i], "recent_maps", path);
    partners.push_back(std::move(partner));
  }
  return in.finish(std::move(partners));
}

std::string choices_to_json(const QueueChoices& choices) {
  if (choices.empty()) return "{}";
  Json json = Json::object();
  for (const auto& [mode, choice] : choices)
    json[mode] = {{"compositions", choice.compositions}, {"vetoes", choice.vetoes}};
  return dump(json);
}

Result<QueueChoices> choices_from_json(std::string_view text) {
  QueueChoices choices;
  if (text == "{}") return choices;
  Reader in(text);
  if (!in.root().is_object()) in.fail_at("$", "is not an object");
  for (const auto& [mode, json] : in.root().items()) {
    QueueChoice& choice = choices[mode];
    const std::string path = "$." + mode;
    choice.vetoes = in.texts(json, "vetoes", path);
    for (const Json& races : in.array(in.member(json, "compositions", path), path)) {
      auto& composition = choice.compositions.emplace_back();
      for (const Json& race : in.array(races, path)) composition.push_back(in.text(race, path));
    }
  }
  return in.finish(std::move(choices));
}

std::string reason_to_json(const MatchReason& reason) {
  Json tickets = Json::array();
  for (const MatchedTicket& ticket : reason.tickets) {
    tickets.push_back({{"player", ticket.player.value},
                       {"team", ticket.team},
                       {"rating", ticket.rating},
                       {"waited_us", ticket.waited.count()},
                       {"window", ticket.window}});
    if (ticket.choices) tickets.back()["choices"] = *ticket.choices;
  }
  Json json{{"tickets", std::move(tickets)},
            {"waiting", reason.waiting},
            {"rating_difference", reason.rating_difference},
            {"cost",
             {{"rating", reason.cost.rating},
              {"spread", reason.cost.spread},
              {"rematch", reason.cost.rematch},
              {"ping", reason.cost.ping},
              {"waiting", reason.cost.waiting}}},
            {"maps", reason.maps},
            {"maps_open", reason.maps_open},
            {"map_chance", reason.map_chance},
            {"server_is_usual", reason.server_is_usual}};
  if (reason.expected) json["expected"] = *reason.expected;
  if (reason.ping_ms) json["ping_ms"] = *reason.ping_ms;
  return dump(json);
}

Result<MatchReason> reason_from_json(std::string_view text) {
  Reader in(text);
  const Json& root = in.root();
  MatchReason reason;
  const auto& tickets = in.array(in.member(root, "tickets", "$"), "$.tickets");
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    const auto path = at("$.tickets", i);
    MatchedTicket& ticket = reason.tickets.emplace_back();
    ticket.player = PlayerId{in.integer(tickets[i], "player", path)};
    ticket.team = in.whole(tickets[i], "team", path);
    ticket.rating = in.whole(tickets[i], "rating", path);
    ticket.waited = Duration(in.integer(tickets[i], "waited_us", path));
    ticket.window = in.whole(tickets[i], "window", path);
    if (Reader::has(tickets[i], "choices")) ticket.choices = in.whole(tickets[i], "choices", path);
  }
  reason.waiting = in.whole(root, "waiting", "$");
  reason.rating_difference = in.whole(root, "rating_difference", "$");
  const Json& cost = in.member(root, "cost", "$");
  reason.cost = {.rating = in.integer(cost, "rating", "$.cost"),
                 .spread = in.integer(cost, "spread", "$.cost"),
                 .rematch = in.integer(cost, "rematch", "$.cost"),
                 .ping = in.integer(cost, "ping", "$.cost"),
                 .waiting = in.integer(cost, "waiting", "$.cost")};
  reason.maps = in.whole(root, "maps", "$");
  reason.maps_open = in.whole(root, "maps_open", "$");
  reason.map_chance = in.number(root, "map_chance", "$");
  reason.server_is_usual = in.truth(root, "server_is_usual", "$");
  if (Reader::has(root, "expected")) reason.expected = in.number(root, "expected", "$");
  if (Reader::has(root, "ping_ms")) reason.ping_ms = in.whole(root, "ping_ms", "$");
  return in.finish(std::move(reason));
}

std::string alerts_to_json(const QueueAlerts& alerts) {
  if (alerts.empty()) return "{}";
  Json json = Json::object();
  for (const auto& [mode, minutes] : alerts) json[mode] = minutes;
  return dump(json);
}

Result<QueueAlerts> alerts_from_json(std::string_view text) {
  QueueAlerts alerts;
  if (text == "{}") return alerts;
  Reader in(text);
  if (!in.root().is_object()) in.fail_at("$", "is not an object");
  for (const auto& [mode, minutes] : in.root().items()) alerts[mode] = in.whole(in.root(), mode.c_str(), "$");
  return in.finish(std::move(alerts));
}

std::string survey_to_json(const SetupSurvey& survey) {
  return dump({{"source", survey.source},
               {"experience", survey.experience},
               {"motive", survey.motive},
               {"placements", survey.placements}});
}

Result<SetupSurvey> survey_from_json(std::string_view text) {
  Reader in(text);
  SetupSurvey survey;
  survey.source = in.text(in.root(), "source", "$");
  survey.experience = in.text(in.root(), "experience", "$");
  survey.motive = in.text(in.root(), "motive", "$");
  for (const Json& slug : in.array(in.member(in.root(), "placements", "$"), "$.placements"))
    survey.placements.push_back(in.text(slug, "$.placements"));
  return in.finish(std::move(survey));
}

std::string verdict_to_json(const Verdict& verdict) {
  Json checks = Json::array();
  for (const auto& check : verdict.checks) {
    checks.push_back({{"name", check.name},
                      {"mode", to_string(check.mode)},
                      {"result", to_string(check.result)},
                      {"expected", check.expected},
                      {"found", check.found}});
  }
  Json bindings = Json::array();
  for (const auto& binding : verdict.bindings)
    bindings.push_back({{"toon", binding.toon}, {"player", binding.player.value}});
  Json json{{"checks", std::move(checks)}, {"decides", verdict.decides}, {"bindings", std::move(bindings)}};
  if (verdict.outcome)
    json["winner"] = verdict.outcome->winner ? Json(*verdict.outcome->winner) : Json("draw");
  return dump(json);
}

Result<Verdict> verdict_from_json(std::string_view text) {
  Reader in(text);
  Verdict verdict;
  const auto& checks = in.array(in.member(in.root(), "checks", "$"), "$.checks");
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const auto path = at("$.checks", i);
    Check check;
    check.name = in.text(checks[i], "name", path);
    check.mode = in.name(checks[i], "mode", path, check_mode_from);
    check.result = in.name(checks[i], "result", path, check_result_from);
    check.expected = in.text(checks[i], "expected", path);
    check.found = in.text(checks[i], "found", path);
    verdict.checks.push_back(std::move(check));
  }
  const auto& bindings = in.array(in.member(in.root(), "bindings", "$"), "$.bindings");
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    const auto path = at("$.bindings", i);
    verdict.bindings.push_back(
        {in.text(bindings[i], "toon", path), PlayerId{in.integer(bindings[i], "player", path)}});
  }
  verdict.decides = in.truth(in.root(), "decides", "$");
  if (in.root().is_object() && in.root().contains("winner")) {
    const Json& winner = in.root()["winner"];
    verdict.outcome = winner == "draw" ? Outcome::draw() : Outcome::win(in.whole(in.root(), "winner", "$"));
  }
  return in.finish(std::move(verdict));
}

Result<replay::ReplaySummary> stored_summary_from_json(std::string_view text) {
  auto summary = replay::summary_from_json(text);
  if (!summary) return fail(internal(std::move(summary).error().message));
  return summary;
}

}  // namespace evo::sql
