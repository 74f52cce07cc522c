// The matchmaker that the ladder had before, as published (domain.md 3.5 and 3.6), on random waves: how many
// matches it loses and how often it books a team twice (3.7), and that plan_wave() does neither.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "core/matchmaking/matchmaking.hpp"
#include "core/matchmaking/sample_pool.hpp"

namespace evo {
namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr double kInfeasible = 1e18;
constexpr int kWaves = 2000;

// The assignment of least cost, row by row: shortest augmenting paths with potentials (Kuhn, Munkres), in
// double precision like the published one.
std::vector<std::size_t> assign(const Matrix& cost) {
  const std::size_t size = cost.size();
  std::vector<double> row_potential(size + 1), column_potential(size + 1);
  std::vector<std::size_t> row_of(size + 1), came_from(size + 1);
  for (std::size_t row = 1; row <= size; ++row) {
    row_of[0] = row;
    std::size_t column = 0;
    std::vector<double> least(size + 1, std::numeric_limits<double>::infinity());
    std::vector<bool> used(size + 1);
    do {
      used[column] = true;
      const std::size_t at = row_of[column];
      double delta = std::numeric_limits<double>::infinity();
      std::size_t next = 0;
      for (std::size_t j = 1; j <= size; ++j) {
        if (used[j]) continue;
        const double reduced = cost[at - 1][j - 1] - row_potential[at] - column_potential[j];
        if (reduced < least[j]) least[j] = reduced, came_from[j] = column;
        if (least[j] < delta) delta = least[j], next = j;
      }
      for (std::size_t j = 0; j <= size; ++j) {
        if (used[j])
          row_potential[row_of[j]] += delta, column_potential[j] -= delta;
        else
          least[j] -= delta;
      }
      column = next;
    } while (row_of[column] != 0);
    while (column != 0) {
      row_of[column] = row_of[came_from[column]];
      column = came_from[column];
    }
  }
  std::vector<std::size_t> column_of(size);
  for (std::size_t j = 1; j <= size; ++j) column_of[row_of[j] - 1] = j - 1;
  return column_of;
}

double published_cost(const Ticket& a, int rating_a, const Ticket& b, int rating_b) {
  const int waves_a = waves_waited(a, sample::kNow, {});
  const int waves_b = waves_waited(b, sample::kNow, {});
  const int difference = std::abs(rating_a - rating_b);
  if (difference > std::max(window(waves_a, {}), window(waves_b, {}))) return kInfeasible;
  return std::pow(difference, 2) - std::pow(2, std::max(waves_a, waves_b)) * 20;
}

const TicketOption* option_of(const Ticket& ticket, std::string_view side) {
  const auto found = std::ranges::find(ticket.options, side, &TicketOption::side);
  return found == ticket.options.end() ? nullptr : &*found;
}

// Matches made by one wave of 1v1.
int published_1v1(const std::vector<Ticket>& tickets) {
  std::vector<const Ticket*> rows, columns;
  for (const Ticket& ticket : tickets) {
    if (option_of(ticket, "bw") != nullptr) rows.push_back(&ticket);
    if (option_of(ticket, "sc2") != nullptr) columns.push_back(&ticket);
  }
  const std::size_t size = std::max(rows.size(), columns.size());
  Matrix cost(size, std::vector<double>(size, kInfeasible));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j)
      if (rows[i] != columns[j])
        cost[i][j] = published_cost(*rows[i], option_of(*rows[i], "bw")->rating, *columns[j],
                                    option_of(*columns[j], "sc2")->rating);
  const std::vector<std::size_t> column_of = assign(cost);
  std::set<const Ticket*> taken;
  int matches = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (cost[i][column_of[i]] >= kInfeasible) continue;
    if (taken.contains(rows[i]) || taken.contains(columns[column_of[i]])) continue;
    taken.insert({rows[i], columns[column_of[i]]});
    ++matches;
  }
  return matches;
}

// How many matches each team gets in one wave of 2v2.
std::vector<int> published_2v2(const std::vector<Ticket>& teams) {
  const std::size_t size = teams.size();
  Matrix cost(size, std::vector<double>(size, kInfeasible));
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j)
      if (i != j)
        cost[i][j] =
            published_cost(teams[i], teams[i].options[0].rating, teams[j], teams[j].options[0].rating);
  const std::vector<std::size_t> column_of = assign(cost);
  std::vector<int> booked(size);
  std::set<std::pair<std::size_t, std::size_t>> made;
  for (std::size_t i = 0; i < size; ++i) {
    if (cost[i][column_of[i]] >= kInfeasible) continue;
    if (!made.insert(std::minmax(i, column_of[i])).second) continue;
    ++booked[i];
    ++booked[column_of[i]];
  }
  return booked;
}

int rating(Rng& rng) { return 1500 + static_cast<int>(std::lround(100 * rng.normal())); }

std::vector<Ticket> evening_queue(Rng& rng) {
  std::vector<Ticket> tickets;
  const auto count = rng.between(2, 8);
  for (std::int64_t id = 1; id <= count; ++id) {
    const double kind = rng.unit();
    std::vector<TicketOption> options;
    if (kind < 0.7) options.push_back(sample::bw(rating(rng)));
    if (kind >= 0.3) options.push_back(sample::sc2(rating(rng)));
    tickets.push_back(sample::ticket(id, std::move(options)));
    tickets.back().joined_at -= std::chrono::seconds(60) * rng.between(0, 4);
  }
  return tickets;
}

std::vector<Ticket> mixed_teams(Rng& rng) {
  std::vector<Ticket> teams;
  const auto count = rng.between(3, 7);
  for (std::int64_t id = 1; id <= count; ++id) {
    // All within the first window of each other.
    const int near = static_cast<int>(rng.between(1430, 1570));
    teams.push_back(sample::ticket(id, {{std::string(kMixedSide), "", near}}));
    teams.back().mode = "2v2";
    teams.back().joined_at -= std::chrono::seconds(60) * rng.between(0, 4);
  }
  return teams;
}

// Matches made, after checking that everybody is in one at most.
int made_by_plan_wave(const std::vector<Ticket>& tickets, const std::string& mode) {
  PoolRules rules;
  rules.mode = mode;
  Rng rng(1);
  const WavePlan plan = plan_wave(tickets, rules, sample::catalog(), sample::kNow, rng);
  std::set<TicketId> seen;
  for (const Proposal& proposal : plan.proposals) {
    EXPECT_TRUE(seen.insert(proposal.first.ticket).second);
    EXPECT_TRUE(seen.insert(proposal.second.ticket).second);
  }
  return static_cast<int>(plan.proposals.size());
}

// The figures in domain.md, 663 of 4486 matches in 632 of 2000 waves, come from waves that are not published;
// these here are like them. That plan_wave() reaches the maximum is checked against brute force elsewhere:
// here it stands for what is possible.
TEST(PublishedWave, LosesEverySeventhMatchThatWeMake) {
  Rng rng(1);
  int possible = 0;
  int lost = 0;
  int waves_below = 0;
  for (int wave = 0; wave < kWaves; ++wave) {
    const std::vector<Ticket> tickets = evening_queue(rng);
    const int ours = made_by_plan_wave(tickets, "1v1");
    const int theirs = published_1v1(tickets);
    ASSERT_LE(theirs, ours);
    possible += ours;
    lost += ours - theirs;
    waves_below += theirs < ours ? 1 : 0;
  }
  const double share = static_cast<double>(lost) / possible;
  std::cout << "the published rule loses " << lost << " of " << possible << " matches (" << 100 * share
            << " %), in " << waves_below << " of " << kWaves << " waves\n";
  EXPECT_NEAR(share, 0.148, 0.015);
  EXPECT_NEAR(waves_below, 632, 60);
}

TEST(PublishedWave, BooksTeamsTwiceWhereWeDoNot) {
  Rng rng(1);
  int waves_double = 0;
  for (int wave = 0; wave < kWaves; ++wave) {
    const std::vector<Ticket> teams = mixed_teams(rng);
    EXPECT_EQ(made_by_plan_wave(teams, "2v2"), static_cast<int>(teams.size() / 2));
    const std::vector<int> booked = published_2v2(teams);
    waves_double += std::ranges::any_of(booked, [](int matches) { return matches > 1; }) ? 1 : 0;
  }
  std::cout << "the published rule books a team twice in " << waves_double << " of " << kWaves << " waves\n";
  EXPECT_NEAR(waves_double, 1277, 60);
}

}  // namespace
}  // namespace evo
