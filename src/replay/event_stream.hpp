// Walks a stream of events to its end. No event says how long it is, so that a wrong table would read on in
// nonsense: a stream counts only when every id is known, its time never runs past the game's end, and its
// last event ends with the last byte. Every event takes at least one byte, which bounds the work.
#pragma once

#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "base/result.hpp"
#include "replay/bit_decoder.hpp"
#include "replay/replay.hpp"
#include "replay/versioned_decoder.hpp"

namespace evo::replay {

struct EventHead {
  protocol::Name name;
  protocol::TypeId type;
  std::uint64_t loop;  // Game loops since the start.
  int actor;  // Index into the user list, or in-game player id up to base build 23260; -1 in the tracker
              // stream.
};

// What a stream is called and how it writes its events.
struct StreamLayout {
  std::string_view member;
  protocol::TypeId loop_delta;
  protocol::TypeId actor_id;  // kNoType: events have no actor.
  protocol::TypeId event_id;
  protocol::EventSetId events;
  std::uint64_t loop_max;
};

StreamLayout game_stream(const protocol::Layout& layout, std::uint32_t game_loops);
StreamLayout message_stream(const protocol::Layout& layout, std::uint32_t game_loops);
StreamLayout tracker_stream(const protocol::Layout& layout);

// What a handler did with an event: left it alone, read it to its end, or wants no more of the stream.
enum class Next { skip, taken, stop };

namespace detail {

// What a BitDecoder and a VersionedDecoder call differently.
class BitEvents {
 public:
  BitEvents(Bytes member, const StreamLayout& layout);
  bool done() const { return in.bits_left() < 8; }
  std::size_t byte() const { return in.position() / 8; }
  std::int64_t delta(protocol::TypeId id) {
    if (!usual_delta_) return in.chosen_integer(id);
    const std::uint64_t tag = in.bits(2);
    return static_cast<std::int64_t>(in.bits(delta_bits_[tag]));
  }
  int actor() { return actor_ == protocol::kNoType ? -1 : static_cast<int>(in.integer(actor_)); }
  std::int64_t integer(protocol::TypeId id) { return in.integer(id); }
  void skip(protocol::TypeId id) { in.skip(id); }
  void end_event() { in.align(); }

  BitDecoder in;

 private:
  protocol::TypeId actor_;
  bool usual_delta_ = false;  // A choice of four numbers from 0, as all known builds have.
  std::array<std::uint8_t, 4> delta_bits_{};
};

class VersionedEvents {
 public:
  VersionedEvents(Bytes member, const StreamLayout&) : in(member) {}
  bool done() const { return in.bytes_left() == 0; }
  std::size_t byte() const { return in.position(); }
  std::int64_t delta(protocol::TypeId) { return in.chosen_integer(); }
  int actor() { return -1; }
  std::int64_t integer(protocol::TypeId) { return in.integer(); }
  void skip(protocol::TypeId) { in.skip_whole(); }
  void end_event() {}

  VersionedDecoder in;
};

Error event_error(const StreamLayout& layout, std::size_t number, std::size_t byte, std::string_view what);

template <class Events, class OnEvent>
Result<> each_event(Bytes member, const StreamLayout& layout, OnEvent&& on_event) {
  if (layout.event_id == protocol::kNoType)
    return fail(invalid(fmt::format("{}: this build has no such stream", layout.member)));
  Events events(member, layout);
  std::uint64_t loop = 0;
  for (std::size_t number = 0; !events.done(); ++number) {
    const std::size_t start = events.byte();
    loop += static_cast<std::uint64_t>(events.delta(layout.loop_delta));
    const int actor = events.actor();
    const std::int64_t id = events.integer(layout.event_id);
    const auto error = [&](std::string_view what) { return fail(event_error(layout, number, start, what)); };
    if (events.in.failed()) return error(events.in.failure());
    const protocol::Event* event = protocol::find_event(layout.events, static_cast<std::uint64_t>(id));
    if (event == nullptr) return error(fmt::format("unknown event id {}", id));
    if (loop > layout.loop_max) return error(fmt::format("loop {} lies after the game's end", loop));
    const Next next = on_event(EventHead{event->name, event->type, loop, actor}, events.in);
    if (next == Next::stop) return {};
    if (next == Next::skip) events.skip(event->type);
    events.end_event();
    if (events.in.failed()) return error(events.in.failure());
  }
  return {};
}

}  // namespace detail

// Calls on_event(const EventHead&, BitDecoder&) -> Next for every event. Errors: invalid, naming the member,
// the event's number (from 0) and the byte where it begins.
template <class OnEvent>
Result<> each_bit_event(Bytes member, const StreamLayout& layout, OnEvent&& on_event) {
  return detail::each_event<detail::BitEvents>(member, layout, on_event);
}
// The same with a VersionedDecoder, for the tracker stream.
template <class OnEvent>
Result<> each_tracker_event(Bytes member, const StreamLayout& layout, OnEvent&& on_event) {
  return detail::each_event<detail::VersionedEvents>(member, layout, on_event);
}

}  // namespace evo::replay
