// CommitGroup: transactions that follow each other closely on the connection that writes share one commit.
// Each is a savepoint within it: its changes are kept or undone alone, and those after it see them. Nobody is
// told of his success before the commit that he shares has succeeded. Writing the pages of the log costs most
// of a small transaction, and neighbours change the same pages, so this bounds what can be done in a second.
//
// All calls come on the connection's thread.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "adapters/sql/sqlite/connection.hpp"
#include "adapters/sql/sqlite/worker.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace evo::sql {

class CommitGroup {
 public:
  // A transaction whose steps have succeeded.
  class Member {
   public:
    virtual ~Member() = default;
    // Errors: busy (nothing of it was done: run it again), unavailable (its fate is unknown).
    virtual void settled(Result<void> committed) = 0;
  };

  CommitGroup(Connection& connection, Worker& worker) : connection_(connection), worker_(worker) {}

  // Begins the next transaction; answers its time.
  Result<Time> begin();
  // Ends it; its changes stay for the commit.
  Result<void> keep();
  // Undoes it, if one is open.
  void undo();
  // The transaction that was kept last. `followed`: another one has the turn already and will come, so the
  // commit may wait for it.
  void add(std::shared_ptr<Member> member, bool followed);
  // Commits what is kept. Harmless when that is nothing.
  void commit();
  // Undoes a transaction that was begun on the connection itself, if one is open.
  void roll_back();

 private:
  void settle(const Result<void>& committed);

  Connection& connection_;
  Worker& worker_;
  bool open_ = false;
  std::vector<std::shared_ptr<Member>> waiting_;  // Kept, in the connection's open transaction.
  std::chrono::steady_clock::time_point began_;
};

inline constexpr std::size_t kMembersMax = 64;
// From the first member's begin to the commit; another program may have to wait for that long.
inline constexpr Duration kGroupLongest = std::chrono::milliseconds(2);
// How long a commit waits for whoever has the turn.
inline constexpr Duration kGroupPatience = std::chrono::microseconds(500);

}  // namespace evo::sql
