#include "core/rating/rating_system.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "core/rating/glicko2.hpp"
#include "core/rating/weng_lin.hpp"

namespace evo {
namespace {

constexpr double kBeta = 25.0 / 6;
constexpr double kKappa = 0.0001;
constexpr std::array kKinds{RatingSystemKind::elo, RatingSystemKind::glicko2, RatingSystemKind::weng_lin,
                            RatingSystemKind::plackett_luce};

std::unique_ptr<const RatingSystem> system_of(RatingSystemKind kind) {
  return make_rating_system({.system = kind}, {});
}

// One team of newcomers for each size given; they finish in this order.
std::vector<WengLinTeam> newcomers(std::vector<std::size_t> sizes) {
  std::vector<WengLinTeam> teams;
  for (const std::size_t size : sizes)
    teams.push_back({std::vector<Gaussian>(size), static_cast<int>(teams.size()) + 1});
  return teams;
}

void expect_near(const Gaussian& found, double mean, double deviation) {
  EXPECT_NEAR(found.mean, mean, 1e-9);
  EXPECT_NEAR(found.deviation, deviation, 1e-9);
}

TEST(Glicko2, TheWorkedExampleOfThePaper) {
  const std::vector<GlickoResult> results{{1400, 30, 1}, {1550, 100, 0}, {1700, 300, 0}};
  const GlickoSkill after = glicko2_update({1500, 200, 0.06}, results, 0.5);
  EXPECT_NEAR(after.rating, 1464.06, 0.01);
  EXPECT_NEAR(after.deviation, 151.52, 0.01);
  EXPECT_NEAR(after.volatility, 0.05999, 0.00001);
}

TEST(Glicko2, APeriodWithoutGamesOnlyAges) {
  const GlickoSkill after = glicko2_update({1600, 50, 0.06}, {}, 0.5);
  EXPECT_EQ(after.rating, 1600);
  EXPECT_EQ(after.volatility, 0.06);
  EXPECT_NEAR(after.deviation, std::hypot(50, 0.06 * 173.7178), 1e-9);
}

TEST(Glicko2, SurprisesRaiseTheVolatility) {
  const std::vector<GlickoResult> beaten(5, {2500, 30, 1});
  EXPECT_GT(glicko2_update({1500, 50, 0.06}, beaten, 0.5).volatility, 0.06);
}

// The figures are those that the documentation and tests of the OpenSkill family publish for these inputs.
TEST(WengLin, BradleyTerryGivesThePublishedFigures) {
  const auto model = WengLinModel::bradley_terry;
  auto after = weng_lin_update(newcomers({1, 1}), model, kBeta, kKappa);
  expect_near(after[0][0], 27.63523138347365, 8.065506316323548);
  expect_near(after[1][0], 22.36476861652635, 8.065506316323548);
  after = weng_lin_update(newcomers({1, 1, 1}), model, kBeta, kKappa);
  expect_near(after[0][0], 30.2704627669473, 7.788474807872566);
  expect_near(after[1][0], 25.0, 7.788474807872566);
  expect_near(after[2][0], 19.7295372330527, 7.788474807872566);
  after = weng_lin_update(newcomers({1, 1, 1, 1}), model, kBeta, kKappa);
  expect_near(after[0][0], 32.90569415042095, 7.5012190693964005);
  expect_near(after[3][0], 17.09430584957905, 7.5012190693964005);
}

TEST(WengLin, PlackettLuceGivesThePublishedFigures) {
  const auto model = WengLinModel::plackett_luce;
  std::vector<WengLinTeam> teams{{{{25, 25.0 / 3}, {32.444, 5.123}}, 1},
                                 {{{43.381, 2.421}, {25.188, 6.211}}, 2}};
  auto after = weng_lin_update(teams, model, kBeta, kKappa);
  expect_near(after[0][0], 28.669648436582808, 8.071520788025197);
  expect_near(after[0][1], 33.83086971107981, 5.062772998705765);
  expect_near(after[1][0], 43.071274808241974, 2.4166900452721256);
  expect_near(after[1][1], 23.149503312339064, 6.1378606973362135);

  after = weng_lin_update(newcomers({1, 1, 1, 1}), model, kBeta, kKappa);
  expect_near(after[0][0], 27.795084971874736, 8.263160757613477);
  expect_near(after[1][0], 26.552824984374855, 8.179213704945203);
  expect_near(after[2][0], 24.68943500312503, 8.083731307186588);
  expect_near(after[3][0], 20.96265504062538, 8.083731307186588);

  teams = {{{{29.182, 4.782}}, 1}, {{{27.174, 4.922}}, 2}, {{{16.672, 6.217}}, 3}, {{{25, 25.0 / 3}}, 4}};
  after = weng_lin_update(teams, model, kBeta, kKappa);
  expect_near(after[0][0], 30.209971908310553, 4.764898977359521);
  expect_near(after[1][0], 27.64460833689499, 4.882789305097372);
  expect_near(after[2][0], 17.403586731283518, 6.100723440599442);
  expect_near(after[3][0], 19.214790707434826, 7.8542613981643985);
}

TEST(RatingSystems, TextGoesThereAndBack) {
  for (const RatingSystemKind kind : kKinds) EXPECT_EQ(rating_system_from(to_string(kind)), kind);
  EXPECT_EQ(rating_system_from("trueskill"), std::nullopt);
}

TEST(RatingSystems, EloIsTheDefaultAndUnchanged) {
  const auto system = make_rating_system({}, {});
  for (const int gap : {0, 25, 50, 100, 400, 800}) {
    const std::vector<SeatSkill> seats{{0, {.value = 1500 + gap}}, {1, {.value = 1500}}};
    const auto after = rate_seats(*system, seats, Outcome::win(0));
    EXPECT_EQ(after[0].value - seats[0].skill.value, elo_change(1500 + gap, 1500, 1, {}));
    EXPECT_EQ(after[1].value - seats[1].skill.value, elo_change(1500, 1500 + gap, 0, {}));
    EXPECT_EQ(after[0].deviation, 0);
  }
}

TEST(RatingSystems, EqualsShareADrawAndTheWinnerGains) {
  for (const RatingSystemKind kind : kKinds) {
    const auto system = system_of(kind);
    const Skill start = system->start();
    const std::vector<Skill> skills(4, start);
    const std::vector<SeatSkill> seats{{0, start}, {0, start}, {1, start}, {1, start}};
    for (const Skill& skill : rate_seats(*system, seats, Outcome::draw())) EXPECT_EQ(skill.value, 1500);
    const auto after = rate_seats(*system, seats, Outcome::win(1));
    EXPECT_GT(after[2].value, 1500) << to_string(kind);
    EXPECT_EQ(after[2].value - 1500, 1500 - after[0].value) << to_string(kind);
    EXPECT_NEAR(system->expected(std::span(skills).first(2), std::span(skills).last(2)), 0.5, 1e-12);
  }
}

TEST(RatingSystems, APairIsRatedLikeTwoWhoAreAsGood) {
  for (const RatingSystemKind kind : kKinds) {
    const auto system = system_of(kind);
    Skill good = system->start();
    good.value += 130;
    const Skill other = system->start();
    const std::vector<SeatSkill> apart{{1, other}, {0, good}, {0, good}, {1, good}};
    const std::vector<SeatSkill> paired{{1, other}, {0, good, 2}, {1, good}};
    const auto wanted = rate_seats(*system, apart, Outcome::win(0));
    const auto found = rate_seats(*system, paired, Outcome::win(0));
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].value, wanted[0].value) << to_string(kind);
    EXPECT_EQ(found[1].value, wanted[1].value) << to_string(kind);
    EXPECT_EQ(found[1].deviation, wanted[1].deviation) << to_string(kind);
    EXPECT_EQ(found[2].value, wanted[3].value) << to_string(kind);
  }
}

TEST(RatingSystems, AFreeForAllIsOrderedByPlace) {
  for (const RatingSystemKind kind : kKinds) {
    const auto system = system_of(kind);
    std::vector<TeamResult> teams;
    for (int place = 1; place <= 8; ++place) teams.push_back({{system->start()}, place});
    const auto after = system->after_game(teams);
    int sum = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (i > 0) EXPECT_LE(after[i][0].value, after[i - 1][0].value) << to_string(kind) << " place " << i + 1;
      sum += after[i][0].value - 1500;
    }
    EXPECT_GT(after.front()[0].value, after.back()[0].value);
    EXPECT_NEAR(sum, 0, kind == RatingSystemKind::elo ? 0 : 4);
  }
}

TEST(RatingSystems, AbsenceMakesUncertainUpToANewcomer) {
  for (const RatingSystemKind kind : {RatingSystemKind::glicko2, RatingSystemKind::weng_lin}) {
    const auto system = system_of(kind);
    const Skill known{1700, 60, system->start().volatility};
    EXPECT_EQ(system->aged(known, Duration(0)), known);
    EXPECT_GT(system->aged(known, std::chrono::days(30)).deviation, 60);
    EXPECT_EQ(system->aged(known, std::chrono::years(100)).deviation, system->start().deviation);
    EXPECT_EQ(system->aged(known, std::chrono::days(-1)), known) << "an imported game may be older";
  }
}

TEST(RatingSystems, ARatingOfAnotherSystemKeepsItsValue) {
  Rating rating;
  rating.value = 1820;
  rating.last_played_at = from_micros(0);
  const auto system = system_of(RatingSystemKind::glicko2);
  EXPECT_EQ(skill_at(*system, rating, from_micros(1)), (Skill{1820, 350, 0.06}));
}

}  // namespace
}  // namespace evo
