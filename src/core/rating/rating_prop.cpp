#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/rating/rating.hpp"

namespace evo {
namespace {

int any_rating() { return *rc::gen::inRange(-500, 5'000); }
double any_score() { return *rc::gen::element(0.0, 0.5, 1.0); }
EloRules any_rules() { return {1500, *rc::gen::inRange(0, 200), *rc::gen::inRange(1, 2'000)}; }

RC_GTEST_PROP(EloProperty, BothChangesAddUpToZero, ()) {
  const EloRules rules = any_rules();
  const int own = any_rating();
  const int opponent = any_rating();
  const double own_score = any_score();
  RC_ASSERT(elo_change(own, opponent, own_score, rules) + elo_change(opponent, own, 1 - own_score, rules) ==
            0);
}

RC_GTEST_PROP(EloProperty, NoChangeExceedsK, ()) {
  const EloRules rules = any_rules();
  const int change = elo_change(any_rating(), any_rating(), any_score(), rules);
  RC_ASSERT(change >= -rules.k);
  RC_ASSERT(change <= rules.k);
}

RC_GTEST_PROP(EloProperty, AWinNeverCostsAndALossNeverPays, ()) {
  const EloRules rules = any_rules();
  const int own = any_rating();
  const int opponent = any_rating();
  RC_ASSERT(elo_change(own, opponent, 1, rules) >= 0);
  RC_ASSERT(elo_change(own, opponent, 0, rules) <= 0);
}

RC_GTEST_PROP(EloProperty, MoreForABetterScoreAndForABetterOpponent, ()) {
  const EloRules rules = any_rules();
  const int own = any_rating();
  const int opponent = any_rating();
  const int better = opponent + *rc::gen::inRange(0, 1'000);
  const double own_score = any_score();
  RC_ASSERT(elo_change(own, opponent, 0, rules) <= elo_change(own, opponent, 0.5, rules));
  RC_ASSERT(elo_change(own, opponent, 0.5, rules) <= elo_change(own, opponent, 1, rules));
  RC_ASSERT(elo_change(own, opponent, own_score, rules) <= elo_change(own, better, own_score, rules));
}

RC_GTEST_PROP(EloProperty, CountersAddUp, ()) {
  Rating rating;
  for (const int change : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-40, 41))) {
    rating = after_game(rating, change, any_score(), from_micros(change));
    RC_ASSERT(rating.peak >= rating.value);
  }
  RC_ASSERT(rating.games == rating.wins + rating.losses + rating.draws);
}

}  // namespace
}  // namespace evo
