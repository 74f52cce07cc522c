// How much of a replay to read: only the header, or everything. (What lies between is summarize().)
#pragma once

#include <cstddef>
#include <cstdint>

#include "replay/event_values.hpp"
#include "replay/replay.hpp"
#include "replay/replay_header.hpp"

namespace evo::replay {

// So much of a file's beginning is enough for header_of().
inline constexpr std::size_t kHeaderPlaceBytes = 4096;
// The replay's header from a file or its beginning. Errors: invalid.
Result<ReplayHeader> header_of(Bytes beginning);

enum class Stream : std::uint8_t { message, game, tracker };

class EventVisitor {
 public:
  virtual ~EventVisitor() = default;
  // Every event of the streams that the file has, stream by stream.
  virtual void on_event(Stream stream, const Event& event) = 0;
};

struct Extent {
  std::size_t inflated_bytes = 0;
  std::size_t events = 0;
};

// Reads all members that are understood, and decodes the event streams completely. `values` is working memory
// that may be used again. Errors: invalid, naming member, event and byte.
Result<Extent> visit_replay(Bytes file, EventValues& values, EventVisitor& visitor);

}  // namespace evo::replay
