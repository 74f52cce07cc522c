#include "replay/summary_text.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo::replay {
namespace {

constexpr std::array<std::string_view, 4> kResults{"undecided", "win", "loss", "tie"};
constexpr std::array<std::string_view, 3> kControls{"human", "computer", "other"};

template <class Value, std::size_t kCount>
std::optional<Value> find_text(const std::array<std::string_view, kCount>& texts, std::string_view text) {
  for (std::size_t i = 0; i < kCount; ++i)
    if (texts[i] == text) return static_cast<Value>(i);
  return std::nullopt;
}

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string to_string(const ToonHandle& toon) {
  return toon.is_set() ? fmt::format("{}-S2-{}-{}", toon.region, toon.realm, toon.id) : std::string();
}

std::string_view to_string(GameResult result) { return kResults[static_cast<std::size_t>(result)]; }
std::string_view to_string(Control control) { return kControls[static_cast<std::size_t>(control)]; }

std::optional<ToonHandle> parse_toon(std::string_view text) {
  ToonHandle toon;
  if (text.empty()) return toon;
  const auto parts = split(text, '-');
  if (parts.size() != 4 || parts[1] != "S2") return std::nullopt;
  if (!parse_number(parts[0], toon.region) || !parse_number(parts[2], toon.realm) ||
      !parse_number(parts[3], toon.id) || to_string(toon) != text)
    return std::nullopt;
  return toon;
}

std::optional<GameResult> parse_result(std::string_view text) {
  return find_text<GameResult>(kResults, text);
}
std::optional<Control> parse_control(std::string_view text) { return find_text<Control>(kControls, text); }

}  // namespace evo::replay
