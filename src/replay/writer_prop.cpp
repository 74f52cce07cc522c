#include <limits>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "replay/writer_check.hpp"

namespace evo::replay {
namespace {

// Characters that matter: markup, quotes, JSON, other scripts, and some that the reader must defuse.
rc::Gen<std::string> gen_text(int characters_min, int characters_max) {
  static const std::vector<std::string> kCharacters = {"a",
                                                       "Z",
                                                       "9",
                                                       " ",
                                                       "<",
                                                       ">",
                                                       "&",
                                                       ";",
                                                       "&lt;",
                                                       "<sp/>",
                                                       "\"",
                                                       "\\",
                                                       "'",
                                                       "[",
                                                       "]",
                                                       "{",
                                                       "%",
                                                       "ü",
                                                       "한",
                                                       "글",
                                                       "저",
                                                       "漢",
                                                       "\xF0\x9F\x98\x80",
                                                       "\x01",
                                                       "\xE2\x80\x8B"};
  return rc::gen::mapcat(rc::gen::inRange(characters_min, characters_max + 1), [](int count) {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(static_cast<std::size_t>(count),
                                                                     rc::gen::elementOf(kCharacters)),
                        [](const std::vector<std::string>& parts) {
                          std::string text;
                          for (const std::string& part : parts) text += part;
                          return text;
                        });
  });
}

ToonHandle any_toon() {
  if (*rc::gen::inRange(0, 5) == 0) return {};
  return {*rc::gen::element(1u, 2u, 3u, 5u, 6u, 98u), *rc::gen::inRange(0u, 5u),
          *rc::gen::inRange<std::uint64_t>(1, std::numeric_limits<std::int64_t>::max())};
}

GamePlayer any_player(std::uint32_t game_loops) {
  GamePlayer player;
  player.name = *gen_text(1, 12);
  player.clan = *gen_text(0, 6);
  player.race = *gen_text(0, 8);
  player.race_code = *rc::gen::element<std::string>("", "Terr", "Zerg", "BWZe", "RAND", "X1");
  player.team = *rc::gen::inRange(0, 16);
  player.result =
      *rc::gen::element(GameResult::undecided, GameResult::win, GameResult::loss, GameResult::tie);
  if (*rc::gen::inRange(0, 4) == 0) {
    player.control = Control::computer;
  } else {
    player.toon = any_toon();
    if (*rc::gen::arbitrary<bool>()) player.left_loop = *rc::gen::inRange(0u, game_loops + 1);
  }
  return player;
}

CacheHandle any_handle() {
  const auto half = [] { return *rc::gen::arbitrary<std::uint64_t>(); };
  return {*rc::gen::element<std::string>("US", "EU", "KR", "CN", "SG", "XX"),
          fmt::format("{:016x}{:016x}{:016x}{:016x}", half(), half(), half(), half())};
}

// Chat comes from people whose name nobody else bears: the description knows speakers by name.
std::vector<ChatLine> any_chat(const GameDescription& game) {
  std::vector<std::string> names;
  std::multiset<std::string> all;
  for (const GamePlayer& player : game.players) {
    all.insert(player.name);
    if (player.control == Control::human) names.push_back(player.name);
  }
  for (const ReplayObserver& observer : game.observers) {
    all.insert(observer.name);
    names.push_back(observer.name);
  }
  std::erase_if(names, [&all](const std::string& name) { return all.count(name) > 1; });
  std::vector<ChatLine> chat;
  if (names.empty()) return chat;
  const double seconds = game.game_loops / kLoopsASecond[static_cast<std::size_t>(game.speed)];
  for (int left = *rc::gen::inRange(0, 6); left > 0; --left)
    chat.push_back({seconds * *rc::gen::inRange(0, 1001) / 1000, *rc::gen::elementOf(names),
                    *rc::gen::element<std::string>("all", "allies", "individual", "observers"),
                    *gen_text(0, 30)});
  return chat;
}

GameDescription any_game() {
  GameDescription game;
  game.base_build =
      *rc::gen::element(24'944u, 27'950u, 34'835u, 44'401u, 58'400u, 75'689u, 80'949u, 92'028u, 95'299u);
  game.version = fmt::format("{}.{}.{}.{}", *rc::gen::inRange(0, 256), *rc::gen::inRange(0, 256),
                             *rc::gen::inRange(0, 256), game.base_build);
  game.game_loops = *rc::gen::inRange(0u, 6000u);
  game.speed = *rc::gen::inRange(0, 5);
  for (int left = *rc::gen::inRange(1, 9); left > 0; --left)
    game.players.push_back(any_player(game.game_loops));
  for (int left = *rc::gen::inRange(0, 9); left > 0; --left)
    game.observers.push_back(
        {*gen_text(1, 12), any_toon(), *rc::gen::element<std::string>("spectator", "referee")});
  game.map_title = *gen_text(0, 40);
  game.map_author = *gen_text(0, 20);
  for (int left = *rc::gen::inRange(0, 32); left > 0; --left) game.cache_handles.push_back(any_handle());
  game.ended_at = from_micros(*rc::gen::inRange<std::int64_t>(0, 4'294'967'295'000'000));
  game.lobby = {*rc::gen::element<std::string>("", "Normal", "No Match History", "No Build Order"),
                *rc::gen::element<std::string>("", "Infinite", "5", "90", "1440"),
                *rc::gen::element<std::string>("", "Yes", "No")};
  game.category = *rc::gen::element<std::string>("", "Ladder", "Private", "Public");
  game.random_seed = *rc::gen::arbitrary<std::uint32_t>();
  game.variety = *rc::gen::arbitrary<std::uint64_t>();
  game.chat = any_chat(game);
  return game;
}

RC_GTEST_PROP(Writer, WhatIsDescribedIsReadBack, ()) {
  const GameDescription game = any_game();
  const std::string fault = round_trip_fault(game);
  if (!fault.empty()) RC_FAIL(fault);
}

}  // namespace
}  // namespace evo::replay
