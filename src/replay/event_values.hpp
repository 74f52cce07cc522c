// Every value of an event as one flat list, in the order of the stream. Nothing is allocated for an event:
// the list is used again for the next one, and what the tables say of an event's shape is worked out once.
//
// A structure adds nothing of its own to the list, its fields follow each other. Before what may be absent,
// repeated or chosen stands a value that tells: an optional has 0 or 1, an array the number of items, a
// choice the tag; then come the value, the items, the option.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "replay/bit_decoder.hpp"
#include "replay/event_stream.hpp"
#include "replay/protocol_table.hpp"
#include "replay/versioned_decoder.hpp"

namespace evo::replay {

struct Value {
  protocol::Name name;  // Of the field; items of an array have the array's, an option its own.
  protocol::Op op;
  std::uint32_t size;  // blob: bytes. bit_array: bits; they follow as integers of `size` bits each, joined
                       // most significant first.
  union {
    std::int64_t number;
    const char* text_begin;  // blob; in the member.
  };

  std::string_view text() const { return {text_begin, size}; }
};

class EventValues {
 public:
  // More in one event is a failure; genuine ones were seen with some thousands.
  static constexpr std::size_t kValuesMax = 1u << 16;

  // Reads a value of type `id`. What is wrong is left as the decoder's failure.
  void read(BitDecoder& in, protocol::TypeId id);
  void read(VersionedDecoder& in, protocol::TypeId id);

  std::span<const Value> all() const { return {values_.data(), size_}; }
  // The first of that name; nullptr when there is none.
  const Value* find(protocol::Name name) const;

 private:
  // One step of reading a bit-packed type; those of a type stand together.
  struct Step {
    enum class Kind : std::uint8_t { number, null, blob, bit_array, optional, array, choice, jump, end };

    Kind kind;
    protocol::Op op;
    std::uint8_t bits;
    protocol::Name name;
    std::uint32_t target;  // Where to go on: optional, without the value; array, behind the items; jump.
    std::int64_t min;
    std::uint32_t options;  // choice: the first of its options.
    std::uint16_t count;    // choice: how many. array: fewest bits of an item.
  };
  struct Option {
    std::int64_t tag;
    std::uint32_t target;
  };
  class Tagged;
  static constexpr const char* kTooMany = "more values than an event has";

  std::uint32_t steps_of(protocol::TypeId id);
  std::uint32_t next_step() const { return static_cast<std::uint32_t>(steps_.size()); }
  void compile(protocol::TypeId id, protocol::Name name);
  void compile_options(const protocol::Type& type, std::uint32_t choice);
  void run(BitReader& in, std::uint32_t at);
  void run_items(BitReader& in, const Step& step, std::uint32_t at);
  void take_bits(BitReader& in, protocol::Name name, std::uint64_t count);
  std::uint32_t chosen(BitReader& in, const Step& step);

  Value& next_value(protocol::Name name, protocol::Op op) {
    if (size_ == values_.size()) [[unlikely]]
      values_.resize(size_ * 2 + 256);
    Value& value = values_[size_++];
    value.name = name;
    value.op = op;
    value.size = 0;
    return value;
  }
  void add_number(protocol::Name name, protocol::Op op, std::int64_t number) {
    next_value(name, op).number = number;
  }
  void add_text(protocol::Name name, std::span<const std::uint8_t> bytes) {
    Value& value = next_value(name, protocol::Op::blob);
    value.size = static_cast<std::uint32_t>(bytes.size());
    value.text_begin = reinterpret_cast<const char*>(bytes.data());
  }

  std::vector<Value> values_;
  std::size_t size_ = 0;
  std::vector<std::uint32_t> starts_;  // By type: 1 + its first step; 0 when it has not been met.
  std::vector<Step> steps_;
  std::vector<Option> options_;
};

// An event with all its values, which are there until the next one.
struct Event {
  EventHead head;
  const EventValues& values;
};

// Calls on_event(const Event&) for every event of a bit-packed stream. Errors as each_bit_event().
template <class OnEvent>
Result<> visit_bit_events(Bytes member, const StreamLayout& layout, EventValues& values, OnEvent&& on_event) {
  return each_bit_event(member, layout, [&](const EventHead& head, BitDecoder& in) {
    values.read(in, head.type);
    if (!in.failed()) on_event(Event{head, values});
    return Next::taken;
  });
}
// The same for the tracker stream.
template <class OnEvent>
Result<> visit_tracker_events(Bytes member, const StreamLayout& layout, EventValues& values,
                              OnEvent&& on_event) {
  return each_tracker_event(member, layout, [&](const EventHead& head, VersionedDecoder& in) {
    values.read(in, head.type);
    if (!in.failed()) on_event(Event{head, values});
    return Next::taken;
  });
}

}  // namespace evo::replay
