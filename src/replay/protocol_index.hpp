// Private: the shape in which the generated tables reach the look-ups of protocol_table.cpp.
#pragma once

#include "replay/protocol_table.hpp"

namespace evo::replay::protocol {

struct EventSet {
  std::uint16_t first;  // Index into the slots; a slot holds 1 + the index of an event, or 0.
  std::uint16_t size;
};
struct Graft {
  std::uint32_t base_build;
  std::uint32_t from_build;
  std::uint8_t layout;
};
struct Index {
  std::span<const char> name_text;
  std::span<const std::uint16_t> name_offsets;
  std::span<const EventSet> event_sets;
  std::span<const std::uint16_t> event_slots;
  std::span<const Event> events;
  std::span<const Layout> layouts;
  std::span<const std::uint32_t> builds;
  std::span<const std::uint8_t> build_layouts;
  Graft graft;
};
extern const Index kIndex;

}  // namespace evo::replay::protocol
