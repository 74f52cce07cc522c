#include "replay/event_stream.hpp"

#include <limits>

namespace evo::replay {
namespace {

// No genuine stream of messages or game events was seen to pass the loops that the header counts.
constexpr std::uint64_t kLoopSlack = 16 * 60;

protocol::TypeId actor_type(const protocol::Layout& layout) {
  return layout.user_id != protocol::kNoType ? layout.user_id : layout.player_id;
}

}  // namespace

StreamLayout game_stream(const protocol::Layout& layout, std::uint32_t game_loops) {
  return {"replay.game.events", layout.loop_delta,  actor_type(layout),
          layout.game_event_id, layout.game_events, game_loops + kLoopSlack};
}

StreamLayout message_stream(const protocol::Layout& layout, std::uint32_t game_loops) {
  return {"replay.message.events", layout.loop_delta,     actor_type(layout),
          layout.message_event_id, layout.message_events, game_loops + kLoopSlack};
}

// A game resumed from a replay begins its tracker time anew by a wrap at 32 bits, so that its sum has no
// bound.
StreamLayout tracker_stream(const protocol::Layout& layout) {
  return {"replay.tracker.events", layout.loop_delta,     protocol::kNoType,
          layout.tracker_event_id, layout.tracker_events, std::numeric_limits<std::uint64_t>::max()};
}

namespace detail {

// The actor is a structure of one number.
BitEvents::BitEvents(Bytes member, const StreamLayout& layout) : in(member), actor_(layout.actor_id) {
  const protocol::Type& delta = protocol::type_of(layout.loop_delta);
  usual_delta_ = delta.op == protocol::Op::choice && delta.bits == 2 && delta.min == 0 && delta.count == 4;
  for (std::size_t i = 0; usual_delta_ && i < delta_bits_.size(); ++i) {
    const protocol::Field& option = protocol::fields_of(delta)[i];
    const protocol::Type& number = protocol::type_of(option.type);
    usual_delta_ = option.tag == static_cast<int>(i) && number.op == protocol::Op::integer && number.min == 0;
    delta_bits_[i] = number.bits;
  }
  if (actor_ == protocol::kNoType) return;
  const protocol::Type& type = protocol::type_of(actor_);
  if (type.op == protocol::Op::structure && type.count == 1) actor_ = protocol::fields_of(type).front().type;
}

Error event_error(const StreamLayout& layout, std::size_t number, std::size_t byte, std::string_view what) {
  return invalid(fmt::format("{}: event {} at byte {}: {}", layout.member, number, byte, what));
}

}  // namespace detail

}  // namespace evo::replay
