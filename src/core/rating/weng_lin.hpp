// Bayesian approximation, written from R. C. Weng and C.-J. Lin, "A Bayesian Approximation Method for Online
// Ranking" (JMLR 12, 2011): algorithm 1, Bradley-Terry with every pair of teams, and algorithm 4,
// Plackett-Luce. A team is the sum of its members.
#pragma once

#include <span>
#include <vector>

namespace evo {

enum class WengLinModel { bradley_terry, plackett_luce };

struct Gaussian {
  double mean = 25;
  double deviation = 25.0 / 3;
};

struct WengLinTeam {
  std::vector<Gaussian> members;
  int place = 1;  // 1 is the best; equal places are a draw.
};

// Members after one game, in the order given.
std::vector<std::vector<Gaussian>> weng_lin_update(std::span<const WengLinTeam> teams, WengLinModel model,
                                                   double beta, double kappa);
// Chance of `own` to beat `other`.
double weng_lin_expected(const WengLinTeam& own, const WengLinTeam& other, double beta);

}  // namespace evo
