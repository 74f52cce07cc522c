#include "core/player/onboarding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/player/referral.hpp"

namespace evo {
namespace {

using testing::HasSubstr;

TEST(Guards, SpeakInTheReferencesOrder) {
  const PlayerRules rules;
  const Time now = from_micros(1'000'000'000);
  Standing standing{.banned = true,
                    .needs_setup = true,
                    .terms_accepted = "",
                    .setup_complete = false,
                    .timeout_until = now + std::chrono::minutes(5)};
  const auto says = [&] { return may_queue(standing, rules, now).error().message; };
  EXPECT_THAT(says(), HasSubstr("banned"));
  standing.banned = false;
  EXPECT_THAT(says(), HasSubstr("terms"));
  standing.terms_accepted = "0";
  EXPECT_THAT(says(), HasSubstr("terms")) << "an older version";
  standing.terms_accepted = rules.terms_version;
  EXPECT_THAT(says(), HasSubstr("setup"));
  standing.setup_complete = true;
  EXPECT_THAT(says(), HasSubstr("again in 5 min"));
  EXPECT_TRUE(may_play(standing, rules)) << "only queueing waits for the penalty to end";
  standing.timeout_until = now;
  EXPECT_TRUE(may_queue(standing, rules, now));
  EXPECT_TRUE(may_queue({}, rules, now)) << "nothing is asked of a guest";
}

TEST(Alerts, AreOffOrWithinTheBounds) {
  const PlayerRules rules;
  EXPECT_TRUE(validate_alerts({{"1v1", 0}, {"2v2", 5}, {"ffa", 1440}}, rules));
  for (const QueueAlerts& bad : {QueueAlerts{{"1v1", 4}}, {{"1v1", 1441}}, {{"1v1", -5}}, {{"5v5", 15}}})
    EXPECT_FALSE(validate_alerts(bad, rules));
}

TEST(Survey, TakesTheReferencesAnswers) {
  SetupSurvey survey{.source = "in_game",
                     .experience = "gt_1yr",
                     .motive = "improve_rank",
                     .placements = {"bw_a", "sc2_master"}};
  EXPECT_TRUE(validate_survey(survey));
  survey.placements = {"no_placement"};
  EXPECT_TRUE(validate_survey(survey));
  for (const std::vector<std::string>& bad :
       std::vector<std::vector<std::string>>{{},
                                             {"no_placement", "bw_a"},
                                             {"bw_a", "bw_b"},
                                             {"sc2_master", "sc2_diamond"},
                                             {"gold"},
                                             {"no_placement", "no_placement"}}) {
    survey.placements = bad;
    EXPECT_FALSE(validate_survey(survey));
  }
  const auto all = validate_survey({.source = "x", .experience = "", .motive = "y", .placements = {}});
  ASSERT_FALSE(all);
  for (const char* part : {"survey.source", "survey.experience", "survey.motive", "survey.placements"})
    EXPECT_THAT(all.error().message, HasSubstr(part));
}

TEST(Deletion, NamesOfTheDeletedAreValidAndDifferent) {
  EXPECT_TRUE(validate_name(name_of_deleted(1)));
  EXPECT_TRUE(validate_name(name_of_deleted(11'000'000)));
  EXPECT_NE(name_of_deleted(1), name_of_deleted(27));
  EXPECT_NE(name_of_deleted(26), name_of_deleted(52));
}

TEST(Referral, V12_CodesAreElevenCharactersInBase62) {
  EXPECT_EQ(referral_code(0), "00000000000");
  EXPECT_EQ(referral_code(61), "0000000000z");
  EXPECT_EQ(referral_code(10), "0000000000A");
  EXPECT_EQ(referral_code(62), "00000000010");
  std::uint64_t id = 1;
  for (int step = 0; step < 2000; ++step, id = id * 6364136223846793005u + 1442695040888963407u)
    EXPECT_EQ(parse_referral_code(referral_code(id)), id);
  EXPECT_EQ(parse_referral_code(referral_code(~std::uint64_t{0})), ~std::uint64_t{0});
  for (const char* bad : {"", "0000000000", "000000000000", "0000000000-", "zzzzzzzzzzz"})
    EXPECT_EQ(parse_referral_code(bad), std::nullopt) << bad;
}

TEST(Referral, V12_FailuresComeInOrder) {
  const std::string code = referral_code(9);
  const PlayerId nine{9};
  const PlayerId seven{7};
  const std::vector<PlayerId> line{PlayerId{3}, seven};
  const Referrer above_itself{nine, true, line};
  const auto says = [](const Result<void>& checked) {
    return checked ? "" : checked.error().message.substr(0, checked.error().message.find(':'));
  };
  EXPECT_EQ(says(check_referral("short", seven, true, {})), "invalid_code");
  EXPECT_EQ(says(check_referral(code, nine, true, {})), "self_referral");
  EXPECT_EQ(says(check_referral(code, seven, true, {})), "already_referred");
  EXPECT_EQ(says(check_referral(code, seven, false, {})), "referrer_not_found");
  EXPECT_EQ(says(check_referral(code, seven, false, Referrer{nine, false, line})), "referrer_not_found");
  EXPECT_EQ(says(check_referral(code, seven, false, above_itself)), "referral_loop");
  EXPECT_EQ(says(check_referral(code, PlayerId{8}, false, above_itself)), "");
}

TEST(Alerts, ComeAsOftenAsThePlayerChose) {
  const Time now = from_micros(1'800'000'000'000'000);
  const QueueAlerts alerts{{"1v1", 15}, {"2v2", 0}};
  EXPECT_TRUE(wants_alert(alerts, "1v1", std::nullopt, now));
  EXPECT_TRUE(wants_alert(alerts, "1v1", now - std::chrono::minutes(15), now));
  EXPECT_FALSE(wants_alert(alerts, "1v1", now - std::chrono::minutes(14), now));
  EXPECT_FALSE(wants_alert(alerts, "2v2", std::nullopt, now)) << "never";
  EXPECT_FALSE(wants_alert(alerts, "3v3", std::nullopt, now)) << "not chosen";
}

}  // namespace
}  // namespace evo
