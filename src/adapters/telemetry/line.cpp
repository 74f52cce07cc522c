#include "adapters/telemetry/line.hpp"

#include <algorithm>

#include "adapters/telemetry/log_telemetry.hpp"
#include "base/text.hpp"

namespace evo {
namespace {

// Keys and events are code, yet a slip there must not break the line either.
std::string identifier(std::string_view text) {
  std::string name(text.substr(0, kLogValueBytesMax));
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  std::ranges::replace_if(name, [&](char c) { return !is_plain(c); }, '_');
  return name.empty() ? "_" : name;
}

// Line ends become spaces, so that words stay apart; everything else that could hide or forge text
// disappears.
std::string one_line(std::string_view value) {
  std::string text(value);
  std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return harmless(text, kLogValueBytesMax);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool needs_quotes(std::string_view text) {
  return text.empty() || text.find_first_of(" \"=\\") != std::string_view::npos;
}

bool is_reserved(std::string_view key) { return key == "ts" || key == "level" || key == "event"; }

}  // namespace

std::string line_as_text(std::string_view event, std::initializer_list<Field> fields) {
  std::string line = identifier(event);
  for (const Field& field : fields) {
    const std::string value = one_line(field.value);
    line += ' ' + identifier(field.key) + '=' + (needs_quotes(value) ? quoted(value) : value);
  }
  return line;
}

std::string line_as_json_members(std::string_view event, std::initializer_list<Field> fields) {
  std::string line = "\"event\":" + quoted(identifier(event));
  for (const Field& field : fields) {
    std::string key = identifier(field.key);
    if (is_reserved(key)) key += '_';
    line += ',' + quoted(key) + ':' + quoted(one_line(field.value));
  }
  return line;
}

}  // namespace evo
