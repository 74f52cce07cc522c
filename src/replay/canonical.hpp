// Writes every event of a stream as one line of JSON, with all its fields, whatever the build: to compare
// decoders, and to look at a stream without knowing this library.
//
// `canonical` is exact to the byte, so that two programs can compare hashes: keys sorted, bytes as code
// points U+0000 to U+00FF, everything beyond ASCII escaped, the protocol's own names, and under "_bits" how
// many bits the event took with its padding. `readable` is for people and scripts: texts as harmless UTF-8,
// names without "m_", and {"loop", "event", "user" or "player"} around the fields.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "replay/archive.hpp"
#include "replay/protocol_table.hpp"
#include "replay/replay_header.hpp"

namespace evo::replay {

enum class StreamKind { game, message, tracker };
enum class LineFormat { canonical, readable };

// Gets one line without its end; valid during the call. Returns false when it wants no more.
using LineSink = std::function<bool(std::string_view)>;

// "game", "message" or "tracker".
std::optional<StreamKind> parse_stream_kind(std::string_view text);
std::string_view to_string(StreamKind kind);
// The member that holds the stream.
Result<Member> read_stream(Archive& archive, StreamKind kind);

// Returns the number of events. Lines of events before a fault have been handed on when it is found. Errors:
// invalid, naming the member, the event and the byte.
Result<std::uint64_t> write_events(Bytes member, StreamKind kind, const ReplayHeader& header,
                                   LineFormat format, const LineSink& sink);

}  // namespace evo::replay
