// Scenarios: behaviour written as text, run against the whole application in virtual time. One line, one
// step:
//
//   rules confirm_window 120s                      settings, before the first player; also report_window,
//                                                  wave_interval, rematch_cost 8000, catalog sc2,
//                                                  redecide replay|difference, rating glicko2,
//                                                  season_keep 50, seed_other 50, active_for 30m,
//                                                  window_growth 0, open_after 4m,
//                                                  setup always
//   player alice bw_zerg EUW 1500                  name, races (a,b), region, rating
//   join alice [in 2v2] [with a+b,c+d] [veto map,map]
//                                                  in a mode; a party with these races for its members
//   invite alice bob | accept bob alice | decline bob alice | part alice
//                                                  parties: bob answers alice; alice leaves hers
//   avoid bob 2v2 map,map                          vetoes of a member who does not lead
//   leave alice | confirm alice | abort alice | report alice win|loss|draw
//   report alice loss to bob                       in free-for-all: who won
//   confirm carol for alice                        the same, about alice's newest match
//   advance 45s                                    let time pass
//   game alice wins 10m [swapped]                  alice's live match is played now, and takes that long
//   upload alice [truncated|garbage|wrong_map|fake_mod|stranger|wrong_race|computer|too_old|undecided|
//                 again|opponents|by_staff|elsewhere]      elsewhere: to the match that was played before
//   rename alice alison                            alice has another name from now on
//   resolve alice wins|loses|draws|void because ...   staff decide alice's newest match
//   races alice bw_terran,sc2_zerg                 with which alice queues from now on
//   season ends NAME | season begins               standings are kept, and ratings begin anew
//   ban alice because ... | unban alice because ... | reset alice because ...   staff act on alice
//   adjust alice bw_zerg 1600 because ...          the owner sets a rating
//   role alice caster because ...                  the owner gives a role
//   announce TEXT ...                              the owner tells everybody
//   terms alice [declined] | setup alice           onboarding
//   refer alice bob                                alice enters bob's code
//   forget alice [because ...]                     alice, or staff, deletes her data
//   quiet alice Europe/Berlin 22-8                 alice's quiet hours, in her time zone
//   block alice USW,KOR                            servers on which she does not play
//   move alice KRJ                                 she lives in another region
//   toon alice 2-S2-1-77 because ...               staff give alice a game account; untoon takes it away
//   mod 2.1 from alice because ...                 staff register the mod version of alice's newest replay
//   alerts alice 1v1 15                            alice wants to hear that others queue, every 15 minutes
//   account alice                                  alice has signed in with an account elsewhere
//   restart                                        the process dies and starts again
//   deaf alice | hears alice                       notices do not reach alice, and do again
//   refused conflict STEP                          the step must fail with this kind of error
//   expect ...                                     see scenario_expect.cpp
//
// Text after # is a comment. The first lines say which rule or trap the scenario is about.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/blob/blob.hpp"
#include "sim/node.hpp"
#include "sim/population.hpp"
#include "sim/spoil.hpp"

namespace evo::sim {

class Scenario {
 public:
  explicit Scenario(std::uint64_t seed);
  ~Scenario();

  // Runs all steps. Errors: the first step that went wrong, as "line 12: expect ...: found ...".
  Result<void> run(std::string_view text);

 private:
  using Words = std::vector<std::string>;

  Result<void> step(const Words& words);
  Result<void> start();
  Result<void> set_rule(const Words& words);
  Result<void> add_player(const Words& words);
  Result<void> act(const Words& whole);
  Result<Intent> intent_of(const Words& words, const Person& who, MatchId match);
  Result<Intent> join_of(const Words& words, const Person& who);
  Result<Intent> party_intent_of(const Words& words, const Person& who);
  Result<void> rename(const Words& words);
  Result<void> turn_season(const Words& words);
  Result<void> play(const Words& words);
  Result<void> upload(const Words& words);
  Result<void> resolve(const Words& words);
  // Steps about people: scenario_people.cpp.
  Result<void> people_step(const Words& words);
  Result<Intent> staff_intent(const Words& words, PlayerId target);
  Result<Intent> own_intent(const Words& words, const Person& who);
  Result<void> register_mod(const Words& words);
  Result<void> add_account(PlayerId player);
  Result<PlayerId> owner();
  Result<void> refused(const Words& words);
  Result<void> restart();
  void advance(Duration duration);

  Result<void> expect(const Words& words);
  Result<void> expect_match(const Words& words);
  Result<void> expect_reason(const Words& words, const std::optional<MatchReason>& why,
                             const MatchPlayer& player);
  Result<void> expect_person(const Words& words);
  Result<void> expect_standing(const Words& words);
  Result<void> expect_team(const Words& words);
  Result<void> expect_party(const Words& words);
  Result<void> expect_rating(const Words& words);
  Result<void> expect_replay(const Words& words);
  Result<void> expect_notices(const Words& words);
  Result<void> expect_at_rest();

  Result<Person*> person(const std::string& name);
  Result<MatchId> newest_match(const std::string& name);
  Result<MatchView> match_view(const std::string& name);
  Result<MeView> me(const std::string& name);
  // Runs a task in the people's domain until it has ended.
  template <class T>
  Result<T> await(Task<Result<T>> task);

  Rng rng_;
  SimLoop loop_;
  SimClock clock_;
  Rules rules_;
  SimTelemetry telemetry_;
  Faults faults_;
  MemoryBlobStore blobs_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<SqlStore> store_;
  std::unique_ptr<Node> node_;
  int incarnations_ = 0;
  PlayerId owner_;  // Somebody who decides and does not play; made when first needed.
  std::map<std::string, Person> people_;
  std::map<std::int64_t, Game> games_;  // By match.
  Blob last_upload_;
  std::vector<Acknowledged> acknowledged_;
};

// "90s", "15m", "2h", "3d". Errors: invalid.
Result<Duration> parse_duration(std::string_view text);

}  // namespace evo::sim
