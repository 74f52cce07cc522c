// BoardRows: what a leaderboard remembers of its entries, in little memory, and the order they stand in.
// Room-internal to standings. A row is one (player, race) or one pair of one ladder; rows keep their number
// while they exist. Names, countries and regions belong to the player. A pair stands in the lists of its
// player, who is the one with the lower id, and is found by its partner too.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/mode/mode.hpp"
#include "core/standings/standings.hpp"

namespace evo {

// Texts that repeat, by number.
class TextTable {
 public:
  std::uint16_t number_of(const std::string& text);
  std::optional<std::uint16_t> find(const std::string& text) const;
  const std::string& text(std::uint16_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string> texts_;
  std::map<std::string, std::uint16_t, std::less<>> numbers_;
};

class BoardRows {
 public:
  using Row = std::uint32_t;
  using Number = std::uint32_t;                        // Of a player here, not his id.
  using Frequencies = std::array<std::uint32_t, 256>;  // By byte.
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  static constexpr std::size_t kRowsMax = 1u << 25;

  struct Cells {
    std::int64_t last_played = 0;  // Microseconds; kNever without.
    std::int64_t marked = 0;       // For the board: when its activity is looked at again.
    std::int32_t value = 0;
    std::int32_t games = 0;
    std::int32_t wins = 0;
    std::int32_t losses = 0;
    std::int32_t draws = 0;
    std::int32_t peak = 0;
    std::int32_t deviation_milli = 0;
    std::int32_t volatility_nano = 0;
    Number player = kNone;
    Number partner = kNone;  // Of a pair.
    Row next = kNone;        // Of the same player, or of the unused rows.
    Row next_of_partner = kNone;
    std::uint16_t race = 0;
    bool active = false;
    bool best = false;
  };
  struct Person {
    PlayerId id;
    std::uint32_t name = 0;        // Where it begins in names_.
    Row first = kNone;             // Whose player this is.
    Row first_as_partner = kNone;  // Whose partner this is.
    std::uint16_t name_size = 0;
    std::uint16_t country = 0;
    std::uint16_t region = 0;
  };
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

  static constexpr std::int64_t kUnmarked = std::numeric_limits<std::int64_t>::max();

  explicit BoardRows(std::string ladder) : ladder_(std::move(ladder)) {}

  const Cells& operator[](Row row) const { return rows_[row]; }
  Cells& operator[](Row row) { return rows_[row]; }
  const Person& person_of(Row row) const { return people_[rows_[row].player]; }
  std::string_view name_of(const Person& person) const {
    return std::string_view(names_).substr(person.name, person.name_size);
  }
  std::size_t size() const { return size_; }

  Row find(const RatingKey& key) const;           // kNone when there is none.
  std::optional<Number> find(PlayerId id) const;  // A player that has or had a row.
  const Person& person(Number number) const { return people_[number]; }
  Row add(const RatingKey& key);  // A row without a game.
  void remove(Row row);
  void write(Row row, const Rating& rating);
  void describe(Number player, std::string_view name, const std::string& country, const std::string& region);
  bool is_described(PlayerId id, std::string_view name, const std::string& country,
                    const std::string& region) const;
  RatingKey key_of(Row row) const;
  // Rows of the player, those in which he is the partner included.
  std::vector<Row> rows_of(PlayerId id) const;
  StandingEntry entry(Row row) const;  // Position and rank not filled in.

  // `less`: a stands above b. Equal only when every sort key is.
  static std::optional<Time> last_played_at(const Cells& cells) {
    return cells.last_played == kNever ? std::nullopt : std::optional(from_micros(cells.last_played));
  }
  StandingKeys keys_of(Row row) const;
  std::strong_ordering compare(Row a, Row b) const;
  // The same with the key as the last word: a total order.
  bool above(Row a, Row b) const;

  // What decides between nearly all rows, without a look at their players; equal: the rest must be asked.
  static std::strong_ordering compare_values(const Cells& a, const Cells& b) {
    if (const auto order = (b.games > 0) <=> (a.games > 0); order != 0) return order;
    if (const auto order = b.value <=> a.value; order != 0) return order;
    return b.last_played <=> a.last_played;
  }

  // Players whose name holds `part` (in lower case), in no order.
  std::vector<Number> search(std::string_view part) const;

  TextTable races;
  TextTable countries;
  TextTable regions;

  std::size_t bytes() const;

 private:
  // A stretch of names_ that was given to a player; the newest one counts.
  struct Stretch {
    std::uint32_t begin = 0;
    Number player = kNone;
  };
  Number number_of(PlayerId id);
  std::string race_text(const Cells& cells) const;
  std::size_t bucket_of(PlayerId id) const;
  void grow_buckets();

  std::string ladder_;
  std::vector<Cells> rows_;
  std::vector<Person> people_;
  std::vector<Number> buckets_;  // Open addressing by id; a power of two, at most three quarters full.
  std::string names_;            // As shown, each after the other, a line break between.
  std::string folded_;           // The same in lower case.
  Frequencies frequencies_{};    // Of the bytes in folded_.
  std::vector<Stretch> stretches_;
  Row unused_ = kNone;
  std::size_t size_ = 0;
};

}  // namespace evo
