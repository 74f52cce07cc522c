#include "core/rating/ledger.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace evo {
namespace {

bool counts(const std::optional<Outcome>& outcome, MatchId match) { return outcome || !match; }

}  // namespace

Rating RatingLedger::newcomer(const RatingKey& key) const {
  const Skill skill = system_->start();
  Rating rating;
  rating.key = key;
  rating.value = rating.peak = skill.value;
  rating.deviation = skill.deviation;
  rating.volatility = skill.volatility;
  return rating;
}

void RatingLedger::seed(Rating rating) {
  EVO_ASSERT(!written_values_.contains(rating.key));
  ratings_[rating.key] = std::move(rating);
}

// Fills `after` and `rated_as` of every seat from its `before`.
void RatingLedger::rate(Entry& entry) const {
  if (!entry.match) {
    Seat& seat = entry.seats.front();
    seat.after = seat.before;
    seat.after.value += entry.adjustment;
    seat.after.peak = std::max(seat.after.peak, seat.after.value);
    return;
  }
  std::vector<int> teams;
  std::vector<Skill> skills;
  std::vector<std::size_t> places;  // Of each seat's first person.
  for (Seat& seat : entry.seats) {
    seat.rated_as = skill_at(*system_, seat.before, entry.at);
    places.push_back(skills.size());
    teams.insert(teams.end(), static_cast<std::size_t>(seat.who.people), seat.who.team);
    skills.insert(skills.end(), static_cast<std::size_t>(seat.who.people), seat.rated_as);
  }
  if (!entry.outcome) {
    for (Seat& seat : entry.seats) seat.after = seat.before;
    return;
  }
  const std::vector<Skill> after = rate_seats(*system_, teams, skills, *entry.outcome);
  for (std::size_t i = 0; i < entry.seats.size(); ++i) {
    Seat& seat = entry.seats[i];
    const Skill& skill = after[places[i]];
    seat.after = after_game(seat.before, skill.value - seat.before.value,
                            score(*entry.outcome, seat.who.team), entry.at);
    seat.after.deviation = skill.deviation;
    seat.after.volatility = skill.volatility;
  }
}

void RatingLedger::write(const Entry& entry, Seat& seat, int change, RatingCause cause, Time at) {
  const RatingKey& key = seat.who.key;
  const auto [value, first] = written_values_.try_emplace(key, seat.before.value);
  RatingEvent line{entry.match, key, ++seat.revision, value->second, value->second + change, cause, at};
  line.deviation = seat.rated_as.deviation;
  line.volatility = seat.rated_as.volatility;
  value->second += change;
  seat.written += change;
  lines_.push_back(std::move(line));
}

void RatingLedger::append(Entry entry) {
  for (Seat& seat : entry.seats) {
    const Rating* known = find(seat.who.key);
    seat.before = known != nullptr ? *known : newcomer(seat.who.key);
  }
  rate(entry);
  for (Seat& seat : entry.seats) {
    const RatingCause cause = entry.match ? RatingCause::match : RatingCause::adjustment;
    if (counts(entry.outcome, entry.match))
      write(entry, seat, seat.after.value - seat.before.value, cause, entry.at);
    ratings_[seat.who.key] = seat.after;
  }
  if (entry.match) by_match_[entry.match] = entries_.size();
  entries_.push_back(std::move(entry));
}

void RatingLedger::record(RatedGame game) {
  EVO_ASSERT(game.match && !by_match_.contains(game.match));
  Entry entry{.match = game.match, .at = game.at, .outcome = game.outcome, .adjustment = 0, .seats = {}};
  for (RatedSeat& seat : game.seats) entry.seats.emplace_back().who = std::move(seat);
  append(std::move(entry));
}

void RatingLedger::adjust(const RatingKey& key, int change, Time at) {
  Entry entry{.match = {}, .at = at, .outcome = {}, .adjustment = change, .seats = {}};
  entry.seats.emplace_back().who.key = key;
  append(std::move(entry));
}

void RatingLedger::redecide(MatchId match, std::optional<Outcome> outcome, Time now) {
  const auto found = by_match_.find(match);
  EVO_ASSERT(found != by_match_.end());
  const std::size_t first = found->second;
  if (entries_[first].outcome == outcome) return;
  entries_[first].outcome = outcome;
  // Keys whose rating at this point of the order is another than it was.
  std::map<RatingKey, Rating> moved;
  for (std::size_t i = first; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    bool reached = i == first;
    for (Seat& seat : entry.seats) {
      const auto other = moved.find(seat.who.key);
      if (other == moved.end()) continue;
      seat.before = other->second;
      reached = true;
    }
    if (!reached) continue;
    const std::vector<Seat> before = entry.seats;
    rate(entry);
    for (std::size_t s = 0; s < entry.seats.size(); ++s) {
      Seat& seat = entry.seats[s];
      const int change = seat.after.value - seat.before.value - seat.written;
      // A line also says how certain the rating was, so it is written where only that has changed.
      const Skill& was = before[s].rated_as;
      const bool as_certain =
          was.deviation == seat.rated_as.deviation && was.volatility == seat.rated_as.volatility;
      if (change != 0 || !as_certain || i == first) write(entry, seat, change, RatingCause::redecision, now);
      if (seat.after == before[s].after)
        moved.erase(seat.who.key);
      else
        moved[seat.who.key] = seat.after;
    }
    if (moved.empty()) break;
  }
  for (auto& [key, rating] : moved) ratings_[key] = std::move(rating);
}

const Rating* RatingLedger::find(const RatingKey& key) const {
  const auto found = ratings_.find(key);
  return found == ratings_.end() ? nullptr : &found->second;
}

std::vector<RatingLedger::Point> RatingLedger::history(const RatingKey& key) const {
  std::vector<Point> points;
  for (const Entry& entry : entries_) {
    if (!counts(entry.outcome, entry.match)) continue;
    for (const Seat& seat : entry.seats)
      if (seat.who.key == key) points.push_back({entry.match, entry.at, seat.after.value});
  }
  return points;
}

}  // namespace evo
