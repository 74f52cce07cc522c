#include "core/rating/glicko2.hpp"

#include <cmath>
#include <numbers>

namespace evo {
namespace {

constexpr double kScale = 173.7178;  // 400 / ln 10, to the digits of the paper.
constexpr double kConverged = 0.000001;
constexpr int kIterationsMax = 100;

double weight(double deviation) {
  return 1 / std::sqrt(1 + 3 * deviation * deviation / (std::numbers::pi * std::numbers::pi));
}

double expected(double gap, double opponent_weight) { return 1 / (1 + std::exp(-opponent_weight * gap)); }

// Step 5: the root of the paper's f by the Illinois variant of false position.
class Volatility {
 public:
  Volatility(double deviation, double volatility, double variance, double improvement, double tau)
      : variance_(deviation * deviation + variance),
        improvement_(improvement * improvement),
        before_(std::log(volatility * volatility)),
        tau_(tau) {}

  double after() const {
    double a = before_;
    double b = 0;
    if (improvement_ > variance_) {
      b = std::log(improvement_ - variance_);
    } else {
      b = before_ - tau_;
      while (slope(b) < 0) b -= tau_;
    }
    double at_a = slope(a);
    double at_b = slope(b);
    for (int i = 0; i < kIterationsMax && std::abs(b - a) > kConverged; ++i) {
      const double c = a + (a - b) * at_a / (at_b - at_a);
      const double at_c = slope(c);
      if (at_c * at_b <= 0) {
        a = b;
        at_a = at_b;
      } else {
        at_a /= 2;
      }
      b = c;
      at_b = at_c;
    }
    return std::exp(a / 2);
  }

 private:
  double slope(double x) const {
    const double power = std::exp(x);
    const double spread = variance_ + power;
    return power * (improvement_ - spread) / (2 * spread * spread) - (x - before_) / (tau_ * tau_);
  }

  double variance_;
  double improvement_;
  double before_;
  double tau_;
};

}  // namespace

GlickoSkill glicko2_update(const GlickoSkill& own, std::span<const GlickoResult> results, double tau,
                           double periods) {
  if (results.empty())
    return {own.rating, glicko2_aged(own.deviation, own.volatility, periods), own.volatility};
  // Step 2 is the division by kScale; steps 3 and 4 sum over the results.
  const double deviation = own.deviation / kScale;
  double information = 0;
  double surprise = 0;
  for (const GlickoResult& result : results) {
    const double g = weight(result.deviation / kScale);
    const double e = expected((own.rating - result.rating) / kScale, g);
    information += g * g * e * (1 - e);
    surprise += g * (result.score - e);
  }
  const double variance = 1 / information;
  const double volatility = Volatility(deviation, own.volatility, variance, variance * surprise, tau).after();
  // Steps 6 to 8.
  const double aged = std::sqrt(deviation * deviation + periods * volatility * volatility);
  const double after = 1 / std::sqrt(1 / (aged * aged) + information);
  return {own.rating + kScale * after * after * surprise, kScale * after, volatility};
}

double glicko2_aged(double deviation, double volatility, double periods) {
  return std::sqrt(deviation * deviation + periods * kScale * kScale * volatility * volatility);
}

double glicko2_expected(double own, double opponent, double deviation) {
  return expected((own - opponent) / kScale, weight(deviation / kScale));
}

}  // namespace evo
