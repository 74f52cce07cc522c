#include "core/catalog/toml_table.hpp"

#include <algorithm>

#include <fmt/format.h>

// The library asserts, before it looks, that a key begins with a key's character; without the assertion it
// reports the error. Both macros change inline functions: every source that includes the library must define
// them alike.
#define TOML_EXCEPTIONS 0
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>

#include "base/text.hpp"

namespace evo::catalog_file {
namespace {

Result<Value> convert(const toml::node& node, std::string path);

Result<Value> convert_table(const toml::table& table, std::string path) {
  std::vector<Field> fields;
  for (const auto& [key, node] : table) {
    std::string name(key.str());
    TRY(Value value, convert(node, path.empty() ? name : path + "." + name));
    fields.push_back({std::move(name), std::move(value)});
  }
  return Value{std::move(path), std::move(fields)};
}

Result<Value> convert_array(const toml::array& array, std::string path) {
  std::vector<Value> items;
  for (const toml::node& node : array) {
    TRY(Value value, convert(node, fmt::format("{}[{}]", path, items.size())));
    items.push_back(std::move(value));
  }
  return Value{std::move(path), std::move(items)};
}

// The library bounds the nesting of what it parses, and so this recursion.
Result<Value> convert(const toml::node& node, std::string path) {
  if (const auto* table = node.as_table()) return convert_table(*table, std::move(path));
  if (const auto* array = node.as_array()) return convert_array(*array, std::move(path));
  if (const auto* text = node.as_string()) return Value{std::move(path), text->get()};
  if (const auto* number = node.as_integer()) return Value{std::move(path), number->get()};
  if (const auto* flag = node.as_boolean()) return Value{std::move(path), flag->get()};
  return fail(
      invalid(path + ": fractions and dates are not used here; write a whole number or a quoted text"));
}

constexpr std::string_view kEscape = "\\U00";

// Valid UTF-8 with every character beyond ASCII as an escape, which means the same in double quotes. The
// library's look-up of such characters is undefined for some of them where no text is expected.
std::string ascii_only(std::string_view utf8) {
  std::string ascii;
  ascii.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      ascii += utf8[i++];
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    std::uint32_t code_point = lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
      code_point = code_point << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3Fu);
    ascii += fmt::format("\\U{:08X}", code_point);
    i += length;
  }
  return ascii;
}

bool is_code(std::string_view text) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  return !text.empty() && text.size() <= kMaxCodeBytes && text.find_first_not_of(kAllowed) == text.npos;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

Result<Value> parse_document(std::string_view toml) {
  if (toml.size() > kMaxDocumentBytes)
    return fail(
        invalid(fmt::format("a catalog has at most {} bytes, this one {}", kMaxDocumentBytes, toml.size())));
  if (!is_utf8(toml)) return fail(invalid("a catalog is UTF-8, this one is not"));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (toml.starts_with(kByteOrderMark)) toml.remove_prefix(kByteOrderMark.size());
  const toml::parse_result parsed = toml::parse(ascii_only(toml));
  if (!parsed) {
    const toml::source_position at = parsed.error().source().begin;
    return fail(
        invalid(fmt::format("line {}, column {}: {}", at.line, at.column, parsed.error().description())));
  }
  return convert_table(parsed.table(), "");
}

void Problem::report(std::string_view path, std::string_view message) {
  if (!first_) first_ = fmt::format("{}: {}", path.empty() ? "catalog" : path, message);
}

void Codes::add(std::string_view code, std::string_view path) {
  if (code.empty()) return;
  if (!known_.emplace(code).second) problem_.report(path, fmt::format("'{}' is listed twice", code));
}

bool Codes::check(std::string_view code, std::string_view path) {
  if (known_.contains(code)) return true;
  problem_.report(path, fmt::format("'{}' is no {}", code, what_));
  return false;
}

std::string as_text(const Value& value, Problem& problem) {
  const auto* text = std::get_if<std::string>(&value.content);
  if (text == nullptr) {
    problem.report(value.path, "must be a text in quotes");
  } else if (text->empty() || text->size() > kMaxTextBytes) {
    problem.report(value.path, fmt::format("must have 1 to {} bytes", kMaxTextBytes));
  } else if (text->contains(kEscape)) {
    problem.report(value.path, "must be in double quotes");
  } else if (harmless(*text, kMaxTextBytes) != *text) {
    problem.report(value.path, "must not hold control or invisible characters");
  } else {
    return *text;
  }
  return {};
}

std::int64_t as_number(const Value& value, std::int64_t low, std::int64_t high, Problem& problem) {
  const auto* number = std::get_if<std::int64_t>(&value.content);
  if (number != nullptr && *number >= low && *number <= high) return *number;
  problem.report(value.path, fmt::format("must be a whole number from {} to {}", low, high));
  return 0;
}

TableReader::TableReader(const Value& table, Problem& problem) : table_(table), problem_(problem) {
  if (!std::holds_alternative<std::vector<Field>>(table.content))
    problem.report(table.path, "must be a table");
}

std::string TableReader::path(std::string_view key) const {
  return table_.path.empty() ? std::string(key) : fmt::format("{}.{}", table_.path, key);
}

const Value* TableReader::find(std::string_view key) {
  read_.emplace(key);
  const auto* fields = std::get_if<std::vector<Field>>(&table_.content);
  if (fields == nullptr) return nullptr;
  const auto found = std::ranges::find(*fields, key, &Field::key);
  return found == fields->end() ? nullptr : &found->value;
}

std::string TableReader::text(std::string_view key) {
  if (const Value* value = find(key)) return as_text(*value, problem_);
  problem_.report(path(key), "is missing");
  return {};
}

std::string TableReader::text_or(std::string_view key, std::string_view fallback) {
  const Value* value = find(key);
  return value == nullptr ? std::string(fallback) : as_text(*value, problem_);
}

std::string TableReader::code(std::string_view key) {
  std::string code = text(key);
  if (!code.empty() && !is_code(code))
    problem_.report(path(key), fmt::format("must be 1 to {} letters, digits or underscores", kMaxCodeBytes));
  return code;
}

bool TableReader::flag_or(std::string_view key, bool fallback) {
  const Value* value = find(key);
  if (value == nullptr) return fallback;
  if (const bool* flag = std::get_if<bool>(&value->content)) return *flag;
  problem_.report(value->path, "must be true or false");
  return fallback;
}

int TableReader::number_or(std::string_view key, int fallback, int low, int high) {
  const Value* value = find(key);
  return value == nullptr ? fallback : static_cast<int>(as_number(*value, low, high, problem_));
}

const std::vector<Value>& TableReader::list(std::string_view key, std::size_t count_min,
                                            std::size_t count_max) {
  static const std::vector<Value> kNone;
  const Value* value = find(key);
  if (value == nullptr) {
    if (count_min > 0) problem_.report(path(key), "is missing");
    return kNone;
  }
  const auto* items = std::get_if<std::vector<Value>>(&value->content);
  if (items == nullptr) {
    problem_.report(value->path, "must be a list");
    return kNone;
  }
  if (items->size() < count_min || items->size() > count_max) {
    problem_.report(value->path,
                    fmt::format("must have {} to {} entries, not {}", count_min, count_max, items->size()));
    return kNone;
  }
  return *items;
}

std::vector<std::string> TableReader::texts(std::string_view key, std::size_t count_min,
                                            std::size_t count_max) {
  std::vector<std::string> texts;
  for (const Value& value : list(key, count_min, count_max)) texts.push_back(as_text(value, problem_));
  return texts;
}

std::vector<std::string> TableReader::hashes(std::string_view key, std::size_t count_min,
                                             std::size_t count_max) {
  Codes seen("file", problem_);
  std::vector<std::string> hashes;
  for (const Value& value : list(key, count_min, count_max)) {
    hashes.push_back(as_text(value, problem_));
    if (!is_sha256(hashes.back()))
      problem_.report(value.path, "must be a SHA-256 of 64 lower-case hex digits");
    seen.add(hashes.back(), value.path);
  }
  return hashes;
}

void TableReader::finish() {
  const auto* fields = std::get_if<std::vector<Field>>(&table_.content);
  if (fields == nullptr) return;
  for (const Field& field : *fields)
    if (!read_.contains(field.key)) problem_.report(field.value.path, "is no known key");
}

}  // namespace evo::catalog_file
