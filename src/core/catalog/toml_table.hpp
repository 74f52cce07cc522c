// A TOML document as plain values that know their path, and readers that complain with it. It keeps the TOML
// library in one source file and makes every complaint name its place ("servers[3].game_region"). The first
// complaint is kept; reading goes on with empty values, so that a section reads as a list of fields rather
// than as a list of checks.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace evo::catalog_file {

inline constexpr std::size_t kMaxDocumentBytes = 1 << 20;
inline constexpr std::size_t kMaxTextBytes = 200;
inline constexpr std::size_t kMaxCodeBytes = 40;

struct Field;

struct Value {
  std::string path;
  std::variant<std::string, std::int64_t, bool, std::vector<Value>, std::vector<Field>> content;
};

struct Field {
  std::string key;
  Value value;
};

// Errors: invalid, with line and column; fractions and dates are refused with their path.
Result<Value> parse_document(std::string_view toml);

class Problem {
 public:
  void report(std::string_view path, std::string_view message);
  bool found() const { return first_.has_value(); }
  Error error() const { return invalid(first_.value_or("")); }

 private:
  std::optional<std::string> first_;
};

// The codes of one list: complains of a code listed twice and of a reference to none of them.
class Codes {
 public:
  Codes(std::string_view what, Problem& problem) : what_(what), problem_(problem) {}
  void add(std::string_view code, std::string_view path);
  bool check(std::string_view code, std::string_view path);
  bool has(std::string_view code) const { return known_.contains(code); }

 private:
  std::string what_;
  Problem& problem_;
  std::set<std::string, std::less<>> known_;
};

// Reads one table field by field; finish() complains of what nobody read.
class TableReader {
 public:
  TableReader(const Value& table, Problem& problem);

  std::string path(std::string_view key) const;
  // The value, marked as read; nullptr when absent.
  const Value* find(std::string_view key);

  std::string text(std::string_view key);  // Required: 1 to kMaxTextBytes bytes of plain text.
  std::string text_or(std::string_view key, std::string_view fallback);
  std::string code(std::string_view key);  // Required: letters, digits and underscores.
  bool flag_or(std::string_view key, bool fallback);
  int number_or(std::string_view key, int fallback, int low, int high);
  // Lists; `count_min` = 0 makes them optional.
  const std::vector<Value>& list(std::string_view key, std::size_t count_min, std::size_t count_max);
  std::vector<std::string> texts(std::string_view key, std::size_t count_min, std::size_t count_max);
  std::vector<std::string> hashes(std::string_view key, std::size_t count_min, std::size_t count_max);

  void finish();

 private:
  const Value& table_;
  Problem& problem_;
  std::set<std::string, std::less<>> read_;
};

// One element of a list as text of 1 to kMaxTextBytes bytes, free of control characters; else empty with a
// complaint.
std::string as_text(const Value& value, Problem& problem);
// One element of a list as a number; else 0 with a complaint.
std::int64_t as_number(const Value& value, std::int64_t low, std::int64_t high, Problem& problem);

}  // namespace evo::catalog_file
