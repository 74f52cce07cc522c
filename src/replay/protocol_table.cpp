#include "replay/protocol_table.hpp"

#include <algorithm>

#include "replay/protocol_index.hpp"

namespace evo::replay::protocol {

const Layout& layout_for(std::uint32_t base_build, std::uint32_t build, bool& exact) {
  const auto next = std::ranges::upper_bound(kIndex.builds, base_build);
  const auto place = next == kIndex.builds.begin() ? 0 : next - kIndex.builds.begin() - 1;
  const auto known = static_cast<std::size_t>(place);
  exact = kIndex.builds[known] == base_build;
  const bool grafted = base_build == kIndex.graft.base_build && build >= kIndex.graft.from_build;
  return kIndex.layouts[grafted ? kIndex.graft.layout : kIndex.build_layouts[known]];
}

const Event* find_event(EventSetId events, std::uint64_t id) {
  const EventSet& set = kIndex.event_sets[events];
  if (id >= set.size) return nullptr;
  const std::uint16_t slot = kIndex.event_slots[set.first + id];
  return slot == 0 ? nullptr : &kIndex.events[slot - 1u];
}

std::string_view name_text(Name name) {
  const auto place = static_cast<std::size_t>(name);
  const std::uint16_t begin = kIndex.name_offsets[place];
  return {kIndex.name_text.data() + begin, static_cast<std::size_t>(kIndex.name_offsets[place + 1] - begin)};
}

}  // namespace evo::replay::protocol
