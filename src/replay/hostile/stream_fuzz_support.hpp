// What the fuzz targets of the three event streams have in common: all ways of reading a stream agree on it.
#pragma once

#include "replay/canonical.hpp"
#include "replay/event_stream.hpp"
#include "replay/event_values.hpp"
#include "replay/hostile/fuzz_support.hpp"

namespace evo::replay::fuzz {

struct Reading {
  bool whole;
  std::uint64_t events;
};

inline Reading read_by_skipping(const Choice& chosen, StreamKind kind) {
  std::uint64_t events = 0;
  const auto pass = [&events](const EventHead&, auto&) { return ++events, Next::skip; };
  const Result<> walked =
      kind == StreamKind::tracker ? each_tracker_event(chosen.member, tracker_stream(chosen.layout), pass)
      : kind == StreamKind::game
          ? each_bit_event(chosen.member, game_stream(chosen.layout, chosen.game_loops), pass)
          : each_bit_event(chosen.member, message_stream(chosen.layout, chosen.game_loops), pass);
  return {walked.has_value(), events};
}

inline Reading read_by_values(const Choice& chosen, StreamKind kind) {
  static EventValues values;
  std::uint64_t events = 0;
  const char* end = reinterpret_cast<const char*>(chosen.member.data() + chosen.member.size());
  const auto take = [&](const Event& event) {
    ++events;
    for (const Value& value : event.values.all())
      if (value.op == protocol::Op::blob) EVO_ASSERT(value.text_begin + value.size <= end);
  };
  const Result<> walked =
      kind == StreamKind::tracker
          ? visit_tracker_events(chosen.member, tracker_stream(chosen.layout), values, take)
      : kind == StreamKind::game
          ? visit_bit_events(chosen.member, game_stream(chosen.layout, chosen.game_loops), values, take)
          : visit_bit_events(chosen.member, message_stream(chosen.layout, chosen.game_loops), values, take);
  return {walked.has_value(), events};
}

inline Reading read_by_lines(const Choice& chosen, StreamKind kind, LineFormat format) {
  const ReplayHeader header{.base_build = chosen.base_build,
                            .build = chosen.base_build,
                            .game_loops = chosen.game_loops,
                            .version = {}};
  std::uint64_t events = 0;
  const auto walked = write_events(chosen.member, kind, header, format,
                                   [&events](std::string_view) { return ++events, true; });
  EVO_ASSERT(!walked || *walked == events);
  return {walked.has_value(), events};
}

// Whoever reads the values finds at least the faults of whoever skips them. What is found whole has the same
// number of events for all.
inline void check_stream(const Choice& chosen, StreamKind kind) {
  const Reading skipped = read_by_skipping(chosen, kind);
  for (const Reading& read :
       {read_by_values(chosen, kind), read_by_lines(chosen, kind, LineFormat::canonical),
        read_by_lines(chosen, kind, LineFormat::readable)}) {
    EVO_ASSERT(!read.whole || (skipped.whole && read.events == skipped.events));
    EVO_ASSERT(read.events <= skipped.events);
  }
}

}  // namespace evo::replay::fuzz
