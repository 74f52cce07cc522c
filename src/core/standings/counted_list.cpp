#include "core/standings/counted_list.hpp"

#include <iterator>

namespace evo {
namespace {

std::ptrdiff_t distance(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

}  // namespace

CountedList::Place CountedList::find_near(Place from, Item handle) const {
  if (from.block >= blocks_.size()) return end();
  const std::vector<Item>& items = blocks_[from.block];
  for (std::size_t slot = from.slot; slot < items.size(); ++slot)
    if ((items[slot] & kHandle) == handle) return {from.block, slot};
  return end();
}

void CountedList::insert(Place place, Item item) {
  if (blocks_.empty()) {
    blocks_.push_back({item});
    lasts_.push_back(item);
    for (Counts& counts : counts_) counts.assign(1, 0);
    ++counts_of(item)[0];
    return;
  }
  if (place.block == blocks_.size()) place = {place.block - 1, blocks_.back().size()};
  std::vector<Item>& items = blocks_[place.block];
  items.insert(items.begin() + distance(place.slot), item);
  lasts_[place.block] = items.back();
  ++counts_of(item)[place.block];
  if (items.size() > kBlockMax) split(place.block);
}

void CountedList::erase(Place place) {
  std::vector<Item>& items = blocks_[place.block];
  --counts_of(items[place.slot])[place.block];
  items.erase(items.begin() + distance(place.slot));
  if (!items.empty()) lasts_[place.block] = items.back();
  if (items.size() >= kBlockMin) return;
  if (place.block + 1 < blocks_.size() && items.size() + blocks_[place.block + 1].size() <= kBlockFilled) {
    merge_with_next(place.block);
  } else if (place.block > 0 && items.size() + blocks_[place.block - 1].size() <= kBlockFilled) {
    merge_with_next(place.block - 1);
  } else if (items.empty()) {
    blocks_.erase(blocks_.begin() + distance(place.block));
    lasts_.erase(lasts_.begin() + distance(place.block));
    for (Counts& counts : counts_) counts.erase(counts.begin() + distance(place.block));
  }
}

void CountedList::replace(Place place, Item item) {
  Item& old = blocks_[place.block][place.slot];
  EVO_ASSERT((old & kHandle) == (item & kHandle));
  --counts_of(old)[place.block];
  ++counts_of(item)[place.block];
  old = item;
  lasts_[place.block] = blocks_[place.block].back();
}

void CountedList::assign(const std::vector<Item>& items) {
  blocks_.clear();
  lasts_.clear();
  for (Counts& counts : counts_) counts.clear();
  for (std::size_t first = 0; first < items.size(); first += kBlockFilled) {
    const std::size_t last = std::min(first + kBlockFilled, items.size());
    blocks_.emplace_back(items.begin() + distance(first), items.begin() + distance(last));
    lasts_.push_back(0);
    for (Counts& counts : counts_) counts.push_back(0);
    recount(blocks_.size() - 1);
  }
}

void CountedList::split(std::size_t block) {
  std::vector<Item>& items = blocks_[block];
  const auto half = items.begin() + distance(items.size() / 2);
  std::vector<Item> rest(half, items.end());
  items.erase(half, items.end());
  items.shrink_to_fit();
  blocks_.insert(blocks_.begin() + distance(block + 1), std::move(rest));
  lasts_.insert(lasts_.begin() + distance(block + 1), 0);
  for (Counts& counts : counts_) counts.insert(counts.begin() + distance(block + 1), 0);
  recount(block);
  recount(block + 1);
}

void CountedList::merge_with_next(std::size_t block) {
  std::vector<Item>& into = blocks_[block];
  const std::vector<Item>& from = blocks_[block + 1];
  into.insert(into.end(), from.begin(), from.end());
  blocks_.erase(blocks_.begin() + distance(block + 1));
  lasts_.erase(lasts_.begin() + distance(block + 1));
  for (Counts& counts : counts_) counts.erase(counts.begin() + distance(block + 1));
  recount(block);
}

void CountedList::recount(std::size_t block) {
  lasts_[block] = blocks_[block].back();
  for (Counts& counts : counts_) counts[block] = 0;
  for (const Item item : blocks_[block]) ++counts_of(item)[block];
}

std::size_t CountedList::sum(const Tally& tally, Kind kind) {
  std::size_t sum = 0;
  for (Item flags = 0; flags < tally.size(); ++flags)
    if (kind.has(flags << 30)) sum += tally[flags];
  return sum;
}

CountedList::Tally CountedList::tally(Place from, Place to) const {
  Tally tally{};
  const auto add = [&](std::size_t block, std::size_t first, std::size_t last) {
    const std::vector<Item>& items = blocks_[block];
    for (std::size_t i = first; i < last; ++i) ++tally[items[i] >> 30];
  };
  if (from.block == to.block) {
    if (from.block < blocks_.size()) add(from.block, from.slot, to.slot);
    return tally;
  }
  if (from.slot > 0) {
    add(from.block, from.slot, blocks_[from.block].size());
    ++from.block;
  }
  for (Item flags = 0; flags < tally.size(); ++flags) {
    const Counts& counts = counts_[flags];
    for (std::size_t i = from.block; i < to.block; ++i) tally[flags] += counts[i];
  }
  if (to.block < blocks_.size()) add(to.block, 0, to.slot);
  return tally;
}

std::size_t CountedList::count(Place place, Kind kind) const { return sum(tally(begin(), place), kind); }

CountedList::Place CountedList::select(std::size_t n, Kind kind) const {
  for (std::size_t block = 0; block < blocks_.size(); ++block) {
    std::size_t here = 0;
    for (Item flags = 0; flags < counts_.size(); ++flags)
      if (kind.has(flags << 30)) here += counts_[flags][block];
    if (n >= here) {
      n -= here;
      continue;
    }
    const std::vector<Item>& items = blocks_[block];
    for (std::size_t slot = 0; slot < items.size(); ++slot)
      if (kind.has(items[slot]) && n-- == 0) return {block, slot};
  }
  return end();
}

std::size_t CountedList::bytes() const {
  std::size_t sum = blocks_.capacity() * sizeof(blocks_[0]) + lasts_.capacity() * sizeof(Item);
  for (const auto& items : blocks_) sum += items.capacity() * sizeof(Item);
  for (const Counts& counts : counts_) sum += counts.capacity() * sizeof(counts[0]);
  return sum;
}

}  // namespace evo
