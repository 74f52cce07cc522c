#include "app/settle.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/rerate.hpp"
#include "app/tickets.hpp"
#include "core/rating/rating_system.hpp"

namespace evo {
namespace {

constexpr int kPriorityHigh = 10;
constexpr int kPriorityLow = 0;

std::optional<Outcome> counted(const Match& match) {
  return match.state == MatchState::finished ? match.outcome : std::nullopt;
}

std::string describe(const Match& match) {
  std::string text(to_string(match.state));
  if (match.outcome) {
    text += match.outcome->winner ? fmt::format(" team {} won", *match.outcome->winner + 1) : " draw";
    text += fmt::format(" by {}", to_string(match.decision));
  }
  return text;
}

// What the ledger says of one rating in this match so far.
struct Recorded {
  std::optional<Skill> base;  // With what the match was rated for the first time.
  int change = 0;             // Sum of all lines.
};

Recorded recorded_of(const std::vector<RatingEvent>& events, const RatingKey& key) {
  Recorded recorded;
  for (const RatingEvent& event : events) {
    if (event.key != key) continue;
    if (!recorded.base) recorded.base = Skill{event.before, event.deviation, event.volatility};
    recorded.change += event.change();
  }
  return recorded;
}

// One rating's part in deciding a match (again).
struct Stake {
  RatedSeat seat;
  Rating rating;
  Recorded recorded;
  Skill base;
};

// An imported game counts for the day on which it was played.
Time played_at(const Match& match, Time now) { return match.completed_at.value_or(now); }

Task<Result<std::vector<Stake>>> load_stakes(Tx& tx, const Match& match, const RatingSystem& system,
                                             const Rules& rules) {
  CO_TRY(const auto events, co_await tx.ratings().events_of_match(match.id));
  const Time at = played_at(match, tx.now());
  std::vector<Stake> stakes;
  for (RatedSeat& seat : rated_seats(match)) {
    CO_TRY(Rating rating, co_await tx.ratings().find(seat.key, rules.elo.start));
    Recorded recorded = recorded_of(events, seat.key);
    Stake stake{std::move(seat), std::move(rating), std::move(recorded), {}};
    stake.base = stake.recorded.base.value_or(skill_at(system, stake.rating, at));
    // Rated by a system that knew no uncertainty.
    if (stake.base.deviation <= 0) stake.base.deviation = system.start().deviation;
    if (stake.base.volatility <= 0) stake.base.volatility = system.start().volatility;
    stakes.push_back(std::move(stake));
  }
  co_return stakes;
}

// Skills after the match, stake by stake; without an outcome they are as before.
std::vector<Skill> rated(const RatingSystem& system, const std::vector<Stake>& stakes,
                         const std::optional<Outcome>& outcome) {
  std::vector<SeatSkill> seats;
  std::vector<Skill> skills;
  for (const Stake& stake : stakes) {
    seats.push_back({stake.seat.team, stake.base, stake.seat.people});
    skills.push_back(stake.base);
  }
  return outcome ? rate_seats(system, seats, *outcome) : skills;
}

// Brings the ratings to what `after` says. A match decided again is rerated with what followed; where that is
// not wanted or too much, it moves the values by the difference only, so that whatever was played since keeps
// its effect; how certain a rating is does not depend on who won.
Task<Result<void>> apply_ratings(Tx& tx, const Match& before, Match& after, const Rules& rules) {
  const auto system = make_rating_system(rules.rating, rules.elo);
  const std::optional<Outcome> old_outcome = counted(before);
  const std::optional<Outcome> new_outcome = counted(after);
  const Time now = tx.now();
  const Time at = played_at(after, now);
  CO_TRY(auto stakes, co_await load_stakes(tx, after, *system, rules));
  if (std::ranges::any_of(stakes, [](const Stake& stake) { return stake.recorded.base.has_value(); })) {
    CO_TRY(const bool rerated, co_await rerate(tx, before, after, rules));
    if (rerated) co_return co_await tx.changes().append("standings");
  }
  const std::vector<Skill> skills = rated(*system, stakes, new_outcome);
  for (std::size_t i = 0; i < stakes.size(); ++i) {
    Stake& stake = stakes[i];
    const int change = skills[i].value - stake.base.value;
    for (MatchPlayer* player : players_of(after, stake.seat.key))
      player->rating_change = new_outcome ? std::optional(change) : std::nullopt;
    const bool again = stake.recorded.base.has_value();
    Rating& rating = stake.rating;
    const int value_before = rating.value;
    if (old_outcome) count_game(rating, score(*old_outcome, stake.seat.team), -1);
    if (new_outcome) count_game(rating, score(*new_outcome, stake.seat.team), 1);
    rating.value += change - stake.recorded.change;
    rating.peak = std::max(rating.peak, rating.value);
    if (!again) {
      rating.deviation = skills[i].deviation;
      rating.volatility = skills[i].volatility;
    }
    if (!old_outcome && new_outcome) rating.last_played_at = std::max(rating.last_played_at.value_or(at), at);
    RatingEvent line{after.id,        rating.key,   after.revision,
                     value_before,    rating.value, again ? RatingCause::redecision : RatingCause::match,
                     again ? now : at};
    line.deviation = stake.base.deviation;
    line.volatility = stake.base.volatility;
    CO_CHECK_OK(co_await tx.ratings().append(std::move(line)));
    CO_CHECK_OK(co_await store_rating(tx, rating, rules));
  }
  co_return co_await tx.changes().append("standings");
}

Task<Result<void>> apply_penalties(Tx& tx, const Match& before, const Match& after, const Rules& rules) {
  for (std::size_t i = 0; i < after.players.size(); ++i) {
    const MatchPlayer& player = after.players[i];
    if (player.fault == before.players[i].fault || player.fault == Fault::none) continue;
    CO_TRY(Player record, co_await tx.players().find(player.player));
    const Time until = tx.now() + penalty(player.fault, rules.match);
    if (record.timeout_until && *record.timeout_until >= until) continue;
    record.timeout_until = until;
    CO_CHECK_OK(co_await tx.players().update(std::move(record)));
  }
  co_return Result<void>{};
}

std::optional<NoticeKind> notice_for(const Match& before, const Match& after, const Cause& cause) {
  if (after.decision == Decision::imported && before.state == MatchState::found) return std::nullopt;
  if (cause.action == "resolve_match") return NoticeKind::match_resolved;
  if (before.state == after.state) return std::nullopt;
  switch (after.state) {
    case MatchState::found:
      return NoticeKind::match_found;
    case MatchState::playing:
      return NoticeKind::match_confirmed;
    case MatchState::reported:
      return NoticeKind::match_reported;
    case MatchState::finished:
      return NoticeKind::match_finished;
    case MatchState::conflict:
      return NoticeKind::match_conflict;
    case MatchState::aborted:
    case MatchState::abandoned:
    case MatchState::expired:
      return NoticeKind::match_cancelled;
    case MatchState::invalidated:
      return NoticeKind::match_resolved;
  }
  return std::nullopt;
}

Task<Result<void>> write_notices(Tx& tx, const Match& before, const Match& after, const Cause& cause) {
  const auto kind = notice_for(before, after, cause);
  if (!kind) co_return Result<void>{};
  const bool urgent = *kind != NoticeKind::match_reported;
  for (const MatchPlayer& player : after.players) {
    if (*kind == NoticeKind::match_reported && player.player == cause.actor) continue;
    CO_CHECK_OK(co_await tx.outbox().insert(fmt::format("match:{}:{}:{}:{}", after.id.value, to_string(*kind),
                                                        after.version, player.player.value),
                                            Notice{player.player, *kind, after.id, {}},
                                            urgent ? kPriorityHigh : kPriorityLow));
  }
  co_return Result<void>{};
}

}  // namespace

Task<Result<void>> settle(Tx& tx, Match before, Match after, const Rules& rules, Cause cause) {
  if (before == after) co_return Result<void>{};
  std::vector<PlayerId> ids;
  for (const MatchPlayer& player : after.players) ids.push_back(player.player);
  std::ranges::sort(ids);
  CO_CHECK_OK(co_await tx.players().lock(ids));

  if (counted(before) != counted(after)) CO_CHECK_OK(co_await apply_ratings(tx, before, after, rules));
  CO_CHECK_OK(co_await apply_penalties(tx, before, after, rules));
  CO_CHECK_OK(co_await write_notices(tx, before, after, cause));
  CO_CHECK_OK(co_await tx.audit().append(
      {tx.now(), cause.actor, cause.action, after.id, {}, describe(before), describe(after), cause.reason}));
  CO_CHECK_OK(co_await tx.changes().append(fmt::format("match:{}", after.id.value)));
  for (const PlayerId id : ids) CO_CHECK_OK(co_await tx.changes().append(fmt::format("player:{}", id.value)));
  if (is_live(before.state) != is_live(after.state)) CO_CHECK_OK(co_await tx.changes().append("queue"));
  co_return co_await tx.matches().update(std::move(after));
}

}  // namespace evo
