// Session: one transaction on one database connection, the only thing that a kind of database has to provide
// besides its Dialect. Repositories are written once against it.
//
// A statement that fails ends the transaction: the session remembers the failure, refuses further statements,
// and whoever runs the transaction undoes it whatever the body makes of the error. A session that is
// destroyed before commit() has succeeded is undone.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/sql/dialect.hpp"
#include "app/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace evo::sql {

using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Params = std::vector<Value>;

inline Value to_value(std::integral auto number) { return static_cast<std::int64_t>(number); }
inline Value to_value(std::string text) { return text; }
inline Value to_value(std::string_view text) { return std::string(text); }
inline Value to_value(Time time) { return to_micros(time); }
inline Value to_value(Duration duration) { return static_cast<std::int64_t>(duration.count()); }
template <class Tag>
Value to_value(Id<Tag> id) {
  return id.value;
}
template <class T>
Value to_value(std::optional<T> maybe) {
  return maybe ? to_value(*std::move(maybe)) : Value{};
}
// NULL for an id of 0, which names nothing.
template <class Tag>
std::optional<Id<Tag>> nullable(Id<Tag> id) {
  return id ? std::optional(id) : std::nullopt;
}

// The values of $1, $2, ... in order.
template <class... Values>
Params values(Values&&... given) {
  Params params;
  params.reserve(sizeof...(Values));
  (params.push_back(to_value(std::forward<Values>(given))), ...);
  return params;
}

// A statement's text with $1, $2, ... and the dialect's words. It is a constant of the program, so that its
// address identifies it: prepared statements are found by it, and their number is bounded by the program's
// text.
class Query {
 public:
  consteval explicit Query(const char* text) : text_(text) {}
  const char* text() const { return text_; }

 private:
  const char* text_;
};

// What a statement answered: cells row by row.
class Rows {
 public:
  explicit Rows(std::size_t columns = 0) : columns_(columns) {}

  std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  bool empty() const { return cells_.empty(); }
  std::span<Value> operator[](std::size_t row) { return std::span(cells_).subspan(row * columns_, columns_); }
  void push_cell(Value value) { cells_.push_back(std::move(value)); }

  // Rows that an INSERT, UPDATE or DELETE touched.
  std::int64_t affected = 0;

 private:
  std::size_t columns_;
  std::vector<Value> cells_;
};

// More rows than this in one answer is a bug in the question.
inline constexpr std::size_t kRowsMax = 1'000'000;

class Session {
 public:
  Session() = default;
  virtual ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // The words of the database behind it, for texts that are no Query.
  virtual const Dialect& dialect() const = 0;
  // Waits for a connection and then runs `steps`, the whole transaction from begin() on, where that is
  // cheapest: perhaps on another thread while the caller waits. Until then `steps` and what it refers to
  // stay untouched by others. Errors: busy (too many wait), unavailable; whatever else happens, `steps`
  // tells.
  virtual Task<Result<void>> run(std::move_only_function<Task<void>()> steps) = 0;
  // Starts the transaction, waiting for a connection outside of run(); answers its time. Errors: busy (too
  // many wait), unavailable.
  virtual Task<Result<Time>> begin() = 0;
  virtual Task<Result<Rows>> execute(Query query, Params params) = 0;
  // Statements made at run time and separated by semicolons, none of them inside a literal: migrations.
  virtual Task<Result<void>> execute_script(std::string script) = 0;
  // Errors: unavailable when the fate of the transaction is unknown.
  virtual Task<Result<void>> commit() = 0;
  // Undoes the transaction, gives the connection back and destroys the coroutine that is suspended in this
  // session, if there is one; `this` may be gone afterwards. Harmless after the end.
  virtual void abandon() = 0;

  const std::optional<Error>& failure() const { return failure_; }
  // The failure was a conflict with another transaction: all of it may be run again.
  bool conflicted() const { return conflicted_; }

 protected:
  Error fail_for_good(Error error) {
    if (!failure_) failure_ = error;
    return error;
  }
  Error fail_by_conflict(Error error) {
    conflicted_ = true;
    return fail_for_good(std::move(error));
  }

 private:
  std::optional<Error> failure_;
  bool conflicted_ = false;
};

}  // namespace evo::sql
