#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kAcquire(
    "INSERT INTO leases (name, holder, epoch, expires_at) VALUES ($1, $2, 1, {now} + $3)"
    " ON CONFLICT (name) DO UPDATE SET"
    " epoch = leases.epoch + CASE WHEN leases.holder = excluded.holder THEN 0 ELSE 1 END,"
    " holder = excluded.holder, expires_at = excluded.expires_at"
    " WHERE leases.holder = excluded.holder OR leases.expires_at <= {now}"
    " RETURNING name, holder, epoch, expires_at");
// A lease that was given back has no holder, so that its last epoch is past as well.
constexpr Query kCheck(
    "SELECT epoch FROM leases WHERE name = $1 AND epoch = $2 AND holder <> '' {share_lock leases}");
constexpr Query kRelease("UPDATE leases SET holder = '', expires_at = {now} WHERE name = $1 AND holder = $2");

constexpr Query kFind("SELECT name, holder, epoch, expires_at FROM leases WHERE name = $1");

Lease read_lease(RowReader& row) {
  Lease lease;
  lease.name = row.text("name");
  lease.holder = row.text("holder");
  lease.epoch = row.integer("epoch");
  lease.expires_at = row.time("expires_at");
  return lease;
}

}  // namespace

Task<Result<std::optional<Lease>>> SqlLeases::acquire(std::string name, std::string holder, Duration ttl) {
  CO_TRY(auto rows, co_await session_.execute(kAcquire, values(std::move(name), std::move(holder), ttl)));
  co_return read_one("leases", std::move(rows), read_lease);
}

Task<Result<std::optional<Lease>>> SqlLeases::find(std::string name) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(std::move(name))));
  co_return read_one("leases", std::move(rows), read_lease);
}

Task<Result<void>> SqlLeases::check(std::string name, std::int64_t epoch) {
  CO_TRY(const auto rows, co_await session_.execute(kCheck, values(name, epoch)));
  if (rows.empty())
    co_return fail(conflict("the lease \"" + name + "\" has passed on from epoch " + std::to_string(epoch)));
  co_return Result<void>{};
}

Task<Result<void>> SqlLeases::release(std::string name, std::string holder) {
  CO_CHECK_OK(co_await session_.execute(kRelease, values(std::move(name), std::move(holder))));
  co_return Result<void>{};
}

}  // namespace evo::sql
