#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/rating/ledger.hpp"

namespace evo {
namespace {

constexpr std::array kKinds{RatingSystemKind::elo, RatingSystemKind::glicko2, RatingSystemKind::weng_lin,
                            RatingSystemKind::plackett_luce};

RatingKey key_of(int player) { return {PlayerId{player}, "1v1", "sc2_zerg"}; }

std::optional<Outcome> any_outcome() {
  return *rc::gen::element<std::optional<Outcome>>(Outcome::win(0), Outcome::win(1), Outcome::draw(),
                                                   std::nullopt);
}

// Something that happened: a game, or (without seats) an adjustment of `key`.
struct Deed {
  RatedGame game;
  RatingKey key;
  int change = 0;
};

std::vector<Deed> any_deeds() {
  const int count = *rc::gen::inRange(1, 40);
  std::vector<Deed> deeds;
  Time at = from_micros(0);
  for (int i = 0; i < count; ++i) {
    at += std::chrono::hours(*rc::gen::inRange(0, 100));
    Deed deed;
    deed.game.at = at;
    if (*rc::gen::inRange(0, 8) == 0) {
      deed.key = key_of(*rc::gen::inRange(1, 9));
      deed.change = *rc::gen::inRange(-200, 201);
    } else {
      const auto players =
          *rc::gen::unique<std::vector<int>>(*rc::gen::element<std::size_t>(2, 4), rc::gen::inRange(1, 9));
      deed.game.match = MatchId{i + 1};
      for (std::size_t seat = 0; seat < players.size(); ++seat)
        deed.game.seats.push_back({key_of(players[seat]), static_cast<int>(seat % 2)});
      deed.game.outcome = any_outcome();
    }
    deeds.push_back(deed);
  }
  return deeds;
}

void play(RatingLedger& ledger, const std::vector<Deed>& deeds) {
  for (const Deed& deed : deeds) {
    if (deed.game.match)
      ledger.record(deed.game);
    else
      ledger.adjust(deed.key, deed.change, deed.game.at);
  }
}

// Who is reached when deed `first` changes: its players, and whoever met them since.
std::map<RatingKey, bool> reach(const std::vector<Deed>& deeds, std::size_t first) {
  std::map<RatingKey, bool> reached;
  for (const RatedSeat& seat : deeds[first].game.seats) reached[seat.key] = true;
  for (std::size_t i = first + 1; i < deeds.size(); ++i) {
    bool touched = false;
    for (const RatedSeat& seat : deeds[i].game.seats) touched |= reached.contains(seat.key);
    if (!touched) continue;
    for (const RatedSeat& seat : deeds[i].game.seats) reached[seat.key] = true;
  }
  return reached;
}

RC_GTEST_PROP(RatingLedgerProperty, AfterAnyHistoryItEqualsAReplayFromTheBeginning, ()) {
  const auto system = make_rating_system({.system = *rc::gen::elementOf(kKinds)}, {});
  std::vector<Deed> deeds = any_deeds();
  RatingLedger ledger(*system);
  play(ledger, deeds);
  const int redecisions = *rc::gen::inRange(0, 6);
  for (int i = 0; i < redecisions; ++i) {
    Deed& deed = deeds[static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(deeds.size())))];
    if (!deed.game.match) continue;
    deed.game.outcome = any_outcome();
    ledger.redecide(deed.game.match, deed.game.outcome, from_micros(1));
  }
  RatingLedger again(*system);
  play(again, deeds);
  RC_ASSERT(ledger.ratings() == again.ratings());

  std::map<RatingKey, int> sums;
  for (const RatingEvent& line : ledger.lines()) {
    RC_ASSERT(line.before == 1500 + sums[line.key]);
    sums[line.key] += line.change();
  }
  for (const auto& [key, rating] : ledger.ratings()) {
    RC_ASSERT(rating.value == 1500 + sums[key]);
    const auto history = ledger.history(key);
    if (!history.empty()) RC_ASSERT(history.back().value == rating.value);
    for (const auto& point : history) RC_ASSERT(point.value <= rating.peak);
  }
}

RC_GTEST_PROP(RatingLedgerProperty, ARedecisionAddsLinesAndChangesNothingElse, ()) {
  const auto system = make_rating_system({.system = *rc::gen::elementOf(kKinds)}, {});
  const std::vector<Deed> deeds = any_deeds();
  RatingLedger ledger(*system);
  play(ledger, deeds);
  const auto chosen = static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(deeds.size())));
  if (!deeds[chosen].game.match) return;
  const std::vector<RatingEvent> lines(ledger.lines().begin(), ledger.lines().end());
  const std::map<RatingKey, Rating> ratings = ledger.ratings();
  const auto outcome = any_outcome();
  ledger.redecide(deeds[chosen].game.match, outcome, from_micros(7));
  if (outcome == deeds[chosen].game.outcome) RC_ASSERT(ledger.lines().size() == lines.size());
  RC_ASSERT(ledger.lines().size() >= lines.size());
  RC_ASSERT(std::equal(lines.begin(), lines.end(), ledger.lines().begin()));
  const auto reached = reach(deeds, chosen);
  for (const RatingEvent& line : ledger.lines().subspan(lines.size())) {
    RC_ASSERT(reached.contains(line.key));
    RC_ASSERT(line.cause == RatingCause::redecision);
  }
  for (const auto& [key, rating] : ratings)
    if (!reached.contains(key)) RC_ASSERT(ledger.ratings().at(key) == rating);

  // And back again: everything is as it was.
  ledger.redecide(deeds[chosen].game.match, deeds[chosen].game.outcome, from_micros(8));
  RC_ASSERT(ledger.ratings() == ratings);
}

}  // namespace
}  // namespace evo
