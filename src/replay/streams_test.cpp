#include "replay/streams.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/event_stream.hpp"

namespace evo::replay {
namespace {

using testing::HasSubstr;
using Buffer = std::vector<std::uint8_t>;

const protocol::Layout& layout(std::uint32_t base_build) {
  bool exact = false;
  return protocol::layout_for(base_build, base_build, exact);
}

// Fills bytes from their low bits; numbers give their most significant bits first.
class Bits {
 public:
  Bits& put(std::uint64_t value, unsigned count) {
    while (count > 0) {
      if (used_ == 0) bytes_.push_back(0);
      const unsigned piece = std::min(count, 8 - used_);
      const std::uint64_t part = value >> (count - piece) & ((1u << piece) - 1);
      bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | part << used_);
      used_ = (used_ + piece) % 8;
      count -= piece;
    }
    return *this;
  }
  Bits& align() {
    used_ = 0;
    return *this;
  }
  Bits& text(std::string_view text) {
    align();
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    return *this;
  }
  const Buffer& bytes() const { return bytes_; }

 private:
  Buffer bytes_;
  unsigned used_ = 0;
};

// Loops since the last event (below 64), who, and a leave event of the newest protocol.
void put_leave(Bits& bits, unsigned delta, unsigned user, unsigned reason) {
  bits.put(0, 2).put(delta, 6).put(user, 5).put(101, 7).put(reason, 4).align();
}

TEST(streams, tell_who_left_first_and_when) {
  Bits bits;
  put_leave(bits, 10, 1, 11);
  put_leave(bits, 5, 0, 0);
  put_leave(bits, 5, 1, 3);
  const auto leaves = read_leaves(bits.bytes(), layout(97425), 20);
  ASSERT_TRUE(leaves) << leaves.error().message;
  ASSERT_EQ(leaves->size(), 2u);
  EXPECT_EQ((*leaves)[0].actor, 1);
  EXPECT_EQ((*leaves)[0].loop, 10u);
  EXPECT_EQ((*leaves)[0].reason, 11);
  EXPECT_EQ((*leaves)[1].actor, 0);
  EXPECT_EQ((*leaves)[1].loop, 15u);
}

TEST(streams, old_builds_name_players_and_give_no_reason) {
  Bits bits;
  bits.put(0, 2).put(10, 6).put(2, 5).put(25, 7).align();
  const auto leaves = read_leaves(bits.bytes(), layout(23260), 20);
  ASSERT_TRUE(leaves) << leaves.error().message;
  ASSERT_EQ(leaves->size(), 1u);
  EXPECT_EQ(leaves->front().actor, 2);
  EXPECT_EQ(leaves->front().reason, std::nullopt);
}

TEST(streams, name_the_event_that_is_wrong) {
  Bits bits;
  put_leave(bits, 10, 1, 11);
  Bits unknown = bits;
  unknown.put(0, 2).put(0, 6).put(1, 5).put(127, 7).align();
  EXPECT_EQ(read_leaves(unknown.bytes(), layout(97425), 20).error().message,
            "replay.game.events: event 1 at byte 3: unknown event id 127");
  Bits late = bits;
  late.put(3, 2).put(0xFFFFFFFF, 32).put(1, 5).put(101, 7).put(0, 4).align();
  EXPECT_EQ(read_leaves(late.bytes(), layout(97425), 20).error().message,
            "replay.game.events: event 1 at byte 3: loop 4294967305 lies after the game's end");
  Bits cut = bits;
  cut.put(0, 2).put(0, 6).put(1, 5);
  EXPECT_EQ(read_leaves(cut.bytes(), layout(97425), 20).error().message,
            "replay.game.events: event 1 at byte 3: input ends inside a value");
  EXPECT_TRUE(read_leaves(Buffer(), layout(97425), 20));
}

TEST(streams, tell_what_was_said) {
  Bits bits;
  bits.put(0, 2).put(5, 6).put(1, 5).put(2, 4).put(0, 32).align();  // Loading progress of user 1.
  bits.put(0, 2).put(7, 6).put(0, 5).put(0, 4).put(1, 3).put(2, 11).text("gg");
  const auto messages = read_messages(bits.bytes(), layout(97425), 100);
  ASSERT_TRUE(messages) << messages.error().message;
  ASSERT_EQ(messages->chat.size(), 1u);
  EXPECT_EQ(messages->chat[0].text, "gg");
  EXPECT_EQ(messages->chat[0].loop, 12u);
  EXPECT_EQ(messages->chat[0].recipient, 1);
  EXPECT_TRUE(messages->reported[1]);
  EXPECT_FALSE(messages->reported[0]);
}

TEST(streams, bound_the_chat) {
  Bits bits;
  for (int i = 0; i < 3000; ++i)
    bits.put(0, 2).put(0, 6).put(0, 5).put(0, 4).put(0, 3).put(4, 11).text("spam");
  const auto messages = read_messages(bits.bytes(), layout(97425), 100);
  ASSERT_TRUE(messages) << messages.error().message;
  EXPECT_EQ(messages->chat.size(), Messages::kChatLinesMax);
  Bits large;
  const std::string text(2047, 'x');
  for (int i = 0; i < 200; ++i)
    large.put(0, 2).put(0, 6).put(0, 5).put(0, 4).put(0, 3).put(2047, 11).text(text);
  EXPECT_EQ(read_messages(large.bytes(), layout(97425), 100)->chat.size(), Messages::kChatBytesMax / 2047);
}

TEST(streams, tell_which_player_is_which_user) {
  const Buffer setup{3, 0, 9, 0, 9, 18,                                       // Loop 0, event 9.
                     5, 8, 0, 9, 4, 2,  9, 2, 4, 4, 1, 9, 6, 6, 4, 1, 9, 8};  // Player 2, user 3, slot 4.
  Buffer stream = setup;
  stream.insert(stream.end(), {3, 0, 9, 10, 9, 0, 10});  // Later events are not looked at.
  const auto setups = read_player_setups(stream, layout(97425));
  ASSERT_TRUE(setups) << setups.error().message;
  ASSERT_EQ(setups->size(), 1u);
  EXPECT_EQ(setups->front().player, 2);
  EXPECT_EQ(setups->front().user, 3);
  EXPECT_EQ(setups->front().slot, 4);
  for (std::size_t size = 1; size < setup.size(); ++size)
    EXPECT_FALSE(read_player_setups(Bytes(setup).first(size), layout(97425))) << size;
  EXPECT_THAT(read_player_setups(setup, layout(24764)).error().message,
              HasSubstr("this build has no such stream"));
}

}  // namespace
}  // namespace evo::replay
