#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace evo {
namespace {

TEST(Time, RendersAndParsesRfc3339) {
  const Time time = from_micros(1'774'458'245'250'000);
  EXPECT_EQ(to_rfc3339(time), "2026-03-25T17:04:05.250000Z");
  EXPECT_EQ(parse_rfc3339("2026-03-25T17:04:05.25Z").value(), time);
  EXPECT_EQ(to_rfc3339(from_micros(0)), "1970-01-01T00:00:00Z");
  for (const char* wrong :
       {"", "2026-03-25", "2026-02-30T00:00:00Z", "2026-03-25T25:04:05Z", "2026-03-25T17:04:05.Z"})
    EXPECT_FALSE(parse_rfc3339(wrong)) << wrong;
}

TEST(Text, HarmlessDefusesWhatPeopleCannotSee) {
  EXPECT_EQ(harmless("a\x01\u202E\u200Bb", 100), "ab");
  EXPECT_EQ(harmless("\xFFx", 100), "\uFFFDx");
  EXPECT_EQ(harmless("ééé", 3), "é");
  EXPECT_TRUE(is_utf8("홀리월드"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_EQ(code_points("홀리월드"), 4u);
}

TEST(Text, HexGoesThereAndBack) {
  EXPECT_EQ(from_hex(to_hex("\x00\xFFz")), std::string("\x00\xFFz"));
  EXPECT_EQ(from_hex("abc"), std::nullopt);
  EXPECT_EQ(from_hex("zz"), std::nullopt);
}

TEST(Hash, Sha256MatchesThePublishedVector) {
  EXPECT_EQ(to_hex(sha256(std::string_view("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Random, SameSeedSameSequenceAndBoundsHold) {
  Rng a(42);
  Rng b(42);
  for (int i = 0; i < 1000; ++i) {
    const auto value = a.between(-3, 7);
    EXPECT_EQ(value, b.between(-3, 7));
    EXPECT_GE(value, -3);
    EXPECT_LE(value, 7);
  }
  EXPECT_NE(random_token(16), random_token(16));
}

}  // namespace
}  // namespace evo
