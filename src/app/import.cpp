#include "app/import.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/settle.hpp"
#include "base/text.hpp"
#include "core/player/player.hpp"

namespace evo {
namespace {

constexpr int kNameEndingsMax = 10'000;

// Names of real players need not be ladder names: what is left of the letters, filled up to a valid, free
// name.
std::string ladder_name(std::string_view in_game_name, int attempt) {
  std::string name;
  for (const char c : in_game_name)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) name += c;
  if (name.size() < kNameLettersMin) name = "Player" + name;
  std::string ending;
  for (int rest = attempt; rest > 0; rest /= 26) ending += static_cast<char>('a' + rest % 26);
  name.resize(std::min(name.size(), kNameLettersMax - ending.size()));
  return name + ending;
}

Task<Result<PlayerId>> player_of(Tx& tx, const replay::ReplayPlayer& from, Time at) {
  const std::string toon = replay::to_string(from.toon);
  CO_TRY(const auto owners, co_await tx.players().owners_of_toons({toon}));
  if (!owners.empty()) co_return owners.front().player;
  for (int attempt = 0; attempt < kNameEndingsMax; ++attempt) {
    Player player;
    player.name = ladder_name(from.name, attempt);
    player.created_at = at;
    if (lower_ascii(player.name) != lower_ascii(from.name) &&
        validate_other_names(player.name, {{from.name}}))
      player.other_names = {from.name};
    CO_TRY(const auto taken, co_await tx.players().find_by_name(player.name));
    if (taken) continue;
    CO_TRY(const PlayerId id, co_await tx.players().insert(std::move(player)));
    CO_CHECK_OK(co_await tx.players().add_identity({"toon", toon, id}));
    CO_CHECK_OK(co_await tx.players().bind_toon({toon, id}));
    co_return id;
  }
  co_return fail(conflict(fmt::format("no free name for {}", toon)));
}

Task<Result<Match>> match_of(Tx& tx, const replay::ReplaySummary& summary, const Rules& rules) {
  Match match;
  match.mode = rules.pool.mode;
  match.season = rules.catalog.current_season;
  match.state = MatchState::found;
  match.map = summary.map_title;
  match.assigned_at = summary.started_at;
  for (const replay::ReplayPlayer& from : summary.players) {
    MatchPlayer player;
    CO_TRY(player.player, co_await player_of(tx, from, summary.started_at));
    player.team = static_cast<int>(match.players.size());
    player.name = from.name;
    player.race = rules.catalog.race_in_replay(from.race_code, from.race)->code;
    player.confirmed_at = summary.started_at;
    CO_TRY(const Rating rating,
           co_await tx.ratings().find({player.player, match.mode, player.race}, rules.elo.start));
    player.rating_before = rating.value;
    match.players.push_back(std::move(player));
  }
  co_return match;
}

// The match as decided: the state machine begins where people meet on the ladder, and these two never did.
Match decided(Match match, const replay::ReplaySummary& summary) {
  const auto winner = std::ranges::find_if(summary.players, [&](const replay::ReplayPlayer& player) {
    return player.team == summary.winner->team;
  });
  match.state = MatchState::finished;
  match.outcome = Outcome::win(static_cast<int>(winner - summary.players.begin()));
  match.decision = Decision::imported;
  match.note = summary.winner->derived ? "winner derived from who left first" : "winner recorded by the game";
  match.completed_at = summary.ended_at;
  match.revision = 1;
  match.version = 1;
  return match;
}

Task<Result<std::optional<MatchId>>> known_game(Tx& tx, const std::string& sha256,
                                                const std::string& fingerprint) {
  CO_TRY(const auto file, co_await tx.replays().find_by_hash(sha256));
  if (file) co_return file->match;
  CO_TRY(const auto matches, co_await tx.replays().matches_with_fingerprint(fingerprint));
  if (!matches.empty()) co_return matches.front();
  co_return std::nullopt;
}

}  // namespace

std::optional<std::string> why_not_importable(const replay::ReplaySummary& summary, const Catalog& catalog) {
  const auto& players = summary.players;
  if (players.size() != 2) return fmt::format("{} players, not 2 ({})", players.size(), summary.type);
  for (const replay::ReplayPlayer& player : players) {
    if (player.control != replay::Control::human) return "a computer plays";
    if (!player.toon.is_set())
      return std::string("a player has no toon handle (played offline, or anonymised)");
    if (catalog.race_in_replay(player.race_code, player.race) == nullptr)
      return fmt::format("race '{}' is not in the catalog {}", player.race, catalog.code);
  }
  if (players[0].team == players[1].team) return "both play in one team";
  if (players[0].toon == players[1].toon) return "one account plays itself";
  if (!summary.winner) return "no winner can be told";
  return std::nullopt;
}

Task<Result<Imported>> import_game(Store& store, const Rules& rules, replay::ReplaySummary summary) {
  if (const auto problem = why_not_importable(summary, rules.catalog)) co_return fail(invalid(*problem));
  auto body = [&](Tx& tx) -> Task<Result<Imported>> {
    const std::string fingerprint = game_fingerprint(summary);
    CO_TRY(const auto known, co_await known_game(tx, summary.sha256, fingerprint));
    if (known) co_return Imported{*known, false};
    CO_TRY(Match match, co_await match_of(tx, summary, rules));
    CO_TRY(match.id, co_await tx.matches().insert(match));
    CO_CHECK_OK(co_await settle(tx, match, decided(match, summary), rules, {{}, "import", summary.sha256}));
    ReplayRecord record;
    record.sha256 = summary.sha256;
    record.size = static_cast<std::int64_t>(summary.size);
    record.match = match.id;
    record.uploaded_at = summary.ended_at;
    CO_TRY(record.id, co_await tx.replays().insert(record));
    record.status = ReplayStatus::judged;
    record.fingerprint = fingerprint;
    record.summary = summary;
    CO_CHECK_OK(co_await tx.replays().record_judgement(std::move(record)));
    co_return Imported{match.id, true};
  };
  co_return co_await store.transact(body);
}

}  // namespace evo
