// Glicko-2, written from M. E. Glickman, "Example of the Glicko-2 system" (revision of 2012): the update of
// one player over one rating period, on the scale of ratings. The step numbers in the source are the paper's.
#pragma once

#include <span>

namespace evo {

struct GlickoSkill {
  double rating = 1500;
  double deviation = 350;
  double volatility = 0.06;
};

// An opponent of the period, and the score against him.
struct GlickoResult {
  double rating = 1500;
  double deviation = 350;
  double score = 0.5;
};

// `periods`: how much of a rating period passes before the results are counted in; the paper's is 1.
GlickoSkill glicko2_update(const GlickoSkill& own, std::span<const GlickoResult> results, double tau,
                           double periods = 1);
// The deviation after `periods` without a game.
double glicko2_aged(double deviation, double volatility, double periods);
// Expected score across a gap whose two ends are together this uncertain.
double glicko2_expected(double own, double opponent, double deviation);

}  // namespace evo
