// Leaderboard: the standings of one ladder kept up to date entry by entry. It says the same as
// rank_standings() over all entries would, without ever sorting them: a result moves one entry, and
// positions, letter ranks and pages are counted when somebody asks. Letter ranks follow from the number of
// active entries above, so that a result changes everybody's rank at no cost.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/standings/standings.hpp"

namespace evo {

// What to show. Conditions hold together; within a list one is enough. Empty: all. Country and region of a
// pair are those of its player, who is the one with the lower id.
struct BoardQuery {
  std::vector<std::string> races;
  std::vector<std::string> countries;
  std::vector<std::string> regions;
  std::optional<LetterRank> rank;
  bool best_race_only = false;  // Of each player only the entry that stands highest, before other conditions.
  std::string search;           // Part of a name, ignoring case; of a pair, of either one's.
  int first = 0;                // Entries to pass over.
  int size = 50;
};

struct BoardPage {
  int total = 0;  // Entries that fit the query.
  std::vector<StandingEntry> entries;
};

class Board;

class Leaderboard {
 public:
  explicit Leaderboard(std::string ladder, StandingRules rules = {});
  ~Leaderboard();
  Leaderboard(Leaderboard&&) noexcept;
  Leaderboard& operator=(Leaderboard&&) noexcept;

  // Begins anew with these entries, no key twice.
  void assign(const std::vector<StandingEntry>& entries, Time now);
  // The same in portions, for many entries: add() all of them to a new board, then arrange() it, and nothing
  // else before. Arranging a million takes about a second.
  void add(const std::vector<StandingEntry>& entries);
  void arrange(Time now);
  // Adds the entry or changes it. Name, country and region hold for all entries of the player, and what is
  // said of the partner for all of his.
  void put(const StandingEntry& entry);
  void remove(const RatingKey& key);
  // Lets time pass: entries that have not played for too long lose their rank. Never backwards.
  void advance(Time now);

  std::size_t size() const;
  std::size_t active() const;
  // Of a pair either one counts as the player.
  std::vector<RatingKey> keys_of(PlayerId player) const;
  // Every entry of one player, best first, with positions and ranks.
  std::vector<StandingEntry> of_player(PlayerId player) const;
  // The entry with its positions and rank.
  std::optional<StandingEntry> find(const RatingKey& key) const;
  BoardPage page(const BoardQuery& query) const;
  // How many entries of the query stand above this one: the `first` of the page that shows it. nullopt when
  // the query leaves it out.
  std::optional<int> index_of(const RatingKey& key, const BoardQuery& query) const;
  // Memory in use, about.
  std::size_t bytes() const;

 private:
  std::string ladder_;
  StandingRules rules_;
  std::unique_ptr<Board> board_;
};

}  // namespace evo
