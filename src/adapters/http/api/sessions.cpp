#include "adapters/http/api/sessions.hpp"

#include "base/hash.hpp"

namespace evo::http {

void SessionCache::erase(Order::iterator entry) {
  entries_.erase(entry->token_hash);
  order_.erase(entry);
}

Task<Result<std::optional<SignedIn>>> SessionCache::find(std::string token) {
  const std::string token_hash = to_hex(sha256(token));
  if (const auto found = entries_.find(token_hash); found != entries_.end()) {
    const auto entry = found->second;
    const Time now = clock_.now();
    const bool is_fresh = now - entry->read_at < ttl_ && now < entry->signed_in.session.expires_at;
    if (is_fresh) co_return entry->signed_in;
    erase(entry);
  }
  const std::uint64_t generation = generation_;
  CO_TRY(auto signed_in, co_await accounts_.authenticate(std::move(token)));
  if (signed_in && generation == generation_) put(*signed_in);
  co_return signed_in;
}

void SessionCache::put(const SignedIn& signed_in) {
  if (entries_max_ == 0) return;
  const auto found = entries_.find(signed_in.session.token_hash);
  if (found != entries_.end()) erase(found->second);
  if (entries_.size() >= entries_max_) erase(std::prev(order_.end()));
  order_.push_front({signed_in.session.token_hash, signed_in, clock_.now()});
  entries_.emplace(order_.front().token_hash, order_.begin());
}

void SessionCache::forget(std::string_view token_hash) {
  ++generation_;
  if (const auto found = entries_.find(token_hash); found != entries_.end()) erase(found->second);
}

void SessionCache::forget_player(PlayerId player) {
  ++generation_;
  for (auto entry = order_.begin(); entry != order_.end();) {
    const auto next = std::next(entry);
    if (entry->signed_in.player.id == player) erase(entry);
    entry = next;
  }
}

}  // namespace evo::http
