#include "core/player/player.hpp"

#include <gtest/gtest.h>

namespace evo {
namespace {

TEST(PlayerName, V14_LettersOnlyThreeToTwelve) {
  for (const char* good : {"abc", "Abcdefghijkl"}) EXPECT_TRUE(validate_name(good)) << good;
  for (const char* bad : {"", "ab", "abcdefghijklm", "ab1", "김치찌", "a b c"})
    EXPECT_FALSE(validate_name(bad)) << bad;
}

TEST(PlayerName, OtherNamesMayUseAnyScriptButNotRepeat) {
  const std::vector<std::string> good{"김치찌개", "B4r_code", "Имя"};
  EXPECT_TRUE(validate_other_names("Maru", good));
  for (const std::vector<std::string>& bad : std::vector<std::vector<std::string>>{
           {"maru"}, {"abc", "ABC"}, {"ab"}, {"a b c"}, {"a\u202Ebc"}, {"\xFF\xFF\xFF"}})
    EXPECT_FALSE(validate_other_names("Maru", bad)) << bad.front();
  const std::vector<std::string> long_list(9, "abcdefghijkl");
  EXPECT_FALSE(validate_other_names("Maru", long_list));
}

}  // namespace
}  // namespace evo
