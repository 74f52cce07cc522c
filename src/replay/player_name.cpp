#include "replay/player_name.hpp"

#include <array>

namespace evo::replay {
namespace {

struct Entity {
  std::string_view written;
  char meant;
};
constexpr std::array<Entity, 5> kEntities{Entity{"&lt;", '<'}, Entity{"&gt;", '>'}, Entity{"&amp;", '&'},
                                          Entity{"&quot;", '"'}, Entity{"&apos;", '\''}};

std::string unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    char next = text.front();
    std::size_t taken = 1;
    for (const Entity& entity : kEntities) {
      if (!text.starts_with(entity.written)) continue;
      next = entity.meant;
      taken = entity.written.size();
    }
    out += next;
    text.remove_prefix(taken);
  }
  return out;
}

bool is_bracketed(std::string_view text) {
  return text.size() >= 2 &&
         ((text.front() == '<' && text.back() == '>') || (text.front() == '[' && text.back() == ']'));
}

}  // namespace

PlayerName parse_player_name(std::string_view markup) {
  constexpr std::string_view kSpace = "<sp/>";
  const std::size_t border = markup.find(kSpace);
  if (border == std::string_view::npos) return {unescape(markup), {}};
  std::string clan = unescape(markup.substr(0, border));
  if (is_bracketed(clan)) clan = clan.substr(1, clan.size() - 2);
  return {unescape(markup.substr(border + kSpace.size())), std::move(clan)};
}

}  // namespace evo::replay
