#include "app/accounts.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "core/player/player.hpp"

namespace evo {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr int kNameAttemptsMax = 20;

std::string hash_of(std::string_view token) { return to_hex(sha256(token)); }

// The letters of `wish`, cut and filled up to a valid name; later attempts get random endings.
std::string name_variant(std::string_view wish, int attempt) {
  std::string name;
  for (const char c : wish)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) name += c;
  if (name.empty()) name = "Guest";
  const std::size_t suffix = attempt == 0 && name.size() >= kNameLettersMin ? 0 : 4;
  name.resize(std::min(name.size(), kNameLettersMax - suffix));
  if (suffix > 0) {
    for (const char digit : random_token(suffix).substr(0, suffix))
      name += static_cast<char>('a' + (digit >= 'a' ? digit - 'a' + 10 : digit - '0'));
  }
  return name;
}

Task<Result<PlayerId>> insert_under_free_name(Tx& tx, std::string wish, bool simulated) {
  for (int attempt = 0; attempt < kNameAttemptsMax; ++attempt) {
    Player player;
    player.name = name_variant(wish, attempt);
    player.simulated = simulated;
    player.created_at = tx.now();
    CO_TRY(const auto taken, co_await tx.players().find_by_name(player.name));
    if (!taken) co_return co_await tx.players().insert(std::move(player));
  }
  co_return fail(conflict("no free variant of this name was found; choose another"));
}

}  // namespace

Task<Result<SignedIn>> Accounts::sign_in_guest(std::string name) {
  if (!name.empty()) CO_CHECK_OK(validate_name(name, rules_));
  SignedIn signed_in;
  signed_in.token = random_token(kTokenBytes);
  auto body = [&](Tx& tx) -> Task<Result<SignedIn>> {
    PlayerId id;
    if (name.empty()) {
      CO_TRY(id, co_await insert_under_free_name(tx, "Guest", false));
    } else {
      Player player;
      player.name = name;
      player.created_at = tx.now();
      CO_TRY(id, co_await tx.players().insert(std::move(player)));
    }
    CO_CHECK_OK(co_await tx.players().add_identity({"guest", random_token(16), id}));
    SignedIn result = signed_in;
    result.session = {hash_of(result.token), random_token(kTokenBytes), id, tx.now(),
                      tx.now() + kSessionLifetime};
    CO_CHECK_OK(co_await tx.sessions().insert(result.session));
    CO_TRY(result.player, co_await tx.players().find(id));
    co_return result;
  };
  co_return co_await store_.transact(body);
}

Task<Result<PlayerId>> Accounts::ensure_player(Identity identity, std::string name, bool simulated) {
  auto body = [&](Tx& tx) -> Task<Result<PlayerId>> {
    CO_TRY(const auto known, co_await tx.players().find_identity(identity.provider, identity.subject));
    if (known) co_return *known;
    CO_TRY(const PlayerId id, co_await insert_under_free_name(tx, name, simulated));
    CO_CHECK_OK(co_await tx.players().add_identity({identity.provider, identity.subject, id}));
    co_return id;
  };
  co_return co_await store_.transact(body);
}

Task<Result<std::optional<SignedIn>>> Accounts::authenticate(std::string token) {
  if (token.size() != 2 * kTokenBytes) co_return std::nullopt;
  auto body = [&](Tx& tx) -> Task<Result<std::optional<SignedIn>>> {
    CO_TRY(auto session, co_await tx.sessions().find(hash_of(token)));
    if (!session) co_return std::nullopt;
    SignedIn result{token, *std::move(session), {}};
    CO_TRY(result.player, co_await tx.players().find(result.session.player));
    co_return result;
  };
  co_return co_await store_.read(body);
}

Task<Result<void>> Accounts::sign_out(std::string token) {
  auto body = [&](Tx& tx) -> Task<Result<void>> { co_return co_await tx.sessions().remove(hash_of(token)); };
  co_return co_await store_.transact(body);
}

}  // namespace evo
