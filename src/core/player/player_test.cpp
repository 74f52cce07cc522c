#include "core/player/player.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/player/unicode.hpp"

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

TEST(PlayerName, OneAnswerTellsEveryProblem) {
  const auto bad = validate_name("a1");
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().message, testing::HasSubstr("3 to 12 letters"));
  EXPECT_THAT(bad.error().message, testing::HasSubstr("only the letters"));
  const auto others = validate_other_names("Maru", std::vector<std::string>{"maru", "ab", "a b c"});
  ASSERT_FALSE(others);
  for (const char* part : {"'maru' is given twice", "'ab' must have", "'a b c' may hold"})
    EXPECT_THAT(others.error().message, testing::HasSubstr(part));
}

TEST(PlayerName, CaseIsIgnoredInEveryScript) {
  EXPECT_FALSE(validate_other_names("Maru", std::vector<std::string>{"Имя_", "имя_"}));
  EXPECT_FALSE(validate_other_names("Maru", std::vector<std::string>{"ab÷"})) << "a sign is no letter";
}

TEST(BattleTag, V13_LettersOfAnyScriptThenDigits) {
  const PlayerRules rules;
  for (const char* good : {"Имя#12345", "Ab#123", "김치찌개#123456789012", "x1#999"})
    EXPECT_TRUE(validate_battletag(good, rules)) << good;
  for (const char* bad : {"A#12345", "Ab#12", "Ab", "Ab#1#23", "#12345", "Ab#12a45", "A b#12345",
                          "Abcdefghijklm#123", "Ab#1234567890123", "A\xFF#123"})
    EXPECT_FALSE(validate_battletag(bad, rules)) << bad;
  const auto both = validate_battletag("A#1", rules);
  ASSERT_FALSE(both);
  EXPECT_THAT(both.error().message, testing::HasSubstr("before the '#'"));
  EXPECT_THAT(both.error().message, testing::HasSubstr("after the '#'"));
}

TEST(BattleTag, EqualLooksAreEqualBytes) {
  EXPECT_EQ(composed("e\u0301a#123"), "\u00e9a#123");
  EXPECT_EQ(composed(composed("e\u0301")), composed("e\u0301"));
  EXPECT_EQ(folded("ИМЯ"), folded("имя"));
  EXPECT_EQ(composed("\xFF"), "\xFF") << "what is no text stays for the validation to refuse";
}

TEST(Choices, AreFromTheLists) {
  const Catalog catalog = builtin_catalog("scevo").value();
  EXPECT_EQ(catalog.countries.size(), 251u);
  EXPECT_EQ(catalog.regions.size(), 16u);
  for (const char* code : {"DE", "XX", "ZZ"}) EXPECT_TRUE(validate_country(code, catalog)) << code;
  for (const char* code : {"", "de", "QQ"}) EXPECT_FALSE(validate_country(code, catalog)) << code;
  EXPECT_TRUE(validate_region("EUW", catalog));
  EXPECT_FALSE(validate_region("EU", catalog));
  for (const char* code : {"enUS", "esMX", "koKR", "ruRU", "zhCN"}) EXPECT_TRUE(validate_language(code));
  EXPECT_FALSE(validate_language("deDE"));
}

}  // namespace
}  // namespace evo
