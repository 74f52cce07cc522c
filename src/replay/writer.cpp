#include "replay/writer.hpp"

#include "replay/mpq_writer.hpp"
#include "replay/writer_members.hpp"
#include "replay/writer_plan.hpp"
#include "replay/writer_streams.hpp"

namespace evo::replay {

Result<std::vector<std::uint8_t>> write_replay(const GameDescription& game) {
  TRY(const GamePlan plan, plan_game(game));
  // Simulations write and read very many files and keep few, and compression would be most of the time: the
  // event streams, which are most of the bytes, are stored as they are.
  const Packing small = game.lean ? Packing::stored : Packing::compressed;
  MpqWriter archive;
  TRY(const auto attributes, write_attributes(plan));
  archive.add(MemberId::attributes_events, attributes, small);
  TRY(const auto details, write_details(plan));
  archive.add(MemberId::details, details, small);
  TRY(const auto game_events, write_game_events(plan));
  archive.add(MemberId::game_events, game_events, Packing::stored);
  const std::string metadata = write_metadata(plan);
  archive.add(MemberId::gamemetadata,
              {reinterpret_cast<const std::uint8_t*>(metadata.data()), metadata.size()}, small);
  TRY(const auto init_data, write_init_data(plan));
  archive.add(MemberId::init_data, init_data, small);
  TRY(const auto messages, write_messages(plan));
  archive.add(MemberId::message_events, messages, Packing::stored);
  if (plan.layout.tracker_event_id != protocol::kNoType) {
    TRY(const auto tracker_events, write_tracker_events(plan));
    archive.add(MemberId::tracker_events, tracker_events, Packing::stored);
  }
  TRY(const auto header, write_header(plan));
  return archive.finish(header);
}

}  // namespace evo::replay
