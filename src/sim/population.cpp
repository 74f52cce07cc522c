#include "sim/population.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/spoil.hpp"

namespace evo::sim {
namespace {

constexpr Duration kLookRarely = std::chrono::minutes(5);

bool worth_repeating(const Error& error) {
  return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timeout ||
         error.kind == ErrorKind::busy || error.kind == ErrorKind::internal;
}

int seat_of(const Game& game, PlayerId player) {
  const auto seat = std::ranges::find(game.seats, player, &GameSeat::player);
  return static_cast<int>(seat - game.seats.begin());
}

// One team, the likelier the better its players are on the whole: two teams win as Elo says.
int draw_winner(const std::map<int, std::vector<double>>& teams, Rng& rng) {
  std::map<int, double> weights;
  double sum = 0;
  for (const auto& [team, skills] : teams) {
    double mean = 0;
    for (const double skill : skills) mean += skill / static_cast<double>(skills.size());
    sum += weights[team] = std::pow(10, (mean - 1500) / 500);
  }
  double drawn = rng.unit() * sum;
  for (const auto& [team, weight] : weights)
    if ((drawn -= weight) < 0) return team;
  return weights.rbegin()->first;
}

bool awaits_evidence(MatchState state) {
  return state == MatchState::playing || state == MatchState::reported;
}

}  // namespace

void Population::behave() {
  habits_.ignores = habits_.aborts = habits_.aborts_late = 0;
  habits_.stays_silent = habits_.lies = habits_.spoils = 0;
  habits_.uploads = 1;
}

std::string Population::token() { return fmt::format("{:016x}", rng_.next()); }

Task<void> Population::rest(Range range) { co_await clock_.sleep_until(clock_.now() + drawn(range)); }

Task<Result<Receipt>> Population::act(PlayerId player, std::string command, Intent intent) {
  const std::string key = token();
  Duration pause = std::chrono::milliseconds(200);
  for (int attempt = 0;; ++attempt) {
    auto receipt = co_await ladder_.act(Request{{player, Role::player}, key, intent});
    if (receipt) {
      acknowledged_.push_back({player, key, std::move(command), *receipt});
      if (ladder_.acknowledged) ladder_.acknowledged(acknowledged_.back());
      co_return receipt;
    }
    if (!worth_repeating(receipt.error()) || attempt + 1 >= kActAttemptsMax) co_return receipt;
    co_await clock_.sleep_until(clock_.now() + pause);
    pause = std::min(pause * 2, Duration(std::chrono::seconds(30)));
  }
}

Task<void> Population::live(PlayerId id, Stop stop) {
  const Person& person = people_.at(id);
  while (!stop.requested()) {
    co_await rest(habits_.pause);
    if (!stop.requested()) co_await visit(person, stop);
  }
}

Task<void> Population::visit(const Person& person, Stop stop) {
  // Who is out with a friend is not alone at home.
  if (!out_.insert(person.id).second) co_return;
  const std::string mode = choose_mode();
  const Mode& description = *find_mode(mode);
  if (description.has_teams() && rng_.chance(habits_.brings_friends)) {
    co_await gather(person, description, stop);
    co_await queue_again_and_again(person, mode, stop);
    static_cast<void>(co_await act(person.id, "leave_party", LeaveParty{}));
  } else {
    co_await queue_again_and_again(person, mode, stop);
  }
  out_.erase(person.id);
}

Task<void> Population::queue_again_and_again(const Person& person, const std::string& mode, Stop stop) {
  const auto games = rng_.between(1, habits_.games_per_visit_max);
  for (std::int64_t game = 0; game < games && !stop.requested(); ++game) {
    if (!co_await queue_once(person, mode, stop)) co_return;
    co_await rest(habits_.between_games);
  }
}

const std::string& Population::choose_mode() {
  std::vector<const std::string*> others;
  for (const std::string& mode : rules_.modes)
    if (mode != rules_.pool.mode) others.push_back(&mode);
  if (habits_.other_modes <= 0 || others.empty() || !rng_.chance(habits_.other_modes))
    return rules_.pool.mode;
  return *rng_.pick(others);
}

// Races for the party that the person leads, if there is one.
Task<JoinQueue> Population::choose_join(const Person& person, const std::string& mode) {
  JoinQueue join;
  join.mode = mode;
  if (find_mode(mode)->has_teams()) {
    const auto view = co_await ladder_.me(person.id);
    if (view && view->party) {
      join.compositions = compositions_of(view->party->party);
      co_return join;
    }
  }
  join.races = person.races;
  if (join.races.size() > 1 && !rng_.chance(habits_.queues_both))
    join.races = {join.races[static_cast<std::size_t>(rng_.below(join.races.size()))]};
  co_return join;
}

// true: a match came of it (or was there already).
Task<bool> Population::queue_once(const Person& person, const std::string& mode, Stop stop) {
  JoinQueue join = co_await choose_join(person, mode);
  // A refusal is looked at, too: the person may be in a match that an answer lost on the way has hidden.
  static_cast<void>(co_await act(person.id, "join_queue", std::move(join)));
  const Time joined = clock_.now();
  const Time give_up = joined + drawn(habits_.patience);
  while (!stop.requested()) {
    co_await rest(habits_.look);
    const auto view = co_await ladder_.me(person.id);
    if (!view) continue;
    if (view->match) {
      const Match& match = view->match->match;
      waits_[{match.id, person.id}] = std::max(match.assigned_at - joined, Duration::zero());
      co_await attend(person, view->match->match.id, stop);
      co_return true;
    }
    if (view->status != Status::queueing) co_return false;
    if (clock_.now() > give_up) {
      ++gave_up_;
      co_await leave(person);
      co_return false;
    }
  }
  co_await leave(person);
  co_return false;
}

Task<void> Population::leave(const Person& person) {
  static_cast<void>(co_await act(person.id, "leave_queue", LeaveQueue{}));
}

// Sees one match through to its end.
Task<void> Population::attend(const Person& person, MatchId match, Stop stop) {
  if (!co_await answer_found(person, match)) co_return;
  for (;;) {
    co_await rest(habits_.look);
    auto view = co_await ladder_.me(person.id);
    if (!view) continue;
    if (!view->match || view->match->match.id != match) co_return;
    if (!awaits_evidence(view->match->match.state)) continue;
    co_await play(person, *std::move(view->match), stop);
    co_await await_end(person, match, stop);
    co_return;
  }
}

// false: this person will not play it.
Task<bool> Population::answer_found(const Person& person, MatchId match) {
  co_await rest(habits_.answer);
  const double mood = rng_.unit();
  if (mood < habits_.ignores) co_return false;
  if (mood < habits_.ignores + habits_.aborts) {
    static_cast<void>(co_await act(person.id, "abort_match", AbortMatch{match}));
    co_return false;
  }
  static_cast<void>(co_await act(person.id, "confirm_match", ConfirmMatch{match}));
  co_return true;
}

Task<void> Population::play(const Person& person, MatchView view, Stop stop) {
  const Match& match = view.match;
  if (rng_.chance(habits_.aborts_late)) {
    static_cast<void>(co_await act(person.id, "abort_match", AbortMatch{match.id}));
    co_return;
  }
  const auto game = game_of(match, {});
  if (!game) co_return;
  co_await clock_.sleep_until(game->started_at + game->length + std::chrono::seconds(2));
  co_await rest(habits_.linger);
  const bool with_people = std::ranges::any_of(
      match.players, [this](const MatchPlayer& player) { return !is_person(player.player); });
  if (habits_.yields_to_people && with_people) co_await yield(person, match, stop);
  co_await conclude(person, match, *game);
}

// Lets the other side upload first, for a while.
Task<void> Population::yield(const Person& person, const Match& match, Stop stop) {
  const Time until = clock_.now() + habits_.yields_for;
  while (!stop.requested() && clock_.now() < until) {
    co_await rest(habits_.look);
    const auto view = co_await ladder_.me(person.id);
    if (view && (!view->match || view->match->match.id != match.id)) co_return;
  }
}

Result<Game> Population::game_of(const Match& match, PlayerId winner) {
  if (const auto known = games_.find(match.id); known != games_.end() && !winner) return known->second;
  if (match.players.size() < 2) return fail(invalid("a game needs two players"));
  std::vector<GameSeat> seats;
  std::map<int, std::vector<double>> teams;
  for (const MatchPlayer& player : match.players) {
    const auto person = people_.find(player.player);
    const bool known = person != people_.end();
    seats.push_back({player.player, player.name,
                     known ? person->second.toon : toon_of(500'000 + player.player.value), player.race,
                     player.team});
    teams[player.team].push_back(known ? person->second.skill : 1500);
  }
  const int winning_team = winner ? match.find(winner)->team : draw_winner(teams, rng_);
  const auto winning = std::ranges::find(seats, winning_team, &GameSeat::team);
  const int winning_seat = static_cast<int>(winning - seats.begin());
  const Duration since = clock_.now() - match.assigned_at;
  const Duration length = winner
                              ? std::max(since - std::chrono::seconds(1), Duration(std::chrono::seconds(1)))
                              : drawn(habits_.game);
  const Time started_at = winner ? clock_.now() - length : clock_.now();
  Game game = assigned_game(match, std::move(seats), winning_seat, started_at, length, rng_);
  if (games_.size() >= kGamesKeptMax) games_.erase(games_.begin());
  games_[match.id] = game;
  return game;
}

Task<void> Population::conclude(const Person& person, const Match& match, const Game& game) {
  if (rng_.chance(habits_.stays_silent)) co_return;
  if (rng_.chance(habits_.spoils)) co_await upload_spoiled(person, match, game);
  if (rng_.chance(habits_.uploads)) {
    co_await upload(person, match, game);
    co_return;
  }
  const GameSeat& winner = game.seats[static_cast<std::size_t>(game.winner)];
  const bool won = match.find(person.id)->team == winner.team;
  const bool says_won = won || rng_.chance(habits_.lies);
  static_cast<void>(co_await act(person.id, "report_match",
                                 ReportMatch{match.id, says_won ? Claim::win : Claim::loss, winner.player}));
}

Task<void> Population::upload(const Person& person, const Match& match, Game game) {
  auto file = record_replay(game, rules_.catalog, seat_of(game, person.id));
  if (file)
    static_cast<void>(co_await act(person.id, "upload_replay", UploadReplay{match.id, *std::move(file)}));
}

Task<void> Population::upload_spoiled(const Person& person, const Match& match, Game game) {
  auto file = spoiled_replay(std::move(game), rules_.catalog, rng_);
  if (file)
    static_cast<void>(co_await act(person.id, "upload_replay", UploadReplay{match.id, *std::move(file)}));
}

// Waits until the match is over, or everybody has lost interest; its deadlines end it in any case.
Task<void> Population::await_end(const Person& person, MatchId match, Stop stop) {
  const Time bored = clock_.now() + rules_.match.report_window;
  Duration patience = habits_.look.high;
  while (!stop.requested() && clock_.now() < bored) {
    co_await rest({patience, patience * 4});
    // Who has seen nothing new looks less often.
    patience = std::min(patience * 3 / 2, kLookRarely);
    const auto view = co_await ladder_.me(person.id);
    if (view && (!view->match || view->match->match.id != match)) co_return;
  }
}

Person Population::invent(int number) {
  static constexpr std::string_view kFirst[] = {"Ash", "Bel", "Cor", "Dar", "Eli", "Fen", "Gal", "Hex", "Ira",
                                                "Jun", "Kai", "Lum", "Mir", "Nyx", "Oro", "Pax", "Qua", "Rex",
                                                "Sol", "Tor", "Ulm", "Vex", "Wyn", "Xan", "Yor", "Zed"};
  static constexpr std::string_view kLast[] = {"", "an", "or", "is", "ek", "ia", "um", "ax", "il", "os"};
  Person person;
  int rest = number;
  person.name = kFirst[rest % std::size(kFirst)];
  rest /= static_cast<int>(std::size(kFirst));
  person.name += kLast[rest % std::size(kLast)];
  rest /= static_cast<int>(std::size(kLast));
  for (; rest > 0; rest /= 26) person.name += static_cast<char>('a' + rest % 26);
  person.toon = toon_of(number);
  const Catalog& catalog = rules_.catalog;
  person.region = rng_.pick(catalog.regions).code;
  person.country = rng_.pick(catalog.countries).code;
  person.skill = 1500 + 220 * rng_.normal();
  for (const Side& side : catalog.sides) {
    std::vector<std::string> races;
    for (const Race& race : catalog.races)
      if (race.side == side.code) races.push_back(race.code);
    if (!races.empty()) person.races.push_back(rng_.pick(races));
  }
  rng_.shuffle(person.races);
  return person;
}

}  // namespace evo::sim
