#include <array>

#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"
#include "base/text.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO players (name, name_folded, other_names, region, country, language, role, banned, simulated,"
    " timeout_until, races, vetoes, battletag, terms_accepted, terms_accepted_at, setup_completed_at, alerts,"
    " survey, referred_by, referred_at, deleted_at, time_zone, quiet_hours, alerted_at, blocked_servers,"
    " choices, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,"
    " $22, $23, $24, $25, $26, $27) ON CONFLICT (name_folded) DO NOTHING RETURNING id");
constexpr char kSelect[] =
    "SELECT id, name, other_names, region, country, language, role, banned, simulated, timeout_until, races,"
    " vetoes, battletag, terms_accepted, terms_accepted_at, setup_completed_at, alerts, survey, referred_by,"
    " referred_at, deleted_at, time_zone, quiet_hours, alerted_at, blocked_servers, choices, created_at FROM "
    "players ";
constexpr auto kFindText = joined(kSelect, "WHERE id = $1");
constexpr Query kFind(kFindText.data());
constexpr Query kLabels("SELECT id, name, country FROM players WHERE id IN ({ids $1}) ORDER BY id");
constexpr auto kFindByNameText = joined(kSelect, "WHERE name_folded = $1");
constexpr Query kFindByName(kFindByNameText.data());
constexpr auto kWithAlertsText = joined(
    kSelect,
    "WHERE alerts <> {empty_object} AND id > $1 AND banned = 0 AND simulated = 0 AND deleted_at IS NULL"
    " ORDER BY id LIMIT $2");
constexpr Query kWithAlerts(kWithAlertsText.data());
// created_at never changes.
constexpr Query kUpdate(
    "UPDATE players SET name = $1, name_folded = $2, other_names = $3, region = $4, country = $5,"
    " language = $6, role = $7, banned = $8, simulated = $9, timeout_until = $10, races = $11, vetoes = $12,"
    " battletag = $13, terms_accepted = $14, terms_accepted_at = $15, setup_completed_at = $16, alerts = $17,"
    " survey = $18, referred_by = $19, referred_at = $20, deleted_at = $21, time_zone = $22,"
    " quiet_hours = $23, alerted_at = $24, blocked_servers = $25, choices = $26"
    " WHERE id = $27 AND NOT EXISTS (SELECT 1 FROM players WHERE name_folded = $2 AND id <> $27)");
constexpr Query kExists("SELECT 1 FROM players WHERE id = $1");
constexpr Query kLock("SELECT id FROM players WHERE id IN ({ids $1}) ORDER BY id {lock players}");

constexpr Query kFindIdentity("SELECT player_id FROM identities WHERE provider = $1 AND subject = $2");
// An identity that is there already is touched only to learn whose it is.
constexpr Query kAddIdentity(
    "INSERT INTO identities (provider, subject, player_id) VALUES ($1, $2, $3)"
    " ON CONFLICT (provider, subject) DO UPDATE SET player_id = identities.player_id RETURNING player_id");

constexpr Query kIdentitiesOf(
    "SELECT provider, subject, player_id FROM identities WHERE player_id = $1 ORDER BY provider, subject");

// The words of these audit lines hold names and choices; that something was changed, when and by whom stays.
constexpr std::array kForget{
    Query("DELETE FROM identities WHERE player_id = $1"),
    Query("DELETE FROM toons WHERE player_id = $1"),
    Query("DELETE FROM sessions WHERE player_id = $1"),
    Query("DELETE FROM inbox WHERE player_id = $1"),
    Query("DELETE FROM outbox WHERE player_id = $1 AND state = 'open'"),
    Query("DELETE FROM outbox WHERE player_id = $1 AND state = 'parked'"),
    Query("UPDATE audit SET state_before = '', state_after = ''"
          " WHERE target_id = $1 AND action IN ('update_profile', 'complete_setup', 'enter_referral')"),
};
// Where the name was copied to: seats of matches, final standings, and what the referrer was told.
constexpr std::array kRename{
    Query("UPDATE match_players SET name = $2 WHERE player_id = $1"),
    Query("UPDATE season_standings SET name = $2, country = '', region = '' WHERE player_id = $1"),
    Query("UPDATE inbox SET words = $2 WHERE dedupe_key = 'referral:' || $1"),
    Query("UPDATE outbox SET words = $2 WHERE dedupe_key = 'referral:' || $1"),
};

constexpr Query kOwnersOfToons("SELECT toon, player_id FROM toons WHERE toon IN ({texts $1}) ORDER BY toon");
constexpr Query kToonsOf(
    "SELECT toon, player_id FROM toons WHERE player_id IN ({ids $1}) ORDER BY player_id, toon");
constexpr Query kToonsOfOne("SELECT toon, player_id FROM toons WHERE player_id = $1 ORDER BY toon");
constexpr Query kBindToon(
    "INSERT INTO toons (toon, player_id) VALUES ($1, $2)"
    " ON CONFLICT (toon) DO UPDATE SET player_id = toons.player_id RETURNING player_id");
constexpr Query kReleaseToon("DELETE FROM toons WHERE toon = $1 AND player_id = $2");

Player read_player(RowReader& row) {
  Player player;
  player.id = row.id<PlayerId>("id");
  player.name = row.text("name");
  player.other_names = row.json("other_names", texts_from_json);
  player.region = row.text("region");
  player.country = row.text("country");
  player.language = row.text("language");
  player.role = row.name("role", role_from);
  player.banned = row.flag("banned");
  player.simulated = row.flag("simulated");
  player.timeout_until = row.optional_time("timeout_until");
  player.races = row.json("races", texts_from_json);
  player.vetoes = row.json("vetoes", texts_from_json);
  player.battletag = row.text("battletag");
  player.terms_accepted = row.text("terms_accepted");
  player.terms_accepted_at = row.optional_time("terms_accepted_at");
  player.setup_completed_at = row.optional_time("setup_completed_at");
  player.alerts = row.json("alerts", alerts_from_json);
  player.survey = row.optional_json("survey", survey_from_json);
  player.referred_by = row.id<PlayerId>("referred_by");
  player.referred_at = row.optional_time("referred_at");
  player.deleted_at = row.optional_time("deleted_at");
  player.time_zone = row.text("time_zone");
  player.quiet_hours = QuietHours(static_cast<unsigned long>(row.whole("quiet_hours")));
  player.alerted_at = row.optional_time("alerted_at");
  player.blocked_servers = row.json("blocked_servers", texts_from_json);
  player.choices = row.json("choices", choices_from_json);
  player.created_at = row.time("created_at");
  return player;
}

PlayerLabel read_label(RowReader& row) {
  PlayerLabel label;
  label.id = row.id<PlayerId>("id");
  label.name = row.text("name");
  label.country = row.text("country");
  return label;
}

// All columns but created_at, which the insert and the id, which the update adds.
Params player_values(const Player& player) {
  return values(player.name, lower_ascii(player.name), texts_to_json(player.other_names), player.region,
                player.country, player.language, to_string(player.role), player.banned, player.simulated,
                player.timeout_until, texts_to_json(player.races), texts_to_json(player.vetoes),
                player.battletag, player.terms_accepted, player.terms_accepted_at, player.setup_completed_at,
                alerts_to_json(player.alerts), player.survey.transform(survey_to_json),
                nullable(player.referred_by), player.referred_at, player.deleted_at, player.time_zone,
                static_cast<int>(player.quiet_hours.to_ulong()), player.alerted_at,
                texts_to_json(player.blocked_servers), choices_to_json(player.choices));
}

Identity read_identity(RowReader& row) {
  Identity identity;
  identity.provider = row.text("provider");
  identity.subject = row.text("subject");
  identity.player = row.id<PlayerId>("player_id");
  return identity;
}

ToonBinding read_toon(RowReader& row) {
  ToonBinding binding;
  binding.toon = row.text("toon");
  binding.player = row.id<PlayerId>("player_id");
  return binding;
}

PlayerId read_owner(RowReader& row) { return row.id<PlayerId>("player_id"); }

Error name_taken(const std::string& name) { return conflict("the name " + name + " is taken"); }
Error no_player(PlayerId id) { return not_found("there is no player " + std::to_string(id.value)); }

}  // namespace

Task<Result<PlayerId>> SqlPlayers::insert(Player player) {
  Params params = player_values(player);
  params.push_back(to_value(player.created_at));
  CO_TRY(auto rows, co_await session_.execute(kInsert, std::move(params)));
  if (rows.empty()) co_return fail(name_taken(player.name));
  co_return RowReader("players", rows[0]).id<PlayerId>("id");
}

Task<Result<Player>> SqlPlayers::find(PlayerId id) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(id)));
  CO_TRY(auto player, read_one("players", std::move(rows), read_player));
  if (!player) co_return fail(no_player(id));
  co_return *std::move(player);
}

Task<Result<std::vector<PlayerLabel>>> SqlPlayers::labels(std::vector<PlayerId> ids) {
  CO_TRY(auto rows, co_await session_.execute(kLabels, values(ids_to_json<PlayerTag>(ids))));
  co_return read_all("players", std::move(rows), read_label);
}

Task<Result<std::optional<Player>>> SqlPlayers::find_by_name(std::string name) {
  CO_TRY(auto rows, co_await session_.execute(kFindByName, values(lower_ascii(name))));
  co_return read_one("players", std::move(rows), read_player);
}

Task<Result<void>> SqlPlayers::update(Player player) {
  Params params = player_values(player);
  params.push_back(to_value(player.id));
  CO_TRY(const auto rows, co_await session_.execute(kUpdate, std::move(params)));
  if (rows.affected == 1) co_return Result<void>{};
  CO_TRY(const auto found, co_await session_.execute(kExists, values(player.id)));
  co_return fail(found.empty() ? no_player(player.id) : name_taken(player.name));
}

Task<Result<void>> SqlPlayers::lock(std::vector<PlayerId> ids) {
  CO_CHECK_OK(co_await session_.execute(kLock, values(ids_to_json<PlayerTag>(ids))));
  co_return Result<void>{};
}

Task<Result<std::optional<PlayerId>>> SqlPlayers::find_identity(std::string provider, std::string subject) {
  CO_TRY(auto rows,
         co_await session_.execute(kFindIdentity, values(std::move(provider), std::move(subject))));
  co_return read_one("identities", std::move(rows), read_owner);
}

Task<Result<void>> SqlPlayers::add_identity(Identity identity) {
  CO_TRY(auto rows,
         co_await session_.execute(kAddIdentity,
                                   values(identity.provider, std::move(identity.subject), identity.player)));
  CO_TRY(const auto owner, read_one("identities", std::move(rows), read_owner));
  if (owner != identity.player)
    co_return fail(conflict("this identity of " + identity.provider + " belongs to another player"));
  co_return Result<void>{};
}

Task<Result<std::vector<Player>>> SqlPlayers::with_alerts(PlayerId after, int limit) {
  CO_TRY(auto rows, co_await session_.execute(kWithAlerts, values(after, limit)));
  co_return read_all("players", std::move(rows), read_player);
}

Task<Result<std::vector<Identity>>> SqlPlayers::identities_of(PlayerId player) {
  CO_TRY(auto rows, co_await session_.execute(kIdentitiesOf, values(player)));
  co_return read_all("identities", std::move(rows), read_identity);
}

Task<Result<void>> SqlPlayers::forget(PlayerId player, std::string name) {
  for (const Query& query : kForget) CO_CHECK_OK(co_await session_.execute(query, values(player)));
  for (const Query& query : kRename) CO_CHECK_OK(co_await session_.execute(query, values(player, name)));
  co_return Result<void>{};
}

Task<Result<std::vector<ToonBinding>>> SqlPlayers::owners_of_toons(std::vector<std::string> toons) {
  CO_TRY(auto rows, co_await session_.execute(kOwnersOfToons, values(texts_to_json(toons))));
  co_return read_all("toons", std::move(rows), read_toon);
}

Task<Result<std::vector<ToonBinding>>> SqlPlayers::toons_of(std::vector<PlayerId> players) {
  auto asked = players.size() == 1 ? session_.execute(kToonsOfOne, values(players.front()))
                                   : session_.execute(kToonsOf, values(ids_to_json<PlayerTag>(players)));
  CO_TRY(auto rows, co_await std::move(asked));
  co_return read_all("toons", std::move(rows), read_toon);
}

Task<Result<void>> SqlPlayers::bind_toon(ToonBinding binding) {
  CO_TRY(auto rows, co_await session_.execute(kBindToon, values(binding.toon, binding.player)));
  CO_TRY(const auto owner, read_one("toons", std::move(rows), read_owner));
  if (owner != binding.player)
    co_return fail(conflict("the toon handle " + binding.toon + " belongs to another player"));
  co_return Result<void>{};
}

Task<Result<bool>> SqlPlayers::release_toon(ToonBinding binding) {
  CO_TRY(const auto rows,
         co_await session_.execute(kReleaseToon, values(std::move(binding.toon), binding.player)));
  co_return rows.affected == 1;
}

}  // namespace evo::sql
