#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "replay/bit_decoder.hpp"
#include "replay/versioned_decoder.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::Op;
using protocol::Type;
using protocol::TypeId;
using testing::HasSubstr;
using Buffer = std::vector<std::uint8_t>;

const protocol::Layout& newest() {
  bool exact = false;
  return protocol::layout_for(97425, 97425, exact);
}

Buffer random_bytes(Rng& rng, std::size_t size) {
  Buffer out(size);
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(rng.next());
  return out;
}

// The format's own words: bit by bit from the low end of every byte, pieces most significant first.
std::uint64_t slow_read(const Buffer& bytes, std::uint64_t& position, unsigned count) {
  std::uint64_t value = 0;
  while (count > 0) {
    const unsigned used = position % 8;
    const unsigned piece = std::min(count, 8 - used);
    value = value << piece | (bytes[position / 8] >> used & ((1u << piece) - 1));
    position += piece;
    count -= piece;
  }
  return value;
}

TEST(bit_reader, agrees_with_a_bitwise_reader) {
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    const Buffer bytes = random_bytes(rng, 40);
    BitReader fast(bytes);
    std::uint64_t position = 0;
    while (true) {
      const auto count = static_cast<unsigned>(rng.below(65));
      if (count > bytes.size() * 8 - position) break;
      ASSERT_EQ(fast.read(count), slow_read(bytes, position, count))
          << "at " << position << " count " << count;
      ASSERT_EQ(fast.position(), position);
    }
    EXPECT_FALSE(fast.failed());
  }
}

TEST(bit_reader, failures_stick) {
  const Buffer bytes{0xFF, 0xFF};
  BitReader in(bytes);
  EXPECT_EQ(in.read(12), 0xFFFu);
  EXPECT_EQ(in.read(5), 0u);
  EXPECT_TRUE(in.failed());
  EXPECT_EQ(in.bits_left(), 0u);
  in.align();
  EXPECT_EQ(in.read(1), 0u);
  EXPECT_TRUE(in.bytes(1).empty());
  in.skip(~std::uint64_t{0});
  in.fail("a later failure");
  EXPECT_STREQ(in.failure(), "input ends inside a value");
  EXPECT_EQ(in.position(), 12u);
}

TEST(bit_reader, takes_bytes_from_the_next_border) {
  const Buffer bytes{0x01, 'a', 'b', 0x03};
  BitReader in(bytes);
  EXPECT_EQ(in.read(3), 1u);
  const auto text = in.bytes(2);
  EXPECT_EQ(Buffer(text.begin(), text.end()), (Buffer{'a', 'b'}));
  EXPECT_EQ(in.read(8), 3u);
  EXPECT_TRUE(in.bytes(std::uint64_t{1} << 61).empty());
  EXPECT_TRUE(in.failed());
}

TEST(bit_reader, reads_nothing_from_nothing) {
  BitReader in(std::span<const std::uint8_t>{});
  EXPECT_EQ(in.read(0), 0u);
  EXPECT_FALSE(in.failed());
  EXPECT_EQ(in.read(64), 0u);
  EXPECT_TRUE(in.failed());
}

// Reads a value piece by piece, as skip() must pass over it.
void walk(BitDecoder& in, TypeId id) {
  const Type& type = protocol::type_of(id);
  switch (type.op) {
    case Op::integer:
    case Op::boolean:
    case Op::fourcc:
      in.integer(id);
      return;
    case Op::blob:
      in.blob(id);
      return;
    case Op::null:
      return;
    case Op::bit_array:
      for (std::uint64_t left = in.bit_array(id); left > 0; --left) in.bits(1);
      return;
    case Op::array:
      in.each_item(id, [&in](TypeId item) { walk(in, item); });
      return;
    case Op::optional:
      in.optional(id, [&in](TypeId item) { walk(in, item); });
      return;
    case Op::choice:
      in.choice(id, [&in](Name, TypeId option) { walk(in, option); });
      return;
    case Op::structure:
      in.each_field(id, [&in](Name, TypeId field) {
        walk(in, field);
        return true;
      });
      return;
  }
}

TEST(bit_decoder, skips_what_reading_takes) {
  Rng rng(2);
  int whole = 0;
  for (int round = 0; round < 400; ++round) {
    const Buffer bytes = random_bytes(rng, 600);
    for (std::uint64_t id = 0; id < 128; ++id) {
      const protocol::Event* event = protocol::find_event(newest().game_events, id);
      if (event == nullptr) continue;
      BitDecoder reading(bytes);
      BitDecoder skipping(bytes);
      walk(reading, event->type);
      skipping.skip(event->type);
      ASSERT_EQ(reading.failed(), skipping.failed()) << protocol::name_text(event->name);
      if (reading.failed()) continue;
      ASSERT_EQ(reading.position(), skipping.position()) << protocol::name_text(event->name);
      ++whole;
    }
  }
  EXPECT_GT(whole, 10'000);
}

TypeId field_type(TypeId structure, Name name) {
  for (const protocol::Field& field : protocol::fields_of(protocol::type_of(structure)))
    if (field.name == name) return field.type;
  ADD_FAILURE() << "no field " << protocol::name_text(name);
  return 0;
}

TEST(bit_decoder, refuses_counts_that_the_input_cannot_hold) {
  const TypeId lobby = field_type(newest().init_data, Name::m_syncLobbyState);
  const TypeId users = field_type(lobby, Name::m_userInitialData);
  const TypeId slots = field_type(field_type(lobby, Name::m_lobbyState), Name::m_slots);
  const TypeId rewards = field_type(protocol::type_of(slots).sub, Name::m_rewards);
  for (const TypeId id : {users, slots, rewards}) {
    const Buffer bytes(6, 0xFF);
    BitDecoder skipping(bytes);
    skipping.skip(id);
    EXPECT_STREQ(skipping.failure(), "more items than the input can hold");
    BitDecoder reading(bytes);
    int taken = 0;
    reading.each_item(id, [&taken](TypeId) { ++taken; });
    EXPECT_EQ(taken, 0);
    EXPECT_TRUE(reading.failed());
  }
}

TEST(bit_decoder, refuses_a_table_of_another_shape) {
  const Buffer bytes(100);
  const auto failure = [&bytes](auto&& read) {
    BitDecoder in(bytes);
    read(in);
    return std::string(in.failure() == nullptr ? "" : in.failure());
  };
  const TypeId structure = newest().init_data;
  EXPECT_THAT(failure([&](BitDecoder& in) { in.integer(structure); }), HasSubstr("no number"));
  EXPECT_THAT(failure([&](BitDecoder& in) { in.blob(structure); }), HasSubstr("no text"));
  EXPECT_THAT(failure([&](BitDecoder& in) { in.bit_array(structure); }), HasSubstr("no bit array"));
  EXPECT_THAT(failure([&](BitDecoder& in) { in.chosen_integer(structure); }), HasSubstr("no choice"));
  EXPECT_THAT(failure([&](BitDecoder& in) { in.each_item(structure, [](TypeId) {}); }),
              HasSubstr("no array"));
  EXPECT_THAT(failure([&](BitDecoder& in) { in.optional(structure, [](TypeId) {}); }),
              HasSubstr("no optional"));
}

Buffer vint(std::int64_t value) {
  std::uint64_t magnitude =
      value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  Buffer out{static_cast<std::uint8_t>((value < 0 ? 1 : 0) | (magnitude & 0x3F) << 1)};
  for (magnitude >>= 6; magnitude != 0; magnitude >>= 7) {
    out.back() |= 0x80;
    out.push_back(static_cast<std::uint8_t>(magnitude & 0x7F));
  }
  return out;
}

Buffer tagged(std::uint8_t tag, const Buffer& rest) {
  Buffer out{tag};
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

Buffer joined(std::initializer_list<Buffer> parts) {
  Buffer out;
  for (const Buffer& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Buffer number(std::int64_t value) { return tagged(9, vint(value)); }

TEST(versioned_decoder, reads_numbers_of_every_width) {
  constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{64},
        std::int64_t{-252000000000}, kHighest, kLowest + 1, kLowest}) {
    const Buffer bytes = number(value);
    VersionedDecoder in(bytes);
    EXPECT_EQ(in.integer(), value);
    EXPECT_FALSE(in.failed()) << value;
    EXPECT_EQ(in.bytes_left(), 0u);
  }
  const Buffer fixed = joined({tagged(6, {7}), tagged(7, {1, 2, 3, 4}), tagged(8, {1, 0, 0, 0, 0, 0, 0, 1})});
  VersionedDecoder in(fixed);
  EXPECT_EQ(in.integer(), 7);
  EXPECT_EQ(in.integer(), 0x04030201);
  EXPECT_EQ(in.integer(), 0x0100000000000001);
  EXPECT_FALSE(in.failed());
}

TEST(versioned_decoder, refuses_endless_numbers) {
  for (const std::size_t size : {11u, 40u}) {
    const Buffer bytes = tagged(9, Buffer(size, 0xFF));
    VersionedDecoder in(bytes);
    EXPECT_EQ(in.integer(), 0);
    EXPECT_TRUE(in.failed());
  }
  const Buffer cut = tagged(9, {0x80});
  VersionedDecoder in(cut);
  EXPECT_EQ(in.integer(), 0);
  EXPECT_STREQ(in.failure(), "input ends inside a value");
}

std::string skip_failure(const Buffer& bytes) {
  VersionedDecoder in(bytes);
  in.skip();
  if (!in.failed()) EXPECT_EQ(in.bytes_left(), 0u);
  return in.failure() == nullptr ? "" : in.failure();
}

TEST(versioned_decoder, skips_every_kind_of_value) {
  const Buffer array = tagged(0, joined({vint(2), number(5), number(-6)}));
  const Buffer structure = tagged(5, joined({vint(2), vint(0), array, vint(-3), tagged(6, {1})}));
  EXPECT_EQ(skip_failure(array), "");
  EXPECT_EQ(skip_failure(structure), "");
  EXPECT_EQ(skip_failure(tagged(1, joined({vint(9), {1, 2}}))), "");
  EXPECT_EQ(skip_failure(tagged(2, joined({vint(3), {'a', 'b', 'c'}}))), "");
  EXPECT_EQ(skip_failure(tagged(3, joined({vint(1), structure}))), "");
  EXPECT_EQ(skip_failure(tagged(4, {0})), "");
  EXPECT_EQ(skip_failure(tagged(4, joined({{1}, structure}))), "");
  EXPECT_EQ(skip_failure(tagged(7, {1, 2, 3, 4})), "");
  EXPECT_EQ(skip_failure(tagged(8, {1, 2, 3, 4, 5, 6, 7, 8})), "");
}

TEST(versioned_decoder, refuses_bombs) {
  EXPECT_EQ(skip_failure(tagged(10, {})), "unknown kind of value");
  EXPECT_EQ(skip_failure(tagged(0, vint(1))), "more items than the input can hold");
  EXPECT_EQ(skip_failure(tagged(0, vint(std::numeric_limits<std::int64_t>::max()))),
            "more items than the input can hold");
  EXPECT_EQ(skip_failure(tagged(0, vint(-1))), "more items than the input can hold");
  EXPECT_EQ(skip_failure(tagged(5, joined({vint(2), {0, 0, 0}}))), "more items than the input can hold");
  EXPECT_EQ(skip_failure(tagged(2, vint(-5))), "more items than the input can hold");
  EXPECT_EQ(skip_failure(tagged(1, vint(-8))), "a negative length");
  EXPECT_EQ(skip_failure(tagged(1, vint(std::numeric_limits<std::int64_t>::max()))),
            "input ends inside a value");
  Buffer nested;
  for (int i = 0; i < 100'000; ++i) nested.insert(nested.end(), {4, 1});
  EXPECT_EQ(skip_failure(nested), "values are nested too deeply");
  Buffer arrays;
  for (int i = 0; i < 100'000; ++i) arrays.insert(arrays.end(), {0, 2});
  EXPECT_EQ(skip_failure(arrays), "values are nested too deeply");
}

// Deep values in a field that the table does not know: whoever reads the structure leaves them out, and
// whoever skips it as a whole gets over them as well.
TEST(versioned_decoder, skips_as_a_whole_what_can_be_read) {
  const auto nested = [](int levels) {
    Buffer value;
    for (int i = 1; i < levels; ++i) value.insert(value.end(), {4, 1});
    value.insert(value.end(), {4, 0});
    return tagged(5, joined({vint(1), vint(-1), value}));
  };
  const auto read = [](const Buffer& bytes) {
    VersionedDecoder in(bytes);
    in.each_field(newest().header, [](Name, TypeId) { return false; });
    return !in.failed();
  };
  const auto skip = [](const Buffer& bytes) {
    VersionedDecoder in(bytes);
    in.skip_whole();
    return !in.failed();
  };
  EXPECT_TRUE(read(nested(VersionedDecoder::kNestingMax)));
  EXPECT_TRUE(skip(nested(VersionedDecoder::kNestingMax)));
  EXPECT_FALSE(read(nested(VersionedDecoder::kNestingMax + 1)));
  EXPECT_FALSE(skip(nested(protocol::kTypeDepthMax + VersionedDecoder::kNestingMax)));
}

TEST(versioned_decoder, survives_noise) {
  Rng rng(3);
  for (int round = 0; round < 20'000; ++round) {
    Buffer bytes = random_bytes(rng, rng.below(60));
    for (std::uint8_t& byte : bytes)
      if (rng.chance(0.6)) byte = static_cast<std::uint8_t>(rng.below(10));
    VersionedDecoder in(bytes);
    in.skip();
    ASSERT_LE(in.position(), bytes.size());
  }
}

struct Version {
  std::int64_t build = -1;
  std::string failure;
};

Version read_version(const Buffer& bytes) {
  VersionedDecoder in(bytes);
  Version version;
  in.each_field(field_type(newest().header, Name::m_version), [&](Name name, TypeId) {
    if (name != Name::m_build) return false;
    version.build = in.integer();
    return true;
  });
  if (in.failed()) version.failure = in.failure();
  return version;
}

TEST(versioned_decoder, knows_fields_by_tag_whatever_their_order) {
  const Buffer later =
      tagged(5, joined({vint(3), vint(30), tagged(0, vint(0)), vint(4), number(95299), vint(1), number(5)}));
  EXPECT_EQ(read_version(later).build, 95299);
  EXPECT_EQ(read_version(later).failure, "");
  const Buffer twice = tagged(5, joined({vint(2), vint(4), number(1), vint(4), number(2)}));
  EXPECT_EQ(read_version(twice).failure, "a field comes twice");
  EXPECT_EQ(read_version(number(1)).failure, "a value of another kind is here");
  const Buffer text = tagged(5, joined({vint(1), vint(4), tagged(2, vint(0))}));
  EXPECT_EQ(read_version(text).failure, "a value of another kind is here");
  EXPECT_EQ(read_version({}).failure, "input ends before a value");
}

}  // namespace
}  // namespace evo::replay
