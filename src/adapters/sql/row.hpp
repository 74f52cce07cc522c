// RowReader: one row's cells as typed values, column after column in the order of the SELECT. Stored data are
// foreign data: a cell of the wrong type, range or spelling becomes an error that names table and column. The
// first one is kept and finish() returns it, so that reading a row is one plain list of columns.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "adapters/sql/session.hpp"
#include "base/assert.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace evo::sql {

class RowReader {
 public:
  RowReader(std::string_view table, std::span<Value> cells) : table_(table), cells_(cells) {}

  std::int64_t integer(std::string_view column) {
    const auto* number = std::get_if<std::int64_t>(&next());
    if (number == nullptr) return damaged(column, "is not a number"), 0;
    return *number;
  }

  int whole(std::string_view column) {
    const auto number = integer(column);
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
      return damaged(column, "is out of range"), 0;
    return static_cast<int>(number);
  }

  bool flag(std::string_view column) { return integer(column) != 0; }
  Time time(std::string_view column) { return from_micros(integer(column)); }

  // Moves the text out of the row.
  std::string text(std::string_view column) {
    auto* text = std::get_if<std::string>(&next());
    if (text == nullptr) return damaged(column, "is not a text"), std::string();
    return std::move(*text);
  }

  // 0 for NULL.
  template <class IdType>
  IdType id(std::string_view column) {
    return peek_null() ? IdType{} : IdType{integer(column)};
  }

  std::optional<Time> optional_time(std::string_view column) {
    return peek_null() ? std::nullopt : std::optional(time(column));
  }
  std::optional<int> optional_whole(std::string_view column) {
    return peek_null() ? std::nullopt : std::optional(whole(column));
  }

  // A value of an enumeration by its stored name.
  template <class Enum>
  Enum name(std::string_view column, std::optional<Enum> (*from)(std::string_view)) {
    const std::string stored = text(column);
    const auto value = from(stored);
    if (!value) return damaged(column, fmt::format("holds \"{}\"", stored.substr(0, kShownMax))), Enum{};
    return *value;
  }

  template <class T>
  T json(std::string_view column, Result<T> (*decode)(std::string_view)) {
    const std::string stored = text(column);
    if (error_) return T{};
    auto value = decode(stored);
    if (!value) return damaged(column, value.error().message), T{};
    return *std::move(value);
  }
  template <class T>
  std::optional<T> optional_json(std::string_view column, Result<T> (*decode)(std::string_view)) {
    if (peek_null()) return std::nullopt;
    return json(column, decode);
  }

  void skip(std::size_t columns) { position_ += columns; }
  bool at_null() const { return std::holds_alternative<std::monostate>(cells_[position_]); }

  // Every column must have been read.
  Result<void> finish() {
    EVO_ASSERT(position_ == cells_.size());
    if (error_) return fail(*std::move(error_));
    return {};
  }

 private:
  static constexpr std::size_t kShownMax = 60;

  Value& next() {
    EVO_ASSERT(position_ < cells_.size());
    return cells_[position_++];
  }

  // Passes over a NULL.
  bool peek_null() {
    if (!at_null()) return false;
    ++position_;
    return true;
  }

  void damaged(std::string_view column, std::string_view problem) {
    if (!error_) error_ = internal(fmt::format("stored data are damaged: {}.{} {}", table_, column, problem));
  }

  std::string_view table_;
  std::span<Value> cells_;
  std::size_t position_ = 0;
  std::optional<Error> error_;
};

// Every row by `read`, a function of one RowReader.
template <class T>
Result<std::vector<T>> read_all(std::string_view table, Rows rows, T (*read)(RowReader&)) {
  std::vector<T> all;
  all.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowReader row(table, rows[i]);
    all.push_back(read(row));
    CHECK_OK(row.finish());
  }
  return all;
}

// The only row, or nullopt.
template <class T>
Result<std::optional<T>> read_one(std::string_view table, Rows rows, T (*read)(RowReader&)) {
  if (rows.empty()) return std::nullopt;
  RowReader row(table, rows[0]);
  std::optional<T> one = read(row);
  CHECK_OK(row.finish());
  return one;
}

}  // namespace evo::sql
