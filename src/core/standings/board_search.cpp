#include "core/standings/board_search.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace evo {
namespace {

// Merging so many entries one by one costs less than another step of the search for the first of a page.
constexpr std::size_t kMergeAtOnce = 64;

// Sets `nothing` when texts are asked for and none of them is known.
std::vector<std::uint16_t> numbers_of(const std::vector<std::string>& texts, const TextTable& table,
                                      bool& nothing) {
  std::vector<std::uint16_t> numbers;
  for (const std::string& text : texts)
    if (const auto number = table.find(text)) numbers.push_back(*number);
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (!texts.empty() && numbers.empty()) nothing = true;
  return numbers;
}

bool has(const std::vector<std::uint16_t>& numbers, std::uint16_t number) {
  return numbers.empty() || std::ranges::binary_search(numbers, number);
}

}  // namespace

BoardSearch::BoardSearch(const Board& board, const BoardQuery& query) : board_(board), query_(query) {
  const BoardRows& rows = board.rows();
  if (query.best_race_only) kind_ = {CountedList::kBest, CountedList::kBest};
  const Numbers races = numbers_of(query.races, rows.races, nothing_);
  const Numbers countries = numbers_of(query.countries, rows.countries, nothing_);
  const Numbers regions = numbers_of(query.regions, rows.regions, nothing_);
  if (query.rank) limit_to_rank(*query.rank);
  if (!nothing_) choose_lists(races, countries, regions);
  scans_ = !query.search.empty() || !races_.empty() || !countries_.empty() || !regions_.empty();
}

void BoardSearch::limit_to_rank(LetterRank rank) {
  kind_.mask |= CountedList::kActive;
  if (rank == LetterRank::unranked) return;
  kind_.bits |= CountedList::kActive;
  const auto seats = rank_seats(static_cast<int>(board_.active()));
  std::size_t above = 0;
  const auto index = static_cast<std::size_t>(rank);
  for (std::size_t i = 0; i < index; ++i) above += static_cast<std::size_t>(seats[i]);
  if (seats[index] == 0) {
    nothing_ = true;
    return;
  }
  const CountedList& all = board_.all();
  const auto row_at = [&](std::size_t n) -> std::optional<Row> {
    const Place place = all.select(n, Board::kRanked);
    return place == all.end() ? std::nullopt : std::optional(all.at(place) & CountedList::kHandle);
  };
  from_ = row_at(above);
  to_ = row_at(above + static_cast<std::size_t>(seats[index]));
}

// The kind of condition with the fewest entries is answered by its lists, the others entry by entry.
void BoardSearch::choose_lists(const Numbers& races, const Numbers& countries, const Numbers& regions) {
  races_ = races;
  countries_ = countries;
  regions_ = regions;
  std::vector<const CountedList*> chosen{&board_.all()};
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  Numbers* answered = nullptr;
  const auto consider = [&](Numbers& numbers, const std::vector<CountedList>& lists) {
    if (numbers.empty()) return;
    std::vector<const CountedList*> candidates;
    std::size_t size = 0;
    for (const std::uint16_t number : numbers) {
      if (number >= lists.size()) continue;
      candidates.push_back(&lists[number]);
      size += lists[number].count(Board::kAll);
    }
    if (size >= fewest) return;
    fewest = size;
    chosen = std::move(candidates);
    answered = &numbers;
  };
  consider(races_, board_.by_race());
  consider(countries_, board_.by_country());
  consider(regions_, board_.by_region());
  if (answered != nullptr) answered->clear();
  for (const std::uint16_t race : races_) tags_ |= 1u << Board::tag_of_race(race);
  looks_up_ = !countries_.empty() || !regions_.empty() || (tags_ >> CountedList::kTagMax) != 0;
  for (const CountedList* list : chosen) {
    const Place begin = from_ ? board_.place_in(*list, *from_) : list->begin();
    const Place end = to_ ? board_.place_in(*list, *to_) : list->end();
    stretches_.push_back({list, begin, end, list->count(begin, kind_)});
  }
}

bool BoardSearch::within(Row row) const {
  const BoardRows& rows = board_.rows();
  return !(from_ && rows.above(row, *from_)) && !(to_ && !rows.above(row, *to_));
}

bool BoardSearch::fits_looked_up(Board::Item item) const {
  const BoardRows& rows = board_.rows();
  const Row row = item & CountedList::kHandle;
  if (!has(races_, rows[row].race)) return false;
  if (countries_.empty() && regions_.empty()) return true;
  const BoardRows::Person& person = rows.person_of(row);
  return has(countries_, person.country) && has(regions_, person.region);
}

std::size_t BoardSearch::count() const {
  std::size_t total = 0;
  for (const Stretch& stretch : stretches_)
    total += CountedList::sum(stretch.list->tally(stretch.begin, stretch.end), kind_);
  return total;
}

std::size_t BoardSearch::count_above(Row pivot) const {
  std::size_t above = 0;
  for (const Stretch& stretch : stretches_) {
    const Place place = board_.place_in(*stretch.list, pivot);
    above += CountedList::sum(stretch.list->tally(stretch.list->begin(), place), kind_);
    above -= stretch.above;
  }
  return above;
}

// Places from which `first` entries (made smaller) remain to be passed over. Guesses where in the whole board
// that is, supposing that the query's entries are spread evenly over what is left of it, or halves it.
std::vector<BoardSearch::Place> BoardSearch::skip(std::size_t& first) const {
  const CountedList& all = board_.all();
  std::size_t low = from_ ? all.count(board_.place_in(all, *from_), Board::kAll) : 0;
  std::size_t high = to_ ? all.count(board_.place_in(all, *to_), Board::kAll) : all.count(Board::kAll);
  std::size_t above_low = 0;
  std::size_t above_high = count();
  std::optional<Row> pivot;
  for (bool halve = false; first - above_low > kMergeAtOnce && high - low > 1; halve = !halve) {
    const double share = halve ? 0.5
                               : static_cast<double>(first - above_low) /
                                     static_cast<double>(std::max<std::size_t>(above_high - above_low, 1));
    const auto step = static_cast<std::size_t>(share * static_cast<double>(high - low));
    const std::size_t middle = low + std::clamp<std::size_t>(step, 1, high - low - 1);
    const Row row = all.at(all.select(middle, Board::kAll)) & CountedList::kHandle;
    const std::size_t above = count_above(row);
    if (above <= first) {
      low = middle;
      above_low = above;
      pivot = row;
    } else {
      high = middle;
      above_high = above;
    }
  }
  first -= above_low;
  std::vector<Place> places;
  for (const Stretch& stretch : stretches_)
    places.push_back(pivot ? board_.place_in(*stretch.list, *pivot) : stretch.begin);
  return places;
}

std::vector<BoardSearch::Row> BoardSearch::counted_page(std::size_t total) const {
  std::vector<Row> page;
  auto first = static_cast<std::size_t>(std::max(query_.first, 0));
  if (first >= total) return page;
  const std::size_t size = std::min(static_cast<std::size_t>(std::max(query_.size, 0)), total - first);
  std::vector<Place> places;
  if (stretches_.size() == 1) {
    const Stretch& only = stretches_.front();
    places = {only.list->select(only.above + first, kind_)};
    first = 0;
  } else {
    places = skip(first);
  }
  const auto settle = [&](std::size_t i) {
    const Stretch& stretch = stretches_[i];
    while (places[i] != stretch.end && !kind_.has(stretch.list->at(places[i])))
      places[i] = stretch.list->next(places[i]);
  };
  for (std::size_t i = 0; i < places.size(); ++i) settle(i);
  while (page.size() < size) {
    std::size_t best = places.size();
    Row best_row = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i] == stretches_[i].end) continue;
      const Row row = stretches_[i].list->at(places[i]) & CountedList::kHandle;
      if (best < places.size() && !board_.rows().above(row, best_row)) continue;
      best = i;
      best_row = row;
    }
    if (best == places.size()) break;
    if (first > 0)
      --first;
    else
      page.push_back(best_row);
    places[best] = stretches_[best].list->next(places[best]);
    if (page.size() < size) settle(best);
  }
  return page;
}

std::vector<BoardSearch::Row> BoardSearch::scan() const {
  std::vector<Row> rows;
  if (query_.search.empty()) {
    for (const Stretch& stretch : stretches_)
      stretch.list->visit(stretch.begin, stretch.end, [&](Board::Item item) {
        if (fits(item)) rows.push_back(item & CountedList::kHandle);
      });
    return rows;
  }
  // A name may belong to any list, so every condition is looked at.
  bool nothing = false;
  const BoardRows& all = board_.rows();
  const Numbers races = numbers_of(query_.races, all.races, nothing);
  const Numbers countries = numbers_of(query_.countries, all.countries, nothing);
  const Numbers regions = numbers_of(query_.regions, all.regions, nothing);
  const auto consider = [&](Row row) {
    const BoardRows::Person& person = all.person_of(row);
    if (kind_.has(board_.item(row)) && has(races, all[row].race) && has(countries, person.country) &&
        has(regions, person.region) && within(row))
      rows.push_back(row);
  };
  const std::string part = lower_ascii(query_.search);
  for (const BoardRows::Number player : all.search(part)) {
    const BoardRows::Person& person = all.person(player);
    for (Row row = person.first; row != BoardRows::kNone; row = all[row].next) consider(row);
    // A pair that both names fit is found by its player's.
    for (Row row = person.first_as_partner; row != BoardRows::kNone; row = all[row].next_of_partner)
      if (!lower_ascii(all.name_of(all.person_of(row))).contains(part)) consider(row);
  }
  return rows;
}

std::vector<BoardSearch::Row> BoardSearch::scanned_page(std::vector<Row> rows) const {
  const auto first = std::min(static_cast<std::size_t>(std::max(query_.first, 0)), rows.size());
  const auto last = std::min(first + static_cast<std::size_t>(std::max(query_.size, 0)), rows.size());
  const auto at = [&](std::size_t index) { return rows.begin() + static_cast<std::ptrdiff_t>(index); };
  // What one list holds is in order already.
  if (query_.search.empty() && stretches_.size() == 1) return {at(first), at(last)};
  const auto above = [&](Row a, Row b) { return board_.rows().above(a, b); };
  if (first < rows.size()) std::nth_element(rows.begin(), at(first), rows.end(), above);
  std::partial_sort(at(first), at(last), rows.end(), above);
  return {at(first), at(last)};
}

BoardPage BoardSearch::page() const {
  BoardPage page;
  if (nothing_) return page;
  std::vector<Row> rows;
  if (is_counted()) {
    const std::size_t total = count();
    page.total = static_cast<int>(total);
    rows = counted_page(total);
  } else {
    rows = scan();
    page.total = static_cast<int>(rows.size());
    rows = scanned_page(std::move(rows));
  }
  page.entries = entries(board_, rows);
  return page;
}

std::optional<int> BoardSearch::index_of(Row row) const {
  if (nothing_) return std::nullopt;
  if (!is_counted()) {
    const std::vector<Row> rows = scan();
    if (std::ranges::find(rows, row) == rows.end()) return std::nullopt;
    return static_cast<int>(
        std::ranges::count_if(rows, [&](Row each) { return board_.rows().above(each, row); }));
  }
  const auto holds = [&](const Stretch& stretch) {
    const Place place = board_.place_in(*stretch.list, row);
    return place != stretch.list->end() && (stretch.list->at(place) & CountedList::kHandle) == row;
  };
  if (!kind_.has(board_.item(row)) || !within(row) || std::ranges::none_of(stretches_, holds))
    return std::nullopt;
  return static_cast<int>(count_above(row));
}

std::vector<StandingEntry> BoardSearch::entries(const Board& board, const std::vector<Row>& rows) {
  const CountedList& all = board.all();
  const auto seats = rank_seats(static_cast<int>(board.active()));
  std::vector<StandingEntry> entries;
  Place counted = all.begin();
  CountedList::Tally above{};
  for (const Row row : rows) {
    Place place = all.find_near(counted, row);
    if (place == all.end()) place = board.place_in(all, row);
    // Rows are in order, so what was counted for the one before is counted already.
    const CountedList::Tally more = all.tally(counted, place);
    for (std::size_t i = 0; i < above.size(); ++i) above[i] += more[i];
    counted = place;
    // Equal rows share the position of the first of them.
    std::size_t equals = 0;
    for (; place != all.begin(); ++equals) {
      place = all.previous(place);
      if (board.rows().compare(all.at(place) & CountedList::kHandle, row) != 0) break;
    }
    StandingEntry& entry = entries.emplace_back(board.rows().entry(row));
    entry.position = static_cast<int>(CountedList::sum(above, Board::kAll) - equals) + 1;
    if (!board.rows()[row].active) continue;
    auto seat = static_cast<int>(CountedList::sum(above, Board::kRanked));
    entry.active_position = seat - static_cast<int>(equals) + 1;
    std::size_t rank = 0;
    while (seat >= seats[rank]) seat -= seats[rank++];
    entry.rank = static_cast<LetterRank>(rank);
  }
  return entries;
}

}  // namespace evo
