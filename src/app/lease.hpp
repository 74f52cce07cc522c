// LeaderLease: at most one node at a time does a piece of work. The lease is a row with an epoch; whoever
// writes under it checks the epoch in the same transaction (Leases::check), so that a paused former leader
// cannot commit.
#pragma once

#include <optional>
#include <string>

#include "app/ports/clock.hpp"
#include "app/ports/store.hpp"

namespace evo {

class LeaderLease {
 public:
  // `holder` names this node uniquely among all running ones.
  LeaderLease(Store& store, Clock& clock, std::string name, std::string holder, Duration ttl)
      : store_(store), clock_(clock), name_(std::move(name)), holder_(std::move(holder)), ttl_(ttl) {}

  // Whether another node leads, as far as `tx` sees. Reading it costs less than asking for the lease in vain.
  Task<Result<bool>> is_elsewhere(Tx& tx) const;
  // The epoch to write under, or nullopt while another node leads. Renews when a third of the time to live
  // has passed.
  Task<Result<std::optional<std::int64_t>>> epoch();
  // Gives the lease back so that another node need not wait for its end.
  Task<Result<void>> release();

  const std::string& name() const { return name_; }
  Duration ttl() const { return ttl_; }

 private:
  Store& store_;
  Clock& clock_;
  std::string name_;
  std::string holder_;
  Duration ttl_;
  std::optional<Lease> lease_;
  Time renew_at_;
};

}  // namespace evo
