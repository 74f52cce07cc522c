// The versioned form: reading a value of a type and skipping it come to the same. The third byte chooses the
// type: header, details, or an event of the tracker stream.
#include "replay/event_values.hpp"
#include "replay/hostile/fuzz_support.hpp"
#include "replay/versioned_decoder.hpp"

namespace {

using namespace evo::replay;

protocol::TypeId type_for(const protocol::Layout& layout, std::uint8_t number) {
  if (number == 0) return layout.header;
  if (layout.tracker_event_id == protocol::kNoType) return layout.details;
  const protocol::Event* event = protocol::find_event(layout.tracker_events, number - 2u);
  return event == nullptr ? layout.details : event->type;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto chosen = fuzz::choose_type(data, size, type_for);
  if (!chosen) return 0;
  const auto [type, input] = *chosen;
  static EventValues values;
  VersionedDecoder reader(input);
  values.read(reader, type);
  VersionedDecoder skipper(input);
  skipper.skip_whole();
  EVO_ASSERT(reader.position() <= input.size() && skipper.position() <= input.size());
  if (!reader.failed()) EVO_ASSERT(!skipper.failed() && reader.position() == skipper.position());
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  std::vector<evo::fuzz::Input> seeds;
  for (std::size_t build = 0; build < fuzz::kBuilds.size(); build += 4) {
    const std::vector<std::uint8_t> header = fuzz::write_header(fuzz::kBuilds[build], 1000);
    seeds.push_back({static_cast<std::uint8_t>(build), 0, 0});
    seeds.back().insert(seeds.back().end(), header.begin(), header.end());
  }
  for (evo::fuzz::Input seed : fuzz::member_seeds("replay.details")) {
    seed.insert(seed.begin() + fuzz::Choice::kBytes, 1);
    seeds.push_back(std::move(seed));
  }
  // An event of each kind with everything at its least.
  for (const std::uint32_t build : {32283u, 80949u}) {
    bool exact = false;
    const protocol::Layout& layout = protocol::layout_for(build, build, exact);
    const auto number = std::ranges::find(fuzz::kBuilds, build) - fuzz::kBuilds.begin();
    for (std::uint8_t id = 0; const auto* event = protocol::find_event(layout.tracker_events, id); ++id) {
      VersionedEncoder out;
      out.zero(event->type);
      const auto written = out.finish("event").value();
      seeds.push_back({static_cast<std::uint8_t>(number), 0, static_cast<std::uint8_t>(id + 2)});
      seeds.back().insert(seeds.back().end(), written.begin(), written.end());
    }
  }
  return seeds;
}
