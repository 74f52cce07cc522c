#include "replay/protocol_table.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace evo::replay::protocol {
namespace {

struct Found {
  const Layout* layout;
  bool exact;
};

Found find(std::uint32_t base_build, std::uint32_t build) {
  bool exact = false;
  const Layout& layout = layout_for(base_build, build, exact);
  return {&layout, exact};
}

TEST(protocol_table, takes_the_nearest_lower_build) {
  EXPECT_TRUE(find(15405, 15405).exact);
  EXPECT_TRUE(find(97425, 97425).exact);
  EXPECT_FALSE(find(97426, 97426).exact);
  EXPECT_EQ(find(97426, 97426).layout, find(97425, 97425).layout);
  EXPECT_EQ(find(0xFFFFFFFF, 0).layout, find(97425, 0).layout);
  EXPECT_FALSE(find(1, 1).exact);
  EXPECT_EQ(find(1, 1).layout, find(15405, 15405).layout);
  EXPECT_FALSE(find(94137, 94137).exact);
  EXPECT_EQ(find(94137, 94137).layout, find(93333, 93333).layout);
  EXPECT_NE(find(54724, 0).layout, find(55505, 0).layout);
  EXPECT_EQ(find(54724, 0).layout, find(57218, 0).layout);
}

TEST(protocol_table, a_base_build_that_changed_within_has_two_protocols) {
  const Layout& early = *find(24944, 24944).layout;
  const Layout& late = *find(24944, 25604).layout;
  EXPECT_TRUE(find(24944, 25604).exact);
  EXPECT_EQ(find_event(early.game_events, 14), nullptr);
  ASSERT_NE(find_event(late.game_events, 14), nullptr);
  EXPECT_EQ(find_event(late.game_events, 14)->name, Name::SCameraSaveEvent);
  EXPECT_EQ(early.tracker_event_id, kNoType);
  EXPECT_NE(late.tracker_event_id, kNoType);
  EXPECT_EQ(early.init_data, late.init_data);
  EXPECT_EQ(find(24764, 25604).layout->tracker_event_id, kNoType);
}

TEST(protocol_table, finds_events_by_number) {
  const Layout& layout = *find(95299, 95299).layout;
  EXPECT_EQ(find_event(layout.game_events, 101)->name, Name::SGameUserLeaveEvent);
  EXPECT_EQ(find_event(layout.message_events, 0)->name, Name::SChatMessage);
  EXPECT_EQ(find_event(layout.tracker_events, 9)->name, Name::SPlayerSetupEvent);
  EXPECT_EQ(find_event(layout.game_events, 127), nullptr);
  EXPECT_EQ(find_event(layout.game_events, ~std::uint64_t{0}), nullptr);
  EXPECT_EQ(name_text(Name::SGameUserLeaveEvent), "SGameUserLeaveEvent");
  EXPECT_EQ(name_text(Name::m_signature), "m_signature");
  EXPECT_EQ(name_text(Name::parent), "parent");
}

TEST(protocol_table, actors_are_players_before_they_are_users) {
  EXPECT_NE(find(23260, 0).layout->player_id, kNoType);
  EXPECT_EQ(find(23260, 0).layout->user_id, kNoType);
  EXPECT_EQ(find(24764, 0).layout->player_id, kNoType);
  EXPECT_NE(find(24764, 0).layout->user_id, kNoType);
}

// The header must be read before it is known which build wrote it.
TEST(protocol_table, headers_of_all_builds_agree_with_the_newest) {
  const auto newest = fields_of(type_of(find(97425, 0).layout->header));
  std::set<const Layout*> seen;
  for (std::uint32_t build = 15000; build < 98000; ++build) {
    const Layout* layout = find(build, build).layout;
    if (!seen.insert(layout).second) continue;
    for (const Field& field : fields_of(type_of(layout->header))) {
      if (field.name == Name::m_fixedFileHash) continue;
      const auto same = [&field](const Field& other) {
        return other.name == field.name && other.tag == field.tag;
      };
      EXPECT_TRUE(std::ranges::any_of(newest, same)) << name_text(field.name);
    }
  }
  EXPECT_GE(seen.size(), 35u);
}

std::set<const Layout*> all_layouts() {
  std::set<const Layout*> layouts;
  for (std::uint32_t build = 15000; build < 98000; ++build) layouts.insert(find(build, build).layout);
  return layouts;
}

// The levels of types below; fails when there is no end to them, and for a list of items that take no bits,
// which might be of any length.
int depth_of(TypeId id, int above) {
  if (id == kNoType) return 0;
  if (above > kTypeDepthMax) return ADD_FAILURE() << "type " << id << " contains itself", kTypeDepthMax;
  const Type& type = type_of(id);
  int below = 0;
  if (type.op == Op::array) EXPECT_GT(type_of(type.sub).bits_min, 0) << "type " << id;
  if (type.op == Op::array || type.op == Op::optional) below = depth_of(type.sub, above + 1);
  if (type.op == Op::structure || type.op == Op::choice)
    for (const Field& field : fields_of(type)) below = std::max(below, depth_of(field.type, above + 1));
  return below + 1;
}

TEST(protocol_table, no_type_contains_itself_or_lists_of_nothing) {
  constexpr std::uint64_t kEventsMax = 0x200;
  int deepest = 0;
  for (const Layout* layout : all_layouts()) {
    for (const TypeId root : {layout->header, layout->details, layout->init_data})
      deepest = std::max(deepest, depth_of(root, 0));
    for (const EventSetId events : {layout->game_events, layout->message_events, layout->tracker_events})
      for (std::uint64_t number = 0; number < kEventsMax; ++number)
        if (const Event* event = find_event(events, number))
          deepest = std::max(deepest, depth_of(event->type, 0));
  }
  EXPECT_GT(deepest, 4);
  EXPECT_LE(deepest, kTypeDepthMax);
}

}  // namespace
}  // namespace evo::replay::protocol
