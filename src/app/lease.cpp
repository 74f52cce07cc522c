#include "app/lease.hpp"

namespace evo {

Task<Result<bool>> LeaderLease::is_elsewhere(Tx& tx) const {
  if (lease_ && clock_.now() < renew_at_) co_return false;
  CO_TRY(const auto lease, co_await tx.leases().find(name_));
  co_return lease && !lease->holder.empty() && lease->holder != holder_ && lease->expires_at > tx.now();
}

Task<Result<std::optional<std::int64_t>>> LeaderLease::epoch() {
  if (lease_ && clock_.now() < renew_at_) co_return lease_->epoch;
  auto body = [this](Tx& tx) -> Task<Result<std::optional<Lease>>> {
    co_return co_await tx.leases().acquire(name_, holder_, ttl_);
  };
  auto lease = co_await store_.transact(body);
  if (!lease) {
    lease_.reset();
    co_return fail(std::move(lease).error());
  }
  lease_ = *std::move(lease);
  renew_at_ = clock_.now() + ttl_ / 3;
  if (!lease_) co_return std::nullopt;
  co_return lease_->epoch;
}

Task<Result<void>> LeaderLease::release() {
  lease_.reset();
  auto body = [this](Tx& tx) -> Task<Result<void>> {
    co_return co_await tx.leases().release(name_, holder_);
  };
  co_return co_await store_.transact(body);
}

}  // namespace evo
