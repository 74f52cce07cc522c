#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/matchmaking/team_wave.hpp"
#include "sim/checkers.hpp"
#include "sim/scenario.hpp"
#include "sim/scenario_await.hpp"

// What a scenario can expect:
//
//   expect match alice bob                 both are in one live match
//   expect no match alice                  alice is in no live match
//   expect match alice is finished         state of alice's newest match
//   expect team alice bob                  both are in one team of alice's newest match
//   expect rivals alice bob                they are against each other in it
//   expect party alice bob,carol|none      who is in alice's party, its leader first
//   expect side alice bw|sc2|mixed         what alice's team plays
//   expect players alice 8                 how many play in alice's newest match
//   expect outcome alice win|loss|draw|none
//   expect decision alice replay           what ended it
//   expect opponent alice hidden|seen      whether alice may know who it is
//   expect map alice not vermeer,radeon
//   expect server alice EUC
//   expect status alice idle|queueing|in_match|timed_out
//   expect why alice outside_window        why alice still waits
//   expect reason alice none               what alice may know of why the match was made; or in pairs:
//                                          gap 40, rating 1600, rematch >0, waiting 40, choices 1,
//                                          expected 0.45
//   expect penalty alice 5m                alice may not queue for that long; 0s: she may
//   expect name alice Deletedb
//   expect role alice caster
//   expect rating alice bw_zerg 1520       in 1v1; "2v2" in place of the race: alone in that mode;
//                                          "2v2+bob": with bob, as a pair
//   expect change alice +20
//   expect record alice bw_zerg 2-1-0      games won, lost and drawn
//   expect standing alice bw_zerg 1 D      place on the leaderboard and letter rank
//   expect final alice bw_zerg 1 C         the same in the season that ended last
//   expect replay alice judged|unreadable  the newest replay of alice's newest match
//   expect check alice map failed          a check of its verdict
//   expect toon alice bound|unbound
//   expect notices alice match_found ...   everything alice has been told, in order
//   expect at rest                         every checker holds
namespace evo::sim {
namespace {

Result<void> differs(std::string_view found) { return fail(invalid(fmt::format("found {}", found))); }

template <class Found>
Result<void> equal(const std::string& expected, const Found& found) {
  const std::string text = fmt::format("{}", found);
  if (text != expected) return differs(text);
  return {};
}

// What the reason says of it for the player.
std::string said_of(const MatchReason& why, const std::string& what, const MatchPlayer& player) {
  if (what == "gap") return std::to_string(why.rating_difference);
  if (what == "rating") return std::to_string(why.cost.rating);
  if (what == "rematch") return std::to_string(why.cost.rematch);
  if (what == "waiting") return std::to_string(why.cost.waiting);
  if (what == "expected" && why.expected)
    return fmt::format("{:.2f}", player.team == 0 ? *why.expected : 1 - *why.expected);
  for (const MatchedTicket& ticket : why.tickets)
    if (what == "choices" && ticket.player == player.player && ticket.choices)
      return std::to_string(*ticket.choices);
  return "nothing";
}

std::string outcome_for(const Match& match, PlayerId player) {
  if (!match.outcome) return "none";
  if (!match.outcome->winner) return "draw";
  return *match.outcome->winner == match.find(player)->team ? "win" : "loss";
}

}  // namespace

Result<void> Scenario::expect(const Words& words) {
  if (words.size() == 3 && words[1] == "at" && words[2] == "rest") return expect_at_rest();
  if (words.size() < 4) return fail(invalid("expect needs more words"));
  const std::string& what = words[1];
  if (what == "replay" || what == "check" || what == "toon") return expect_replay(words);
  if (what == "notices") return expect_notices(words);
  if (what == "standing" || what == "final") return expect_standing(words);
  if (what == "team" || what == "rivals" || what == "side" || what == "players") return expect_team(words);
  if (what == "party") return expect_party(words);
  if (what == "rating" || what == "record") return expect_rating(words);
  if (what == "name" || what == "role" || what == "status" || what == "why" || what == "penalty" ||
      what == "no")
    return expect_person(words);
  return expect_match(words);
}

Result<void> Scenario::expect_match(const Words& words) {
  const std::string& what = words[1];
  if (what == "match" && words[3] != "is") {
    TRY(const MeView first, me(words[2]));
    TRY(const MeView second, me(words[3]));
    if (!first.match || !second.match) return differs("no live match");
    return equal(std::to_string(first.match->match.id.value), second.match->match.id.value);
  }
  TRY(const Person* who, person(words[2]));
  TRY(const MatchView view, match_view(words[2]));
  const Match& match = view.match;
  if (what == "match" && words.size() == 5) return equal(words[4], to_string(match.state));
  if (what == "outcome") return equal(words[3], outcome_for(match, who->id));
  if (what == "reason") return expect_reason(words, view.why, *match.find(who->id));
  if (what == "decision") return equal(words[3], to_string(match.decision));
  if (what == "server") return equal(words[3], match.server);
  if (what == "opponent") return equal(words[3], view.anonymous ? "hidden" : "seen");
  if (what == "change") {
    const auto change = match.find(who->id)->rating_change;
    return equal(words[3], change ? fmt::format("{:+}", *change) : "none");
  }
  if (what == "map" && words[3] == "not" && words.size() == 5) {
    if (("," + words[4] + ",").find("," + match.map + ",") != std::string::npos) return differs(match.map);
    return {};
  }
  return fail(invalid("there is no such expectation"));
}

Result<void> Scenario::expect_reason(const Words& words, const std::optional<MatchReason>& why,
                                     const MatchPlayer& player) {
  if (words[3] == "none") return why ? differs("a reason") : Result<void>{};
  if (!why) return differs("no reason");
  for (std::size_t i = 3; i + 1 < words.size(); i += 2) {
    const std::string found = said_of(*why, words[i], player);
    const bool fits = words[i + 1] == ">0" ? std::atoll(found.c_str()) > 0 : words[i + 1] == found;
    if (!fits) return differs(fmt::format("{} {}", words[i], found));
  }
  return {};
}

Result<void> Scenario::expect_person(const Words& words) {
  if (words[1] == "no") {
    TRY(const MeView view, me(words[3]));
    return view.match ? differs(fmt::format("match {}", view.match->match.id.value)) : Result<void>{};
  }
  TRY(const MeView view, me(words[2]));
  if (words[1] == "name") return equal(words[3], view.player.name);
  if (words[1] == "role") return equal(words[3], to_string(view.player.role));
  if (words[1] == "status") return equal(words[3], to_string(view.status));
  if (words[1] == "why")
    return view.why ? equal(words[3], to_string(view.why->reason)) : differs("no ticket");
  if (words[1] == "penalty") {
    TRY(const Duration expected, parse_duration(words[3]));
    const Duration left = view.player.timeout_until
                              ? std::max(*view.player.timeout_until - loop_.now(), Duration(0))
                              : Duration(0);
    // Steps take a moment of their own.
    if (left > expected || left + std::chrono::seconds(5) < expected) return differs(to_words(left));
    return {};
  }
  return fail(invalid("there is no such expectation"));
}

Result<void> Scenario::expect_rating(const Words& words) {
  if (words.size() < 5) return fail(invalid("expect rating|record NAME RACE VALUE"));
  TRY(const Person* who, person(words[2]));
  const std::string mode = words[3].substr(0, words[3].find('+'));
  RatingKey key{who->id, rules_.pool.mode, words[3]};
  if (find_mode(mode) != nullptr) {
    key = rating_key(mode, who->id, {}, "");
    if (mode != words[3]) {
      TRY(const Person* partner, person(words[3].substr(mode.size() + 1)));
      key = rating_key(mode, who->id, partner->id, "");
    }
  }
  auto body = [&](Tx& tx) -> Task<Result<Rating>> {
    co_return co_await tx.ratings().find(key, rules_.elo.start);
  };
  TRY(const Rating rating, await(store_->read(body)));
  if (words[1] == "record")
    return equal(words[4], fmt::format("{}-{}-{}", rating.wins, rating.losses, rating.draws));
  return equal(words[4], rating.value);
}

Result<void> Scenario::expect_standing(const Words& words) {
  if (words.size() != 6) return fail(invalid("expect standing|final NAME RACE PLACE LETTER"));
  TRY(const Person* who, person(words[2]));
  std::vector<StandingEntry> entries;
  if (words[1] == "final") {
    TRY(const auto seasons, await(node_->reader().seasons()));
    if (seasons.empty()) return differs("no season that is over");
    TRY(const SeasonPage page,
        await(node_->reader().season(seasons.front().id, rules_.pool.mode, 1, LeaderboardQuery::kSizeMax)));
    entries = page.entries;
  } else {
    LeaderboardQuery query;
    query.size = LeaderboardQuery::kSizeMax;
    TRY(const LeaderboardPage page, await(node_->reader().leaderboard(query)));
    entries = page.entries;
  }
  for (const StandingEntry& entry : entries)
    if (entry.rating.key.player == who->id && entry.rating.key.race == words[3])
      return equal(words[4] + " " + words[5], fmt::format("{} {}", entry.position, to_string(entry.rank)));
  return differs("no such entry");
}

Result<void> Scenario::expect_team(const Words& words) {
  TRY(const Person* who, person(words[2]));
  TRY(const MatchView view, match_view(words[2]));
  if (words[1] == "players") return equal(words[3], view.match.players.size());
  const MatchPlayer& self = *view.match.find(who->id);
  if (words[1] == "side") {
    std::vector<std::string> races;
    for (const MatchPlayer& player : view.match.players)
      if (player.team == self.team) races.push_back(player.race);
    return equal(words[3], composition_side(races, rules_.catalog));
  }
  TRY(const Person* other, person(words[3]));
  const MatchPlayer* player = view.match.find(other->id);
  if (player == nullptr) return differs("another match, or somebody hidden");
  return equal(words[1], player->team == self.team ? "team" : "rivals");
}

Result<void> Scenario::expect_party(const Words& words) {
  TRY(const MeView view, me(words[2]));
  if (!view.party) return equal(words[3], "none");
  std::string names = view.party->names.at(view.party->party.leader);
  for (const PartyMember& member : view.party->party.members)
    if (member.player != view.party->party.leader) names += "," + view.party->names.at(member.player);
  return equal(words[3], names);
}

Result<void> Scenario::expect_replay(const Words& words) {
  if (words[1] == "toon") {
    TRY(const MeView view, me(words[2]));
    return equal(words[3], view.toons.empty() ? "unbound" : "bound");
  }
  TRY(const MatchView view, match_view(words[2]));
  if (view.replays.empty()) return differs("no replay");
  const ReplayView& replay = view.replays.back();
  if (words[1] == "replay") return equal(words[3], to_string(replay.status));
  if (!replay.verdict || words.size() < 5) return differs("no verdict");
  for (const Check& check : replay.verdict->checks)
    if (check.name == words[3]) return equal(words[4], to_string(check.result));
  return differs("no such check");
}

Result<void> Scenario::expect_notices(const Words& words) {
  TRY(const MeView view, me(words[2]));
  std::string expected;
  for (std::size_t i = 3; i < words.size(); ++i) expected += words[i] + " ";
  std::string found;
  for (auto notice = view.notices.rbegin(); notice != view.notices.rend(); ++notice)
    found += std::string(to_string(notice->notice.kind)) + " ";
  return equal(expected, found);
}

Result<void> Scenario::expect_at_rest() {
  Findings findings;
  // The node's own reader, whose standings have followed the changes so far.
  CHECK_OK(await(check_at_rest(*store_, node_->reader(), rules_, acknowledged_, findings)));
  return findings.violations.empty() ? Result<void>{} : differs(findings.violations.front());
}

}  // namespace evo::sim
