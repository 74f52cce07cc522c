// CountedList: handles in an order that its user decides, with counting. Room-internal to standings.
//
// Two levels: blocks of a few hundred items, and for each kind of item an array of counts a block. A search
// is a binary search over blocks and one inside; counting sums an array that fits the cache, so that a
// million items cost about as much as a balanced tree would, in a fifth of the memory.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/assert.hpp"

namespace evo {

class CountedList {
 public:
  // An item is a handle, a tag above it (which is only carried along, so that a reader of many items need not
  // look up what they stand for) and two flags above that, which are counted.
  using Item = std::uint32_t;
  static constexpr Item kActive = 1u << 30;
  static constexpr Item kBest = 1u << 31;
  static constexpr unsigned kTagShift = 25;
  static constexpr Item kTagMax = 31;
  static constexpr Item kHandle = (1u << kTagShift) - 1;
  static Item tag_of(Item item) { return item >> kTagShift & kTagMax; }

  // Which items to count: those with (item & mask) == bits.
  struct Kind {
    Item mask = 0;
    Item bits = 0;

    bool has(Item item) const { return (item & mask) == bits; }
  };

  // Where an item is. Valid until the next change.
  struct Place {
    std::size_t block = 0;
    std::size_t slot = 0;

    friend bool operator==(const Place&, const Place&) = default;
  };

  bool empty() const { return blocks_.empty(); }
  Place begin() const { return {}; }
  Place end() const { return {blocks_.size(), 0}; }
  Item at(Place place) const { return blocks_[place.block][place.slot]; }
  Place next(Place place) const {
    if (++place.slot < blocks_[place.block].size()) return place;
    return {place.block + 1, 0};
  }

  // There is one before `place`.
  Place previous(Place place) const {
    if (place.slot > 0) return {place.block, place.slot - 1};
    return {place.block - 1, blocks_[place.block - 1].size() - 1};
  }

  // The first item for which `before(handle)` is false; it must be true for a beginning of the list only.
  template <class Before>
  Place find(Before before) const {
    const auto is_before = [&](Item item) { return before(item & kHandle); };
    const auto last = std::partition_point(lasts_.begin(), lasts_.end(), is_before);
    if (last == lasts_.end()) return end();
    const auto block = static_cast<std::size_t>(last - lasts_.begin());
    const std::vector<Item>& items = blocks_[block];
    const auto item = std::partition_point(items.begin(), items.end(), is_before);
    return {block, static_cast<std::size_t>(item - items.begin())};
  }

  // Where this handle is, if that is at `from` or soon after it in the same block; end() when it is not.
  Place find_near(Place from, Item handle) const;

  // Calls visit(item) for every item from `from` on, before `to`.
  template <class Visit>
  void visit(Place from, Place to, Visit visit) const {
    for (; from.block < blocks_.size() && from.block <= to.block; from = {from.block + 1, 0}) {
      const std::vector<Item>& items = blocks_[from.block];
      const std::size_t last = from.block == to.block ? to.slot : items.size();
      for (const Item item : std::span(items).subspan(from.slot, last - from.slot)) visit(item);
    }
  }

  // Before `place`.
  void insert(Place place, Item item);
  void erase(Place place);
  void replace(Place place, Item item);  // The same handle with other flags.
  void assign(const std::vector<Item>& items);
  void clear() { assign({}); }

  // How many items have which flags, by item >> 30.
  using Tally = std::array<std::uint32_t, 4>;
  static std::size_t sum(const Tally& tally, Kind kind);
  // Of the items from `from` on, before `to`.
  Tally tally(Place from, Place to) const;
  // Items of this kind before `place`.
  std::size_t count(Place place, Kind kind) const;
  std::size_t count(Kind kind) const { return count(end(), kind); }
  // The n-th item of this kind, from 0; end() when there are not so many.
  Place select(std::size_t n, Kind kind) const;

  std::size_t bytes() const;

 private:
  static constexpr std::size_t kBlockMax = 512;
  static constexpr std::size_t kBlockFilled = 384;
  static constexpr std::size_t kBlockMin = 128;

  using Counts = std::vector<std::uint32_t>;
  Counts& counts_of(Item item) { return counts_[item >> 30]; }
  void split(std::size_t block);
  void merge_with_next(std::size_t block);
  void recount(std::size_t block);

  std::vector<std::vector<Item>> blocks_;  // None empty.
  std::vector<Item> lasts_;                // Of each block, so that a search need not visit them.
  std::array<Counts, 4> counts_;           // By flags; an entry a block.
};

}  // namespace evo
