#include "core/rating/rating_system.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/assert.hpp"
#include "base/enum_text.hpp"
#include "core/rating/glicko2.hpp"
#include "core/rating/rounding.hpp"
#include "core/rating/weng_lin.hpp"

namespace evo {
namespace {

constexpr EnumText<RatingSystemKind, 4> kKinds{{
    {RatingSystemKind::elo, "elo"},
    {RatingSystemKind::glicko2, "glicko2"},
    {RatingSystemKind::weng_lin, "weng-lin"},
    {RatingSystemKind::plackett_luce, "plackett-luce"},
}};

double score_of(const TeamResult& own, const TeamResult& other) {
  if (own.place == other.place) return 0.5;
  return own.place < other.place ? 1.0 : 0.0;
}

Skill rounded(double value, double deviation, double volatility) {
  return {round_half_even(value), std::round(deviation * 1e3) / 1e3, std::round(volatility * 1e9) / 1e9};
}

int mean_value(std::span<const Skill> team) {
  int sum = 0;
  for (const Skill& member : team) sum += member.value;
  return sum / static_cast<int>(team.size());
}

double mean_variance(std::span<const Skill> team) {
  double sum = 0;
  for (const Skill& member : team) sum += member.deviation * member.deviation;
  return sum / static_cast<double>(team.size());
}

// Everybody plays against the mean of each other team; with more than two teams the k of the ladder is shared
// among these duels.
class Elo final : public RatingSystem {
 public:
  explicit Elo(const EloRules& rules) : rules_(rules) {}

  Skill start() const override { return {.value = rules_.start}; }
  Skill aged(Skill skill, Duration) const override { return {.value = skill.value}; }

  std::vector<std::vector<Skill>> after_game(std::span<const TeamResult> teams) const override {
    const double k = rules_.k / static_cast<double>(teams.size() - 1);
    std::vector<std::vector<Skill>> after;
    for (const TeamResult& team : teams) {
      std::vector<Skill>& members = after.emplace_back();
      for (const Skill& member : team.members) {
        int change = 0;
        for (const TeamResult& other : teams)
          if (&other != &team)
            change += duel_change(member.value, mean_value(other.members), score_of(team, other), k,
                                  rules_.divisor);
        members.push_back({.value = member.value + change});
      }
    }
    return after;
  }

  double expected(std::span<const Skill> own, std::span<const Skill> other) const override {
    return elo_expected(mean_value(own), mean_value(other), rules_);
  }

 private:
  EloRules rules_;
};

// A game is a rating period of its own, and a player's absence before it a fraction of one. A team plays as
// its mean, as uncertain as its members are on average.
class Glicko2 final : public RatingSystem {
 public:
  Glicko2(const Glicko2Rules& rules, int start) : rules_(rules), start_(start) {}

  Skill start() const override { return {start_, rules_.deviation, rules_.volatility}; }

  Skill aged(Skill skill, Duration idle) const override {
    const double periods = std::chrono::duration<double>(idle) / std::chrono::duration<double>(rules_.period);
    const double deviation = glicko2_aged(skill.deviation, skill.volatility, std::max(periods, 0.0));
    return rounded(skill.value, std::min(deviation, rules_.deviation), skill.volatility);
  }

  std::vector<std::vector<Skill>> after_game(std::span<const TeamResult> teams) const override {
    std::vector<std::vector<Skill>> after;
    for (const TeamResult& team : teams) {
      std::vector<Skill>& members = after.emplace_back();
      const double own_mean = mean_value(team.members);
      for (const Skill& member : team.members) {
        // The gap that decides a game is the teams'; written as an opponent that far from this member.
        const double shift = member.value - own_mean;
        std::vector<GlickoResult> results;
        for (const TeamResult& other : teams)
          if (&other != &team)
            results.push_back({mean_value(other.members) + shift, std::sqrt(mean_variance(other.members)),
                               score_of(team, other)});
        const GlickoSkill next = glicko2_update(
            {static_cast<double>(member.value), member.deviation, member.volatility}, results, rules_.tau, 0);
        members.push_back(
            rounded(next.rating, std::max(next.deviation, rules_.deviation_min), next.volatility));
      }
    }
    return after;
  }

  double expected(std::span<const Skill> own, std::span<const Skill> other) const override {
    return glicko2_expected(mean_value(own), mean_value(other),
                            std::sqrt(mean_variance(own) + mean_variance(other)));
  }

 private:
  Glicko2Rules rules_;
  int start_;
};

class WengLin final : public RatingSystem {
 public:
  WengLin(const WengLinRules& rules, int start, WengLinModel model)
      : rules_(rules), start_(start), model_(model) {}

  Skill start() const override { return {.value = start_, .deviation = rules_.deviation}; }

  Skill aged(Skill skill, Duration idle) const override {
    using Days = std::chrono::duration<double, std::ratio<86'400>>;
    const double days = std::max(std::chrono::duration_cast<Days>(idle).count(), 0.0);
    const double variance =
        skill.deviation * skill.deviation + rules_.drift_per_day * rules_.drift_per_day * days;
    return rounded(skill.value, std::min(std::sqrt(variance), rules_.deviation), 0);
  }

  std::vector<std::vector<Skill>> after_game(std::span<const TeamResult> teams) const override {
    std::vector<WengLinTeam> before;
    for (const TeamResult& team : teams) before.push_back(gaussians(team.members, team.place));
    std::vector<std::vector<Skill>> after;
    for (const auto& members : weng_lin_update(before, model_, rules_.beta, rules_.kappa)) {
      std::vector<Skill>& skills = after.emplace_back();
      for (const Gaussian& member : members)
        skills.push_back(rounded(member.mean, std::max(member.deviation, rules_.deviation_min), 0));
    }
    return after;
  }

  double expected(std::span<const Skill> own, std::span<const Skill> other) const override {
    return weng_lin_expected(gaussians(own, 1), gaussians(other, 1), rules_.beta);
  }

 private:
  static WengLinTeam gaussians(std::span<const Skill> members, int place) {
    WengLinTeam team{.members = {}, .place = place};
    for (const Skill& member : members)
      team.members.push_back({static_cast<double>(member.value), member.deviation});
    return team;
  }

  WengLinRules rules_;
  int start_;
  WengLinModel model_;
};

}  // namespace

std::string_view to_string(RatingSystemKind kind) { return text_of(kKinds, kind); }
std::optional<RatingSystemKind> rating_system_from(std::string_view text) { return value_of(kKinds, text); }

std::unique_ptr<const RatingSystem> make_rating_system(const RatingRules& rules, const EloRules& elo) {
  switch (rules.system) {
    case RatingSystemKind::elo:
      return std::make_unique<Elo>(elo);
    case RatingSystemKind::glicko2:
      return std::make_unique<Glicko2>(rules.glicko2, elo.start);
    case RatingSystemKind::weng_lin:
      return std::make_unique<WengLin>(rules.weng_lin, elo.start, WengLinModel::bradley_terry);
    case RatingSystemKind::plackett_luce:
      return std::make_unique<WengLin>(rules.weng_lin, elo.start, WengLinModel::plackett_luce);
  }
  EVO_ASSERT(false && "every system is made here");
}

Skill skill_at(const RatingSystem& system, const Rating& rating, Time now) {
  const Skill fresh = system.start();
  Skill skill{rating.value, rating.deviation, rating.volatility};
  if (skill.volatility <= 0) skill.volatility = fresh.volatility;
  if (skill.deviation <= 0) {
    skill.deviation = fresh.deviation;
    return skill;
  }
  return system.aged(skill, rating.last_played_at ? now - *rating.last_played_at : Duration(0));
}

std::vector<Skill> rate_seats(const RatingSystem& system, std::span<const SeatSkill> seats,
                              const Outcome& outcome) {
  std::map<int, TeamResult> teams;
  std::vector<std::size_t> places;  // Of each seat's first person within its team.
  for (const SeatSkill& seat : seats) {
    TeamResult& team = teams[seat.team];
    team.place = !outcome.winner || *outcome.winner == seat.team ? 1 : 2;
    places.push_back(team.members.size());
    team.members.insert(team.members.end(), static_cast<std::size_t>(seat.people), seat.skill);
  }
  EVO_ASSERT(teams.size() >= 2);
  std::vector<TeamResult> results;
  std::map<int, std::size_t> index;
  for (auto& [number, team] : teams) {
    index[number] = results.size();
    results.push_back(std::move(team));
  }
  const auto rated = system.after_game(results);
  std::vector<Skill> after;
  for (std::size_t i = 0; i < seats.size(); ++i) after.push_back(rated[index[seats[i].team]][places[i]]);
  return after;
}

}  // namespace evo
