#include "sim/world.hpp"

#include <algorithm>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "adapters/blob/memory_blob_store.hpp"
#include "base/assert.hpp"
#include "sim/check_waits.hpp"
#include "sim/world_quality.hpp"

namespace evo::sim {
namespace {

constexpr SimLoop::Domain kPeople = 0;
constexpr Duration kAnswerMax =
    std::chrono::seconds(20);  // A request without an answer is given up after this.
constexpr Duration kCalm = std::chrono::days(2);
constexpr Duration kDrain = std::chrono::hours(1);
constexpr std::uint64_t kStepsPerDayMax = 50'000'000;
constexpr Duration kWaitsLooked = std::chrono::minutes(5);
// Longer than faults can delay a wave, the change of the leader aside.
constexpr Duration kWaveDelayMax = std::chrono::minutes(2);
constexpr Duration kSkewMax = std::chrono::seconds(2);

const Time kStart = from_micros(1'772'323'200'000'000);  // 2026-03-01T00:00:00Z

void surface(std::exception_ptr problem) {
  if (problem) std::rethrow_exception(problem);
}

// Limits within which the ladder must hold, drawn anew for each seed.
void vary(Rules& rules, Rng& rng) {
  const auto seconds = [&](int low, int high) {
    return Duration(std::chrono::seconds(rng.between(low, high)));
  };
  rules.wave_interval = seconds(10, 120);
  rules.match_on_arrival = rng.chance(0.7);
  if (rng.chance(0.5)) {
    balance_queue(rules);
    rules.wave_interval = seconds(8, 60);
  }
  rules.match.confirm_window = seconds(60, 300);
  rules.match.report_window = seconds(3600, 6 * 3600);
  rules.match.abort_penalty = seconds(60, 900);
  rules.match.abandon_penalty = seconds(60, 1800);
  rules.replays_per_match_max = static_cast<std::size_t>(rng.between(2, 16));
  rules.ffa_players_min = static_cast<int>(rng.between(3, 6));
  rules.invitation_window = seconds(30, 600);
}

class World {
 public:
  explicit World(WorldOptions options)
      : options_(std::move(options)),
        rules_(options_.rules),
        rng_(options_.seed),
        loop_(rng_.next(), kStart),
        clock_(loop_, kPeople, {}),
        faults_(rng_.fork(), options_.faults),
        population_(ladder(), clock_, rules_, options_.habits, rng_.fork()) {
    if (options_.print_from) telemetry_.print_from(*options_.print_from);
    if (options_.vary_rules) vary(rules_, rng_);
    lease_ttl_ = Duration(std::chrono::seconds(rng_.between(10, 90)));
    // Another node's work is found by looking, so these say how soon; looking often costs most of a
    // simulation's time.
    idle_ = outbox_.idle = worker_.idle = Duration(std::chrono::minutes(rng_.between(1, 10)));
    outbox_.batch = static_cast<int>(rng_.between(1, 50));
    worker_.concurrency = static_cast<int>(rng_.between(1, 4));
  }

  Result<WorldReport> run() {
    CHECK_OK(set_up());
    for (int place = 0; place < options_.nodes; ++place) boot(place);
    for (const auto& [id, person] : population_.people())
      boost::asio::co_spawn(loop_.executor(kPeople), population_.live(id, people_stop_), surface);
    if (options_.faults)
      for (int place = 0; place < options_.nodes; ++place) schedule_crash(place);
    boost::asio::co_spawn(loop_.executor(kPeople), watch_waits(), surface);
    TRY(const bool ran, run_days());
    if (ran) {
      calm_down();
      check();
    }
    return report();
  }

 private:
  struct Place {
    std::unique_ptr<Node> node;
    int incarnation = 0;
  };
  template <class T>
  struct Call {
    explicit Call(SimLoop& loop) : done(loop, kPeople) {}
    Event done;
    std::optional<Result<T>> answer;
  };
  template <class T>
  using Work = std::function<Task<Result<T>>(Node&)>;

  Ladder ladder() {
    return {[this](Request request) -> Task<Result<Receipt>> {
              Work<Receipt> work = [request](Node& node) { return node.commands().handle(request); };
              return call<Receipt>(std::move(work));
            },
            [this](PlayerId player) -> Task<Result<MeView>> {
              Work<MeView> work = [player](Node& node) { return node.reader().me(player); };
              return call<MeView>(std::move(work));
            },
            {}};
  }

  template <class T>
  static Task<void> serve(std::shared_ptr<Call<T>> call, Work<T> work, Node& node) {
    auto answer = co_await work(node);
    if (call->answer) co_return;
    call->answer.emplace(std::move(answer));
    call->done.set();
  }

  // A request over a network that may lose it, repeat it or lose the answer, to a process that may die
  // meanwhile.
  template <class T>
  Task<Result<T>> call(Work<T> work) {
    auto call = std::make_shared<Call<T>>(loop_);
    const auto place = static_cast<std::size_t>(rng_.below(places_.size()));
    Node* node = places_[place].node.get();
    if (node == nullptr) {
      co_await clock_.sleep_until(clock_.now() + std::chrono::seconds(1));
      co_return fail(unavailable("the node is down (simulated)"));
    }
    const auto executor = loop_.executor(domain_of(place));
    if (!faults_.fires("network.request_lost", 0.01))
      boost::asio::co_spawn(executor, serve<T>(call, work, *node), surface);
    if (faults_.fires("network.request_twice", 0.02))
      boost::asio::co_spawn(executor, serve<T>(call, work, *node), surface);
    const bool answered = co_await call->done.wait_until(loop_.now() + kAnswerMax);
    if (!answered || faults_.fires("network.answer_lost", 0.01))
      co_return fail(unavailable("no answer came back (simulated)"));
    co_return *std::move(call->answer);
  }

  static SimLoop::Domain domain_of(std::size_t place) { return static_cast<SimLoop::Domain>(place) + 1; }

  Result<void> set_up() {
    SqlOptions sql;
    sql.url = "sqlite::memory:";
    sql.execution = Execution::inline_on_loop;
    sql.now = [this] { return loop_.now(); };
    TRY(database_, Database::open(std::move(sql)));
    store_ = std::make_unique<SqlStore>(database_, clock_, 1);
    reader_ = std::make_unique<Reader>(*store_, clock_, offload_, rules_);
    CHECK_OK(run_now(database_->migrate()));
    places_.resize(static_cast<std::size_t>(options_.nodes));
    for (int number = 1; number <= options_.players; ++number) CHECK_OK(run_now(register_person(number)));
    return {};
  }

  Task<Result<void>> register_person(int number) {
    Person person = population_.invent(number);
    Accounts accounts(*store_);
    CO_TRY(person.id, co_await accounts.ensure_player({"simulated", person.name, {}}, person.name, true));
    auto body = [&](Tx& tx) -> Task<Result<void>> {
      CO_TRY(Player player, co_await tx.players().find(person.id));
      player.region = person.region;
      player.country = person.country;
      person.name = player.name;
      co_return co_await tx.players().update(std::move(player));
    };
    CO_CHECK_OK(co_await store_->transact(body));
    population_.add(std::move(person));
    co_return Result<void>{};
  }

  // Runs one task to its end in virtual time, outside of the simulated days.
  Result<void> run_now(Task<Result<void>> task) {
    std::optional<Result<void>> answer;
    boost::asio::co_spawn(loop_.executor(kPeople), std::move(task),
                          [&](std::exception_ptr problem, Result<void> done) {
                            surface(problem);
                            answer = std::move(done);
                          });
    while (!answer) EVO_ASSERT(loop_.run_until(loop_.now() + std::chrono::seconds(1), kStepsPerDayMax));
    return *std::move(answer);
  }

  void boot(int place) {
    Place& here = places_[static_cast<std::size_t>(place)];
    const Duration skew =
        options_.faults ? Duration(rng_.between(-kSkewMax.count(), kSkewMax.count())) : Duration(0);
    here.node = std::make_unique<Node>(NodeParts{loop_, domain_of(static_cast<std::size_t>(place)), database_,
                                                 blobs_, faults_, telemetry_, rules_, skew, lease_ttl_,
                                                 outbox_, worker_, idle_, rng_.next(), ++here.incarnation});
    here.node->start();
  }

  // Who waits is looked at again and again, as long as there are people. What a crash has delayed is given
  // the time to go on.
  Task<void> watch_waits() {
    while (!people_stop_.requested()) {
      co_await clock_.sleep_until(loop_.now() + kWaitsLooked);
      const Duration grace = kWaveDelayMax + 2 * rules_.wave_interval + lease_ttl_;
      if (const auto checked = co_await check_tickets(*store_, rules_, findings_); !checked)
        findings_.add("the tickets could not be read: " + checked.error().message);
      if (loop_.now() - disturbed_at_ < grace + kWaitMax) continue;
      if (const auto checked = co_await check_waits(*store_, rules_, loop_.now() - grace, findings_);
          !checked)
        findings_.add("the queue could not be read: " + checked.error().message);
    }
  }

  void crash(int place) {
    disturbed_at_ = loop_.now();
    places_[static_cast<std::size_t>(place)].node.reset();
    loop_.crash(domain_of(static_cast<std::size_t>(place)));
    ++crashes_;
  }

  void schedule_crash(int place) {
    const Duration until = std::chrono::minutes(rng_.between(10, 24 * 60));
    loop_.at(loop_.now() + until, kPeople, [this, place] {
      if (!chaos_) return;
      crash(place);
      const Duration down = std::chrono::seconds(rng_.between(1, 300));
      loop_.at(loop_.now() + down, kPeople, [this, place] {
        boot(place);
        schedule_crash(place);
      });
    });
  }

  Result<bool> run_days() {
    for (int day = 1; day <= options_.days; ++day) {
      if (!loop_.run_until(kStart + std::chrono::days(day), loop_.steps() + kStepsPerDayMax)) {
        findings_.add(fmt::format("busy loop: more than {} steps on day {}", kStepsPerDayMax, day));
        return false;
      }
      CHECK_OK(run_now(check_always(*store_, findings_)));
      // So that it follows what all nodes write, day after day.
      CHECK_OK(run_now(reader_->warm()));
      if (options_.progress) options_.progress(day);
    }
    return true;
  }

  // Faults end, the dead come back, people finish what they have begun: everything must come to rest.
  void calm_down() {
    chaos_ = false;
    faults_.calm();
    population_.behave();
    people_stop_.request();
    if (!loop_.run_until(loop_.now() + kCalm, loop_.steps() + kStepsPerDayMax))
      findings_.add("busy loop in the calm");
  }

  void check() {
    const auto checked =
        run_now(check_at_rest(*store_, *reader_, rules_, population_.acknowledged(), findings_));
    if (!checked) findings_.add("the checkers could not read the store: " + checked.error().message);
    quality_.gave_up(population_.gave_up());
    const auto gathered = run_now(gather_quality(*store_, rules_, population_.waits(), quality_));
    if (!gathered) findings_.add("the matches could not be read: " + gathered.error().message);
    check_what_nodes_show();
    for (auto& place : places_)
      if (place.node) place.node->stop();
    EVO_ASSERT(loop_.run_until(loop_.now() + kDrain));
    for (auto& place : places_)
      if (place.node && !place.node->stopped()) findings_.add("a node did not stop when asked to");
    for (const std::string& error : telemetry_.errors()) findings_.add("error line: " + error);
  }

  void check_what_nodes_show() {
    std::vector<PlayerId> players;
    for (const auto& [id, person] : population_.people()) players.push_back(id);
    for (auto& place : places_) {
      if (!place.node) continue;
      Reader fresh(*store_, clock_, offload_, rules_);
      const auto checked = run_now(check_pages(place.node->reader(), fresh, players, findings_));
      if (!checked) findings_.add("a page could not be read: " + checked.error().message);
    }
  }

  WorldReport report() {
    WorldReport report;
    report.balanced = rules_.pool.forecast.on();
    report.quality = std::move(quality_);
    report.violations = findings_.violations;
    report.trace = loop_.trace();
    report.steps = loop_.steps();
    report.matches = findings_.matches;
    report.finished = findings_.finished;
    report.replays = findings_.replays;
    report.crashes = crashes_;
    report.acknowledged = population_.acknowledged().size();
    report.faults = faults_.fired();
    return report;
  }

  WorldOptions options_;
  Rules rules_;
  Rng rng_;
  SimLoop loop_;
  SimClock clock_;
  SimTelemetry telemetry_;
  Faults faults_;
  MemoryBlobStore blobs_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<SqlStore> store_;
  InlineOffload offload_;
  std::unique_ptr<Reader> reader_;
  Population population_;
  std::vector<Place> places_;
  Findings findings_;
  Stop people_stop_;
  Duration lease_ttl_{};
  OutboxOptions outbox_;
  WorkerOptions worker_;
  Duration idle_{};
  MatchQuality quality_;
  Time disturbed_at_ = kStart;
  bool chaos_ = true;
  int crashes_ = 0;
};

}  // namespace

Result<WorldReport> run_world(WorldOptions options) { return World(std::move(options)).run(); }

}  // namespace evo::sim
