#include "adapters/sql/dialect.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace evo::sql {
namespace {

// SQLite has one writer at a time, so that a write transaction has locked every row it reads.
constexpr std::array kSqliteWords{
    Word{"now", "evo_now()"},
    Word{"lock", ""},
    Word{"share_lock", ""},
    Word{"skip_locked", ""},
    Word{"indexed_by", "INDEXED BY %"},
    Word{"ids", "SELECT value FROM json_each(%)"},
    Word{"texts", "SELECT value FROM json_each(%)"},
    Word{"tables", "sqlite_schema"},
    Word{"id", "INTEGER PRIMARY KEY"},
    Word{"integer", "INTEGER"},
    Word{"time", "INTEGER"},
    Word{"flag", "INTEGER"},
    Word{"text", "TEXT"},
    Word{"json", "TEXT"},
    Word{"empty_object", "'{}'"},
    Word{"rows", "STRICT"},
    Word{"keyed_rows", "STRICT, WITHOUT ROWID"},
};

constexpr Dialect kSqlite{"sqlite", kSqliteWords};

}  // namespace

const Dialect& sqlite_dialect() { return kSqlite; }

std::string expand(std::string_view text, const Dialect& dialect) {
  std::string expanded;
  expanded.reserve(text.size() + 64);
  while (true) {
    const auto open = text.find('{');
    expanded += text.substr(0, open);
    if (open == std::string_view::npos) return expanded;
    const auto close = text.find('}', open);
    EVO_ASSERT(close != std::string_view::npos);
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    text.remove_prefix(close + 1);

    const auto space = inside.find(' ');
    const std::string_view name = inside.substr(0, space);
    const std::string_view argument =
        space == std::string_view::npos ? std::string_view{} : inside.substr(space + 1);
    const auto word = std::ranges::find(dialect.words, name, &Word::name);
    EVO_ASSERT(word != dialect.words.end());
    const auto gap = word->text.find('%');
    expanded += word->text.substr(0, gap);
    if (gap != std::string_view::npos) {
      expanded += argument;
      expanded += word->text.substr(gap + 1);
    }
  }
}

}  // namespace evo::sql
