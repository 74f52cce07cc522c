#include "sim/queue_trial.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <tuple>
#include <utility>

#include "core/matchmaking/server_choice.hpp"
#include "core/rating/rating_system.hpp"

namespace evo::sim {
namespace {

const Time kStart = from_micros(1'772'323'200'000'000);  // 2026-03-01T00:00:00Z
constexpr double kSkillSpread = 220;
constexpr double kVisitsADay = 0.9;
constexpr Duration kConfirming = std::chrono::seconds(30);
constexpr Duration kLongWait = std::chrono::minutes(1);

// Where the community's players live, and how far their clocks are ahead of UTC.
struct Home {
  std::string_view region;
  double weight;
  int hours_ahead;
};
constexpr Home kHomes[] = {{"KRJ", 22, 9}, {"EUW", 16, 1}, {"EUE", 14, 2}, {"NAE", 12, -5}, {"NAC", 6, -6},
                           {"NAW", 8, -8}, {"SAM", 6, -3}, {"CAM", 2, -6}, {"CHN", 5, 8},   {"THM", 2, 8},
                           {"OCE", 2, 10}, {"SEA", 2, 7},  {"USB", 2, 5},  {"FER", 1, 10}};

// How often people begin to play in each hour of their day.
constexpr std::array<double, 24> kHours = {3, 2, 1, 1, 0.5, 0.5, 0.5, 1, 1,  2, 2, 3,
                                           3, 3, 4, 4, 5,   6,   8,   9, 10, 9, 7, 5};

struct Person {
  PlayerId id;
  Home home;
  double skill = 1500;
  std::vector<std::string> races;  // One of each side, the favourite first.
  std::vector<std::string> vetoes;
};

std::vector<Person> invent_people(const TrialOptions& options, Rng& rng) {
  std::vector<Person> people;
  std::vector<double> weights;
  for (const Home& home : kHomes) weights.push_back(home.weight);
  for (int number = 1; number <= options.players; ++number) {
    Person person;
    person.id = PlayerId{number};
    person.home = kHomes[rng.pick_weighted(weights)];
    person.skill += kSkillSpread * rng.normal();
    for (const Side& side : options.rules.catalog.sides) {
      std::vector<std::string> races;
      for (const Race& race : options.rules.catalog.races)
        if (race.side == side.code) races.push_back(race.code);
      if (!races.empty()) person.races.push_back(rng.pick(races));
    }
    rng.shuffle(person.races);
    people.push_back(std::move(person));
  }
  return people;
}

Duration minutes(double count) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::ratio<60>>(count));
}

std::vector<Arrival> invent_arrivals(const TrialOptions& options, const std::vector<Person>& people,
                                     Rng& rng) {
  std::vector<Arrival> arrivals;
  for (int day = 0; day < options.days; ++day) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (!rng.chance(kVisitsADay)) continue;
      const auto hour = static_cast<int>(rng.pick_weighted(kHours));
      const int utc_hour = (hour - people[i].home.hours_ahead + 24) % 24;
      arrivals.push_back({.at = kStart + std::chrono::days(day) + minutes(60 * (utc_hour + rng.unit())),
                          .person = i,
                          .games = static_cast<int>(rng.between(1, 5)),
                          .offers_every_side = rng.chance(0.3),
                          .patience = minutes(3 + 22 * rng.unit())});
    }
  }
  std::ranges::stable_sort(arrivals, {}, &Arrival::at);
  return arrivals;
}

class Trial {
 public:
  Trial(const TrialOptions& options, int ladder, MatchQuality& quality)
      : options_(options),
        rules_(options.rules),
        quality_(quality),
        ladder_(ladder),
        arriving_(options.seed + static_cast<std::uint64_t>(ladder)),
        chance_(options.seed + static_cast<std::uint64_t>(ladder) + 0x9E3779B9),
        drifting_(options.seed + static_cast<std::uint64_t>(ladder) + 0x51ED2701),
        people_(invent_people(options, arriving_)),
        arrivals_(invent_arrivals(options, people_, arriving_)),
        system_(make_rating_system(rules_.rating, rules_.elo)),
        lives_(people_.size()) {}

  void run() {
    for (const Arrival& arrival : arrivals_) schedule(arrival.at, What::arrives, arrival.person);
    const Time end = kStart + std::chrono::days(options_.days);
    schedule(kStart + rules_.wave_interval, What::wave, 0);
    std::size_t next_arrival = 0;
    int day = 0;
    while (!agenda_.empty() && agenda_.top().at < end) {
      const Entry entry = agenda_.top();
      agenda_.pop();
      now_ = entry.at;
      if (entry.what == What::arrives) {
        arrive(arrivals_[next_arrival++]);
      } else {
        happen(entry);
      }
      const auto passed = static_cast<int>((now_ - kStart) / std::chrono::days(1));
      if (passed > day && options_.progress) options_.progress(ladder_ * options_.days + passed);
      for (; day < passed; ++day) drift();
    }
    quality_.end_of_ladder();
  }

 private:
  // In this order where they fall together.
  enum class What { arrives, match_ends, comes_back, gives_up, wave };
  struct Entry {
    Time at;
    What what;
    std::size_t whom;  // A person, or a match.
    std::int64_t ticket;
    std::int64_t number;  // Of the entry: first come, first served.

    bool operator>(const Entry& other) const {
      return std::tie(at, what, number) > std::tie(other.at, other.what, other.number);
    }
  };
  struct Life {
    enum class State { away, waiting, playing } state = State::away;
    Arrival visit;
    int games_left = 0;
    Ticket ticket;
  };
  struct Match {
    std::array<std::size_t, 2> people;
    std::array<std::string, 2> races;
    double chance = 0.5;  // Of the first, truly.
    double score = 0;
  };

  void drift() {
    if (options_.drift_a_day <= 0) return;
    for (Person& person : people_) person.skill += options_.drift_a_day * drifting_.normal();
  }

  void schedule(Time at, What what, std::size_t whom, std::int64_t ticket = 0) {
    agenda_.push({at, what, whom, ticket, ++entries_});
  }

  void happen(const Entry& entry) {
    switch (entry.what) {
      case What::arrives:
        return;
      case What::match_ends:
        return end_match(entry.whom);
      case What::comes_back:
        return join(entry.whom);
      case What::gives_up:
        return give_up(entry.whom, entry.ticket);
      case What::wave:
        return wave(entry.whom == 0);
    }
  }

  void arrive(const Arrival& arrival) {
    Life& life = lives_[arrival.person];
    if (life.state != Life::State::away) return;
    life.visit = arrival;
    life.games_left = arrival.games;
    join(arrival.person);
  }

  void join(std::size_t index) {
    const Person& person = people_[index];
    Life& life = lives_[index];
    if (life.state != Life::State::away) return;
    life.state = Life::State::waiting;
    life.ticket = {};
    life.ticket.id = TicketId{++tickets_};
    life.ticket.player = person.id;
    life.ticket.mode = rules_.pool.mode;
    life.ticket.joined_at = now_;
    life.ticket.region = person.home.region;
    const std::size_t offered = life.visit.offers_every_side ? person.races.size() : 1;
    for (std::size_t i = 0; i < offered && i < person.races.size(); ++i)
      life.ticket.options.push_back({.side = rules_.catalog.race(person.races[i])->side,
                                     .race = person.races[i],
                                     .rating = skill(index, person.races[i]).value,
                                     .games = games_[{index, person.races[i]}]});
    life.ticket.recent_maps.assign(maps_[index].begin(), maps_[index].end());
    remember_join(life.ticket);
    schedule(now_ + life.visit.patience, What::gives_up, index, tickets_);
    if (!rules_.match_on_arrival) return;
    const Time soon = now_ + rules_.wave_debounce;
    if (!next_extra_wave_ || *next_extra_wave_ < now_) {
      next_extra_wave_ = soon;
      schedule(soon, What::wave, 1);
    }
  }

  // Newest last.
  void remember_join(const Ticket& ticket) {
    joins_.push_back(ticket);
    if (joins_.size() > rules_.pool.forecast.joins_max) joins_.pop_front();
  }

  void give_up(std::size_t index, std::int64_t ticket) {
    Life& life = lives_[index];
    if (life.state != Life::State::waiting || life.ticket.id.value != ticket) return;
    life.state = Life::State::away;
    if (counted()) quality_.gave_up();
  }

  Skill& skill(std::size_t person, const std::string& race) {
    return skills_.try_emplace({person, race}, system_->start()).first->second;
  }

  bool counted() const {
    return now_ - kStart >=
           Duration(static_cast<std::int64_t>(
               kSettlingShare * static_cast<double>(Duration(std::chrono::days(options_.days)).count())));
  }

  void wave(bool regular) {
    if (regular) schedule(now_ + rules_.wave_interval, What::wave, 0);
    std::vector<Ticket> tickets;
    for (const Life& life : lives_)
      if (life.state == Life::State::waiting) tickets.push_back(life.ticket);
    if (tickets.size() < 2) return;
    for (Ticket& ticket : tickets) remember_opponents(ticket);
    const std::vector<Ticket> joins(joins_.begin(), joins_.end());
    const WavePlan plan = plan_wave(tickets, rules_.pool, rules_.catalog, now_, chance_, joins);
    for (const Proposal& proposal : plan.proposals) begin_match(proposal);
    if (counted()) look_for_neglected();
  }

  void remember_opponents(Ticket& ticket) {
    if (rules_.pool.rematch_cost <= 0) return;
    auto& met = met_[static_cast<std::size_t>(ticket.player.value - 1)];
    while (!met.empty() && now_ - met.front().at > rules_.pool.rematch_window) met.pop_front();
    ticket.recent_opponents.assign(met.begin(), met.end());
  }

  std::size_t person_of(PlayerId player) const { return static_cast<std::size_t>(player.value - 1); }

  void begin_match(const Proposal& proposal) {
    Match match{.people = {person_of(proposal.first.player), person_of(proposal.second.player)},
                .races = {proposal.first.option.race, proposal.second.option.race}};
    const double gap = people_[match.people[1]].skill - people_[match.people[0]].skill;
    match.chance = 1 / (1 + std::pow(10, gap / rules_.elo.divisor));
    match.score = chance_.chance(match.chance) ? 1 : 0;
    const Skill first = skill(match.people[0], match.races[0]);
    const Skill second = skill(match.people[1], match.races[1]);
    MadeMatch made;
    made.players = {proposal.first.player, proposal.second.player};
    made.at = now_;
    made.rating_difference = std::abs(first.value - second.value);
    made.map = proposal.map;
    for (const std::size_t person : match.people) {
      const auto ping = rules_.catalog.ping_ms(people_[person].home.region, proposal.server);
      made.ping_ms = std::max(made.ping_ms, ping.value_or(kPingUnknownMs));
    }
    made.expected = system_->expected({&first, 1}, {&second, 1});
    made.score = match.score;
    for (std::size_t i = 0; i < 2; ++i) {
      Life& life = lives_[match.people[i]];
      made.waits[i] = now_ - life.ticket.joined_at;
      life.state = Life::State::playing;
      met_[match.people[i]].push_back({proposal_player(proposal, 1 - i), now_});
      ++games_[{match.people[i], match.races[i]}];
      auto& maps = maps_[match.people[i]];
      maps.push_front(proposal.map);
      if (maps.size() > static_cast<std::size_t>(rules_.pool.maps_remembered)) maps.pop_back();
    }
    if (counted()) quality_.made(made);
    schedule(now_ + kConfirming + minutes(5 + 20 * chance_.unit()), What::match_ends, matches_.size());
    matches_.push_back(std::move(match));
  }

  static PlayerId proposal_player(const Proposal& proposal, std::size_t seat) {
    return seat == 0 ? proposal.first.player : proposal.second.player;
  }

  void end_match(std::size_t number) {
    const Match& match = matches_[number];
    if (options_.played) tell(match);
    const std::array before{SeatSkill{0, skill(match.people[0], match.races[0])},
                            SeatSkill{1, skill(match.people[1], match.races[1])}};
    const auto after = rate_seats(*system_, before, Outcome::win(match.score > 0.5 ? 0 : 1));
    for (std::size_t i = 0; i < 2; ++i) {
      skill(match.people[i], match.races[i]) = after[i];
      Life& life = lives_[match.people[i]];
      life.state = Life::State::away;
      if (--life.games_left > 0)
        schedule(now_ + minutes(0.5 + 2.5 * chance_.unit()), What::comes_back, match.people[i]);
    }
  }

  void tell(const Match& match) {
    RatedGame game{.match = MatchId{++games_told_}, .at = now_, .seats = {}, .outcome = {}};
    for (std::size_t i = 0; i < 2; ++i) {
      const PlayerId player{people_[match.people[i]].id.value + std::int64_t{ladder_} * options_.players};
      game.seats.push_back({{player, rules_.pool.mode, match.races[i]}, static_cast<int>(i)});
    }
    game.outcome = Outcome::win(match.score > 0.5 ? 0 : 1);
    options_.played(game, match.chance);
  }

  // Who has waited long although somebody else waits whom nothing but the distance of ratings keeps away.
  void look_for_neglected() {
    quality_.waited_beside_opponent({});
    std::vector<Ticket> left;
    bool long_wait = false;
    for (const Life& life : lives_) {
      if (life.state != Life::State::waiting) continue;
      left.push_back(life.ticket);
      long_wait |= now_ - life.ticket.joined_at > kLongWait;
    }
    if (!long_wait || left.size() < 2) return;
    PoolRules open;
    open.mode = rules_.pool.mode;
    open.window_base = kOpenWindow;
    open.window_growth = 0;
    Rng none(1);
    for (const Proposal& proposal : plan_wave(left, open, rules_.catalog, now_, none).proposals)
      for (const PlayerId player : {proposal.first.player, proposal.second.player})
        quality_.waited_beside_opponent(now_ - lives_[person_of(player)].ticket.joined_at);
  }

  const TrialOptions& options_;
  const Rules& rules_;
  MatchQuality& quality_;
  int ladder_;  // From 0.
  Rng arriving_;
  Rng chance_;
  Rng drifting_;
  std::vector<Person> people_;
  std::vector<Arrival> arrivals_;
  std::unique_ptr<const RatingSystem> system_;
  std::vector<Life> lives_;
  std::map<std::size_t, std::deque<RecentOpponent>> met_;
  std::map<std::pair<std::size_t, std::string>, Skill> skills_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> agenda_;
  std::map<std::pair<std::size_t, std::string>, int> games_;
  std::map<std::size_t, std::deque<std::string>> maps_;  // Of each person, the newest first.
  std::deque<Ticket> joins_;
  std::vector<Match> matches_;
  std::optional<Time> next_extra_wave_;
  Time now_ = kStart;
  std::int64_t entries_ = 0;
  std::int64_t tickets_ = 0;
  std::int64_t games_told_ = 0;
};

}  // namespace

std::vector<Arrival> arrivals_of(const TrialOptions& options) {
  Rng rng(options.seed);
  const std::vector<Person> people = invent_people(options, rng);
  return invent_arrivals(options, people, rng);
}

QualityReport try_rules(const TrialOptions& options) {
  MatchQuality quality;
  for (int i = 0; i < options.seeds; ++i) Trial(options, i, quality).run();
  return quality.report();
}

}  // namespace evo::sim
