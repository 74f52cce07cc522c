#include "adapters/sql/sqlite/line.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace evo::sql {

Line::Line(std::size_t permits, std::size_t waiting_max) : permits_(permits), waiting_max_(waiting_max) {
  for (std::size_t permit = permits; permit > 0; --permit) free_.push_back(permit - 1);
}

void Line::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

Result<bool> Line::Turn::enter(bool closing) {
  const std::lock_guard lock(line_->mutex_);
  EVO_ASSERT(!held_ && !waiting_);
  if (line_->closed_ && !closing) return fail(unavailable("the database is closed"));
  if (!line_->free_.empty()) {
    permit_ = line_->free_.back();
    line_->free_.pop_back();
    held_ = true;
    return true;
  }
  if (line_->waiting_.size() >= line_->waiting_max_)
    return fail(busy(fmt::format("{} transactions wait for the database already", line_->waiting_max_)));
  return false;
}

void Line::Turn::wait_in_line() {
  bool at_once = false;
  {
    const std::lock_guard lock(line_->mutex_);
    // Another thread may have given a connection back since enter().
    if (!line_->free_.empty()) {
      permit_ = line_->free_.back();
      line_->free_.pop_back();
      held_ = at_once = true;
    } else {
      waiting_ = true;
      line_->waiting_.push_back(this);
    }
  }
  if (at_once) suspension_->resume();
}

Task<Result<void>> Line::Turn::take(bool closing) {
  CO_TRY(const bool at_once, enter(closing));
  if (!at_once) {
    suspension_ = std::make_shared<Suspension>();
    auto start = [this] { wait_in_line(); };
    co_await suspension_->wait(std::move(start));
    suspension_.reset();
    if (!held_) co_return fail(unavailable("the turn was given up"));
  }
  co_return Result<void>{};
}

bool Line::Turn::give_back() {
  std::shared_ptr<Suspension> next;
  {
    const std::lock_guard lock(line_->mutex_);
    if (waiting_) {
      line_->waiting_.erase(std::ranges::find(line_->waiting_, this));
      waiting_ = false;
    }
    if (!std::exchange(held_, false)) return false;
    if (line_->waiting_.empty()) {
      line_->free_.push_back(permit_);
      return false;
    }
    auto* turn = line_->waiting_.front();
    line_->waiting_.pop_front();
    turn->waiting_ = false;
    turn->held_ = true;
    turn->permit_ = permit_;
    next = turn->suspension_;
  }
  next->resume();
  return true;
}

}  // namespace evo::sql
