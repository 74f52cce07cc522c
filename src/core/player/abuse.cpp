#include "core/player/abuse.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/enum_text.hpp"

namespace evo {
namespace {

constexpr EnumText<SignalKind, 4> kKinds{{{SignalKind::unusual_pair, "unusual_pair"},
                                          {SignalKind::abort_pattern, "abort_pattern"},
                                          {SignalKind::shared_account, "shared_account"},
                                          {SignalKind::rating_anomaly, "rating_anomaly"}}};
constexpr double kAccountWeight = 8;  // Of one use; more uses add to it.

bool is_counted(const Match& match) { return match.state == MatchState::finished && match.outcome; }

// Newest first, and no more than are shown.
std::vector<MatchId> shown(std::vector<MatchId> matches) {
  std::ranges::sort(matches, std::greater{});
  matches.resize(std::min(matches.size(), AbuseSignal::kMatchesShown));
  return matches;
}

struct Pair {
  std::vector<MatchId> matches;
  double first_score = 0;  // Of the one with the smaller id.
};

struct Person {
  int games = 0;
  double score = 0;
  double expected = 0;
  double variance = 0;
  int offered = 0;
  std::vector<MatchId> counted;
  std::vector<MatchId> left;
};

class Survey {
 public:
  Survey(std::span<const Match> matches, const EloRules& elo) : elo_(elo) {
    for (const Match& match : matches) add(match);
  }

  void add_pairs(const AbuseRules& rules, std::vector<AbuseSignal>& signals) const {
    for (const auto& [key, pair] : pairs_) {
      const auto games = static_cast<double>(pair.matches.size());
      const double by_chance =
          std::max(1.0, 1.0 * people_.at(key.first).games * people_.at(key.second).games / (2.0 * games_));
      const double share = std::max(pair.first_score, games - pair.first_score) / games;
      if (games < rules.pair_games_min || games < rules.pair_ratio_min * by_chance ||
          share < rules.pair_one_sided_min)
        continue;
      signals.push_back(
          {SignalKind::unusual_pair,
           games * std::log(games / by_chance) - (games - by_chance),
           {key.first, key.second},
           fmt::format("{} games together, {:.1f} by chance; {} took {:.0f} % of the points", games,
                       by_chance, 2 * pair.first_score >= games ? key.first.value : key.second.value,
                       100 * share),
           shown(pair.matches)});
    }
  }

  void add_people(const AbuseRules& rules, std::vector<AbuseSignal>& signals) const {
    for (const auto& [id, person] : people_) {
      const auto left = static_cast<double>(person.left.size());
      if (left >= rules.aborts_min && left >= rules.abort_share_min * person.offered)
        signals.push_back({SignalKind::abort_pattern,
                           left * (1 + left / person.offered),
                           {id},
                           fmt::format("left {} of {} matches before they were played", left, person.offered),
                           shown(person.left)});
      const double sigmas =
          person.variance > 0 ? (person.score - person.expected) / std::sqrt(person.variance) : 0;
      if (person.games >= rules.anomaly_games_min && sigmas >= rules.anomaly_sigmas_min)
        signals.push_back({SignalKind::rating_anomaly,
                           sigmas * sigmas / 2,
                           {id},
                           fmt::format("{} points in {} games, {:.1f} were expected ({:.1f} deviations)",
                                       person.score, person.games, person.expected, sigmas),
                           shown(person.counted)});
    }
  }

 private:
  void add(const Match& match) {
    for (const MatchPlayer& player : match.players) {
      Person& person = people_[player.player];
      ++person.offered;
      if (player.fault != Fault::none) person.left.push_back(match.id);
    }
    if (!is_counted(match)) return;
    ++games_;
    for (const MatchPlayer& player : match.players) add_score(match, player);
    for (const MatchPlayer& first : match.players)
      for (const MatchPlayer& second : match.players)
        if (first.player < second.player && first.team != second.team) {
          Pair& pair = pairs_[{first.player, second.player}];
          pair.matches.push_back(match.id);
          pair.first_score += score(*match.outcome, first.team);
        }
  }

  // Against the others' mean, which for two players is the opponent.
  void add_score(const Match& match, const MatchPlayer& player) {
    double sum = 0;
    int others = 0;
    for (const MatchPlayer& other : match.players) {
      if (other.team == player.team) continue;
      sum += other.rating_before;
      ++others;
    }
    if (others == 0) return;
    const double expected =
        elo_expected(player.rating_before, static_cast<int>(std::lround(sum / others)), elo_);
    Person& person = people_[player.player];
    ++person.games;
    person.score += score(*match.outcome, player.team);
    person.expected += expected;
    person.variance += expected * (1 - expected);
    person.counted.push_back(match.id);
  }

  EloRules elo_;
  int games_ = 0;
  std::map<PlayerId, Person> people_;
  std::map<std::pair<PlayerId, PlayerId>, Pair> pairs_;
};

void add_accounts(std::span<const AccountUse> uses, std::vector<AbuseSignal>& signals) {
  std::map<std::string, std::vector<const AccountUse*>> by_toon;
  for (const AccountUse& use : uses) by_toon[use.toon].push_back(&use);
  for (const auto& [toon, all] : by_toon) {
    std::set<PlayerId> players{all.front()->owner};
    std::vector<MatchId> matches;
    for (const AccountUse* use : all) {
      players.insert(use->seen_as.begin(), use->seen_as.end());
      matches.push_back(use->match);
    }
    signals.push_back({SignalKind::shared_account,
                       kAccountWeight + static_cast<double>(all.size()) - 1,
                       {players.begin(), players.end()},
                       fmt::format("{}, the account of player {}, played in {} matches of others", toon,
                                   all.front()->owner.value, all.size()),
                       shown(matches)});
  }
}

}  // namespace

std::string_view to_string(SignalKind kind) { return text_of(kKinds, kind); }

std::vector<AbuseSignal> abuse_signals(std::span<const Match> matches, std::span<const AccountUse> uses,
                                       const EloRules& elo, const AbuseRules& rules) {
  std::vector<AbuseSignal> signals;
  const Survey survey(matches, elo);
  survey.add_pairs(rules, signals);
  survey.add_people(rules, signals);
  add_accounts(uses, signals);
  std::ranges::sort(signals, [](const AbuseSignal& a, const AbuseSignal& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return std::tie(a.kind, a.players) < std::tie(b.kind, b.players);
  });
  return signals;
}

}  // namespace evo
