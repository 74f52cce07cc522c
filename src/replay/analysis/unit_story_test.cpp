#include "replay/analysis/unit_story.hpp"

#include <gtest/gtest.h>

#include "replay/versioned_encoder.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::TypeId;

// A tracker stream, written event by event.
class Tracker {
 public:
  using Values = std::map<Name, std::int64_t>;

  void add(std::uint32_t loop, Name event, const Values& values, std::string_view text = {}) {
    for (std::uint64_t id = 0; id < 16; ++id) {
      const protocol::Event* known = protocol::find_event(layout_.tracker_events, id);
      if (known == nullptr || known->name != event) continue;
      out_.integer(layout_.loop_delta, loop - loop_);
      loop_ = loop;
      out_.integer(layout_.tracker_event_id, static_cast<std::int64_t>(id));
      out_.structure(known->type, [&](Name field, TypeId type) {
        if (field == Name::m_unitTypeName || field == Name::m_upgradeTypeName)
          return out_.blob(type, text), true;
        const auto value = values.find(field);
        if (value == values.end()) return false;
        return out_.integer(type, value->second), true;
      });
    }
  }
  void unit(std::uint32_t loop, Name event, std::int64_t tag, std::int64_t player, std::string_view type) {
    add(loop, event,
        {{Name::m_unitTagIndex, tag}, {Name::m_unitTagRecycle, 1}, {Name::m_controlPlayerId, player}}, type);
  }

  UnitStory read() {
    const auto bytes = out_.finish("replay.tracker.events").value();
    UnitStory story;
    const auto read = each_tracker_event(
        bytes, tracker_stream(layout_),
        [&story](const EventHead& event, VersionedDecoder& in) { return story.take(event, in); });
    EXPECT_TRUE(read) << read.error().message;
    return story;
  }

 private:
  bool exact_ = false;
  const protocol::Layout& layout_ = protocol::layout_for(95299, 95299, exact_);
  std::uint32_t loop_ = 0;
  VersionedEncoder out_;
};

TEST(unit_story, a_structure_has_a_start_and_perhaps_an_end) {
  Tracker tracker;
  tracker.unit(100, Name::SUnitInitEvent, 7, 1, "Barracks");
  tracker.unit(200, Name::SUnitInitEvent, 8, 1, "Factory");
  tracker.unit(1000, Name::SUnitDoneEvent, 7, 0, "");
  const PlayerStory story = tracker.read().finish(1);
  ASSERT_EQ(story.steps.size(), 2u);
  EXPECT_EQ(
      story.steps[0],
      (BuildStep{
          .kind = BuildKind::structure, .name = "Barracks", .started = 100, .finished = 1000, .supply = 0}));
  EXPECT_EQ(story.steps[1].finished, std::nullopt);
  EXPECT_EQ(story.units.at("Barracks").made, 1u);
  EXPECT_FALSE(story.units.contains("Factory"));
}

TEST(unit_story, what_hatches_was_begun_when_the_larva_became_an_egg) {
  Tracker tracker;
  tracker.unit(0, Name::SUnitBornEvent, 3, 2, "Larva");
  tracker.unit(50, Name::SUnitTypeChangeEvent, 3, 0, "Egg");
  tracker.add(400, Name::SUnitBornEvent,
              {{Name::m_unitTagIndex, 9},
               {Name::m_unitTagRecycle, 1},
               {Name::m_controlPlayerId, 2},
               {Name::m_creatorUnitTagIndex, 3},
               {Name::m_creatorUnitTagRecycle, 1}},
              "Drone");
  tracker.unit(900, Name::SUnitTypeChangeEvent, 9, 0, "BanelingCocoon");
  tracker.unit(950, Name::SUnitTypeChangeEvent, 9, 0, "Baneling");
  tracker.unit(960, Name::SUnitTypeChangeEvent, 9, 0, "BanelingBurrowed");
  const PlayerStory story = tracker.read().finish(2);
  ASSERT_EQ(story.steps.size(), 2u);
  EXPECT_EQ(story.steps[0].name, "Drone");
  EXPECT_EQ(story.steps[0].started, 50u);
  EXPECT_EQ(story.steps[0].finished, 400u);
  EXPECT_EQ(story.steps[1].kind, BuildKind::morph);
  EXPECT_EQ(story.steps[1].started, 900u);
  EXPECT_EQ(story.steps[1].finished, 950u);
}

TEST(unit_story, tells_the_killed_from_the_used_up) {
  Tracker tracker;
  for (const int tag : {1, 2}) tracker.unit(0, Name::SUnitBornEvent, tag, 1, "Drone");
  tracker.unit(0, Name::SUnitBornEvent, 3, 2, "Marine");
  tracker.add(10, Name::SUnitDiedEvent, {{Name::m_unitTagIndex, 1}, {Name::m_unitTagRecycle, 1}});
  tracker.add(20, Name::SUnitDiedEvent,
              {{Name::m_unitTagIndex, 2}, {Name::m_unitTagRecycle, 1}, {Name::m_killerPlayerId, 2}});
  // Dead already, and never heard of.
  for (const int tag : {2, 99})
    tracker.add(30, Name::SUnitDiedEvent, {{Name::m_unitTagIndex, tag}, {Name::m_unitTagRecycle, 1}});
  UnitStory story = tracker.read();
  const UnitCount drones = story.finish(1).units.at("Drone");
  EXPECT_EQ(drones, (UnitCount{.name = "Drone", .made = 2, .lost = 1, .gone = 1, .killed = 0}));
  EXPECT_EQ(story.finish(2).units.at("Drone").killed, 1u);
}

TEST(unit_story, keeps_upgrades_but_no_decorations) {
  Tracker tracker;
  const Tracker::Values player{{Name::m_playerId, 1}, {Name::m_count, 1}};
  tracker.add(0, Name::SUpgradeEvent, player, "FromTheStart");
  tracker.add(5, Name::SUpgradeEvent, player, "RewardDanceZerg");
  tracker.add(500, Name::SUpgradeEvent, player, "Stimpack");
  tracker.add(900, Name::SUpgradeEvent, player, "SCEV_GameResult_Victory");
  const PlayerStory story = tracker.read().finish(1);
  ASSERT_EQ(story.steps.size(), 1u);
  EXPECT_EQ(story.steps[0].name, "Stimpack");
}

TEST(unit_story, foreign_players_and_numbers_harm_nobody) {
  Tracker tracker;
  for (const int player : {0, 15}) tracker.unit(5, Name::SUnitBornEvent, player, player, "Marine");
  tracker.unit(6, Name::SUnitDoneEvent, 4000, 1, "");
  tracker.unit(7, Name::SUnitTypeChangeEvent, 4001, 1, "Lair");
  tracker.add(8, Name::SUnitDiedEvent,
              {{Name::m_unitTagIndex, 15}, {Name::m_unitTagRecycle, 1}, {Name::m_killerPlayerId, 15}});
  UnitStory story = tracker.read();
  EXPECT_TRUE(story.finish(0).steps.empty());
  EXPECT_TRUE(story.finish(-3).steps.empty());
  EXPECT_TRUE(story.finish(1000).steps.empty());
  EXPECT_EQ(story.finish(15).units.at("Marine").lost, 1u);
}

}  // namespace
}  // namespace evo::replay
