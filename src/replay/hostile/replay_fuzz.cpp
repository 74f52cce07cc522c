// Whole replays, given as a list of plain members (fuzz_support.hpp) around which the archive is built.
#include "replay/analysis/analysis.hpp"
#include "replay/hostile/fuzz_support.hpp"
#include "replay/levels.hpp"
#include "replay/summary_json.hpp"
#include "replay/verify.hpp"

namespace {

using namespace evo::replay;

class Counter final : public EventVisitor {
 public:
  void on_event(Stream, const Event&) override { ++events; }

  std::size_t events = 0;
};

void check_summary(Bytes file) {
  const auto summary = summarize(file);
  if (!summary) return;
  EVO_ASSERT(summarize(file) == summary);
  const std::string json = to_json(*summary);
  if (json.size() > kSummaryJsonBytesMax) return;
  const auto read = summary_from_json(json);
  EVO_ASSERT(read && *read == *summary);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Choice chosen = fuzz::choose(data, size);
  const std::vector<std::uint8_t> file =
      fuzz::build_archive(chosen.member, fuzz::write_header(chosen.base_build, chosen.game_loops));
  check_summary(file);
  static EventValues values;
  Counter counter;
  const auto extent = visit_replay(file, values, counter);
  if (extent) EVO_ASSERT(extent->events == counter.events);
  (void)verify(file);
  if (const auto analysis = analyze(file)) (void)to_json(*analysis);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  constexpr MemberName kNames[] = {
      "replay.details",        "replay.initData",       "replay.attributes.events", "replay.game.events",
      "replay.message.events", "replay.tracker.events", "replay.gamemetadata.json"};
  std::vector<evo::fuzz::Input> seeds;
  for (std::size_t i = 0; i < fuzz::written_files().size(); i += 4) {
    evo::fuzz::Input list = {static_cast<std::uint8_t>(fuzz::kFirstWritten + i), 1};
    for (std::size_t number = 0; number < std::size(kNames); ++number)
      fuzz::append_member(list, number, fuzz::Packed::stored,
                          fuzz::read_member(fuzz::written_files()[i], kNames[number]));
    seeds.push_back(std::move(list));
  }
  return seeds;
}
