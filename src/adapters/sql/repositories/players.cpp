#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"
#include "adapters/sql/statement_text.hpp"
#include "base/text.hpp"

namespace evo::sql {
namespace {

constexpr Query kInsert(
    "INSERT INTO players (name, name_folded, other_names, region, country, language, role, banned, simulated,"
    " timeout_until, races, vetoes, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    " ON CONFLICT (name_folded) DO NOTHING RETURNING id");
constexpr char kSelect[] =
    "SELECT id, name, other_names, region, country, language, role, banned, simulated, timeout_until, races, "
    "vetoes,"
    " created_at FROM players ";
constexpr auto kFindText = joined(kSelect, "WHERE id = $1");
constexpr Query kFind(kFindText.data());
constexpr auto kFindByNameText = joined(kSelect, "WHERE name_folded = $1");
constexpr Query kFindByName(kFindByNameText.data());
constexpr Query kUpdate(
    "UPDATE players SET name = $2, name_folded = $3, other_names = $4, region = $5, country = $6, language = "
    "$7,"
    " role = $8, banned = $9, simulated = $10, timeout_until = $11, races = $12, vetoes = $13"
    " WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM players WHERE name_folded = $3 AND id <> $1)");
constexpr Query kExists("SELECT 1 FROM players WHERE id = $1");
constexpr Query kLock("SELECT id FROM players WHERE id IN ({ids $1}) ORDER BY id {lock players}");

constexpr Query kFindIdentity("SELECT player_id FROM identities WHERE provider = $1 AND subject = $2");
// An identity that is there already is touched only to learn whose it is.
constexpr Query kAddIdentity(
    "INSERT INTO identities (provider, subject, player_id) VALUES ($1, $2, $3)"
    " ON CONFLICT (provider, subject) DO UPDATE SET player_id = identities.player_id RETURNING player_id");

constexpr Query kOwnersOfToons("SELECT toon, player_id FROM toons WHERE toon IN ({texts $1}) ORDER BY toon");
constexpr Query kToonsOf(
    "SELECT toon, player_id FROM toons WHERE player_id IN ({ids $1}) ORDER BY player_id, toon");
constexpr Query kBindToon(
    "INSERT INTO toons (toon, player_id) VALUES ($1, $2)"
    " ON CONFLICT (toon) DO UPDATE SET player_id = toons.player_id RETURNING player_id");

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
  player.created_at = row.time("created_at");
  return player;
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
  CO_TRY(auto rows,
         co_await session_.execute(
             kInsert, values(player.name, lower_ascii(player.name), texts_to_json(player.other_names),
                             player.region, player.country, player.language, to_string(player.role),
                             player.banned, player.simulated, player.timeout_until,
                             texts_to_json(player.races), texts_to_json(player.vetoes), player.created_at)));
  if (rows.empty()) co_return fail(name_taken(player.name));
  co_return RowReader("players", rows[0]).id<PlayerId>("id");
}

Task<Result<Player>> SqlPlayers::find(PlayerId id) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(id)));
  CO_TRY(auto player, read_one("players", std::move(rows), read_player));
  if (!player) co_return fail(no_player(id));
  co_return *std::move(player);
}

Task<Result<std::optional<Player>>> SqlPlayers::find_by_name(std::string name) {
  CO_TRY(auto rows, co_await session_.execute(kFindByName, values(lower_ascii(name))));
  co_return read_one("players", std::move(rows), read_player);
}

Task<Result<void>> SqlPlayers::update(Player player) {
  CO_TRY(const auto rows, co_await session_.execute(
                              kUpdate, values(player.id, player.name, lower_ascii(player.name),
                                              texts_to_json(player.other_names), player.region,
                                              player.country, player.language, to_string(player.role),
                                              player.banned, player.simulated, player.timeout_until,
                                              texts_to_json(player.races), texts_to_json(player.vetoes))));
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

Task<Result<std::vector<ToonBinding>>> SqlPlayers::owners_of_toons(std::vector<std::string> toons) {
  CO_TRY(auto rows, co_await session_.execute(kOwnersOfToons, values(texts_to_json(toons))));
  co_return read_all("toons", std::move(rows), read_toon);
}

Task<Result<std::vector<ToonBinding>>> SqlPlayers::toons_of(std::vector<PlayerId> players) {
  CO_TRY(auto rows, co_await session_.execute(kToonsOf, values(ids_to_json<PlayerTag>(players))));
  co_return read_all("toons", std::move(rows), read_toon);
}

Task<Result<void>> SqlPlayers::bind_toon(ToonBinding binding) {
  CO_TRY(auto rows, co_await session_.execute(kBindToon, values(binding.toon, binding.player)));
  CO_TRY(const auto owner, read_one("toons", std::move(rows), read_owner));
  if (owner != binding.player)
    co_return fail(conflict("the toon handle " + binding.toon + " belongs to another player"));
  co_return Result<void>{};
}

}  // namespace evo::sql
