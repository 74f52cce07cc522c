// The bit-packed form: reading a value of a type, skipping it and rendering it come to the same. The third
// byte chooses the type: initData, or an event of the game's stream or of the messages.
#include "replay/bit_decoder.hpp"
#include "replay/bit_encoder.hpp"
#include "replay/event_text.hpp"
#include "replay/event_values.hpp"
#include "replay/hostile/fuzz_support.hpp"

namespace {

using namespace evo::replay;

constexpr unsigned kGameEvents = 128;

protocol::TypeId type_for(const protocol::Layout& layout, unsigned number) {
  const protocol::Event* event = number < kGameEvents
                                     ? protocol::find_event(layout.game_events, number)
                                     : protocol::find_event(layout.message_events, number - kGameEvents);
  return event == nullptr ? layout.init_data : event->type;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto chosen = fuzz::choose_type(data, size, type_for);
  if (!chosen) return 0;
  const auto [type, input] = *chosen;
  static EventValues values;
  BitDecoder reader(input);
  values.read(reader, type);
  if (reader.failed()) {
    BitDecoder(input).skip(type);
    return 0;
  }
  BitDecoder skipper(input);
  skipper.skip(type);
  EVO_ASSERT(!skipper.failed() && skipper.position() == reader.position());
  BitDecoder shown(input);
  EventText text(LineFormat::canonical);
  text.add_fields(shown, type);
  EVO_ASSERT(!shown.failed() && shown.position() == reader.position());
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  std::vector<evo::fuzz::Input> seeds;
  for (evo::fuzz::Input seed : fuzz::member_seeds("replay.initData")) {
    seed.insert(seed.begin() + fuzz::Choice::kBytes, 0xFF);
    seeds.push_back(std::move(seed));
  }
  // An event of each kind with everything at its least, and bytes behind it for whatever is made present.
  constexpr std::size_t kBytesMore = 24;
  for (std::size_t build = 0; build < fuzz::kBuilds.size(); build += 6) {
    bool exact = false;
    const protocol::Layout& layout = protocol::layout_for(fuzz::kBuilds[build], fuzz::kBuilds[build], exact);
    for (unsigned number = 0; number < 0x100; ++number) {
      const protocol::TypeId type = type_for(layout, number);
      if (type == layout.init_data) continue;
      BitEncoder out;
      out.zero(type);
      const auto written = out.finish("event").value();
      seeds.push_back({static_cast<std::uint8_t>(build), 0, static_cast<std::uint8_t>(number)});
      seeds.back().insert(seeds.back().end(), written.begin(), written.end());
      seeds.back().resize(seeds.back().size() + kBytesMore, 0x55);
    }
  }
  return seeds;
}
