#include "app/seeding.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "app/tickets.hpp"
#include "core/rating/season.hpp"

namespace evo {
namespace {

struct Placement {
  std::string_view slug;
  Experience experience;
};

constexpr std::array<Placement, 8> kPlacements{{{"bw_s", Experience::professional},
                                                {"sc2_grandmaster", Experience::professional},
                                                {"bw_a", Experience::competitive},
                                                {"bw_b", Experience::competitive},
                                                {"sc2_master", Experience::competitive},
                                                {"sc2_diamond", Experience::competitive},
                                                {"bw_c", Experience::casual},
                                                {"sc2_platinum", Experience::casual}}};

// By the best placement, whatever the game; without one it is none.
Experience experience_of(const SetupSurvey& survey) {
  for (const Placement& placement : kPlacements)
    if (std::ranges::find(survey.placements, placement.slug) != survey.placements.end())
      return placement.experience;
  return Experience::none;
}

bool seeds(const SeedRules& rules) {
  return rules.other_mode_percent != 0 ||
         std::ranges::any_of(rules.survey_offsets, [](int offset) { return offset != 0; });
}

}  // namespace

Task<Result<void>> seed_rating(Tx& tx, RatingKey key, const Player& player, const Rules& rules) {
  if (!seeds(rules.seeds)) co_return Result<void>{};
  CO_TRY(const Rating rating, co_await tx.ratings().find(key, rules.elo.start));
  if (rating.games > 0 || rating.value != rules.elo.start) co_return Result<void>{};
  const auto system = make_rating_system(rules.rating, rules.elo);
  CO_TRY(const auto others, co_await tx.ratings().of_player(key.player));
  std::optional<Rating> seed = seed_from_others(*system, key, others, rules.seeds);
  if (!seed && player.survey)
    seed = seed_from_survey(*system, key, experience_of(*player.survey), rules.seeds);
  if (!seed || seed->value == rating.value) co_return Result<void>{};
  RatingEvent line{{}, key, 0, rating.value, seed->value, RatingCause::adjustment, tx.now()};
  line.deviation = seed->deviation;
  line.volatility = seed->volatility;
  CO_CHECK_OK(co_await tx.ratings().append(std::move(line)));
  CO_CHECK_OK(co_await store_rating(tx, *std::move(seed), rules));
  co_return co_await tx.changes().append(fmt::format("player:{}", key.player.value));
}

}  // namespace evo
