// Dialect: the few words in which databases differ. Statement texts are written once in the common subset of
// SQL and say such a word in braces; it is replaced once for each statement and connection, never per call.
//
// - {now}: the transaction's time in microseconds.
// - {lock t}: locks the rows read of table t. {share_lock t}: against change, not against reading for share.
//   {skip_locked t}: locks them and passes over those that others have locked.
// - {indexed_by i}: after a table: its rows are found by this index, which the planner would pass over
//   because it knows nothing of how few rows there are to one value.
// - {ids $1}, {texts $1}: a subquery of the items of a JSON array.
// - {tables}: the catalogue of tables, with a column `name`.
// - {id} {integer} {time} {flag} {text} {json}: types of columns; {rows} {keyed_rows}: how a table is kept.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace evo::sql {

struct Word {
  std::string_view name;
  std::string_view text;  // '%' stands for what follows the name in the braces.
};

struct Dialect {
  std::string_view name;
  std::span<const Word> words;
};

const Dialect& sqlite_dialect();

// The text in this dialect. A word that the dialect does not have is a bug.
std::string expand(std::string_view text, const Dialect& dialect);

}  // namespace evo::sql
