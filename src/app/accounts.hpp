// Accounts: who somebody is. Signing in makes a session; its token goes to the client once and only its hash
// is stored.
#pragma once

#include <optional>
#include <string>

#include "app/ports/store.hpp"
#include "core/player/player.hpp"

namespace evo {

struct SignedIn {
  std::string token;  // For the cookie; 64 hex digits.
  Session session;
  Player player;
};

class Accounts {
 public:
  explicit Accounts(Store& store, PlayerRules rules = {}) : store_(store), rules_(std::move(rules)) {}

  // A new player. An empty name gets a free "Guest...". Errors: invalid or conflict for the name.
  Task<Result<SignedIn>> sign_in_guest(std::string name);
  // The player of (provider, subject), made on first sight under a free variant of `name`.
  Task<Result<PlayerId>> ensure_player(Identity identity, std::string name, bool simulated);
  // nullopt: no such session, or expired.
  Task<Result<std::optional<SignedIn>>> authenticate(std::string token);
  // Repeatable.
  Task<Result<void>> sign_out(std::string token);

 private:
  Store& store_;
  PlayerRules rules_;
};

inline constexpr Duration kSessionLifetime = std::chrono::days(30);

}  // namespace evo
