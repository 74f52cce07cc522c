// Line: who may use which connection. First come, first served; bounded. A place in the line and the
// connection it leads to are held by a Turn and given back by its end, however that comes.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/sql/sqlite/suspension.hpp"
#include "app/task.hpp"
#include "base/result.hpp"

namespace evo::sql {

class Line {
 public:
  class Turn;

  // `permits` connections, numbered from 0; `waiting_max` may wait for them.
  Line(std::size_t permits, std::size_t waiting_max);

  // New turns are refused from now on; those that wait are still served.
  void close();
  std::size_t permits() const { return permits_; }

 private:
  std::mutex mutex_;
  const std::size_t permits_;
  const std::size_t waiting_max_;
  bool closed_ = false;
  std::vector<std::size_t> free_;
  std::deque<Turn*> waiting_;
};

class Line::Turn {
 public:
  explicit Turn(std::shared_ptr<Line> line) : line_(std::move(line)) {}
  ~Turn() { give_back(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  // Errors: busy (the line is too long), unavailable (closed). `closing`: for whoever closes the line.
  Task<Result<void>> take(bool closing = false);
  bool held() const { return held_; }
  std::size_t permit() const { return permit_; }
  // Leaves the line, or lets the next one in: whether somebody has the turn now. Harmless without a place.
  bool give_back();
  // Whom to abandon while the turn is awaited.
  std::shared_ptr<Suspension> suspension() const { return suspension_; }

 private:
  // Whether the turn is held at once.
  Result<bool> enter(bool closing);
  void wait_in_line();

  std::shared_ptr<Line> line_;
  std::shared_ptr<Suspension> suspension_;
  // Guarded by the line's mutex while waiting.
  bool waiting_ = false;
  bool held_ = false;
  std::size_t permit_ = 0;
};

}  // namespace evo::sql
