#include "adapters/sql/sqlite/commit_group.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace evo::sql {

Result<Time> CommitGroup::begin() {
  EVO_ASSERT(!open_);
  if (waiting_.empty()) {
    began_ = std::chrono::steady_clock::now();
    CHECK_OK(connection_.begin(Access::write));
  }
  auto now = connection_.begin_savepoint();
  if (now)
    open_ = true;
  else if (waiting_.empty())
    connection_.rollback();
  return now;
}

Result<void> CommitGroup::keep() {
  EVO_ASSERT(open_);
  CHECK_OK(connection_.keep_savepoint());
  open_ = false;
  return {};
}

void CommitGroup::undo() {
  if (!std::exchange(open_, false)) return;
  if (waiting_.empty()) {
    connection_.rollback();
  } else if (!connection_.undo_savepoint()) {
    // What failed has taken the others with it.
    connection_.rollback();
    settle(fail(busy("SQLite: undone with a transaction that shared its commit")));
  }
}

void CommitGroup::add(std::shared_ptr<Member> member, bool followed) {
  waiting_.push_back(std::move(member));
  if (!followed || waiting_.size() >= kMembersMax ||
      std::chrono::steady_clock::now() - began_ >= kGroupLongest)
    commit();
  else
    worker_.unless_followed([this] { commit(); }, kGroupPatience);
}

void CommitGroup::commit() {
  if (waiting_.empty()) return;
  EVO_ASSERT(!open_);
  auto committed = connection_.commit();
  if (!committed) {
    connection_.rollback();
    // Only a conflict says for certain that nothing was done.
    if (committed.error().kind != ErrorKind::busy)
      committed = fail(unavailable(fmt::format("the commit failed: {}", committed.error().message)));
  }
  settle(committed);
}

void CommitGroup::roll_back() {
  commit();
  connection_.rollback();
}

void CommitGroup::settle(const Result<void>& committed) {
  for (const auto& member : std::exchange(waiting_, {})) member->settled(committed);
}

}  // namespace evo::sql
