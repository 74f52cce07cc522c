// BoardSearch: one query answered from a Board. Room-internal to standings.
//
// Conditions of one kind (some races, or some countries, or some regions) are answered by counting in the
// lists of that kind, in time that hardly grows with the board. Conditions of several kinds read the
// smallest of the lists; a part of a name reads the names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/standings/board.hpp"
#include "core/standings/leaderboard.hpp"

namespace evo {

class BoardSearch {
 public:
  using Row = Board::Row;
  // Both outlive the search.
  BoardSearch(const Board& board, const BoardQuery& query);

  BoardPage page() const;
  std::optional<int> index_of(Row row) const;
  // Rows, best first, as entries with position and rank.
  static std::vector<StandingEntry> entries(const Board& board, const std::vector<Row>& rows);

 private:
  using Place = Board::Place;
  using Numbers = std::vector<std::uint16_t>;
  // What of one list is within the letter rank.
  struct Stretch {
    const CountedList* list = nullptr;
    Place begin;
    Place end;
    std::size_t above = 0;  // Items of the kind before `begin`.
  };

  void choose_lists(const Numbers& races, const Numbers& countries, const Numbers& regions);
  void limit_to_rank(LetterRank rank);
  bool within(Row row) const;  // The letter rank.
  // Of an item of the list that answers the most, whether the other conditions hold too.
  bool fits(Board::Item item) const {
    return kind_.has(item) && (tags_ == 0 || (tags_ >> CountedList::tag_of(item) & 1) != 0) &&
           (!looks_up_ || fits_looked_up(item));
  }
  bool fits_looked_up(Board::Item item) const;
  bool is_counted() const { return !scans_; }
  std::size_t count() const;
  std::size_t count_above(Row pivot) const;
  std::vector<Row> counted_page(std::size_t total) const;
  std::vector<Place> skip(std::size_t& first) const;
  std::vector<Row> scan() const;
  std::vector<Row> scanned_page(std::vector<Row> rows) const;

  const Board& board_;
  const BoardQuery& query_;
  Board::Kind kind_;
  bool nothing_ = false;  // A condition that no entry fits.
  bool scans_ = false;
  bool looks_up_ = false;   // Items alone do not tell whether they fit.
  std::uint32_t tags_ = 0;  // Of races_; 0: all.
  Numbers races_;           // Conditions that the lists do not answer already.
  Numbers countries_;
  Numbers regions_;
  std::optional<Row> from_;  // The first entry of the letter rank, and the first below it.
  std::optional<Row> to_;
  std::vector<Stretch> stretches_;
};

}  // namespace evo
