// Who sends a request: sessions looked up by cookie through a small cache, so that a page with ten requests
// costs one query. Signing out here takes effect at once; elsewhere within the cache's time to live. What
// changes a player (a ban, a role, deletion) takes effect with the change's hint.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "app/accounts.hpp"
#include "app/ports/clock.hpp"

namespace evo::http {

class SessionCache {
 public:
  SessionCache(Accounts& accounts, Clock& clock, Duration ttl, std::size_t entries_max)
      : accounts_(accounts), clock_(clock), ttl_(ttl), entries_max_(entries_max) {}

  // nullopt: no such session, or expired. Errors: unavailable.
  Task<Result<std::optional<SignedIn>>> find(std::string token);
  void put(const SignedIn& signed_in);
  void forget(std::string_view token_hash);
  // After a player's own data changed.
  void forget_player(PlayerId player);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string token_hash;
    SignedIn signed_in;
    Time read_at;
  };
  using Order = std::list<Entry>;  // Most recently read first.

  void erase(Order::iterator entry);

  Accounts& accounts_;
  Clock& clock_;
  Duration ttl_;
  std::size_t entries_max_;
  std::uint64_t generation_ =
      0;  // Counts what was forgotten, so that a look-up under way does not bring it back.
  Order order_;
  std::unordered_map<std::string_view, Order::iterator> entries_;
};

}  // namespace evo::http
