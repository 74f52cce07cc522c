// Files made to cost more than they weigh: small ones that claim or unpack to very much, and ones whose
// pieces lie over each other. For the tests and for the program that measures what they cost.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "replay/bit_encoder.hpp"
#include "replay/hostile/fuzz_support.hpp"

namespace evo::replay::fuzz {

struct Bomb {
  std::string name;
  std::vector<std::uint8_t> file;
};

// The shortest event of a stream, with everything at its least.
inline Input shortest_event(bool is_game) {
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(80949, 80949, exact);
  const protocol::EventSetId events = is_game ? layout.game_events : layout.message_events;
  Input shortest;
  for (std::uint8_t id = 0; id < 128; ++id) {
    const protocol::Event* event = protocol::find_event(events, id);
    if (event == nullptr) continue;
    BitEncoder out;
    out.integer(layout.loop_delta, 0);
    out.zero(layout.user_id);
    out.integer(is_game ? layout.game_event_id : layout.message_event_id, id);
    out.zero(event->type);
    const Input written = out.finish("event").value();
    if (shortest.empty() || written.size() < shortest.size()) shortest = written;
  }
  return shortest;
}

// Event `id` of the tracker stream with everything at its least.
inline Input tracker_event(std::int64_t id) {
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(80949, 80949, exact);
  VersionedEncoder out;
  out.integer(layout.loop_delta, 0);
  out.integer(layout.tracker_event_id, id);
  out.zero(protocol::find_event(layout.tracker_events, static_cast<std::uint64_t>(id))->type);
  return out.finish("event").value();
}

inline Input repeat(const Input& piece, std::size_t size) {
  Input out;
  out.reserve(size + piece.size());
  while (out.size() + piece.size() <= size) out.insert(out.end(), piece.begin(), piece.end());
  return out;
}

inline test::TestMember small_details() {
  return test::stored_member("replay.details", read_member(written_files().back(), "replay.details"));
}

inline std::vector<std::uint8_t> bomb_file(std::vector<test::TestMember> members) {
  members.push_back(small_details());
  return test::TestArchive{.members = std::move(members), .header = write_header(80949, 600)}.build();
}

// As much of `content` as a file of `stored` bytes may unpack to, with noise behind it that fills the file.
inline test::TestMember dense_member(std::string name, const Input& content, std::size_t stored) {
  constexpr std::size_t kSlack = 20'000;  // The file's other bytes, and what the repetitions take.
  Input text =
      repeat(content, Archive::kInflateFreeBytes + Archive::kInflateRatioMax * stored - kSlack - stored);
  Rng random(3);
  for (std::size_t noise = stored; noise > 0; --noise)
    text.push_back(static_cast<std::uint8_t>(random.next()));
  return test::packed_member(std::move(name), text);
}

// None has more than 60 kB.
inline std::vector<Bomb> bombs() {
  std::vector<Bomb> bombs;
  const auto add = [&bombs](std::string name, std::vector<test::TestMember> members) {
    bombs.push_back({std::move(name), bomb_file(std::move(members))});
  };
  const Input zeros(std::size_t{1} << 20);
  for (const std::uint32_t claimed : {1u << 30, std::uint32_t{kMemberBytesMax}, 1u << 20, 0xFFFFFFFFu}) {
    add("bzip2 that claims " + std::to_string(claimed),
        {{"replay.initData", test::bzip2(zeros), claimed, test::TestMember::kSingle}});
    add("zlib that claims " + std::to_string(claimed),
        {{"replay.initData", test::zlib(zeros), claimed, test::TestMember::kSingle}});
    add("sectors that claim " + std::to_string(claimed),
        {{"replay.initData", test::sectors({test::bzip2(zeros)}), claimed, test::TestMember::kSectors}});
  }
  for (const std::size_t stored : {std::size_t{0}, std::size_t{40'000}}) {
    const auto dense = [&](const std::string& what, const char* member, const Input& content) {
      add(what + " again and again, and " + std::to_string(stored) + " bytes of noise",
          {dense_member(member, content, stored)});
    };
    dense("zero", "replay.initData", {0});
    dense("the shortest game event", "replay.game.events", shortest_event(true));
    dense("the shortest message", "replay.message.events", shortest_event(false));
    for (const std::int64_t id : {0, 1, 6, 8})
      dense("tracker event " + std::to_string(id), "replay.tracker.events", tracker_event(id));
    dense("bracket", "replay.gamemetadata.json", evo::fuzz::text_input("["));
  }
  constexpr std::size_t kTinySectors = 900;  // Each a stream of its own.
  bombs.push_back({"900 sectors of 512 bytes",
                   test::TestArchive{
                       .members = {small_details(),
                                   {"replay.initData",
                                    test::sectors(std::vector<Input>(kTinySectors, test::bzip2(Input(512)))),
                                    512 * kTinySectors, test::TestMember::kSectors}},
                       .header = write_header(80949, 600),
                       .sector_shift = 0}
                       .build()});
  std::vector<test::TestMember> free;
  for (std::size_t number = 1; number < kMemberNames.size(); ++number)
    free.push_back({kMemberNames[number], test::bzip2(Input(60'000)), 60'000, test::TestMember::kSingle});
  add("60 kB of zeros in every member", std::move(free));
  return bombs;
}

}  // namespace evo::replay::fuzz
