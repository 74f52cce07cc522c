// PoolOffload: long computations on the threads of a pool.
#pragma once

#include <boost/asio/thread_pool.hpp>

#include "adapters/net/offload.hpp"
#include "app/ports/offload.hpp"
#include "base/assert.hpp"

namespace evo {

class PoolOffload final : public Offload {
 public:
  explicit PoolOffload(boost::asio::thread_pool& pool) : pool_(pool) {}
  Task<void> run(std::function<void()> work) override {
    const auto done = co_await offload(pool_, std::move(work));
    EVO_ASSERT(done.has_value());
  }

 private:
  boost::asio::thread_pool& pool_;
};

}  // namespace evo
