#include "sim/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "adapters/net/system_zones.hpp"
#include "app/seasons.hpp"
#include "base/assert.hpp"
#include "base/text.hpp"
#include "sim/scenario_await.hpp"

namespace evo::sim {
namespace {

constexpr SimLoop::Domain kNode = 1;
constexpr Duration kSettling = std::chrono::seconds(3);  // Lets loops do what a step has set off.
const Time kStart = from_micros(1'772'323'200'000'000);

Result<int> parse_number(std::string_view text) {
  int value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size())
    return fail(invalid(fmt::format("'{}' is no number", text)));
  return value;
}

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view item : split(text, ',')) items.emplace_back(item);
  return items;
}

std::vector<std::string> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string> words;
  for (const std::string_view word : split(trim(line), ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

std::optional<Spoiling> spoiling_from(std::string_view text) {
  static constexpr std::string_view kNames[] = {"truncated",  "garbage",  "wrong_map", "fake_mod", "stranger",
                                                "wrong_race", "computer", "too_old",   "undecided"};
  static_assert(std::size(kNames) == kSpoilings);
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == text) return static_cast<Spoiling>(i);
  return std::nullopt;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  if (text.size() < 2) return fail(invalid(fmt::format("'{}' is no duration such as 90s", text)));
  TRY(const int count, parse_number(text.substr(0, text.size() - 1)));
  switch (text.back()) {
    case 's':
      return Duration(std::chrono::seconds(count));
    case 'm':
      return Duration(std::chrono::minutes(count));
    case 'h':
      return Duration(std::chrono::hours(count));
    case 'd':
      return Duration(std::chrono::days(count));
    default:
      return fail(invalid(fmt::format("'{}' is no duration such as 90s", text)));
  }
}

Scenario::Scenario(std::uint64_t seed)
    : rng_(seed), loop_(rng_.next(), kStart), clock_(loop_, 0, {}), faults_(rng_.fork(), false) {}

Scenario::~Scenario() {
  node_.reset();
  loop_.crash(kNode);
}

Result<void> Scenario::run(std::string_view text) {
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const Words words = words_of(line);
    if (words.empty()) continue;
    if (const auto done = step(words); !done)
      return fail(
          {done.error().kind, fmt::format("line {}: {}: {}", number, trim(line), done.error().message)});
  }
  if (!telemetry_.errors().empty()) return fail(internal("error line: " + telemetry_.errors().front()));
  return {};
}

Result<void> Scenario::step(const Words& words) {
  const std::string& verb = words[0];
  if (verb == "rules") return set_rule(words);
  if (!node_) CHECK_OK(start());
  if (verb == "player") return add_player(words);
  if (verb == "restart") return restart();
  if (words.size() < 2) return fail(invalid("this step needs more words"));
  if (verb == "advance") {
    TRY(const Duration duration, parse_duration(words[1]));
    advance(duration);
    return {};
  }
  if (verb == "expect") return expect(words);
  if (verb == "refused") return refused(words);
  if (verb == "game") return play(words);
  if (verb == "upload") return upload(words);
  if (verb == "resolve") return resolve(words);
  if (verb == "rename") return rename(words);
  if (verb == "season") return turn_season(words);
  if (verb == "races" && words.size() == 3) {
    TRY(auto* who, person(words[1]));
    who->races = list_of(words[2]);
    return {};
  }
  for (const std::string_view known :
       {"ban", "unban", "reset", "adjust", "role", "announce", "terms", "setup", "refer", "forget", "account",
        "quiet", "toon", "untoon", "alerts", "mod", "block", "move"})
    if (verb == known) return people_step(words);
  if (verb == "deaf" || verb == "hears") {
    TRY(const Person* who, person(words[1]));
    faults_.set_deaf(who->id, verb == "deaf");
    return {};
  }
  return act(words);
}

Result<void> Scenario::start() {
  if (rules_.catalog.code.empty()) {
    TRY(rules_.catalog, builtin_catalog("scevo"));
    rules_.zones = system_zones();
  }
  SqlOptions sql;
  sql.url = "sqlite::memory:";
  sql.execution = Execution::inline_on_loop;
  sql.now = [this] { return loop_.now(); };
  TRY(database_, Database::open(std::move(sql)));
  store_ = std::make_unique<SqlStore>(database_, clock_, 1);
  CHECK_OK(await(database_->migrate()));
  return restart();
}

Result<void> Scenario::restart() {
  node_.reset();
  loop_.crash(kNode);
  node_ = std::make_unique<Node>(NodeParts{loop_,
                                           kNode,
                                           database_,
                                           blobs_,
                                           faults_,
                                           telemetry_,
                                           rules_,
                                           {},
                                           std::chrono::seconds(30),
                                           {},
                                           {},
                                           std::chrono::minutes(1),
                                           rng_.next(),
                                           ++incarnations_});
  node_->start();
  return {};
}

void Scenario::advance(Duration duration) { EVO_ASSERT(loop_.run_until(loop_.now() + duration)); }

Result<void> Scenario::set_rule(const Words& words) {
  if (node_) return fail(invalid("rules come before the first player"));
  if (words.size() != 3) return fail(invalid("rules NAME VALUE"));
  if (words[1] == "catalog") {
    TRY(rules_.catalog, builtin_catalog(words[2]));
    return {};
  }
  const std::map<std::string, int*> numbers{{"ffa_players_min", &rules_.ffa_players_min},
                                            {"window_growth", &rules_.pool.window_growth},
                                            {"difference_max", &rules_.pool.forecast.difference_max},
                                            {"ping_worth", &rules_.pool.ping_worth},
                                            {"newcomer_games", &rules_.pool.newcomer_games},
                                            {"seed_other", &rules_.seeds.other_mode_percent},
                                            {"season_keep", &rules_.season.keep_percent}};
  if (const auto number = numbers.find(words[1]); number != numbers.end()) {
    TRY(*number->second, parse_number(words[2]));
    return {};
  }
  if (words[1] == "rematch_cost") {
    TRY(rules_.pool.rematch_cost, parse_number(words[2]));
    return {};
  }
  if (words[1] == "redecide" && (words[2] == "replay" || words[2] == "difference")) {
    rules_.redecision = words[2] == "replay" ? Redecision::replay : Redecision::difference;
    return {};
  }
  if (words[1] == "rating" && rating_system_from(words[2])) {
    rules_.rating.system = *rating_system_from(words[2]);
    return {};
  }
  if (words[1] == "setup") {
    const auto demand = setup_demand_from(words[2]);
    if (!demand) return fail(invalid("rules setup never|accounts|always"));
    rules_.players.setup = *demand;
    return {};
  }
  const std::map<std::string, Duration*> durations{
      {"confirm_window", &rules_.match.confirm_window}, {"report_window", &rules_.match.report_window},
      {"active_for", &rules_.standings.active_for},     {"open_after", &rules_.pool.open_after},
      {"invitation_window", &rules_.invitation_window}, {"wave_interval", &rules_.wave_interval},
      {"forecast", &rules_.pool.forecast.half_life},    {"debounce", &rules_.wave_debounce}};
  const auto known = durations.find(words[1]);
  if (known == durations.end()) return fail(invalid(fmt::format("there is no rule '{}'", words[1])));
  TRY(*known->second, parse_duration(words[2]));
  return {};
}

Result<void> Scenario::add_player(const Words& words) {
  if (words.size() < 4) return fail(invalid("player NAME RACES REGION [RATING]"));
  Person who;
  who.name = words[1];
  who.races = list_of(words[2]);
  who.region = words[3];
  who.toon = toon_of(static_cast<std::int64_t>(people_.size()) + 1);
  int rating = rules_.elo.start;
  if (words.size() > 4) {
    TRY(rating, parse_number(words[4]));
  }
  auto body = [&](Tx& tx) -> Task<Result<PlayerId>> {
    Player player;
    player.name = who.name;
    player.region = who.region;
    player.created_at = tx.now();
    CO_TRY(const PlayerId id, co_await tx.players().insert(player));
    for (const std::string& race : who.races) {
      CO_TRY(Rating entry, co_await tx.ratings().find({id, rules_.pool.mode, race}, rules_.elo.start));
      entry.value = rating;
      entry.peak = rating;
      CO_CHECK_OK(co_await tx.ratings().put(std::move(entry)));
    }
    CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", id.value)));
    co_return id;
  };
  TRY(who.id, await(store_->transact(body)));
  people_[who.name] = std::move(who);
  return {};
}

Result<Person*> Scenario::person(const std::string& name) {
  const auto known = people_.find(name);
  if (known == people_.end()) return fail(invalid(fmt::format("there is no player '{}'", name)));
  return &known->second;
}

Result<void> Scenario::rename(const Words& words) {
  if (words.size() != 3) return fail(invalid("rename NAME NEW_NAME"));
  TRY(const Person* who, person(words[1]));
  UpdateProfile change;
  change.name = words[2];
  change.region = who->region;
  CHECK_OK(await(node_->commands().handle(
      {{who->id, Role::player}, fmt::format("{:016x}", rng_.next()), std::move(change)})));
  Person renamed = *who;
  people_.erase(words[1]);
  renamed.name = words[2];
  people_[words[2]] = std::move(renamed);
  return {};
}

Result<void> Scenario::turn_season(const Words& words) {
  if (words[1] == "begins") {
    CHECK_OK(await(begin_season(*store_, rules_)));
    return {};
  }
  if (words[1] != "ends" || words.size() != 3) return fail(invalid("season ends NAME | season begins"));
  CHECK_OK(await(end_season(*store_, rules_, words[2])));
  return {};
}

Result<Intent> Scenario::join_of(const Words& words, const Person& who) {
  JoinQueue join;
  join.races = who.races;
  for (std::size_t i = 2; i + 1 < words.size(); i += 2) {
    if (words[i] == "in") {
      join.mode = words[i + 1];
    } else if (words[i] == "veto") {
      join.vetoes = list_of(words[i + 1]);
    } else if (words[i] == "with") {
      join.races.clear();
      for (const std::string& races : list_of(words[i + 1])) {
        auto& composition = join.compositions.emplace_back();
        for (const std::string_view race : split(races, '+')) composition.emplace_back(race);
      }
    } else {
      return fail(invalid("join NAME [in MODE] [with a+b,c+d] [veto map,map]"));
    }
  }
  return join;
}

Result<Intent> Scenario::party_intent_of(const Words& words, const Person& who) {
  if (words[0] == "part") return LeaveParty{};
  if (words.size() < 3) return fail(invalid("there is no such step"));
  if (words[0] == "invite") return InviteToParty{words[2]};
  if (words[0] == "avoid" && words.size() == 4) return SetPartyVetoes{words[2], list_of(words[3])};
  TRY(const Person* from, person(words[2]));
  AnswerInvitation answer{InvitationId{1'000'000}, words[0] == "accept"};
  TRY(const MeView view, me(words[1]));
  for (const InvitationView& each : view.invitations)
    if (each.invitation.from == from->id && each.invitation.to == who.id)
      answer.invitation = each.invitation.id;
  return answer;
}

Result<Intent> Scenario::intent_of(const Words& words, const Person& who, MatchId match) {
  static constexpr std::string_view kAboutParties[] = {"invite", "accept", "decline", "part", "avoid"};
  if (words[0] == "join") return join_of(words, who);
  if (words[0] == "leave") return LeaveQueue{};
  if (words[0] == "confirm") return ConfirmMatch{match};
  if (words[0] == "abort") return AbortMatch{match};
  if (words[0] == "report" && words.size() >= 3 && claim_from(words[2])) {
    ReportMatch report{match, *claim_from(words[2])};
    if (words.size() == 5) {
      TRY(const Person* winner, person(words[4]));
      report.winner = winner->id;
    }
    return report;
  }
  if (std::ranges::find(kAboutParties, words[0]) != std::end(kAboutParties))
    return party_intent_of(words, who);
  return fail(invalid("there is no such step"));
}

Result<void> Scenario::act(const Words& whole) {
  const bool elsewhere = whole.size() > 3 && whole[whole.size() - 2] == "for";
  const Words words(whole.begin(), whole.end() - (elsewhere ? 2 : 0));
  TRY(const Person* who, person(words[1]));
  MatchId match;
  const bool about_match = words[0] == "confirm" || words[0] == "abort" || words[0] == "report";
  if (about_match) {
    TRY(match, newest_match(elsewhere ? whole.back() : words[1]));
  }
  TRY(Intent intent, intent_of(words, *who, match));
  const std::string key = fmt::format("{:016x}", rng_.next());
  TRY(const Receipt receipt,
      await(node_->commands().handle({{who->id, Role::player}, key, std::move(intent)})));
  acknowledged_.push_back({who->id, key, words[0] == "confirm" ? "confirm_match" : words[0], receipt});
  return {};
}

Result<void> Scenario::play(const Words& words) {
  if (words.size() < 4 || words[2] != "wins") return fail(invalid("game NAME wins DURATION [swapped]"));
  TRY(const MatchView view, match_view(words[1]));
  TRY(const Duration length, parse_duration(words[3]));
  std::vector<GameSeat> seats;
  int winner = 0;
  for (const MatchPlayer& player : view.match.players) {
    const auto who =
        std::ranges::find(people_, player.player, [](const auto& each) { return each.second.id; });
    EVO_ASSERT(who != people_.end());
    if (who->first == words[1]) winner = static_cast<int>(seats.size());
    seats.push_back({player.player, who->first, who->second.toon, player.race, player.team});
  }
  Game game = assigned_game(view.match, std::move(seats), winner, loop_.now(), length, rng_);
  const bool swapped = game.seats[0].player != view.match.players[0].player;
  const bool wants_swapped = words.size() > 4 && words[4] == "swapped";
  if (swapped != wants_swapped) {
    std::ranges::reverse(game.seats);
    game.winner = static_cast<int>(game.seats.size()) - 1 - game.winner;
  }
  games_[view.match.id.value] = std::move(game);
  advance(length + std::chrono::seconds(5));
  return {};
}

Result<void> Scenario::upload(const Words& words) {
  TRY(const Person* who, person(words[1]));
  TRY(MatchId match, newest_match(words[1]));
  const std::string how = words.size() > 2 ? words[2] : "";
  const auto game = games_.find(match.value);
  if (how != "again") {
    if (game == games_.end()) return fail(invalid("this match has no game yet"));
    const auto& seats = game->second.seats;
    const auto own_seat =
        static_cast<int>(std::ranges::find(seats, who->id, &GameSeat::player) - seats.begin());
    if (const auto spoiling = spoiling_from(how)) {
      TRY(last_upload_, spoiled_replay(game->second, rules_.catalog, *spoiling));
    } else {
      TRY(last_upload_,
          record_replay(game->second, rules_.catalog,
                        how == "opponents" ? (own_seat + 1) % static_cast<int>(seats.size()) : own_seat));
    }
  }
  if (how == "elsewhere") {
    if (game == games_.begin()) return fail(invalid("there is no game before this one"));
    match = MatchId{std::prev(game)->first};
  }
  Actor actor{who->id, Role::player};
  if (how == "by_staff") {
    TRY(actor.player, owner());
    actor.role = Role::owner;
  }
  const std::string key = fmt::format("{:016x}", rng_.next());
  TRY(const Receipt receipt,
      await(node_->commands().handle({actor, key, UploadReplay{match, last_upload_}})));
  acknowledged_.push_back({actor.player, key, "upload_replay", receipt});
  advance(kSettling);
  return {};
}

Result<void> Scenario::resolve(const Words& words) {
  if (words.size() < 5 || words[3] != "because")
    return fail(invalid("resolve NAME wins|loses|draws|void because ..."));
  TRY(const Person* who, person(words[1]));
  TRY(const MatchView view, match_view(words[1]));
  const int team = view.match.find(who->id)->team;
  std::optional<Outcome> outcome = Outcome::draw();
  if (words[2] == "wins") outcome = Outcome::win(team);
  if (words[2] == "loses") outcome = Outcome::win(team == 0 ? 1 : 0);
  if (words[2] == "void") outcome.reset();
  std::string reason;
  for (std::size_t i = 4; i < words.size(); ++i) reason += words[i] + " ";
  TRY(const PlayerId judge, owner());
  CHECK_OK(await(node_->commands().handle(
      {{judge, Role::owner}, "", ResolveMatch{view.match.id, outcome, std::move(reason)}})));
  advance(kSettling);
  return {};
}

Result<void> Scenario::refused(const Words& words) {
  if (words.size() < 3) return fail(invalid("refused KIND STEP"));
  const auto done = step(Words(words.begin() + 2, words.end()));
  if (done) return fail(invalid("it was not refused"));
  if (to_string(done.error().kind) != words[1])
    return fail(
        invalid(fmt::format("refused as {}: {}", to_string(done.error().kind), done.error().message)));
  return {};
}

Result<MatchId> Scenario::newest_match(const std::string& name) {
  TRY(const Person* who, person(name));
  MatchQuery query;
  query.player = who->id;
  query.limit = 1;
  auto body = [&](Tx& tx) -> Task<Result<std::vector<Match>>> {
    co_return co_await tx.matches().recent(query);
  };
  TRY(const auto matches, await(store_->read(body)));
  if (matches.empty()) return fail(not_found(fmt::format("{} has no match", name)));
  return matches.front().id;
}

Result<MatchView> Scenario::match_view(const std::string& name) {
  TRY(const Person* who, person(name));
  TRY(const MatchId match, newest_match(name));
  return await(node_->reader().match(match, who->id, Role::player));
}

Result<MeView> Scenario::me(const std::string& name) {
  TRY(const Person* who, person(name));
  return await(node_->reader().me(who->id));
}

}  // namespace evo::sim
