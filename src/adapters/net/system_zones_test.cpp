#include "adapters/net/system_zones.hpp"

#include <gtest/gtest.h>

namespace evo {
namespace {

Duration offset(std::string_view zone, std::string_view time) {
  const auto found = system_zones()(zone, parse_rfc3339(time).value());
  EXPECT_TRUE(found) << zone;
  return found ? found->from_utc : Duration{};
}

TEST(SystemZones, KnowSummerTimeAndOddOffsets) {
  using std::chrono::hours;
  using std::chrono::minutes;
  EXPECT_EQ(offset("Europe/Berlin", "2026-01-15T12:00:00Z"), hours(1));
  EXPECT_EQ(offset("Europe/Berlin", "2026-07-15T12:00:00Z"), hours(2));
  EXPECT_EQ(offset("America/New_York", "2026-07-15T12:00:00Z"), -hours(4));
  EXPECT_EQ(offset("Asia/Kolkata", "2026-07-15T12:00:00Z"), hours(5) + minutes(30));
  const auto berlin = system_zones()("Europe/Berlin", parse_rfc3339("2026-03-29T00:59:59Z").value());
  ASSERT_TRUE(berlin);
  EXPECT_EQ(berlin->until, parse_rfc3339("2026-03-29T01:00:00Z").value()) << "the night of the change";
}

TEST(SystemZones, DoNotKnowWhatIsNoZone) {
  const Time now = parse_rfc3339("2026-07-15T12:00:00Z").value();
  for (const char* wrong : {"", "Europe/Nowhere", "../../etc/passwd", "europe berlin", "/etc/localtime"})
    EXPECT_FALSE(system_zones()(wrong, now)) << wrong;
}

}  // namespace
}  // namespace evo
