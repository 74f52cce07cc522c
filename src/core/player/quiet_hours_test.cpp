#include "core/player/quiet_hours.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;

const Time kMidnight = parse_rfc3339("2026-03-29T00:00:00Z").value();

// "Wall": an hour ahead, two from 1:00 UTC on, as Central Europe does that night. "Half": 5 h 30 min ahead.
std::optional<ZoneOffset> zones(std::string_view zone, Time at) {
  const Time turn = kMidnight + hours(1);
  if (zone == "Half") return ZoneOffset{hours(5) + minutes(30), Time::max()};
  if (zone != "Wall") return std::nullopt;
  return at < turn ? ZoneOffset{hours(1), turn} : ZoneOffset{hours(2), Time::max()};
}

QuietHours night() { return quiet_hours_from({23, 0, 1, 2, 3, 4, 5, 6}).value(); }

TEST(QuietHours, EndOnTheWallClockAlsoInTheNightInWhichItIsSetForward) {
  // From 23:00 to 7:00 on the wall: the hour from 2:00 does not exist in this night.
  EXPECT_EQ(quiet_until(night(), "Wall", kMidnight - hours(1), zones), kMidnight + hours(5));
  EXPECT_EQ(quiet_until(night(), "Wall", kMidnight + minutes(90), zones), kMidnight + hours(5));
  EXPECT_EQ(quiet_until(night(), "Wall", kMidnight + hours(5), zones), std::nullopt);
  EXPECT_EQ(quiet_until(night(), "Wall", kMidnight - hours(1) - minutes(1), zones), std::nullopt);
}

TEST(QuietHours, FollowZonesThatAreHalfAnHourOff) {
  EXPECT_EQ(quiet_until(night(), "Half", kMidnight, zones), kMidnight + minutes(90));
  EXPECT_EQ(quiet_until(night(), "Half", kMidnight + minutes(90), zones), std::nullopt);
}

TEST(QuietHours, OfEveryHourLastADayAtATime) {
  const auto until = quiet_until(QuietHours().set(), "Half", kMidnight, zones);
  ASSERT_TRUE(until);
  EXPECT_GE(*until, kMidnight + hours(24));
  EXPECT_LE(*until, kMidnight + hours(25));
}

TEST(QuietHours, NeedAZoneThatIsKnown) {
  EXPECT_TRUE(validate_quiet_hours(QuietHours(), "", kMidnight, zones));
  EXPECT_TRUE(validate_quiet_hours(night(), "Half", kMidnight, zones));
  EXPECT_THAT(validate_quiet_hours(night(), "", kMidnight, zones).error().message,
              HasSubstr("choose a time zone"));
  EXPECT_THAT(validate_quiet_hours(QuietHours(), "Nowhere", kMidnight, zones).error().message,
              HasSubstr("there is no zone 'Nowhere'"));
  EXPECT_FALSE(validate_quiet_hours(night(), "Half", kMidnight, {})) << "a ladder without zones";
  EXPECT_EQ(quiet_until(night(), "Nowhere", kMidnight, zones), std::nullopt);
  EXPECT_EQ(quiet_until(night(), "", kMidnight, zones), std::nullopt);
}

TEST(QuietHours, AreAListOfDifferentHours) {
  EXPECT_THAT(to_hours(night()), ElementsAre(0, 1, 2, 3, 4, 5, 6, 23));
  for (const auto& wrong : {std::vector{24}, std::vector{-1}, std::vector{3, 3}})
    EXPECT_FALSE(quiet_hours_from(wrong));
}

}  // namespace
}  // namespace evo
