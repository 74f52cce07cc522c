#include "core/standings/board_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace evo {
namespace {

constexpr std::size_t kBucketsMin = 16;
constexpr std::size_t kNameMax = 65'535;

std::uint64_t mixed(std::int64_t id) {
  auto bits = static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15u;
  return bits ^ (bits >> 32);
}

// Looks for a part of a text by the two of its letters that are rarest there: whole stretches of text without
// both at the right distance are passed over at once.
class Needle {
 public:
  Needle(std::string_view part, const BoardRows::Frequencies& frequencies) : part_(part) {
    const auto frequency = [&](std::size_t i) { return frequencies[static_cast<unsigned char>(part[i])]; };
    for (std::size_t i = 1; i < part.size(); ++i) {
      if (frequency(i) < frequency(first_)) {
        second_ = first_;
        first_ = i;
      } else if (second_ == first_ || frequency(i) < frequency(second_)) {
        second_ = i;
      }
    }
  }

  std::size_t find(std::string_view text, std::size_t from) const {
    const char first = part_[first_];
    const char second = part_[second_];
    for (; from + kStretch + part_.size() <= text.size(); from += kStretch) {
      const char* firsts = text.data() + from + first_;
      const char* seconds = text.data() + from + second_;
      unsigned char any = 0;
      for (std::size_t i = 0; i < kStretch; ++i)
        any |= static_cast<unsigned char>((firsts[i] == first) & (seconds[i] == second));
      if (any == 0) continue;
      for (std::size_t i = 0; i < kStretch; ++i)
        if (firsts[i] == first && seconds[i] == second && text.substr(from + i, part_.size()) == part_)
          return from + i;
    }
    return text.find(part_, from);
  }

 private:
  static constexpr std::size_t kStretch = 64;

  std::string_view part_;
  std::size_t first_ = 0;
  std::size_t second_ = 0;
};

}  // namespace

std::uint16_t TextTable::number_of(const std::string& text) {
  if (const auto known = find(text)) return *known;
  EVO_ASSERT(texts_.size() < std::numeric_limits<std::uint16_t>::max());
  const auto number = static_cast<std::uint16_t>(texts_.size());
  texts_.push_back(text);
  numbers_.emplace(text, number);
  return number;
}

std::optional<std::uint16_t> TextTable::find(const std::string& text) const {
  const auto known = numbers_.find(text);
  return known == numbers_.end() ? std::nullopt : std::optional(known->second);
}

std::size_t BoardRows::bucket_of(PlayerId id) const {
  const std::size_t mask = buckets_.size() - 1;
  std::size_t bucket = mixed(id.value) & mask;
  while (buckets_[bucket] != kNone && people_[buckets_[bucket]].id != id) bucket = (bucket + 1) & mask;
  return bucket;
}

void BoardRows::grow_buckets() {
  buckets_.assign(std::max(kBucketsMin, buckets_.size() * 2), kNone);
  for (Number number = 0; number < people_.size(); ++number) buckets_[bucket_of(people_[number].id)] = number;
}

std::optional<BoardRows::Number> BoardRows::find(PlayerId id) const {
  if (buckets_.empty()) return std::nullopt;
  const Number number = buckets_[bucket_of(id)];
  return number == kNone ? std::nullopt : std::optional(number);
}

BoardRows::Number BoardRows::number_of(PlayerId id) {
  if (const auto known = find(id)) return *known;
  if ((people_.size() + 1) * 4 > buckets_.size() * 3) grow_buckets();
  const auto number = static_cast<Number>(people_.size());
  people_.emplace_back().id = id;
  buckets_[bucket_of(id)] = number;
  return number;
}

BoardRows::Row BoardRows::find(const RatingKey& key) const {
  const auto number = find(key.player);
  const auto partner_id = pair_partner(key);
  const auto partner = partner_id ? find(*partner_id) : std::optional(kNone);
  const auto race = partner_id ? races.find("") : races.find(key.race);
  if (!number || !partner || !race) return kNone;
  Row row = people_[*number].first;
  while (row != kNone && (rows_[row].race != *race || rows_[row].partner != *partner)) row = rows_[row].next;
  return row;
}

BoardRows::Row BoardRows::add(const RatingKey& key) {
  const Number number = number_of(key.player);
  const auto partner_id = pair_partner(key);
  const Number partner = partner_id ? number_of(*partner_id) : kNone;
  Row row = unused_;
  if (row == kNone) {
    EVO_ASSERT(rows_.size() < kRowsMax);
    row = static_cast<Row>(rows_.size());
    rows_.emplace_back().marked = kUnmarked;
  } else {
    unused_ = rows_[row].next;
  }
  Cells& cells = rows_[row];
  // A mark outlives the row it was made for.
  const std::int64_t marked = cells.marked;
  cells = {};
  cells.marked = marked;
  cells.last_played = kNever;
  cells.player = number;
  cells.race = races.number_of(partner_id ? std::string() : key.race);
  cells.next = people_[number].first;
  people_[number].first = row;
  if (partner != kNone) {
    cells.partner = partner;
    cells.next_of_partner = people_[partner].first_as_partner;
    people_[partner].first_as_partner = row;
  }
  ++size_;
  return row;
}

void BoardRows::remove(Row row) {
  Row* link = &people_[rows_[row].player].first;
  while (*link != row) link = &rows_[*link].next;
  *link = rows_[row].next;
  if (const Number partner = rows_[row].partner; partner != kNone) {
    link = &people_[partner].first_as_partner;
    while (*link != row) link = &rows_[*link].next_of_partner;
    *link = rows_[row].next_of_partner;
  }
  rows_[row].next = unused_;
  rows_[row].player = rows_[row].partner = kNone;
  unused_ = row;
  --size_;
}

void BoardRows::write(Row row, const Rating& rating) {
  Cells& cells = rows_[row];
  cells.last_played = rating.last_played_at ? to_micros(*rating.last_played_at) : kNever;
  cells.value = rating.value;
  cells.games = rating.games;
  cells.wins = rating.wins;
  cells.losses = rating.losses;
  cells.draws = rating.draws;
  cells.peak = rating.peak;
  cells.deviation_milli = static_cast<std::int32_t>(std::lround(rating.deviation * 1e3));
  cells.volatility_nano = static_cast<std::int32_t>(std::lround(rating.volatility * 1e9));
}

void BoardRows::describe(Number player, std::string_view name, const std::string& country,
                         const std::string& region) {
  Person& person = people_[player];
  person.country = countries.number_of(country);
  person.region = regions.number_of(region);
  if (name_of(person) == name && person.name_size > 0) return;
  EVO_ASSERT(name.size() <= kNameMax);
  person.name = static_cast<std::uint32_t>(names_.size());
  person.name_size = static_cast<std::uint16_t>(name.size());
  stretches_.push_back({person.name, player});
  names_ += name;
  names_ += '\n';
  const std::string folded = lower_ascii(name);
  for (const char letter : folded) ++frequencies_[static_cast<unsigned char>(letter)];
  folded_ += folded;
  folded_ += '\n';
}

bool BoardRows::is_described(PlayerId id, std::string_view name, const std::string& country,
                             const std::string& region) const {
  const auto number = find(id);
  if (!number) return false;
  const Person& person = people_[*number];
  return person.name_size > 0 && name_of(person) == name && countries.text(person.country) == country &&
         regions.text(person.region) == region;
}

std::string BoardRows::race_text(const Cells& cells) const {
  return cells.partner == kNone ? races.text(cells.race) : pair_race(people_[cells.partner].id);
}

RatingKey BoardRows::key_of(Row row) const {
  const Cells& cells = rows_[row];
  return {people_[cells.player].id, ladder_, race_text(cells)};
}

std::vector<BoardRows::Row> BoardRows::rows_of(PlayerId id) const {
  std::vector<Row> rows;
  const auto number = find(id);
  if (!number) return rows;
  for (Row row = people_[*number].first; row != kNone; row = rows_[row].next) rows.push_back(row);
  for (Row row = people_[*number].first_as_partner; row != kNone; row = rows_[row].next_of_partner)
    rows.push_back(row);
  return rows;
}

StandingEntry BoardRows::entry(Row row) const {
  const Cells& cells = rows_[row];
  const Person& person = people_[cells.player];
  StandingEntry entry;
  Rating& rating = entry.rating;
  rating.key = key_of(row);
  rating.value = cells.value;
  rating.games = cells.games;
  rating.wins = cells.wins;
  rating.losses = cells.losses;
  rating.draws = cells.draws;
  rating.peak = cells.peak;
  rating.last_played_at = last_played_at(cells);
  rating.deviation = cells.deviation_milli / 1e3;
  rating.volatility = cells.volatility_nano / 1e9;
  entry.name = name_of(person);
  entry.country = countries.text(person.country);
  entry.region = regions.text(person.region);
  if (cells.partner == kNone) return entry;
  const Person& partner = people_[cells.partner];
  entry.partner = {partner.id, std::string(name_of(partner)), countries.text(partner.country),
                   regions.text(partner.region)};
  return entry;
}

StandingKeys BoardRows::keys_of(Row row) const {
  const Cells& cells = rows_[row];
  return {.value = cells.value,
          .games = cells.games,
          .wins = cells.wins,
          .losses = cells.losses,
          .last_played_at = last_played_at(cells),
          .name = name_of(people_[cells.player])};
}

std::strong_ordering BoardRows::compare(Row a, Row b) const {
  if (const auto order = compare_values(rows_[a], rows_[b]); order != 0) return order;
  return compare_standing(keys_of(a), keys_of(b));
}

bool BoardRows::above(Row a, Row b) const {
  if (a == b) return false;
  if (const auto order = compare(a, b); order != 0) return order < 0;
  const Cells& x = rows_[a];
  const Cells& y = rows_[b];
  if (x.player != y.player) return people_[x.player].id < people_[y.player].id;
  return race_text(x) < race_text(y);
}

std::vector<BoardRows::Number> BoardRows::search(std::string_view part) const {
  std::vector<Number> found;
  if (part.empty() || part.find('\n') != std::string_view::npos) return found;
  const Needle needle(part, frequencies_);
  for (std::size_t at = needle.find(folded_, 0); at != std::string::npos;) {
    const auto stretch = std::ranges::upper_bound(stretches_, at, {}, &Stretch::begin) - 1;
    if (people_[stretch->player].name == stretch->begin) found.push_back(stretch->player);
    // On to the next name: a name is found once.
    if (stretch + 1 == stretches_.end()) break;
    at = needle.find(folded_, (stretch + 1)->begin);
  }
  return found;
}

std::size_t BoardRows::bytes() const {
  return rows_.capacity() * sizeof(Cells) + people_.capacity() * sizeof(Person) +
         buckets_.capacity() * sizeof(Number) + names_.capacity() + folded_.capacity() +
         stretches_.capacity() * sizeof(Stretch);
}

}  // namespace evo
