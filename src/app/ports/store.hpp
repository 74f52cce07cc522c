// Store: the only truth. Mutable state is touched inside transact() alone: it begins a serialisable
// transaction, runs the body, commits, and runs all of it again on a conflict, so a body may run more than
// once and may only talk to its Tx. A commit whose fate is unknown comes back as `unavailable`; commands are
// repeated with the same key and change nothing twice.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "app/ports/repositories.hpp"
#include "app/task.hpp"
#include "base/result.hpp"

namespace evo {

class Tx {
 public:
  virtual ~Tx() = default;

  // The database's time at the start of the transaction.
  virtual Time now() const = 0;

  virtual Players& players() = 0;
  virtual Sessions& sessions() = 0;
  virtual Tickets& tickets() = 0;
  virtual Parties& parties() = 0;
  virtual Matches& matches() = 0;
  virtual Replays& replays() = 0;
  virtual Ratings& ratings() = 0;
  virtual Seasons& seasons() = 0;
  virtual Jobs& jobs() = 0;
  virtual Outbox& outbox() = 0;
  virtual Inbox& inbox() = 0;
  virtual Leases& leases() = 0;
  virtual Receipts& receipts() = 0;
  virtual Audit& audit() = 0;
  virtual Changes& changes() = 0;
  virtual Mods& mods() = 0;
  virtual Settings& settings() = 0;
};

enum class Access { read, write };

class Store {
 public:
  virtual ~Store() = default;

  // `body` is called as Task<Result<T>>(Tx&); a failed Result rolls back and is returned. It must outlive the
  // call: pass a named lambda. Errors besides the body's: unavailable (fate unknown), busy (too many
  // conflicts).
  template <class Body>
  auto transact(Body& body) -> std::invoke_result_t<Body&, Tx&> {
    return run_typed(Access::write, body);
  }
  // Reads one consistent snapshot, possibly from a replica; writing in it is a bug.
  template <class Body>
  auto read(Body& body) -> std::invoke_result_t<Body&, Tx&> {
    return run_typed(Access::read, body);
  }

  using ErasedBody = std::function<Task<Result<void>>(Tx&)>;
  virtual Task<Result<void>> run(Access access, ErasedBody body) = 0;

 private:
  template <class Body>
  auto run_typed(Access access, Body& body) -> std::invoke_result_t<Body&, Tx&> {
    using Answer = typename std::invoke_result_t<Body&, Tx&>::value_type;
    using Value = typename Answer::value_type;
    if constexpr (std::is_void_v<Value>) {
      co_return co_await run(access, std::ref(body));
    } else {
      std::optional<Value> value;
      auto keep = [&body, &value](Tx& tx) -> Task<Result<void>> {
        auto answer = co_await body(tx);
        if (!answer) co_return fail(std::move(answer).error());
        value.emplace(*std::move(answer));
        co_return Result<void>{};
      };
      CO_CHECK_OK(co_await run(access, std::ref(keep)));
      co_return *std::move(value);
    }
  }
};

}  // namespace evo
