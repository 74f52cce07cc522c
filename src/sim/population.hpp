// Population: simulated people. They visit, queue, wait, confirm or not, play, upload or report, err and
// cheat as people do. The same people live in the deterministic simulation and in the demo; only clock,
// habits and the way to the ladder differ.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/commands/commands.hpp"
#include "app/ports/clock.hpp"
#include "app/read/reader.hpp"
#include "app/rules.hpp"
#include "app/stop.hpp"
#include "base/random.hpp"
#include "core/mode/mode.hpp"
#include "sim/game.hpp"
#include "sim/match_quality.hpp"

namespace evo::sim {

struct Range {
  Duration low;
  Duration high;
};

struct Habits {
  Range pause{std::chrono::hours(2), std::chrono::hours(20)};  // Between two visits.
  Range between_games{std::chrono::seconds(20), std::chrono::minutes(5)};
  Range look{std::chrono::seconds(10), std::chrono::seconds(40)};  // How often the page is looked at.
  Range patience{std::chrono::minutes(3), std::chrono::minutes(30)};
  Range answer{std::chrono::seconds(3), std::chrono::seconds(60)};  // From seeing a match to confirming it.
  Range game{std::chrono::minutes(4), std::chrono::minutes(30)};
  Range linger{std::chrono::seconds(5),
               std::chrono::minutes(10)};  // From the end of the game to upload or report.
  int games_per_visit_max = 4;
  double other_modes = 0.35;    // Visits for anything but 1v1.
  double brings_friends = 0.5;  // Of those for a mode of teams: as a party, if others are around.
  double declines_parties = 0.1;
  double ignores = 0.03;  // Does not answer a match.
  double aborts = 0.03;
  double aborts_late = 0.01;      // After everybody confirmed.
  double queues_both = 0.3;       // Offers a race of each side.
  double uploads = 0.85;          // Else reports by hand.
  double stays_silent = 0.05;     // Neither uploads nor reports.
  double lies = 0.02;             // Reports a win after a loss.
  double spoils = 0.06;           // Uploads something that is no evidence first.
  bool yields_to_people = false;  // Lets an opponent who is no simulated person upload first.
  Duration yields_for = std::chrono::seconds(90);
};

// What the ladder has promised: an answer that came back may not be lost, whatever happens later.
struct Acknowledged {
  PlayerId player;
  std::string key;
  std::string command;
  Receipt receipt;
};

// The way to the ladder: in process, or through something that can fail.
struct Ladder {
  std::function<Task<Result<Receipt>>(Request)> act;
  std::function<Task<Result<MeView>>(PlayerId)> me;
  std::function<void(const Acknowledged&)> acknowledged;  // Hears of every answer; may be empty.
};

struct Person {
  PlayerId id;
  std::string name;
  replay::ToonHandle toon;
  std::string region;
  std::string country;
  std::vector<std::string> races;  // Favourites: the first of each side.
  double skill = 1500;             // In rating points.
};

class Population {
 public:
  Population(Ladder ladder, Clock& clock, const Rules& rules, Habits habits, Rng rng)
      : ladder_(std::move(ladder)), clock_(clock), rules_(rules), habits_(habits), rng_(rng) {}

  // Invents person number `number` (from 1): name, region, favourite races, skill. The id comes from
  // registering.
  Person invent(int number);
  void add(Person person) { people_.emplace(person.id, std::move(person)); }

  // One person's life until `stop`. The person has been added. Friends are brought along on the same
  // executor.
  Task<void> live(PlayerId id, Stop stop);
  // The game of this match, made by whoever asks first. `winner`: a player of the team that wins, or 0 for a
  // draw by skill.
  Result<Game> game_of(const Match& match, PlayerId winner);

  const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }
  // Of those who came alone and saw their match; and how many left the queue without one.
  const Waits& waits() const { return waits_; }
  int gave_up() const { return gave_up_; }
  bool is_person(PlayerId id) const { return people_.contains(id); }
  const std::map<PlayerId, Person>& people() const { return people_; }
  // After the calm: people only finish what they have begun and never err.
  void behave();

 private:
  struct Visit;

  Task<void> visit(const Person& person, Stop stop);
  Task<void> queue_again_and_again(const Person& person, const std::string& mode, Stop stop);
  Task<bool> queue_once(const Person& person, const std::string& mode, Stop stop);
  const std::string& choose_mode();
  Task<JoinQueue> choose_join(const Person& person, const std::string& mode);

  // Parties. Friends come along on the leader's visit; each looks and answers for himself.
  Task<void> gather(const Person& leader, const Mode& mode, Stop stop);
  Task<void> come_along(const Person& person, PlayerId leader, Stop stop);
  Task<bool> answer_invitation(const Person& person, PlayerId leader, Stop stop);
  std::vector<std::vector<std::string>> compositions_of(const Party& party);
  Task<void> attend(const Person& person, MatchId match, Stop stop);
  Task<bool> answer_found(const Person& person, MatchId match);
  Task<void> play(const Person& person, MatchView view, Stop stop);
  Task<void> conclude(const Person& person, const Match& match, const Game& game);
  Task<void> upload(const Person& person, const Match& match, Game game);
  Task<void> upload_spoiled(const Person& person, const Match& match, Game game);
  Task<void> await_end(const Person& person, MatchId match, Stop stop);
  Task<void> yield(const Person& person, const Match& match, Stop stop);
  Task<void> leave(const Person& person);

  // Repeats with the same key until the fate is known.
  Task<Result<Receipt>> act(PlayerId player, std::string command, Intent intent);
  Task<void> rest(Range range);
  Duration drawn(Range range) { return Duration(rng_.between(range.low.count(), range.high.count())); }
  std::string token();

  Ladder ladder_;
  Clock& clock_;
  const Rules& rules_;
  Habits habits_;
  Rng rng_;
  std::map<PlayerId, Person> people_;
  std::set<PlayerId> out_;  // On a visit of their own or along with a friend.
  std::map<MatchId, Game> games_;
  std::vector<Acknowledged> acknowledged_;
  Waits waits_;
  int gave_up_ = 0;
};

inline constexpr int kActAttemptsMax = 40;
inline constexpr std::size_t kGamesKeptMax = 10'000;

}  // namespace evo::sim
