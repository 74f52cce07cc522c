// MatchQuality: how good matches are for those who play them, gathered one by one: how long people waited,
// how far apart they were rated, whether the ladder foresaw the result, whom and where they meet again.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace evo::sim {

// How long each player had waited for a match.
using Waits = std::map<std::pair<MatchId, PlayerId>, Duration>;

// A match of two as it was made, and how it ended.
struct MadeMatch {
  std::array<PlayerId, 2> players;
  std::array<Duration, 2> waits{};  // In the queue.
  Time at;
  int rating_difference = 0;  // Without sign.
  std::string map;
  double ping_ms = 0;     // Expected, of the one who has it worse.
  double expected = 0.5;  // What the ratings give the first player, from 0 to 1.
  double score = 0.5;     // What came of it: 1, 0.5 or 0.
};

struct Quantiles {
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
};
// Nearest rank; all 0 for no values.
Quantiles quantiles_of(std::vector<float>& values);

struct CalibrationStep {
  int matches = 0;
  double predicted = 0;  // Mean chance of the favourite.
  double actual = 0;     // Mean score of the favourite.
};

struct QualityReport {
  int matches = 0;
  int gave_up = 0;  // Left the queue without a match.
  Quantiles wait_s;
  Quantiles rating_difference;
  double rematches = 0;    // Share of matches between two who had met within kRematchWithin.
  double same_map = 0;     // Share of seats with the same map as in that player's last match.
  double map_entropy = 0;  // Bits; log2 of the number of maps where all come equally often.
  double ping_ms = 0;      // Mean.
  double log_loss = 0;     // Natural logarithm, a match; ln 2 = 0.693 knows nothing.
  std::array<CalibrationStep, 5> calibration;  // Favourites given 50 to 60 %, ..., 90 to 100 %.
  // The longest wait while somebody waited who was allowed to be the opponent; nullopt where nobody looked.
  std::optional<double> beside_opponent_max_s;
  std::vector<float> waits_s;      // Sorted; for drawing.
  std::vector<float> differences;  // Sorted.
};

class MatchQuality {
 public:
  static constexpr Duration kRematchWithin = std::chrono::hours(2);

  void made(const MadeMatch& match);
  void gave_up(int people = 1) { gave_up_ += people; }
  // What `other` has gathered among other people.
  void add(const MatchQuality& other);
  // Somebody has waited so long although an opponent was there whom only the rating kept away.
  void waited_beside_opponent(Duration wait) {
    beside_opponent_ = std::max(beside_opponent_.value_or(wait), wait);
  }
  // What follows are other people.
  void end_of_ladder() {
    last_met_.clear();
    last_map_.clear();
  }
  QualityReport report() const;

 private:
  std::vector<float> waits_s_;
  std::vector<float> differences_;
  std::map<std::pair<PlayerId, PlayerId>, Time> last_met_;
  std::map<PlayerId, std::string> last_map_;
  std::map<std::string, int> maps_;
  std::array<CalibrationStep, 5> calibration_;
  double ping_ms_ = 0;
  double log_loss_ = 0;
  int rematches_ = 0;
  int same_map_ = 0;
  int gave_up_ = 0;
  std::optional<Duration> beside_opponent_;
};

}  // namespace evo::sim
