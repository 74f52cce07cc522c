// Whole files: what a summary says when parts are missing, contradict each other or are hostile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/archive.hpp"
#include "replay/archive_support.hpp"
#include "replay/replay.hpp"
#include "replay/writer.hpp"

namespace evo::replay {
namespace {

using test::Buffer;
using testing::HasSubstr;

GameDescription duel() {
  GameDescription game;
  GamePlayer player;
  player.name = "Huntress";
  player.clan = "EVO";
  player.toon = {2, 1, 3'437'681};
  player.race = "BW Zerg";
  player.race_code = "BWZe";
  game.players = {player, player};
  game.players[1].name = "Bela";
  game.players[1].clan = "";
  game.players[1].toon = {2, 1, 77};
  game.players[1].team = 1;
  game.players[0].left_loop = 1600;
  game.players[1].left_loop = 1500;
  game.map_title = "Keres Passage SEL";
  game.cache_handles = {{"EU", std::string(64, 'a')}, {"EU", std::string(64, 'b')}};
  game.game_loops = 1600;
  game.ended_at = from_micros(1'762'209'955'000'000);
  game.chat = {{10, "Bela", "all", "gg"}};
  return game;
}

// The written file taken apart, so that members can be left out and replaced.
test::TestArchive taken_apart(const Buffer& file) {
  Archive archive = Archive::open(file).value();
  test::TestArchive parts;
  parts.header.assign(archive.header().begin(), archive.header().end());
  const auto add = [&](const MemberName& name) {
    if (const Result<Member> member = archive.read(name))
      parts.members.push_back(test::stored_member(std::string(name.text),
                                                  Buffer(member->bytes().begin(), member->bytes().end())));
  };
  add("replay.details");
  add("replay.initData");
  add("replay.attributes.events");
  add("replay.gamemetadata.json");
  add("replay.message.events");
  add("replay.tracker.events");
  add("replay.game.events");
  EXPECT_EQ(parts.members.size(), 7u);
  return parts;
}

class Parts : public testing::Test {
 protected:
  test::TestMember& member(std::string_view name) {
    return *std::ranges::find_if(parts_.members, [name](const auto& entry) { return entry.name == name; });
  }
  void remove(std::string_view name) {
    std::erase_if(parts_.members, [name](const auto& entry) { return entry.name == name; });
  }
  void replace(std::string_view name, const Buffer& content) {
    member(name) = test::stored_member(std::string(name), content);
  }
  ReplaySummary summary() {
    const Result<ReplaySummary> result = summarize(parts_.build());
    EXPECT_TRUE(result) << result.error().message;
    return result.value_or(ReplaySummary{});
  }
  std::string error() {
    const Result<ReplaySummary> result = summarize(parts_.build());
    return result ? "" : result.error().message;
  }

  test::TestArchive parts_ = taken_apart(write_replay(duel()).value());
};

TEST_F(Parts, tell_everything_together) {
  const ReplaySummary all = summary();
  ASSERT_EQ(all.players.size(), 2u);
  EXPECT_EQ(all.players[0].name, "Huntress");
  EXPECT_EQ(all.players[0].clan, "EVO");
  EXPECT_EQ(all.players[0].slot, 0);
  EXPECT_EQ(all.players[0].user, 0);
  EXPECT_EQ(all.players[0].race_code, "BWZe");
  EXPECT_EQ(all.players[0].left_loop, 1600u);
  EXPECT_EQ(all.winner, (ReplayWinner{0, true}));
  EXPECT_EQ(all.recorder, 0);
  EXPECT_EQ(all.category, "Private");
  EXPECT_EQ(all.region, "eu");
  EXPECT_EQ(all.map_sha256, std::string(64, 'b'));
  EXPECT_EQ(all.ended_at - all.started_at, std::chrono::microseconds(71'428'571));
  ASSERT_EQ(all.chat.size(), 1u);
  EXPECT_EQ(all.chat[0].from, "Bela");
}

TEST_F(Parts, a_lobby_that_is_missing_or_broken_leaves_its_values_unknown) {
  remove("replay.initData");
  const ReplaySummary without = summary();
  EXPECT_EQ(without.players[0].name, "Huntress");
  EXPECT_EQ(without.players[0].clan, "EVO");
  EXPECT_EQ(without.players[0].user, std::nullopt);
  EXPECT_EQ(without.players[0].left_loop, std::nullopt);
  EXPECT_EQ(without.random_seed, 0u);
  EXPECT_EQ(without.category, "Private");
  parts_.members.push_back(test::stored_member("replay.initData", Buffer(50, 0xFF)));
  ReplaySummary broken = summary();
  broken.sha256 = without.sha256;
  broken.size = without.size;
  EXPECT_EQ(broken, without);
}

TEST_F(Parts, streams_that_are_missing_or_broken_leave_their_values_unknown) {
  Buffer& events = member("replay.game.events").stored;
  events.push_back(0xFF);
  replace("replay.game.events", Buffer(events));
  replace("replay.message.events", Buffer(9, 0x5A));
  replace("replay.tracker.events", Buffer(9, 0x5A));
  const ReplaySummary broken = summary();
  EXPECT_EQ(broken.players[0].left_loop, std::nullopt);
  EXPECT_EQ(broken.players[0].user, 0);
  EXPECT_EQ(broken.winner, std::nullopt);
  EXPECT_TRUE(broken.chat.empty());
  for (const char* name : {"replay.game.events", "replay.message.events", "replay.tracker.events"})
    remove(name);
  ReplaySummary without = summary();
  without.sha256 = broken.sha256;
  without.size = broken.size;
  EXPECT_EQ(without, broken);
}

TEST_F(Parts, details_and_header_must_be_good) {
  const Buffer details = member("replay.details").stored;
  const Buffer header = parts_.header;
  for (std::size_t size = 0; size < details.size(); size += 5) {
    replace("replay.details", Buffer(details.begin(), details.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_THAT(error(), HasSubstr("replay.details: "));
  }
  remove("replay.details");
  EXPECT_EQ(error(), "replay.details: the file has no such member");
  parts_.members.push_back(test::stored_member("replay.details.backup", details));
  EXPECT_EQ(error(), "");
  // The second copy stands in for a missing first one only.
  parts_.members.push_back(test::stored_member("replay.details", Buffer(4)));
  EXPECT_THAT(error(), HasSubstr("replay.details: at byte"));
  parts_.header.resize(10);
  EXPECT_THAT(error(), HasSubstr("replay header: at byte "));
}

TEST_F(Parts, a_player_whose_slot_belongs_to_somebody_else_has_none) {
  const Buffer original = member("replay.details").stored;
  const Buffer id{0x9A, 0x01};  // 77 as the details write it.
  Buffer details = original;
  const auto place = std::ranges::search(details, id);
  ASSERT_FALSE(place.empty());
  *place.begin() = 0x9C;
  replace("replay.details", details);
  const ReplaySummary forged = summary();
  EXPECT_EQ(forged.players[1].toon.id, 78u);
  EXPECT_EQ(forged.players[1].slot, std::nullopt);
  EXPECT_EQ(forged.players[1].user, std::nullopt);
  EXPECT_EQ(forged.players[0].user, 0);
}

TEST(summarize, survives_a_file_cut_at_every_byte) {
  const Buffer file = write_replay(duel()).value();
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Result<ReplaySummary> result = summarize(Bytes(file).first(size));
    ASSERT_FALSE(result) << size;
    ASSERT_EQ(result.error().kind, ErrorKind::invalid);
  }
}

TEST(summarize, survives_every_changed_byte_of_every_member) {
  const test::TestArchive good = taken_apart(write_replay(duel()).value());
  for (std::size_t i = 0; i < good.members.size(); ++i) {
    const std::size_t size = std::min<std::size_t>(good.members[i].stored.size(), 1500);
    for (std::size_t at = 0; at < size; ++at) {
      test::TestArchive changed = good;
      changed.members[i].stored[at] =
          static_cast<std::uint8_t>(changed.members[i].stored[at] ^ (1u << at % 8));
      (void)summarize(changed.build());
    }
  }
}

TEST(summarize, gives_the_same_twice) {
  const Buffer file = write_replay(duel()).value();
  EXPECT_EQ(summarize(file).value(), summarize(file).value());
}

}  // namespace
}  // namespace evo::replay
