// The planner of teams and free-for-all against every way there is, told once more the long way.
#include "core/matchmaking/team_wave.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

// Of each mode. EVO_TEAM_POOLS=20000 tries as many as the planner was proven with.
int pools_per_mode() {
  const char* const wanted = std::getenv("EVO_TEAM_POOLS");
  return wanted == nullptr ? 800 : std::atoi(wanted);
}

struct Total {
  int people = 0;
  int matches = 0;
  std::int64_t cost = 0;

  bool better_than(const Total& other) const {
    if (people != other.people) return people > other.people;
    if (matches != other.matches) return matches < other.matches;
    return cost < other.cost;
  }
  friend bool operator==(const Total&, const Total&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Total& total) {
    return out << total.people << " people in " << total.matches << " matches at " << total.cost;
  }
};

Catalog catalog() {
  Catalog made = sample::catalog();
  made.races = {{"bw_zerg", "", "", "bw", {}, {}}, {"sc2_terran", "", "", "sc2", {}, {}}};
  return made;
}

int people_of(const Ticket& ticket) { return 1 + static_cast<int>(ticket.partners.size()); }

int brood_wars(const TicketOption& option) {
  return (option.race == "bw_zerg" ? 1 : 0) +
         static_cast<int>(std::ranges::count(option.partner_races, "bw_zerg"));
}

// A party of up to `size_max` with small numbers, so that everything interesting happens often.
Ticket any_ticket(int id, int size_max, Rng& rng) {
  static const std::vector<std::string> kRegions{"SAM", "EUW", "EUW", "USB", ""};
  Ticket ticket = sample::ticket(id, {}, rng.pick(kRegions));
  ticket.joined_at -= std::chrono::seconds(30) * rng.between(0, 12);
  const auto people = rng.between(1, size_max);
  for (std::int64_t i = 1; i < people; ++i)
    ticket.partners.push_back({PlayerId{100 * id + i}, rng.chance(0.8) ? "EUW" : "USB", {}});
  const int rating = 1500 + 25 * static_cast<int>(rng.between(-8, 8));
  std::set<std::int64_t> kinds;
  for (auto offers = rng.between(1, 2); offers > 0; --offers) kinds.insert(rng.between(0, people));
  for (const std::int64_t brood_war : kinds) {
    TicketOption option{"", "", rating, {}};
    for (std::int64_t i = 0; i < people; ++i) {
      const std::string race = i < brood_war ? "bw_zerg" : "sc2_terran";
      if (i == 0)
        option.race = race;
      else
        option.partner_races.push_back(race);
    }
    ticket.options.push_back(std::move(option));
  }
  return ticket;
}

class AllWays {
 public:
  AllWays(const std::vector<Ticket>& tickets, const Mode& mode, const TeamRules& rules)
      : tickets_(tickets), mode_(mode), rules_(rules) {}

  Total best() { return best_of(0, std::vector<bool>(tickets_.size(), false)); }

 private:
  // The first ticket that is left waits, or plays in any match with others that are left.
  Total best_of(std::size_t first, std::vector<bool> taken) {
    while (first < tickets_.size() && taken[first]) ++first;
    if (first == tickets_.size()) return {};
    taken[first] = true;
    Total best = best_of(first + 1, taken);
    const auto consider = [&](const std::vector<std::size_t>& match, std::int64_t cost) {
      std::vector<bool> more = taken;
      int people = 0;
      for (const std::size_t ticket : match) more[ticket] = true, people += people_of(tickets_[ticket]);
      Total total = best_of(first + 1, more);
      total.people += people;
      ++total.matches;
      total.cost += cost;
      if (total.better_than(best)) best = total;
    };
    if (mode_.free_for_all())
      grow_crowd({first}, first + 1, taken, consider);
    else
      grow_teams({{first}, {}}, first + 1, taken, consider);
    return best;
  }

  using Consider = std::function<void(const std::vector<std::size_t>&, std::int64_t)>;
  using Teams = std::pair<std::vector<std::size_t>, std::vector<std::size_t>>;

  void grow_crowd(const std::vector<std::size_t>& crowd, std::size_t next, const std::vector<bool>& taken,
                  const Consider& consider) {
    if (static_cast<int>(crowd.size()) >= rules_.ffa_players_min && regions_meet(crowd)) {
      const auto [low, high] = extremes(crowd);
      if (high - low <= reach(crowd)) consider(crowd, squared(high - low) - bonus(crowd));
    }
    if (crowd.size() == 8) return;
    for (; next < tickets_.size(); ++next) {
      if (taken[next]) continue;
      std::vector<std::size_t> more = crowd;
      more.push_back(next);
      grow_crowd(more, next + 1, taken, consider);
    }
  }

  void grow_teams(const Teams& teams, std::size_t next, const std::vector<bool>& taken,
                  const Consider& consider) {
    if (count(teams.first) > mode_.team_size || count(teams.second) > mode_.team_size) return;
    if (count(teams.first) == mode_.team_size && count(teams.second) == mode_.team_size)
      return settle(teams, consider);
    if (next == tickets_.size()) return;
    grow_teams(teams, next + 1, taken, consider);
    if (taken[next]) return;
    Teams more = teams;
    more.first.push_back(next);
    grow_teams(more, next + 1, taken, consider);
    more = teams;
    more.second.push_back(next);
    grow_teams(more, next + 1, taken, consider);
  }

  void settle(const Teams& teams, const Consider& consider) {
    std::vector<std::size_t> all = teams.first;
    all.insert(all.end(), teams.second.begin(), teams.second.end());
    if (!regions_meet(all)) return;
    bool opposed = false;
    for (const int own : offers(teams.first, 0))
      for (const int other : offers(teams.second, 0)) opposed = opposed || own + other == mode_.team_size;
    if (!opposed) return;
    const auto [low_a, high_a] = extremes(teams.first);
    const auto [low_b, high_b] = extremes(teams.second);
    const std::int64_t difference = mean(teams.first) - mean(teams.second);
    const std::int64_t allowed = reach(all);
    if (std::abs(difference) > allowed || high_a - low_a > allowed || high_b - low_b > allowed) return;
    consider(all, squared(difference) + squared(high_a - low_a) + squared(high_b - low_b) - bonus(all));
  }

  // How many Brood War players the team can have.
  std::set<int> offers(const std::vector<std::size_t>& team, std::size_t from) const {
    if (from == team.size()) return {0};
    std::set<int> sums;
    for (const int rest : offers(team, from + 1))
      for (const TicketOption& option : tickets_[team[from]].options) sums.insert(rest + brood_wars(option));
    return sums;
  }
  int count(const std::vector<std::size_t>& team) const {
    int people = 0;
    for (const std::size_t ticket : team) people += people_of(tickets_[ticket]);
    return people;
  }
  std::int64_t rating(std::size_t ticket) const { return tickets_[ticket].options.front().rating; }
  std::pair<std::int64_t, std::int64_t> extremes(const std::vector<std::size_t>& team) const {
    std::pair<std::int64_t, std::int64_t> ends(rating(team[0]), rating(team[0]));
    for (const std::size_t ticket : team)
      ends = {std::min(ends.first, rating(ticket)), std::max(ends.second, rating(ticket))};
    return ends;
  }
  std::int64_t mean(const std::vector<std::size_t>& team) const {
    std::int64_t sum = 0;
    for (const std::size_t ticket : team) sum += rating(ticket) * people_of(tickets_[ticket]);
    return sum / count(team);
  }
  int waves(const std::vector<std::size_t>& all) const {
    int most = 0;
    for (const std::size_t ticket : all)
      most = std::max(most, waves_waited(tickets_[ticket], sample::kNow, rules_.pool));
    return most;
  }
  std::int64_t reach(const std::vector<std::size_t>& all) const { return 100 + 50 * waves(all); }
  std::int64_t bonus(const std::vector<std::size_t>& all) const { return std::int64_t{20} << waves(all); }
  static std::int64_t squared(std::int64_t value) { return value * value; }
  bool regions_meet(const std::vector<std::size_t>& all) const {
    for (const std::size_t a : all)
      for (const std::size_t b : all)
        if (a != b && clash(tickets_[a], tickets_[b])) return false;
    return true;
  }
  static bool clash(const Ticket& a, const Ticket& b) {
    const auto regions = [](const Ticket& ticket) {
      std::set<std::string> all{ticket.region};
      for (const TicketPartner& partner : ticket.partners) all.insert(partner.region);
      return all;
    };
    return regions(a).contains("SAM") && regions(b).contains("USB");
  }

  const std::vector<Ticket>& tickets_;
  const Mode& mode_;
  const TeamRules& rules_;
};

class TeamWave : public testing::TestWithParam<std::string> {};

TEST_P(TeamWave, EqualsEveryWayThereIsOnPoolsOfUpToNine) {
  const Mode& mode = *find_mode(GetParam());
  const Catalog ladder = catalog();
  const TeamRules rules;
  Rng rng(2026);
  for (int pool = 0; pool < pools_per_mode(); ++pool) {
    std::vector<Ticket> tickets;
    // Nine of them cost a thousand times what three do, and add little.
    const auto count = rng.chance(0.02) ? rng.between(7, 9) : rng.between(2, 6);
    for (int id = 1; id <= count; ++id) {
      tickets.push_back(any_ticket(id, rng.chance(0.5) ? 1 : mode.team_size, rng));
      tickets.back().mode = mode.name;
    }
    Rng chance(7);
    const TeamPlan plan = plan_teams(tickets, mode, rules, ladder, sample::kNow, chance);
    const Total found{static_cast<int>(plan.people), static_cast<int>(plan.proposals.size()), plan.cost};
    ASSERT_EQ(found, AllWays(tickets, mode, rules).best()) << "pool " << pool;
  }
}

std::vector<Ticket> crowd(const Mode& mode, int count, bool parties, Rng& rng) {
  std::vector<Ticket> tickets;
  for (int id = 1; id <= count; ++id) {
    tickets.push_back(any_ticket(id, parties ? mode.team_size : 1, rng));
    tickets.back().mode = mode.name;
  }
  return tickets;
}

TEST_P(TeamWave, BooksNobodyTwiceAndEverySeatIsInATeam) {
  const Mode& mode = *find_mode(GetParam());
  Rng rng(5);
  for (const bool parties : {false, true}) {
    const std::vector<Ticket> tickets = crowd(mode, 60, parties, rng);
    const TeamPlan plan = plan_teams(tickets, mode, {}, catalog(), sample::kNow, rng);
    std::set<TicketId> seen(plan.waiting.begin(), plan.waiting.end());
    std::set<PlayerId> playing;
    for (const TeamProposal& proposal : plan.proposals) {
      for (const TicketId ticket : proposal.tickets) EXPECT_TRUE(seen.insert(ticket).second);
      std::map<int, int> teams;
      for (const TeamSeat& seat : proposal.seats) {
        EXPECT_TRUE(playing.insert(seat.player).second);
        ++teams[seat.team];
      }
      for (const auto& [team, people] : teams) EXPECT_EQ(people, mode.team_size);
      if (mode.free_for_all()) {
        EXPECT_GE(teams.size(), 3u);
        EXPECT_LE(teams.size(), 8u);
      } else {
        EXPECT_EQ(teams.size(), 2u);
      }
      EXPECT_FALSE(proposal.server.empty());
    }
    EXPECT_EQ(seen.size(), tickets.size());
    EXPECT_GT(plan.people, tickets.size() / 2);
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, TeamWave, testing::Values("2v2", "3v3", "4v4", "FFA"),
                         [](const auto& info) { return info.param; });

// Whole teams only: the order and number of tickets play no part.
TEST(TeamWaveOfPairs, IsTheBestMatchingForAnyNumber) {
  const Mode& mode = *find_mode("2v2");
  std::vector<Ticket> tickets;
  for (int id = 1; id <= 40; ++id) {
    Ticket ticket = sample::ticket(id, {{"mixed", "bw_zerg", 1400 + 10 * id, {"sc2_terran"}}});
    ticket.mode = "2v2";
    ticket.partners = {{PlayerId{100 + id}, "EUW", {}}};
    tickets.push_back(std::move(ticket));
  }
  Rng rng(1);
  rng.shuffle(tickets);
  const TeamPlan plan = plan_teams(tickets, mode, {}, catalog(), sample::kNow, rng);
  EXPECT_EQ(plan.proposals.size(), 20u);
  EXPECT_EQ(plan.cost, 20 * (100 - 40)) << "neighbours play each other";
  for (const TeamProposal& proposal : plan.proposals) {
    EXPECT_EQ(proposal.rating_difference, 10);
    EXPECT_EQ(proposal.seats[0].partner, proposal.seats[1].player);
  }
}

// Two who play Brood War and two who do not, at one rating.
std::vector<Ticket> pairs_of_four(const std::vector<std::string>& regions) {
  std::vector<Ticket> tickets;
  for (int id = 1; id <= static_cast<int>(regions.size()); ++id) {
    const bool brood_war = id % 2 == 1;
    Ticket ticket = sample::ticket(id,
                                   {{brood_war ? "bw" : "sc2",
                                     brood_war ? "bw_zerg" : "sc2_terran",
                                     1500,
                                     {brood_war ? "bw_zerg" : "sc2_terran"}}},
                                   regions[static_cast<std::size_t>(id - 1)]);
    ticket.mode = "2v2";
    ticket.partners = {{PlayerId{100 + id}, ticket.region, {}}};
    tickets.push_back(std::move(ticket));
  }
  return tickets;
}

TEST(TeamWaveOfPairs, WhoHasJustMetMeetsOthersIfThereAreAny) {
  std::vector<Ticket> tickets = pairs_of_four({"EUW", "EUW", "EUW", "EUW"});
  TeamRules rules;
  rules.pool.rematch_cost = 8000;
  // The partner of the first has met both of the second a moment ago.
  tickets[0].recent_opponents = {{PlayerId{2}, sample::kNow}, {PlayerId{102}, sample::kNow}};
  Rng rng(1);
  const TeamPlan plan = plan_teams(tickets, *find_mode("2v2"), rules, catalog(), sample::kNow, rng);
  ASSERT_EQ(plan.proposals.size(), 2u);
  EXPECT_TRUE(plan.exact);
  for (const TeamProposal& proposal : plan.proposals) EXPECT_EQ(proposal.why.cost.rematch, 0);
  tickets.resize(2);
  const TeamPlan again = plan_teams(tickets, *find_mode("2v2"), rules, catalog(), sample::kNow, rng);
  ASSERT_EQ(again.proposals.size(), 1u) << "a rematch is better than no match";
  EXPECT_EQ(again.proposals[0].why.cost.rematch, 4000) << "two of four pairs of opponents have met";
  EXPECT_EQ(again.proposals[0].cost, 4000 - 40);
}

TEST(TeamWaveOfPairs, PingCountsAsInOneAgainstOne) {
  const Catalog ladder = builtin_catalog("scevo").value();
  TeamRules rules;
  rules.pool.ping_worth = 100;
  const auto tickets = pairs_of_four({"EUW", "OCE", "OCE", "EUW"});
  Rng rng(1);
  const TeamPlan plan = plan_teams(tickets, *find_mode("2v2"), rules, ladder, sample::kNow, rng);
  ASSERT_EQ(plan.proposals.size(), 2u);
  EXPECT_EQ(plan.proposals[0].server, "EUC");
  EXPECT_EQ(plan.proposals[1].server, "AUS");
  EXPECT_EQ(plan.cost, -80) << "everybody plays at home";
  EXPECT_EQ(plan.proposals[0].why.ping_ms, 30);
}

TEST(TeamWaveOfPairs, BlockedServersOfAllCount) {
  const Catalog ladder = builtin_catalog("scevo").value();
  auto tickets = pairs_of_four({"EUW", "NAE"});
  const auto server = [&] {
    Rng rng(1);
    const TeamPlan plan = plan_teams(tickets, *find_mode("2v2"), {}, ladder, sample::kNow, rng);
    return plan.proposals.empty() ? "none" : plan.proposals[0].server;
  };
  EXPECT_EQ(server(), "USE");
  tickets[0].partners[0].blocked_servers = {"USE"};
  EXPECT_EQ(server(), "EUC") << "80 ms for the one who has it worst; USC would be 120";
  tickets[1].blocked_servers = {"EUC"};
  EXPECT_EQ(server(), "USC");
  tickets[0].blocked_servers = {"USC", "USW"};
  EXPECT_EQ(server(), "none");
  const WaitReason why = explain_team_wait(tickets[0], tickets, *find_mode("2v2"), {}, ladder, sample::kNow);
  EXPECT_EQ(why.reason, MissReason::servers_blocked);
  EXPECT_EQ(why.excluded, (std::map<MissReason, int>{{MissReason::servers_blocked, 2}}));
}

TEST(TeamWaveOfPairs, LastMapsComeLessOften) {
  const Catalog ladder = builtin_catalog("scevo").value();
  auto tickets = pairs_of_four({"EUW", "EUW"});
  for (Ticket& ticket : tickets) ticket.partners[0].recent_maps = {"rohana"};
  TeamRules rules;
  rules.pool.maps_remembered = 10;
  Rng rng(1);
  const TeamPlan plan = plan_teams(tickets, *find_mode("2v2"), rules, ladder, sample::kNow, rng);
  ASSERT_EQ(plan.proposals.size(), 1u);
  const MatchReason& why = plan.proposals[0].why;
  EXPECT_EQ(why.maps, 9);
  EXPECT_EQ(why.maps_open, 9);
  EXPECT_NEAR(why.map_chance, plan.proposals[0].map == "rohana" ? 1.0 / 25 : 3.0 / 25, 1e-9);
}

// 1500 and 1700, three on each side: the window of the second wave reaches.
TEST(TeamWait, SaysWhenTheNearestMatchWillBePossible) {
  std::vector<Ticket> tickets = pairs_of_four({"EUW", "EUW", "EUW", "USB"});
  tickets[0].region = tickets[0].partners[0].region = "SAM";
  tickets[1].options[0].rating = 1700;
  const WaitReason why =
      explain_team_wait(tickets[0], tickets, *find_mode("2v2"), {}, catalog(), sample::kNow);
  EXPECT_EQ(why.reason, MissReason::outside_window);
  EXPECT_EQ(why.others, 6);
  EXPECT_EQ(why.rating_difference, 200);
  EXPECT_EQ(why.reached_at, sample::kNow + std::chrono::minutes(1));
  EXPECT_EQ(why.excluded, (std::map<MissReason, int>{{MissReason::outside_window, 2},
                                                     {MissReason::regions_apart, 2},
                                                     {MissReason::no_opposite_side, 2}}));
  Rng rng(1);
  tickets.resize(2);
  const auto pairs = [&](Time at) {
    return plan_teams(tickets, *find_mode("2v2"), {}, catalog(), at, rng).proposals.size();
  };
  EXPECT_EQ(pairs(*why.reached_at - Duration(1)), 0u);
  EXPECT_EQ(pairs(*why.reached_at), 1u);
}

// Beyond what is planned exactly, nothing is claimed but the bound on people.
TEST_P(TeamWave, LargePoolsSayThatTheyAreNotExact) {
  const Mode& mode = *find_mode(GetParam());
  Rng rng(11);
  for (const int count : {12, 13, 30}) {
    const std::vector<Ticket> tickets = crowd(mode, count, false, rng);
    const TeamPlan plan = plan_teams(tickets, mode, {}, catalog(), sample::kNow, rng);
    EXPECT_EQ(plan.exact, count <= 12);
    EXPECT_LE(plan.people, plan.people_bound);
    EXPECT_LE(plan.people_bound, tickets.size());
  }
}

TEST(TeamWaveOfPairs, TheServerIsTheMostFrequentOfTheDistinctPairsOfRegions) {
  const auto server = [](const std::vector<std::string>& regions) {
    std::vector<Ticket> tickets;
    for (int id = 1; id <= 4; ++id) {
      tickets.push_back(sample::ticket(id,
                                       {{id < 3 ? "bw" : "sc2", id < 3 ? "bw_zerg" : "sc2_terran", 1500, {}}},
                                       regions[static_cast<std::size_t>(id - 1)]));
      tickets.back().mode = "2v2";
    }
    Catalog ladder = builtin_catalog("scevo").value();
    Rng rng(3);
    const auto plan = plan_teams(tickets, *find_mode("2v2"), {}, ladder, sample::kNow, rng);
    return plan.proposals.empty() ? std::string("none") : plan.proposals[0].server;
  };
  EXPECT_EQ(server({"EUW", "EUW", "EUW", "EUW"}), "EUC");
  EXPECT_EQ(server({"EUW", "", "EUW", ""}), "EUC") << "who has no region is passed over";
  EXPECT_EQ(server({"NAW", "NAW", "NAW", "EUW"}), "USE") << "a pair of one region does not count";
  EXPECT_EQ(server({"NAW", "NAC", "NAE", "NAE"}), "USC");
  EXPECT_EQ(server({"USB", "USB", "SAM", "EUW"}), "none");
}

}  // namespace
}  // namespace evo
