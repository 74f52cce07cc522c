#include "sim/match_quality.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace evo::sim {
namespace {

constexpr double kChanceMin = 0.001;  // Nobody is ever quite sure.

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

double surprise(double expected, double score) {
  const double chance = std::clamp(expected, kChanceMin, 1 - kChanceMin);
  return -(score * std::log(chance) + (1 - score) * std::log(1 - chance));
}

}  // namespace

Quantiles quantiles_of(std::vector<float>& values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const auto rank = [&](double share) {
    const auto place = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return static_cast<double>(values[std::max<std::size_t>(place, 1) - 1]);
  };
  return {rank(0.5), rank(0.95), rank(0.99), rank(1)};
}

void MatchQuality::made(const MadeMatch& match) {
  for (const Duration wait : match.waits) waits_s_.push_back(static_cast<float>(seconds(wait)));
  differences_.push_back(static_cast<float>(match.rating_difference));
  const auto [low, high] = std::minmax(match.players[0], match.players[1]);
  const auto [meeting, first_time] = last_met_.try_emplace({low, high}, match.at);
  if (!first_time && match.at - std::exchange(meeting->second, match.at) <= kRematchWithin) ++rematches_;
  ++maps_[match.map];
  for (const PlayerId player : match.players) {
    const auto [last, first_match] = last_map_.try_emplace(player, match.map);
    if (!first_match && std::exchange(last->second, match.map) == match.map) ++same_map_;
  }
  ping_ms_ += match.ping_ms;
  log_loss_ += surprise(match.expected, match.score);
  const bool first_is_favourite = match.expected >= 0.5;
  const double chance = first_is_favourite ? match.expected : 1 - match.expected;
  const auto step = static_cast<std::size_t>((chance - 0.5) * 2 * static_cast<double>(calibration_.size()));
  CalibrationStep& bin = calibration_[std::min(step, calibration_.size() - 1)];
  ++bin.matches;
  bin.predicted += chance;
  bin.actual += first_is_favourite ? match.score : 1 - match.score;
}

void MatchQuality::add(const MatchQuality& other) {
  waits_s_.insert(waits_s_.end(), other.waits_s_.begin(), other.waits_s_.end());
  differences_.insert(differences_.end(), other.differences_.begin(), other.differences_.end());
  for (const auto& [map, count] : other.maps_) maps_[map] += count;
  for (std::size_t step = 0; step < calibration_.size(); ++step) {
    calibration_[step].matches += other.calibration_[step].matches;
    calibration_[step].predicted += other.calibration_[step].predicted;
    calibration_[step].actual += other.calibration_[step].actual;
  }
  ping_ms_ += other.ping_ms_;
  log_loss_ += other.log_loss_;
  rematches_ += other.rematches_;
  same_map_ += other.same_map_;
  gave_up_ += other.gave_up_;
  if (other.beside_opponent_) waited_beside_opponent(*other.beside_opponent_);
}

QualityReport MatchQuality::report() const {
  QualityReport report;
  report.matches = static_cast<int>(differences_.size());
  report.gave_up = gave_up_;
  report.waits_s = waits_s_;
  report.differences = differences_;
  report.wait_s = quantiles_of(report.waits_s);
  report.rating_difference = quantiles_of(report.differences);
  if (beside_opponent_) report.beside_opponent_max_s = seconds(*beside_opponent_);
  if (report.matches == 0) return report;
  const double matches = report.matches;
  report.rematches = rematches_ / matches;
  report.same_map = same_map_ / (2 * matches);
  report.ping_ms = ping_ms_ / matches;
  report.log_loss = log_loss_ / matches;
  for (const auto& [map, count] : maps_) report.map_entropy -= count / matches * std::log2(count / matches);
  report.calibration = calibration_;
  for (CalibrationStep& step : report.calibration) {
    if (step.matches == 0) continue;
    step.predicted /= step.matches;
    step.actual /= step.matches;
  }
  return report;
}

}  // namespace evo::sim
