#include "core/standings/board.hpp"

#include <algorithm>

namespace evo {

bool Board::is_active(Row row) const {
  const BoardRows::Cells& cells = rows_[row];
  return cells.games > 0 && cells.last_played != BoardRows::kNever &&
         from_micros(cells.last_played) >= now_ - rules_.active_for;
}

void Board::watch(Row row) {
  BoardRows::Cells& cells = rows_[row];
  if (!cells.active || cells.marked <= cells.last_played) return;
  cells.marked = cells.last_played;
  marks_.emplace(cells.marked, row);
}

std::array<CountedList*, 4> Board::lists_of(Row row) {
  const BoardRows::Person& person = rows_.person_of(row);
  const auto list_of = [](std::vector<CountedList>& lists, std::uint16_t number) {
    if (lists.size() <= number) lists.resize(number + 1u);
    return &lists[number];
  };
  return {&all_, list_of(by_race_, rows_[row].race), list_of(by_country_, person.country),
          list_of(by_region_, person.region)};
}

void Board::list(Row row) {
  for (CountedList* list : lists_of(row)) list->insert(place_in(*list, row), item(row));
}

void Board::unlist(Row row) {
  for (CountedList* list : lists_of(row)) list->erase(place_in(*list, row));
}

void Board::refresh_flags(Row row, bool active, bool best) {
  BoardRows::Cells& cells = rows_[row];
  if (cells.active == active && cells.best == best) return;
  cells.active = active;
  cells.best = best;
  for (CountedList* list : lists_of(row)) list->replace(place_in(*list, row), item(row));
}

void Board::choose_best(BoardRows::Number player) {
  const Row first = rows_.person(player).first;
  Row best = first;
  for (Row row = first; row != BoardRows::kNone; row = rows_[row].next)
    if (rows_.above(row, best)) best = row;
  for (Row row = first; row != BoardRows::kNone; row = rows_[row].next)
    refresh_flags(row, rows_[row].active, row == best);
}

void Board::describe(Row row, const StandingEntry& entry) {
  rows_.describe(rows_[row].player, entry.name, entry.country, entry.region);
  if (const auto& partner = entry.partner; partner && rows_[row].partner != BoardRows::kNone)
    rows_.describe(rows_[row].partner, partner->name, partner->country, partner->region);
}

void Board::add(const std::vector<StandingEntry>& entries) {
  for (const StandingEntry& entry : entries) {
    const Row row = rows_.add(entry.rating.key);
    rows_.write(row, entry.rating);
    describe(row, entry);
  }
}

void Board::arrange(Time now) {
  now_ = now;
  std::vector<Row> order;
  for (Row row = 0; row < rows_.size(); ++row) order.push_back(row);
  std::ranges::sort(order, [&](Row a, Row b) { return rows_.above(a, b); });
  std::vector<bool> seen(rows_.size());
  for (const Row row : order) {
    BoardRows::Cells& cells = rows_[row];
    cells.active = is_active(row);
    cells.best = !seen[cells.player];
    seen[cells.player] = true;
    watch(row);
  }
  const auto fill = [&](std::vector<CountedList>& lists, std::size_t size, auto number_of) {
    std::vector<std::vector<Item>> items(size);
    for (const Row row : order) items[number_of(row)].push_back(item(row));
    lists.resize(size);
    for (std::size_t i = 0; i < size; ++i) lists[i].assign(items[i]);
  };
  std::vector<CountedList> all;
  fill(all, 1, [](Row) { return 0; });
  all_ = std::move(all.front());
  fill(by_race_, rows_.races.size(), [&](Row row) { return rows_[row].race; });
  fill(by_country_, rows_.countries.size(), [&](Row row) { return rows_.person_of(row).country; });
  fill(by_region_, rows_.regions.size(), [&](Row row) { return rows_.person_of(row).region; });
}

void Board::put(const StandingEntry& entry) {
  const PlayerId player = entry.rating.key.player;
  const auto& partner = entry.partner;
  Row row = rows_.find(entry.rating.key);
  const bool is_new = row == BoardRows::kNone;
  const bool same_player = rows_.is_described(player, entry.name, entry.country, entry.region);
  const bool same_partner =
      !partner || rows_.is_described(partner->player, partner->name, partner->country, partner->region);
  if (!is_new && same_player && same_partner && rows_.entry(row).rating == entry.rating) return;
  // What decides where an entry stands may only change while it is in no list.
  std::vector<Row> moved;
  const auto move_all_of = [&](PlayerId id) {
    if (const auto number = rows_.find(id))
      for (Row each = rows_.person(*number).first; each != BoardRows::kNone; each = rows_[each].next)
        moved.push_back(each);
  };
  if (!same_player)
    move_all_of(player);
  else if (!is_new)
    moved.push_back(row);
  if (!same_partner) move_all_of(partner->player);
  for (const Row each : moved) unlist(each);

  if (is_new) {
    row = rows_.add(entry.rating.key);
    moved.push_back(row);
  }
  rows_.write(row, entry.rating);
  describe(row, entry);
  rows_[row].active = is_active(row);
  watch(row);
  for (const Row each : moved) list(each);
  choose_best(rows_[row].player);
}

void Board::remove(Row row) {
  const BoardRows::Number player = rows_[row].player;
  unlist(row);
  rows_[row].active = false;
  rows_.remove(row);
  if (rows_.person(player).first != BoardRows::kNone) choose_best(player);
}

void Board::advance(Time now) {
  now_ = std::max(now_, now);
  const std::int64_t oldest = to_micros(now_ - rules_.active_for);
  while (!marks_.empty() && marks_.top().first < oldest) {
    const auto [marked, row] = marks_.top();
    marks_.pop();
    if (rows_[row].marked != marked) continue;
    rows_[row].marked = BoardRows::kUnmarked;
    if (!rows_[row].active) continue;
    if (is_active(row))
      watch(row);
    else
      refresh_flags(row, false, rows_[row].best);
  }
}

std::size_t Board::bytes() const {
  std::size_t sum = rows_.bytes() + marks_.size() * sizeof(Mark) + all_.bytes();
  for (const auto* lists : {&by_race_, &by_country_, &by_region_})
    for (const CountedList& list : *lists) sum += sizeof(list) + list.bytes();
  return sum;
}

}  // namespace evo
