// Abuse signals: what in the matches of a while looks like something other than play, as a ranked list with
// evidence. It accuses nobody and changes nothing: staff look and decide.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/match/match.hpp"
#include "core/rating/rating.hpp"

namespace evo {

enum class SignalKind {
  unusual_pair,    // Two meet far more often than their activity explains, and one nearly always wins.
  abort_pattern,   // Leaves a large part of the matches before they are played.
  shared_account,  // One game account was used by several players.
  rating_anomaly,  // Wins what a player of this rating could not win.
};
std::string_view to_string(SignalKind kind);

// A game account seen in a match in which its owner did not play.
struct AccountUse {
  std::string toon;
  PlayerId owner;
  std::vector<PlayerId> seen_as;  // Players of that match.
  MatchId match;
};

struct AbuseRules {
  int pair_games_min = 6;
  double pair_ratio_min = 3;         // Games together, against those that chance would give the two.
  double pair_one_sided_min = 0.85;  // Share of the games that one of them won.
  int aborts_min = 4;
  double abort_share_min = 0.3;
  int anomaly_games_min = 12;
  double anomaly_sigmas_min = 4;  // How far more wins than expected, in standard deviations.
};

struct AbuseSignal {
  SignalKind kind = SignalKind::unusual_pair;
  double weight = 0;  // Comparable between kinds: how improbable it is, as -ln of the chance, roughly.
  std::vector<PlayerId> players;
  std::string evidence;
  std::vector<MatchId> matches;  // At most kMatchesShown, newest first.
  static constexpr std::size_t kMatchesShown = 20;
};

// Heaviest first; equals by kind and players.
std::vector<AbuseSignal> abuse_signals(std::span<const Match> matches, std::span<const AccountUse> uses,
                                       const EloRules& elo, const AbuseRules& rules);

}  // namespace evo
