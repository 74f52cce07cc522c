// RatingLedger: games in the order in which they counted, the lines they wrote, and the ratings that follow.
// Lines are only ever added. A game decided again (or no longer counted) is replayed with what followed it,
// as far as its effect reaches: the people who played in it, those they met since, and so on. What the effect
// does not reach keeps its lines and ratings to the last bit. After any history the ratings are those of
// rating the games from the beginning as they are decided now.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/rating/rating_system.hpp"

namespace evo {

struct RatedGame {
  MatchId match;
  Time at;
  std::vector<RatedSeat> seats;    // No key twice; at least two teams.
  std::optional<Outcome> outcome;  // nullopt: does not count.
};

class RatingLedger {
 public:
  // `system` outlives the ledger.
  explicit RatingLedger(const RatingSystem& system) : system_(&system) {}

  // A rating to begin with (seeding, last season's) in place of a newcomer's. Only before the first game of
  // its key.
  void seed(Rating rating);
  // The next game. Its match is new.
  void record(RatedGame game);
  // By hand, for the value only: the change joins the order where it was made.
  void adjust(const RatingKey& key, int change, Time at);
  // Another outcome for a game that is here, or nullopt to count it no longer. The same outcome again changes
  // nothing.
  void redecide(MatchId match, std::optional<Outcome> outcome, Time now);

  // As of now; a key without games or seed has none.
  const Rating* find(const RatingKey& key) const;
  const std::map<RatingKey, Rating>& ratings() const { return ratings_; }
  // In order of writing. The changes of a key add up to its value less its start.
  std::span<const RatingEvent> lines() const { return lines_; }
  // The value after each game that counts and each adjustment, as the games are decided now.
  struct Point {
    MatchId match;  // 0: an adjustment.
    Time at;
    int value = 0;
  };
  std::vector<Point> history(const RatingKey& key) const;

 private:
  struct Seat {
    RatedSeat who;
    Rating before;
    Rating after;
    Skill rated_as;
    int written = 0;   // Sum of this game's lines for the seat.
    int revision = 0;  // Of the last line.
  };
  struct Entry {
    MatchId match;  // 0: an adjustment, with one seat and `adjustment`.
    Time at;
    std::optional<Outcome> outcome;
    int adjustment = 0;
    std::vector<Seat> seats;
  };

  Rating newcomer(const RatingKey& key) const;
  void rate(Entry& entry) const;
  void write(const Entry& entry, Seat& seat, int change, RatingCause cause, Time at);
  void append(Entry entry);

  const RatingSystem* system_;
  std::map<RatingKey, Rating> ratings_;
  std::map<RatingKey, int> written_values_;  // What the lines add up to, while a replay is under way too.
  std::vector<Entry> entries_;
  std::map<MatchId, std::size_t> by_match_;
  std::vector<RatingEvent> lines_;
};

}  // namespace evo
