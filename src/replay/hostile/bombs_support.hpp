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

// `content` so often that it comes to `size` bytes, with as much noise behind it as the limit on the ratio
// asks for.
inline test::TestMember dense_member(std::string name, const Input& content, std::size_t size) {
  const std::size_t noise = size / Archive::kInflateRatioMax + 2000;
  Input text = repeat(content, size - noise);
  Rng random(3);
  while (text.size() < size) text.push_back(static_cast<std::uint8_t>(random.next()));
  return test::packed_member(std::move(name), text);
}

// Of a megabyte at the most.
inline std::vector<Bomb> bombs() {
  std::vector<Bomb> bombs;
  const auto add = [&bombs](std::string name, std::vector<test::TestMember> members) {
    bombs.push_back({std::move(name), bomb_file(std::move(members))});
  };
  const Input zeros(std::size_t{8} << 20);
  for (const std::uint32_t claimed : {1u << 30, std::uint32_t{kMemberBytesMax}, 1u << 20, 0xFFFFFFFFu}) {
    add("bzip2 that claims " + std::to_string(claimed),
        {{"replay.initData", test::bzip2(zeros), claimed, test::TestMember::kSingle}});
    add("zlib that claims " + std::to_string(claimed),
        {{"replay.initData", test::zlib(zeros), claimed, test::TestMember::kSingle}});
    add("sectors that claim " + std::to_string(claimed),
        {{"replay.initData", test::sectors({test::bzip2(zeros)}), claimed, test::TestMember::kSectors}});
  }
  constexpr std::size_t kDense = std::size_t{31} << 20;
  add("31 MB of zeros as initData", {dense_member("replay.initData", {0}, kDense)});
  add("31 MB of the shortest game event", {dense_member("replay.game.events", shortest_event(true), kDense)});
  add("31 MB of the shortest message",
      {dense_member("replay.message.events", shortest_event(false), kDense)});
  for (const std::int64_t id : {0, 1, 6, 8})
    add("31 MB of tracker event " + std::to_string(id),
        {dense_member("replay.tracker.events", tracker_event(id), kDense)});
  add("31 MB of opening brackets as metadata",
      {dense_member("replay.gamemetadata.json", evo::fuzz::text_input("["), kDense)});
  std::vector<test::TestMember> free;
  for (std::size_t number = 1; number < kMemberNames.size(); ++number)
    free.push_back({kMemberNames[number], test::bzip2(Input(60'000)), 60'000, test::TestMember::kSingle});
  add("60 kB of zeros in every member", std::move(free));
  return bombs;
}

}  // namespace evo::replay::fuzz
