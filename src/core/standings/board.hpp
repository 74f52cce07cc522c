// Board: rows and the ordered lists over them, kept in step. Room-internal to standings: Leaderboard is its
// face, BoardSearch asks it.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "core/standings/board_rows.hpp"
#include "core/standings/counted_list.hpp"

namespace evo {

class Board {
 public:
  using Row = BoardRows::Row;
  using Item = CountedList::Item;
  using Place = CountedList::Place;
  using Kind = CountedList::Kind;
  static constexpr Kind kAll{};
  static constexpr Kind kRanked{CountedList::kActive, CountedList::kActive};

  Board(std::string ladder, StandingRules rules) : rows_(std::move(ladder)), rules_(rules) {}

  // Rows that are in no list before arrange().
  void add(const std::vector<StandingEntry>& entries);
  void arrange(Time now);
  void put(const StandingEntry& entry);
  void remove(Row row);
  void advance(Time now);

  const BoardRows& rows() const { return rows_; }
  // Every row, best first; and those of one race, country or region, by their number in rows().
  const CountedList& all() const { return all_; }
  const std::vector<CountedList>& by_race() const { return by_race_; }
  const std::vector<CountedList>& by_country() const { return by_country_; }
  const std::vector<CountedList>& by_region() const { return by_region_; }
  std::size_t active() const { return all_.count(kRanked); }
  // Races beyond the tags share the last one.
  static Item tag_of_race(std::uint16_t race) { return std::min<Item>(race, CountedList::kTagMax); }
  Item item(Row row) const {
    const BoardRows::Cells& cells = rows_[row];
    return row | tag_of_race(cells.race) << CountedList::kTagShift |
           (cells.active ? CountedList::kActive : 0) | (cells.best ? CountedList::kBest : 0);
  }
  // Where the row is in the list, or would be.
  Place place_in(const CountedList& list, Row row) const {
    return list.find([&](Row each) { return rows_.above(each, row); });
  }
  std::size_t bytes() const;

 private:
  std::array<CountedList*, 4> lists_of(Row row);
  void describe(Row row, const StandingEntry& entry);
  void list(Row row);
  void unlist(Row row);
  void refresh_flags(Row row, bool active, bool best);
  void choose_best(BoardRows::Number player);
  bool is_active(Row row) const;
  void watch(Row row);

  BoardRows rows_;
  StandingRules rules_;
  Time now_ = from_micros(0);
  CountedList all_;
  std::vector<CountedList> by_race_;
  std::vector<CountedList> by_country_;
  std::vector<CountedList> by_region_;
  // When to look again whether an active row still is: at the latest when it would cease to be had it not
  // played since.
  using Mark = std::pair<std::int64_t, Row>;
  std::priority_queue<Mark, std::vector<Mark>, std::greater<>> marks_;
};

}  // namespace evo
