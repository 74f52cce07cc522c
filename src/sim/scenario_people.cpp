#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/player/referral.hpp"
#include "sim/scenario.hpp"
#include "sim/scenario_await.hpp"

// Steps about people: onboarding, referrals, deletion, and what staff do.
namespace evo::sim {
namespace {

std::string rest_of(const std::vector<std::string>& words, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < words.size(); ++i) text += (text.empty() ? "" : " ") + words[i];
  return text;
}

std::string reason_in(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == "because") return rest_of(words, i + 1);
  return "";
}

// "22-8": from 22:00 to 8:00.
Result<QuietHours> hours_between(std::string_view text) {
  const std::size_t dash = text.find('-');
  const int from = std::atoi(std::string(text.substr(0, dash)).c_str());
  const int to =
      dash == std::string_view::npos ? from : std::atoi(std::string(text.substr(dash + 1)).c_str());
  std::vector<int> hours;
  for (int hour = from; hour != to; hour = (hour + 1) % 24) hours.push_back(hour);
  return quiet_hours_from(hours);
}

CompleteSetup sample_setup(const Person& who) {
  return {
      .name = who.name,
      .battletag = who.name + "#1234",
      .other_names = {},
      .country = "DE",
      .region = who.region,
      .language = "enUS",
      .alerts = {{"1v1", 15}},
      .survey = SetupSurvey{
          .source = "in_game", .experience = "lt_1mo", .motive = "casual", .placements = {"no_placement"}}};
}

}  // namespace

Result<PlayerId> Scenario::owner() {
  if (owner_) return owner_;
  auto body = [&](Tx& tx) -> Task<Result<PlayerId>> {
    Player player;
    player.name = "Arbiter";
    player.role = Role::owner;
    player.simulated = true;
    player.created_at = tx.now();
    co_return co_await tx.players().insert(std::move(player));
  };
  TRY(owner_, await(store_->transact(body)));
  return owner_;
}

Result<void> Scenario::add_account(PlayerId player) {
  auto body = [&](Tx& tx) -> Task<Result<void>> {
    co_return co_await tx.players().add_identity({"discord", fmt::format("{}", player.value), player});
  };
  return await(store_->transact(body));
}

Result<Intent> Scenario::staff_intent(const Words& words, PlayerId target) {
  const std::string reason = reason_in(words);
  if (words[0] == "ban" || words[0] == "unban") return BanPlayer{target, words[0] == "ban", reason};
  if ((words[0] == "toon" || words[0] == "untoon") && words.size() > 2)
    return SetToon{{words[2], target}, words[0] == "toon", reason};
  if (words[0] == "reset") return ResetStatus{target, reason};
  if (words[0] == "forget") return ForgetPlayer{target, reason};
  if (words[0] == "role" && words.size() > 2 && role_from(words[2]))
    return AssignRole{target, *role_from(words[2]), reason};
  if (words[0] != "adjust" || words.size() < 4) return fail(invalid("there is no such step"));
  return AdjustRating{{target, rules_.pool.mode, words[2]}, std::atoi(words[3].c_str()), reason};
}

Result<Intent> Scenario::own_intent(const Words& words, const Person& who) {
  if (words[0] == "terms") {
    const bool accepted = words.size() < 3 || words[2] != "declined";
    return AcceptTerms{rules_.players.terms_version, accepted};
  }
  if (words[0] == "setup") return sample_setup(who);
  if (words[0] == "forget") return ForgetPlayer{who.id, ""};
  if (words[0] == "alerts" && words.size() > 3) {
    UpdateProfile chosen;
    chosen.alerts = {{words[2], std::atoi(words[3].c_str())}};
    return chosen;
  }
  if (words[0] == "quiet" && words.size() > 3) {
    UpdateProfile quiet;
    quiet.time_zone = words[2];
    TRY(quiet.quiet_hours, hours_between(words[3]));
    return quiet;
  }
  if (words[0] == "block" && words.size() > 2) {
    UpdateProfile blocking;
    const auto servers = split(words[2], ',');
    blocking.blocked_servers.emplace(servers.begin(), servers.end());
    return blocking;
  }
  if (words[0] == "move" && words.size() > 2) {
    UpdateProfile moving;
    moving.region = words[2];
    return moving;
  }
  if (words[0] != "refer" || words.size() < 3) return fail(invalid("there is no such step"));
  TRY(const Person* other, person(words[2]));
  return EnterReferral{referral_code(static_cast<std::uint64_t>(other->id.value))};
}

Result<void> Scenario::register_mod(const Words& words) {
  if (words.size() < 4) return fail(invalid("mod VERSION from NAME because ..."));
  TRY(const MatchView view, match_view(words[3]));
  if (view.replays.empty()) return fail(invalid("there is no replay"));
  RegisterMod intent{words[1], view.replays.back().id, {}, reason_in(words)};
  TRY(const PlayerId judge, owner());
  CHECK_OK(await(node_->commands().handle({{judge, Role::owner}, "", std::move(intent)})));
  return {};
}

Result<void> Scenario::people_step(const Words& words) {
  if (words[0] == "mod") return register_mod(words);
  TRY(const PlayerId judge, owner());
  const Actor staff{judge, Role::owner};
  if (words[0] == "announce") {
    CHECK_OK(await(node_->commands().handle({staff, "", Announce{"News", rest_of(words, 1)}})));
    advance(std::chrono::seconds(3));
    return {};
  }
  TRY(const Person* who, person(words[1]));
  if (words[0] == "account") return add_account(who->id);
  const bool by_staff = !reason_in(words).empty();
  constexpr std::array<std::string_view, 7> kOwn{"terms", "quiet", "alerts", "setup",
                                                 "refer", "block", "move"};
  const bool own = std::ranges::find(kOwn, words[0]) != kOwn.end() || (words[0] == "forget" && !by_staff);
  TRY(Intent intent, own ? own_intent(words, *who) : staff_intent(words, who->id));
  const Actor actor = own ? Actor{who->id, Role::player} : staff;
  const std::string key = fmt::format("{:016x}", rng_.next());
  CHECK_OK(await(node_->commands().handle({actor, key, std::move(intent)})));
  return {};
}

}  // namespace evo::sim
