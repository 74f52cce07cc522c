#include "main/demo.hpp"

#include <exception>
#include <memory>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "main/exit_code.hpp"
#include "main/journal.hpp"
#include "main/node.hpp"
#include "sim/population.hpp"

namespace evo {
namespace {

sim::Range between(double low_s, double high_s, double rate) {
  const auto time = [rate](double seconds) {
    return Duration(static_cast<std::int64_t>(seconds * 1e6 / rate));
  };
  return {time(low_s), time(high_s)};
}

// An evening of play in a few minutes: games last seconds, and there is nearly always somebody in the queue.
sim::Habits compressed_habits(double rate) {
  sim::Habits habits;
  habits.pause = between(10, 60, rate);
  habits.between_games = between(2, 8, rate);
  habits.look = between(1, 2.5, rate);
  habits.patience = between(30, 90, rate);
  habits.answer = between(1, 4, rate);
  habits.game = between(15, 45, rate);
  habits.linger = between(1, 5, rate);
  habits.ignores = 0.02;
  habits.aborts = 0.02;
  habits.yields_to_people = true;
  habits.other_modes = 0;  // Few play a demonstration: so that a visitor soon meets somebody.
  return habits;
}

void compress(Rules& rules) {
  rules.wave_interval = std::chrono::seconds(4);
  rules.wave_debounce = std::chrono::milliseconds(800);
  rules.pool.wave_length = std::chrono::seconds(4);
  rules.pool.window_base = 200;
  rules.pool.window_growth = 200;
  rules.match.confirm_window = std::chrono::seconds(45);
  rules.match.report_window = std::chrono::minutes(15);
  rules.match.abort_penalty = std::chrono::seconds(20);
  rules.match.abandon_penalty = std::chrono::seconds(30);
}

// The simulated players beside a running node.
class Troupe {
 public:
  Troupe(DemoOptions options, std::optional<Journal> journal)
      : options_(std::move(options)), journal_(std::move(journal)) {}

  Companion companion() {
    return {compress, [this](NodeFace face) { return run(std::move(face)); },
            [this](PlayerId player, MatchId match, Claim claim) { return replay(player, match, claim); }};
  }

 private:
  Task<void> run(NodeFace face) {
    face_.emplace(face);
    sim::Ladder ladder{[this](Request request) { return face_->commands.handle(std::move(request)); },
                       [this](PlayerId player) { return face_->reader.me(player); },
                       [this](const sim::Acknowledged& entry) {
                         if (journal_) journal_->append(entry);
                       }};
    population_ = std::make_unique<sim::Population>(std::move(ladder), face.clock, face.rules,
                                                    compressed_habits(options_.rate), Rng(options_.seed));
    const auto executor = co_await boost::asio::this_coro::executor;
    for (int number = 1; number <= options_.players && !face.stop.requested(); ++number) {
      const auto person = co_await enrol(number);
      if (!person) continue;
      boost::asio::co_spawn(executor, population_->live(*person, face.stop), [](std::exception_ptr problem) {
        if (problem) std::rethrow_exception(problem);
      });
    }
  }

  // Registers person number `number`, or finds it from an earlier run.
  Task<Result<PlayerId>> enrol(int number) {
    sim::Person person = population_->invent(number);
    const Identity identity{"simulated", std::to_string(number), {}};
    CO_TRY(person.id, co_await face_->accounts.ensure_player(identity, person.name, true));
    auto body = [&](Tx& tx) -> Task<Result<void>> {
      CO_TRY(Player player, co_await tx.players().find(person.id));
      person.name = player.name;
      if (!player.region.empty()) {
        person.region = player.region;
        co_return Result<void>{};
      }
      player.region = person.region;
      player.country = person.country;
      co_return co_await tx.players().update(std::move(player));
    };
    CO_CHECK_OK(co_await face_->store.transact(body));
    const PlayerId id = person.id;
    population_->add(std::move(person));
    co_return id;
  }

  // The file that the visitor's game would have left on disk.
  Task<Result<Blob>> replay(PlayerId player, MatchId id, Claim claim) {
    if (!population_) co_return fail(busy("the demo is still starting"));
    if (claim == Claim::draw) co_return fail(invalid("result: 'win' or 'loss'"));
    CO_TRY(const MatchView view, co_await face_->reader.match(id, player, Role::player));
    const MatchPlayer* self = view.match.find(player);
    if (self == nullptr) co_return fail(forbidden("you are not in this match"));
    if (!view.match.all_confirmed()) co_return fail(conflict("the game starts when both have confirmed"));
    PlayerId winner = player;
    if (claim == Claim::loss)
      for (const MatchPlayer& other : view.match.players)
        if (other.player != player) winner = other.player;
    CO_TRY(const sim::Game game, population_->game_of(view.match, winner));
    const int seat = game.seats[0].player == player ? 0 : 1;
    co_return sim::record_replay(game, face_->rules.catalog, seat);
  }

  DemoOptions options_;
  std::optional<Journal> journal_;
  std::optional<NodeFace> face_;
  std::unique_ptr<sim::Population> population_;
};

}  // namespace

int demo(Config config, DemoOptions options) {
  std::optional<Journal> journal;
  if (!options.journal.empty()) {
    auto opened = Journal::open(options.journal);
    if (!opened) return explain(opened.error());
    journal.emplace(*std::move(opened));
  }
  Troupe troupe(std::move(options), std::move(journal));
  ServeOptions serving;
  serving.config = std::move(config);
  serving.title = "EvoLadder demo";
  serving.companion = troupe.companion();
  return serve(std::move(serving));
}

}  // namespace evo
