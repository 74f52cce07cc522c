#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "core/matchmaking/matchmaking.hpp"
#include "main/exit_code.hpp"
#include "main/plan_snapshot.hpp"

namespace evo {
namespace {

using Json = nlohmann::json;

constexpr int kSizeMax = 4;
constexpr std::size_t kOptionsMax = 16;
constexpr std::size_t kListMax = 1'000;
constexpr std::size_t kProblemBytesMax = 400;
constexpr double kSecondsMax = 1e11;  // The year 5138.
constexpr std::int64_t kRatingMax = 1'000'000;
const Json kAbsent;

// One value of the snapshot together with its place. What is wrong with it is written down where all values
// of one snapshot share a problem, of which the first stays; reading goes on with something harmless.
class Node {
 public:
  Node(const Json& value, std::string place, std::string& problem)
      : value_(value), place_(std::move(place)), problem_(problem) {}

  void refuse(std::string_view why) const {
    if (problem_.empty()) problem_ = fmt::format("{}: {}", place_.empty() ? "the queue" : place_, why);
  }
  bool absent() const { return value_.is_null(); }
  bool is(const char* text) const { return value_ == text; }
  Node at(const char* key) const {
    const std::string place = place_.empty() ? key : place_ + "." + key;
    const auto found = value_.find(key);  // The end of whatever is no object.
    return {found == value_.end() ? kAbsent : *found, place, problem_};
  }
  void allow_only(const std::set<std::string>& keys) const {
    if (!value_.is_object()) return refuse("an object is needed");
    for (const auto& item : value_.items())
      if (!keys.contains(item.key())) at(item.key().c_str()).refuse("there is no such entry");
  }
  std::vector<Node> list(std::size_t longest) const {
    std::vector<Node> items;
    if (absent()) return items;
    if (!value_.is_array()) return refuse("a list is needed"), items;
    if (value_.size() > longest) return refuse(fmt::format("at most {} entries are read", longest)), items;
    for (std::size_t i = 0; i < value_.size(); ++i)
      items.emplace_back(value_[i], fmt::format("{}[{}]", place_, i), problem_);
    return items;
  }
  std::int64_t whole(std::int64_t low, std::int64_t high) const {
    if (!value_.is_number_integer()) return refuse("a whole number is needed"), low;
    const bool huge = value_.is_number_unsigned() && value_.get<std::uint64_t>() > INT64_MAX;
    const std::int64_t number = huge ? INT64_MAX : value_.get<std::int64_t>();
    if (number < low || number > high) return refuse(fmt::format("{} to {} is allowed", low, high)), low;
    return number;
  }
  std::int64_t whole_or(std::int64_t otherwise, std::int64_t low, std::int64_t high) const {
    return absent() ? otherwise : whole(low, high);
  }
  Duration seconds() const {
    if (!value_.is_number()) return refuse("a number of seconds is needed"), Duration::zero();
    const double number = value_.get<double>();
    if (!(std::abs(number) <= kSecondsMax)) return refuse("that is no time"), Duration::zero();
    return Duration(std::llround(number * 1e6));
  }
  std::string text() const {
    if (!value_.is_string()) return refuse("a text is needed"), std::string();
    return value_.get<std::string>();
  }
  std::string text_or_empty() const { return absent() ? std::string() : text(); }
  // Ids are texts or whole numbers and are given back as they came.
  Json id() const {
    if (!value_.is_string() && !value_.is_number_integer()) refuse("a text or a whole number is needed");
    return value_;
  }

 private:
  const Json& value_;
  std::string place_;
  std::string& problem_;
};

// Why a text is no JSON, and where. It is read once more for that.
class ParseProblem : public nlohmann::json_sax<Json> {
 public:
  explicit ParseProblem(std::string_view text) { Json::sax_parse(text, this); }

  // "line 3, column 17 (byte 42): ..."
  const std::string& text() const { return text_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t byte, const std::string&, const Json::exception& problem) override {
    // "[json.exception.parse_error.101] parse error at line 3, column 17: ..."
    constexpr std::string_view kBefore = " at ";
    std::string_view words = problem.what();
    if (const auto at = words.find(kBefore); at != words.npos) words.remove_prefix(at + kBefore.size());
    const auto colon = std::min(words.find(": "), words.size());
    text_ = fmt::format("{} (byte {}){}", words.substr(0, colon), byte, words.substr(colon));
    return false;
  }

 private:
  std::string text_;
};

std::string key_of(const Json& id) { return id.is_string() ? id.get<std::string>() : id.dump(); }

struct Snapshot {
  Time now;
  PoolRules rules;
  std::vector<Json> ids;  // By ticket; ticket and player n have the id n + 1.
  std::vector<Ticket> tickets;
  std::vector<Ticket>
      joins;  // Those who joined lately; their ids and players are beyond those of the tickets.
};

PoolRules read_rules(const Node& node) {
  PoolRules rules;
  if (node.absent()) return rules;
  const auto read = [&](const char* key, auto& value, std::int64_t low, std::int64_t high) {
    value = static_cast<std::remove_reference_t<decltype(value)>>(
        node.at(key).whole_or(static_cast<std::int64_t>(value), low, high));
  };
  const auto read_seconds = [&](const char* key, Duration& value, bool may_be_0 = false) {
    if (node.at(key).absent()) return;
    value = node.at(key).seconds();
    if (value < Duration::zero() || (value == Duration::zero() && !may_be_0))
      node.at(key).refuse(may_be_0 ? "0 or more is needed" : "more than 0 is needed");
  };
  node.allow_only({"window_base", "window_growth", "wave_s", "wait_coefficient", "wait_exponent_max",
                   "tickets_max", "open_after_s", "rematch_cost", "rematch_cost_max", "rematch_window_s",
                   "forecast_half_life_s", "forecast_minute_worth", "forecast_patience_s", "difference_max",
                   "ping_worth", "maps_remembered", "newcomer_games", "newcomer_window"});
  read("window_base", rules.window_base, 0, kRatingMax);
  read("window_growth", rules.window_growth, 0, kRatingMax);
  read("wait_coefficient", rules.wait_coefficient, 0, kRatingMax);
  read("wait_exponent_max", rules.wait_exponent_max, 0, 40);
  read("tickets_max", rules.tickets_max, 2, 20'000);
  read("rematch_cost", rules.rematch_cost, 0, kRatingMax);
  read("rematch_cost_max", rules.rematch_cost_max, 0, kRatingMax);
  read_seconds("wave_s", rules.wave_length);
  read_seconds("open_after_s", rules.open_after, true);
  read_seconds("forecast_half_life_s", rules.forecast.half_life, true);
  read_seconds("forecast_patience_s", rules.forecast.patience);
  read("forecast_minute_worth", rules.forecast.minute_worth, 1, kRatingMax);
  read("difference_max", rules.forecast.difference_max, 1, 10'000);
  read("ping_worth", rules.ping_worth, 0, 1000);
  read("maps_remembered", rules.maps_remembered, 0, kListMax);
  read("newcomer_games", rules.newcomer_games, 0, kRatingMax);
  read("newcomer_window", rules.newcomer_window, 0, kRatingMax);
  read_seconds("rematch_window_s", rules.rematch_window);
  return rules;
}

TicketOption read_option(const Node& node, bool team, const Catalog& catalog) {
  node.allow_only({"side", "rating", "races", "games"});
  TicketOption option;
  option.side = node.at("side").text();
  if (catalog.side(option.side) == nullptr && !(team && option.side == kMixedSide))
    node.at("side").refuse(fmt::format("'{}' is no side of {}", option.side, catalog.code));
  option.rating = static_cast<int>(node.at("rating").whole(-kRatingMax, kRatingMax));
  option.games = static_cast<int>(node.at("games").whole_or(0, 0, kRatingMax));
  for (const Node& race : node.at("races").list(kOptionsMax)) race.text();
  return option;
}

Ticket read_ticket(const Node& node, const Catalog& catalog) {
  node.allow_only({"id", "joined_at", "size", "options", "region", "vetoes", "recent_opponents",
                   "blocked_servers", "recent_maps"});
  Ticket ticket;
  const auto size = node.at("size").whole_or(1, 1, kSizeMax);
  ticket.mode = fmt::format("{0}v{0}", size);
  ticket.joined_at = from_micros(node.at("joined_at").seconds().count());
  ticket.region = node.at("region").text_or_empty();
  if (!ticket.region.empty() && catalog.region(ticket.region) == nullptr)
    node.at("region").refuse(fmt::format("'{}' is no region of {}", ticket.region, catalog.code));
  for (const Node& option : node.at("options").list(kOptionsMax))
    ticket.options.push_back(read_option(option, size > 1, catalog));
  if (ticket.options.empty()) node.at("options").refuse("at least one is needed");
  for (const Node& veto : node.at("vetoes").list(kListMax)) ticket.vetoes.push_back(veto.text());
  for (const Node& map : node.at("recent_maps").list(kListMax)) ticket.recent_maps.push_back(map.text());
  for (const Node& server : node.at("blocked_servers").list(kListMax)) {
    ticket.blocked_servers.push_back(server.text());
    if (catalog.server(ticket.blocked_servers.back()) == nullptr)
      server.refuse(fmt::format("'{}' is no server of {}", ticket.blocked_servers.back(), catalog.code));
  }
  return ticket;
}

Result<Snapshot> read_snapshot(const Json& json, const Catalog& catalog) {
  std::string problem;
  const Node root(json, "", problem);
  root.allow_only({"now", "rules", "tickets", "joins"});
  Snapshot snapshot;
  snapshot.now = from_micros(root.at("now").seconds().count());
  if (!root.at("rules").is("reference")) snapshot.rules = read_rules(root.at("rules"));

  const std::vector<Node> nodes = root.at("tickets").list(100'000);
  std::map<std::string, std::int64_t> number_of;
  for (const Node& node : nodes) {
    const Json id = node.at("id").id();
    Ticket ticket = read_ticket(node, catalog);
    const auto number = static_cast<std::int64_t>(snapshot.tickets.size()) + 1;
    if (!number_of.emplace(key_of(id), number).second)
      node.at("id").refuse("another ticket has this id already");
    ticket.id = TicketId{number};
    ticket.player = PlayerId{number};
    snapshot.ids.push_back(id);
    snapshot.tickets.push_back(std::move(ticket));
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const Node& recent : nodes[i].at("recent_opponents").list(kListMax)) {
      recent.allow_only({"id", "at"});
      // Somebody who does not wait now can be no opponent.
      const auto opponent = number_of.find(key_of(recent.at("id").id()));
      const Time at = from_micros(recent.at("at").seconds().count());
      if (opponent != number_of.end())
        snapshot.tickets[i].recent_opponents.push_back({PlayerId{opponent->second}, at});
    }
  }
  const std::vector<Node> joins = root.at("joins").list(100'000);
  for (std::size_t i = 0; i < joins.size(); ++i) {
    Ticket join = read_ticket(joins[i], catalog);
    const auto known = number_of.find(key_of(joins[i].at("id").id()));
    const auto unknown = static_cast<std::int64_t>(nodes.size() + i) + 1;
    join.player = PlayerId{known != number_of.end() ? known->second : unknown};
    join.id = TicketId{join.player.value};
    snapshot.joins.push_back(std::move(join));
  }
  if (!problem.empty()) return fail(invalid(problem));
  return snapshot;
}

class SnapshotPlan {
 public:
  explicit SnapshotPlan(const Snapshot& snapshot) : snapshot_(snapshot) {}

  void add(const WavePlan& plan) {
    for (const Proposal& proposal : plan.proposals) {
      const Json& first = id_of(proposal.first.ticket);
      const Json& second = id_of(proposal.second.ticket);
      matches_.push_back(
          {{"tickets", {first, second}},
           {"sides",
            {{key_of(first), proposal.first.option.side}, {key_of(second), proposal.second.option.side}}},
           {"cost", proposal.cost},
           {"rating_difference", proposal.rating_difference},
           {"map", proposal.map},
           {"server", proposal.server}});
    }
    for (const Miss& miss : plan.misses) {
      waiting_.push_back({{"id", id_of(miss.ticket)}, {"reason", to_string(miss.reason)}});
      exact_ = exact_ && miss.reason != MissReason::over_limit;
    }
    exact_ = exact_ && plan.exact;
    cost_ += plan.cost;
  }

  std::string text() const {
    const nlohmann::ordered_json plan{{"matches", matches_},
                                      {"waiting", waiting_},
                                      {"cardinality", matches_.size()},
                                      {"cost", cost_},
                                      {"exact", exact_}};
    return plan.dump(2);
  }

 private:
  const Json& id_of(TicketId ticket) const {
    return snapshot_.ids[static_cast<std::size_t>(ticket.value - 1)];
  }

  const Snapshot& snapshot_;
  nlohmann::ordered_json matches_ = nlohmann::ordered_json::array();
  nlohmann::ordered_json waiting_ = nlohmann::ordered_json::array();
  std::int64_t cost_ = 0;
  bool exact_ = true;
};

}  // namespace

Result<std::string> plan_snapshot(std::string_view text, const Catalog& catalog, std::uint64_t seed) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded())
    return fail(invalid(
        fmt::format("the queue is no JSON: {}", harmless(ParseProblem(text).text(), kProblemBytesMax))));
  TRY(Snapshot snapshot, read_snapshot(json, catalog));
  SnapshotPlan plan(snapshot);
  Rng rng(seed);
  for (int size = 1; size <= kSizeMax; ++size) {
    snapshot.rules.mode = fmt::format("{0}v{0}", size);
    plan.add(plan_wave(snapshot.tickets, snapshot.rules, catalog, snapshot.now, rng, snapshot.joins));
  }
  return plan.text();
}

int plan_standard_input(const PlanWaveOptions& options) {
  const auto catalog = builtin_catalog(options.catalog);
  if (!catalog) return explain(catalog.error());
  std::string text;
  std::vector<char> buffer(1u << 16);
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
    text.append(buffer.data(), got);
    if (text.size() > kSnapshotBytesMax)
      return explain(
          invalid(fmt::format("a queue of more than {} MiB is not read", kSnapshotBytesMax >> 20)));
  }
  const auto plan = plan_snapshot(text, *catalog, options.seed);
  if (!plan) return explain(plan.error());
  fmt::print("{}\n", *plan);
  return kExitOk;
}

}  // namespace evo
