#include "core/rating/weng_lin.hpp"

#include <algorithm>
#include <cmath>

namespace evo {
namespace {

struct Sum {
  double mean = 0;
  double variance = 0;
  int place = 1;
};

// What one game says of a team: by how much its mean moves, and by which share its variance shrinks.
struct Step {
  double omega = 0;
  double delta = 0;
};

Sum sum_of(const WengLinTeam& team) {
  Sum sum{.place = team.place};
  for (const Gaussian& member : team.members) {
    sum.mean += member.mean;
    sum.variance += member.deviation * member.deviation;
  }
  return sum;
}

double pair_spread(const Sum& a, const Sum& b, double beta) {
  return std::sqrt(a.variance + b.variance + 2 * beta * beta);
}

double chance(const Sum& own, const Sum& other, double spread) {
  return 1 / (1 + std::exp((other.mean - own.mean) / spread));
}

Step bradley_terry_step(std::span<const Sum> teams, std::size_t own, double beta) {
  const Sum& team = teams[own];
  Step step;
  for (std::size_t i = 0; i < teams.size(); ++i) {
    if (i == own) continue;
    const double spread = pair_spread(team, teams[i], beta);
    const double p = chance(team, teams[i], spread);
    const double score = team.place < teams[i].place ? 1.0 : team.place == teams[i].place ? 0.5 : 0.0;
    const double gamma = std::sqrt(team.variance) / spread;
    step.omega += team.variance / spread * (score - p);
    step.delta += gamma * team.variance / (spread * spread) * p * (1 - p);
  }
  return step;
}

Step plackett_luce_step(std::span<const Sum> teams, std::size_t own, double beta) {
  double variance = 0;
  double best = teams[0].mean;
  for (const Sum& team : teams) {
    variance += team.variance + beta * beta;
    best = std::max(best, team.mean);
  }
  const double spread = std::sqrt(variance);
  // Relative to the best, so that no power overflows.
  const auto strength = [&](const Sum& team) { return std::exp((team.mean - best) / spread); };
  const Sum& team = teams[own];
  Step step;
  for (std::size_t q = 0; q < teams.size(); ++q) {
    if (teams[q].place > team.place) continue;
    double rest = 0;  // Everybody who was still to be placed when q was.
    int equals = 0;
    for (const Sum& other : teams) {
      if (other.place >= teams[q].place) rest += strength(other);
      equals += other.place == teams[q].place ? 1 : 0;
    }
    const double p = strength(team) / rest;
    step.omega += ((q == own ? 1 : 0) - p) / equals;
    step.delta += p * (1 - p) / equals;
  }
  const double gamma = std::sqrt(team.variance) / spread;
  step.omega *= team.variance / spread;
  step.delta *= gamma * team.variance / (spread * spread);
  return step;
}

}  // namespace

std::vector<std::vector<Gaussian>> weng_lin_update(std::span<const WengLinTeam> teams, WengLinModel model,
                                                   double beta, double kappa) {
  std::vector<Sum> sums;
  for (const WengLinTeam& team : teams) sums.push_back(sum_of(team));
  std::vector<std::vector<Gaussian>> after;
  for (std::size_t i = 0; i < teams.size(); ++i) {
    const Step step = model == WengLinModel::bradley_terry ? bradley_terry_step(sums, i, beta)
                                                           : plackett_luce_step(sums, i, beta);
    std::vector<Gaussian>& members = after.emplace_back();
    for (const Gaussian& member : teams[i].members) {
      // The less sure a member is, the more of what the team learns is about him.
      const double share = member.deviation * member.deviation / sums[i].variance;
      members.push_back({member.mean + share * step.omega,
                         member.deviation * std::sqrt(std::max(1 - share * step.delta, kappa))});
    }
  }
  return after;
}

double weng_lin_expected(const WengLinTeam& own, const WengLinTeam& other, double beta) {
  const Sum a = sum_of(own);
  const Sum b = sum_of(other);
  return chance(a, b, pair_spread(a, b, beta));
}

}  // namespace evo
