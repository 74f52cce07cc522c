#include "replay/streams.hpp"

#include <algorithm>

#include "replay/event_stream.hpp"

namespace evo::replay {
namespace {

using protocol::Layout;
using protocol::Name;
using protocol::TypeId;

constexpr std::size_t kSetupsMax = 64;

}  // namespace

Result<std::vector<Leave>> read_leaves(Bytes game_events, const Layout& layout, std::uint32_t game_loops) {
  std::vector<Leave> leaves;
  std::bitset<kActorsMax> gone;
  CHECK_OK(each_bit_event(
      game_events, game_stream(layout, game_loops), [&](const EventHead& event, BitDecoder& in) {
        if (event.name != Name::SGameUserLeaveEvent && event.name != Name::SPlayerLeaveEvent)
          return Next::skip;
        Leave leave{event.actor, static_cast<std::uint32_t>(event.loop), std::nullopt};
        in.each_field(event.type, [&](Name name, TypeId type) {
          if (name != Name::m_leaveReason) return false;
          leave.reason = static_cast<int>(in.integer(type));
          return true;
        });
        const auto actor = static_cast<std::size_t>(event.actor);
        if (actor < kActorsMax && !gone[actor]) {
          gone.set(actor);
          leaves.push_back(leave);
        }
        return Next::taken;
      }));
  return leaves;
}

Result<Messages> read_messages(Bytes message_events, const Layout& layout, std::uint32_t game_loops) {
  Messages messages;
  std::size_t chat_bytes = 0;
  const auto on_event = [&](const EventHead& event, BitDecoder& in) {
    const auto actor = static_cast<std::size_t>(event.actor);
    if (event.name == Name::SLoadingProgressMessage && actor < kActorsMax) messages.reported.set(actor);
    if (event.name != Name::SChatMessage) return Next::skip;
    ChatMessage line{event.actor, static_cast<std::uint32_t>(event.loop), 0, {}};
    in.each_field(event.type, [&](Name name, TypeId type) {
      switch (name) {
        case Name::m_recipient:
          line.recipient = in.integer(type);
          return true;
        case Name::m_string:
          line.text = in.blob(type);
          return true;
        default:
          return false;
      }
    });
    chat_bytes += line.text.size();
    if (messages.chat.size() < Messages::kChatLinesMax && chat_bytes <= Messages::kChatBytesMax)
      messages.chat.push_back(std::move(line));
    return Next::taken;
  };
  CHECK_OK(each_bit_event(message_events, message_stream(layout, game_loops), on_event));
  return messages;
}

Result<std::vector<PlayerSetup>> read_player_setups(Bytes tracker_events, const Layout& layout) {
  std::vector<PlayerSetup> setups;
  const auto on_event = [&](const EventHead& event, VersionedDecoder& in) {
    // They stand together; behind them follow thousands of units that the map begins with.
    const bool is_setup = event.name == Name::SPlayerSetupEvent;
    if (event.loop > 0 || setups.size() == kSetupsMax || (!is_setup && !setups.empty())) return Next::stop;
    if (!is_setup) return Next::skip;
    PlayerSetup setup{};
    in.each_field(event.type, [&](Name name, TypeId type) {
      switch (name) {
        case Name::m_playerId:
          setup.player = in.integer();
          return true;
        case Name::m_userId:
          in.optional(type, [&](TypeId) { setup.user = in.integer(); });
          return true;
        case Name::m_slotId:
          in.optional(type, [&](TypeId) { setup.slot = in.integer(); });
          return true;
        default:
          return false;
      }
    });
    setups.push_back(setup);
    return Next::taken;
  };
  CHECK_OK(each_tracker_event(tracker_events, tracker_stream(layout), on_event));
  return setups;
}

}  // namespace evo::replay
