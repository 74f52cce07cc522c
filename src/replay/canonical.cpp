#include "replay/canonical.hpp"

#include <array>

#include "replay/event_stream.hpp"
#include "replay/event_text.hpp"

namespace evo::replay {
namespace {

constexpr std::uint32_t kLastBuildOfPlayerIds = 23260;
constexpr std::uint64_t kEventIds = 256;  // No protocol numbers its events higher.
constexpr std::array<std::string_view, 3> kKinds = {"game", "message", "tracker"};

// What a line says around the fields of an event, for one stream.
class LineWriter {
 public:
  LineWriter(StreamKind kind, const StreamLayout& layout, const ReplayHeader& header, LineFormat format,
             const LineSink& sink)
      : canonical_(format == LineFormat::canonical),
        tracker_(kind == StreamKind::tracker),
        by_player_(header.base_build <= kLastBuildOfPlayerIds),
        layout_(layout),
        sink_(sink),
        text_(format) {}

  // `end_of` tells where the decoder stands, as a bit position at a byte's border.
  template <class Decoder, class EndOf>
  Next write(const EventHead& event, Decoder& in, EndOf&& end_of) {
    text_.clear();
    if (!canonical_) add_readable_head(event);
    text_.add_fields(in, event.type);
    if (in.failed()) return Next::taken;
    const std::uint64_t end = end_of(in);
    if (canonical_) add_canonical_head(event, end - start_);
    start_ = end;
    ++events_;
    return sink_(text_.finish()) ? Next::taken : Next::stop;
  }
  std::uint64_t events() const { return events_; }

 private:
  void add_readable_head(const EventHead& event) {
    text_.add_number("loop", static_cast<std::int64_t>(event.loop));
    text_.add_raw("event", quoted("", event.name));
    if (!tracker_) text_.add_number(by_player_ ? "player" : "user", event.actor);
  }

  void add_canonical_head(const EventHead& event, std::uint64_t bits) {
    text_.add_number("_bits", static_cast<std::int64_t>(bits));
    text_.add_raw("_event", quoted(tracker_ ? "NNet.Replay.Tracker." : "NNet.Game.", event.name));
    text_.add_number("_eventid", id_of(event));
    text_.add_number("_gameloop", static_cast<std::int64_t>(event.loop));
    if (tracker_) return;
    head_.assign(by_player_ ? "{\"m_playerId\":" : "{\"m_userId\":");
    head_.append(std::to_string(event.actor)).append("}");
    text_.add_raw(by_player_ ? "_playerid" : "_userid", head_);
  }

  std::string_view quoted(std::string_view prefix, protocol::Name name) {
    head_.assign("\"").append(prefix).append(protocol::name_text(name)).append("\"");
    return head_;
  }

  // An event's number is not handed on; it is found again by name and type, and most often by the last find.
  std::int64_t id_of(const EventHead& event) {
    const auto is_it = [&](std::uint64_t id) {
      const protocol::Event* known = protocol::find_event(layout_.events, id);
      return known != nullptr && known->name == event.name && known->type == event.type;
    };
    if (is_it(last_id_)) return static_cast<std::int64_t>(last_id_);
    for (std::uint64_t id = 0; id < kEventIds; ++id)
      if (is_it(id)) return static_cast<std::int64_t>(last_id_ = id);
    return -1;
  }

  bool canonical_;
  bool tracker_;
  bool by_player_;
  const StreamLayout& layout_;
  const LineSink& sink_;
  EventText text_;
  std::string head_;
  std::uint64_t start_ = 0;  // Where the event begins: at the end of the one before.
  std::uint64_t events_ = 0;
  std::uint64_t last_id_ = 0;
};

}  // namespace

std::optional<StreamKind> parse_stream_kind(std::string_view text) {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kKinds[i] == text) return static_cast<StreamKind>(i);
  return std::nullopt;
}

std::string_view to_string(StreamKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

Result<Member> read_stream(Archive& archive, StreamKind kind) {
  switch (kind) {
    case StreamKind::game:
      return archive.read("replay.game.events");
    case StreamKind::message:
      return archive.read("replay.message.events");
    case StreamKind::tracker:
      break;
  }
  return archive.read("replay.tracker.events");
}

Result<std::uint64_t> write_events(Bytes member, StreamKind kind, const ReplayHeader& header,
                                   LineFormat format, const LineSink& sink) {
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(header.base_build, header.build, exact);
  const StreamLayout stream = kind == StreamKind::game      ? game_stream(layout, header.game_loops)
                              : kind == StreamKind::message ? message_stream(layout, header.game_loops)
                                                            : tracker_stream(layout);
  LineWriter writer(kind, stream, header, format, sink);
  if (kind == StreamKind::tracker) {
    const auto on_event = [&](const EventHead& event, VersionedDecoder& in) {
      return writer.write(event, in, [](VersionedDecoder& at) { return at.position() * 8; });
    };
    CHECK_OK(blaming_build(each_tracker_event(member, stream, on_event), header));
  } else {
    const auto on_event = [&](const EventHead& event, BitDecoder& in) {
      return writer.write(event, in, [](BitDecoder& at) { return (at.position() + 7) / 8 * 8; });
    };
    CHECK_OK(blaming_build(each_bit_event(member, stream, on_event), header));
  }
  return writer.events();
}

}  // namespace evo::replay
