#include "main/config_toml.hpp"

#include <sstream>

#include <fmt/format.h>

// As in core/catalog: the library's inline functions differ with these, and must be the same in the whole
// program.
#define TOML_EXCEPTIONS 0
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>

namespace evo {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Result<std::string> to_text(const toml::node& node, const std::string& path) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return std::string(flag->get() ? "true" : "false");
  if (const auto* list = node.as_array()) {
    std::string joined;
    for (const toml::node& item : *list) {
      TRY(const std::string text, to_text(item, path));
      joined += (joined.empty() ? "" : ",") + text;
    }
    return joined;
  }
  return fail(
      invalid(fmt::format("{}: give a text, a whole number, true or false, or a list of them", path)));
}

Result<void> flatten(const toml::table& table, const std::string& prefix, Entries& entries) {
  for (const auto& [key, node] : table) {
    const std::string path = prefix + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      CHECK_OK(flatten(*inner, path + ".", entries));
      continue;
    }
    TRY(std::string text, to_text(node, path));
    entries.emplace_back(path, std::move(text));
  }
  return {};
}

}  // namespace

Result<Entries> read_toml_file(const std::string& path) {
  const toml::parse_result parsed = toml::parse_file(path);
  if (!parsed)
    return fail(invalid(
        fmt::format("{}:{}: {}", path, parsed.error().source().begin.line, parsed.error().description())));
  Entries entries;
  CHECK_OK(flatten(parsed.table(), "", entries));
  return entries;
}

}  // namespace evo
