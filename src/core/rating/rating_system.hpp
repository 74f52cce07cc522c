// Rating systems behind one interface. A system turns skills and the order in which teams finished into new
// skills; it knows neither players nor matches nor clocks. Every system speaks in points of one scale around
// 1500, and what it returns is rounded (points whole, deviation to thousandths, volatility to billionths), so
// that a skill survives being stored and a replay of the ledger gives equal numbers everywhere.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/rating/rating.hpp"

namespace evo {

enum class RatingSystemKind { elo, glicko2, weng_lin, plackett_luce };
std::string_view to_string(RatingSystemKind kind);  // "elo", "glicko2", "weng-lin", "plackett-luce"
std::optional<RatingSystemKind> rating_system_from(std::string_view text);

struct Skill {
  int value = 1500;
  double deviation = 0;  // 0 in systems without uncertainty.
  double volatility = 0;

  friend bool operator==(const Skill&, const Skill&) = default;
};

// How one team finished: 1 is the best place, equal places are a draw.
struct TeamResult {
  std::vector<Skill> members;
  int place = 1;
};

struct Glicko2Rules {
  double deviation = 350;     // Of a newcomer, and the most that absence leads to.
  double deviation_min = 30;  // Never surer than this: people change.
  double volatility = 0.06;
  double tau = 0.5;                        // How quickly volatility may change.
  Duration period = std::chrono::days(1);  // Absence counts in fractions of it.
};

struct WengLinRules {
  double deviation = 350;
  double deviation_min = 30;
  double beta =
      175;  // Spread of one performance around the skill: half a newcomer's deviation, as published.
  double kappa = 0.0001;      // The least factor by which one game shrinks a variance.
  double drift_per_day = 10;  // Points by which a skill wanders in a day; variances add.
};

struct RatingRules {
  RatingSystemKind system = RatingSystemKind::elo;
  Glicko2Rules glicko2 = {};
  WengLinRules weng_lin = {};
};

class RatingSystem {
 public:
  virtual ~RatingSystem() = default;
  virtual Skill start() const = 0;
  // The skill after a time without games: equally good, less certain.
  virtual Skill aged(Skill skill, Duration idle) const = 0;
  // Skills after one game, in the order given. At least two teams, none empty.
  virtual std::vector<std::vector<Skill>> after_game(std::span<const TeamResult> teams) const = 0;
  // Expected score of `own` against `other`, from 0 to 1.
  virtual double expected(std::span<const Skill> own, std::span<const Skill> other) const = 0;
};

std::unique_ptr<const RatingSystem> make_rating_system(const RatingRules& rules, const EloRules& elo);

// The skill a rating stands for at `now`. Where another system wrote the rating, the value stays and the rest
// is a newcomer's.
Skill skill_at(const RatingSystem& system, const Rating& rating, Time now);

// What one rating brings into a game, see RatedSeat.
struct SeatSkill {
  int team = 0;
  Skill skill;
  int people = 1;
};

// One game as the ladder knows it, and who won. Skills after it, seat by seat.
std::vector<Skill> rate_seats(const RatingSystem& system, std::span<const SeatSkill> seats,
                              const Outcome& outcome);

}  // namespace evo
