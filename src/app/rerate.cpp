#include "app/rerate.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "app/tickets.hpp"
#include "core/mode/mode.hpp"
#include "core/rating/ledger.hpp"

namespace evo {
namespace {

std::optional<Outcome> counted(const Match& match) {
  return match.state == MatchState::finished ? match.outcome : std::nullopt;
}

// What the ledger says of one game, or of one adjustment (match 0, one seat), in the order of counting.
struct Played {
  struct Seat {
    RatedSeat who;
    Skill rated_as;  // By the newest line; its value is not known from there.
    int change = 0;  // Sum of the lines.
  };
  RatedGame game() const {
    RatedGame game{match, at, {}, outcome};
    for (const Seat& seat : seats) game.seats.push_back(seat.who);
    return game;
  }

  MatchId match;
  Time at;
  std::optional<Outcome> outcome;
  std::vector<Seat> seats;
};

RatedSeat seat_of(const LedgerLine& line) {
  return {line.event.key, line.team, pair_partner(line.event.key) ? 2 : 1};
}

std::vector<Played> games_of(const std::vector<LedgerLine>& lines) {
  std::vector<Played> games;
  std::map<MatchId, std::size_t> index;
  for (const LedgerLine& line : lines) {
    const RatingEvent& event = line.event;
    const Skill skill{0, event.deviation, event.volatility};
    if (!event.match) {
      games.push_back({{}, event.at, {}, {{seat_of(line), skill, event.change()}}});
      continue;
    }
    const auto known = index.find(event.match);
    if (known == index.end()) {
      // A game from before this stretch of the ledger, decided again in it.
      if (event.cause != RatingCause::match) continue;
      index[event.match] = games.size();
      games.push_back({event.match, event.at, line.outcome, {{seat_of(line), skill, event.change()}}});
      continue;
    }
    auto& seats = games[known->second].seats;
    const auto seat =
        std::ranges::find(seats, event.key, [](const Played::Seat& each) { return each.who.key; });
    if (seat == seats.end()) {
      seats.push_back({seat_of(line), skill, event.change()});
    } else {
      seat->rated_as = skill;
      seat->change += event.change();
    }
  }
  return games;
}

class Replay {
 public:
  Replay(Tx& tx, const Match& before, Match& after, const Rules& rules)
      : tx_(tx),
        before_(before),
        after_(after),
        rules_(rules),
        system_(make_rating_system(rules.rating, rules.elo)),
        ledger_(*system_) {}

  Task<Result<bool>> run() {
    CO_TRY(const auto lines,
           co_await tx_.ratings().ledger_since(after_.id, after_.mode, kReplayLinesMax + 1));
    games_ = games_of(lines);
    if (games_.empty() || games_.front().seats.size() != rated_seats(after_).size()) co_return false;
    for (const Played& game : games_)
      if (game.match) by_match_[game.match] = &game;
    if (std::ranges::any_of(lines,
                            [](const LedgerLine& each) { return each.event.cause == RatingCause::season; })) {
      CO_CHECK_OK(co_await leave_ratings());
      co_return true;
    }
    if (rules_.redecision == Redecision::difference ||
        lines.size() > static_cast<std::size_t>(kReplayLinesMax))
      co_return false;
    CO_CHECK_OK(co_await seed());
    for (const Played& game : games_) {
      if (game.match)
        ledger_.record(game.game());
      else
        ledger_.adjust(game.seats.front().who.key, game.seats.front().change, game.at);
    }
    const auto ratings_before = ledger_.ratings();
    const std::size_t known = ledger_.lines().size();
    ledger_.redecide(after_.id, counted(after_), tx_.now());
    for (const RatingEvent& line : ledger_.lines().subspan(known)) {
      if (moved_.empty() || moved_.back().first != line.match) moved_.emplace_back(line.match, Lines{});
      moved_.back().second.push_back(&line);
    }
    CO_CHECK_OK(co_await write_matches());
    CO_CHECK_OK(co_await write_ratings(ratings_before));
    co_return true;
  }

 private:
  using Lines = std::vector<const RatingEvent*>;

  // A season has ended since: its standings are history, and what began after it does not know of its games.
  Task<Result<void>> leave_ratings() {
    for (const RatedSeat& seat : rated_seats(after_)) {
      CO_TRY(stored_[seat.key], co_await tx_.ratings().find(seat.key, rules_.elo.start));
    }
    co_return co_await write_lines(after_, {}, after_.revision);
  }

  // Each rating as it was before the first of these games that its key played: what is stored now less what
  // they brought.
  Task<Result<void>> seed() {
    std::map<RatingKey, int> brought;
    for (const Played& game : games_)
      for (const Played::Seat& seat : game.seats) brought[seat.who.key] += seat.change;
    for (const auto& [key, change] : brought) {
      CO_TRY(stored_[key], co_await tx_.ratings().find(key, rules_.elo.start));
    }
    const Skill start = system_->start();
    for (const Played& game : games_) {
      for (const Played::Seat& seat : game.seats) {
        const RatingKey& key = seat.who.key;
        if (ledger_.find(key) != nullptr) continue;
        Rating rating;
        rating.key = key;
        rating.value = rating.peak = stored_[key].value - brought[key];
        // As it was aged for this game.
        rating.last_played_at = game.at;
        rating.deviation = seat.rated_as.deviation > 0 ? seat.rated_as.deviation : start.deviation;
        rating.volatility = seat.rated_as.volatility > 0 ? seat.rated_as.volatility : start.volatility;
        ledger_.seed(std::move(rating));
      }
    }
    co_return Result<void>{};
  }

  // Every rating gets a line, so that the match's revision still counts them.
  Task<Result<void>> write_lines(Match& match, const Lines& lines, int revision) {
    for (const RatedSeat& seat : rated_seats(match)) {
      const RatingKey& key = seat.key;
      const auto line = std::ranges::find(lines, key, [](const RatingEvent* each) { return each->key; });
      const int change = line == lines.end() ? 0 : (*line)->change();
      if (counted(match))
        for (MatchPlayer* player : players_of(match, key))
          player->rating_change = player->rating_change.value_or(0) + change;
      RatingEvent event{
          match.id, key, revision, stored_[key].value, stored_[key].value + change, RatingCause::redecision,
          tx_.now()};
      const Skill skill =
          line == lines.end() ? rated_as(match.id, key) : Skill{0, (*line)->deviation, (*line)->volatility};
      event.deviation = skill.deviation;
      event.volatility = skill.volatility;
      stored_[key].value += change;
      stored_[key].peak = std::max(stored_[key].peak, stored_[key].value);
      touched_.insert(key);
      CO_CHECK_OK(co_await tx_.ratings().append(std::move(event)));
    }
    co_return Result<void>{};
  }

  Skill rated_as(MatchId match, const RatingKey& key) const {
    for (const Played::Seat& seat : by_match_.at(match)->seats)
      if (seat.who.key == key) return seat.rated_as;
    return {};
  }

  // The rating changes of the match itself are set to what it is worth now, whatever earlier rules wrote.
  void aim_at_result() {
    for (const RatedSeat& seat : rated_seats(after_)) {
      const RatingKey& key = seat.key;
      int worth = 0;
      for (const RatingEvent& line : ledger_.lines())
        if (line.match == after_.id && line.key == key) worth += line.change();
      int written = 0;
      for (const Played::Seat& played : games_.front().seats)
        if (played.who.key == key) written = played.change;
      own_.push_back({after_.id, key, 0, 0, worth - written, RatingCause::redecision, tx_.now()});
      const Skill skill = rated_as(after_.id, key);
      own_.back().deviation = skill.deviation;
      own_.back().volatility = skill.volatility;
      for (MatchPlayer* player : players_of(after_, key))
        player->rating_change = counted(after_) ? std::optional(written) : std::nullopt;
    }
  }

  Task<Result<void>> write_matches() {
    aim_at_result();
    Lines own;
    for (const RatingEvent& line : own_) own.push_back(&line);
    CO_CHECK_OK(co_await write_lines(after_, own, after_.revision));
    for (const auto& [id, lines] : moved_) {
      if (id == after_.id) continue;
      CO_TRY(Match match, co_await tx_.matches().find(id));
      ++match.revision;
      ++match.version;
      CO_CHECK_OK(co_await write_lines(match, lines, match.revision));
      CO_CHECK_OK(co_await tx_.changes().append(fmt::format("match:{}", id.value)));
      CO_CHECK_OK(co_await tx_.matches().update(std::move(match)));
    }
    co_return Result<void>{};
  }

  void count_again(const RatedSeat& seat) {
    Rating& rating = stored_[seat.key];
    const auto old_outcome = counted(before_);
    const auto new_outcome = counted(after_);
    if (old_outcome) count_game(rating, score(*old_outcome, seat.team), -1);
    if (new_outcome) count_game(rating, score(*new_outcome, seat.team), 1);
    if (old_outcome || !new_outcome) return;
    const Time at = after_.completed_at.value_or(tx_.now());
    rating.last_played_at = std::max(rating.last_played_at.value_or(at), at);
  }

  Task<Result<void>> write_ratings(const std::map<RatingKey, Rating>& ratings_before) {
    for (const RatedSeat& seat : rated_seats(after_)) count_again(seat);
    for (const auto& [key, rating] : ledger_.ratings()) {
      const Rating& old = ratings_before.at(key);
      if (old.deviation == rating.deviation && old.volatility == rating.volatility &&
          old.last_played_at == rating.last_played_at)
        continue;
      if (old.last_played_at != rating.last_played_at) stored_[key].last_played_at = rating.last_played_at;
      stored_[key].deviation = rating.deviation;
      stored_[key].volatility = rating.volatility;
      touched_.insert(key);
    }
    std::set<PlayerId> players;
    for (const RatingKey& key : touched_) {
      players.insert(key.player);
      if (const auto partner = pair_partner(key)) players.insert(*partner);
      CO_CHECK_OK(co_await store_rating(tx_, stored_[key], rules_));
    }
    for (const PlayerId player : players)
      CO_CHECK_OK(co_await tx_.changes().append(fmt::format("player:{}", player.value)));
    co_return Result<void>{};
  }

  Tx& tx_;
  const Match& before_;
  Match& after_;
  const Rules& rules_;
  std::unique_ptr<const RatingSystem> system_;
  RatingLedger ledger_;
  std::vector<Played> games_;
  std::map<MatchId, const Played*> by_match_;
  std::map<RatingKey, Rating> stored_;  // As stored, and then as it will be.
  std::vector<std::pair<MatchId, Lines>> moved_;
  std::vector<RatingEvent> own_;
  std::set<RatingKey> touched_;
};

}  // namespace

void count_game(Rating& rating, double own_score, int sign) {
  rating.games += sign;
  if (own_score > 0.75)
    rating.wins += sign;
  else if (own_score < 0.25)
    rating.losses += sign;
  else
    rating.draws += sign;
}

Task<Result<bool>> rerate(Tx& tx, const Match& before, Match& after, const Rules& rules) {
  Replay replay(tx, before, after, rules);
  co_return co_await replay.run();
}

}  // namespace evo
