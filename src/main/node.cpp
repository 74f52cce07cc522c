#include "main/node.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "adapters/blob/blob.hpp"
#include "adapters/http/http.hpp"
#include "adapters/net/net.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sql/sql.hpp"
#include "adapters/telemetry/telemetry.hpp"
#include "app/alerts.hpp"
#include "app/deadlines.hpp"
#include "app/jobs.hpp"
#include "app/judge.hpp"
#include "app/outbox.hpp"
#include "app/wave.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "main/exit_code.hpp"
#include "main/local_store.hpp"
#include "main/pool_offload.hpp"
#include "main/version.hpp"

namespace evo {
namespace {

constexpr Duration kDrainMax = std::chrono::seconds(5);
constexpr Duration kLeaseTtl = std::chrono::seconds(30);
constexpr std::string_view kCatalogSetting = "catalog";

unsigned spare_cores() { return std::max(1u, std::thread::hardware_concurrency() - 1); }

std::string after_scheme(const std::string& url) { return url.substr(url.find(':') + 1); }

GuestSignIn guests_from(const std::string& text) {
  if (text == "always") return GuestSignIn::always;
  return text == "never" ? GuestSignIn::never : GuestSignIn::loopback_only;
}

SandboxOptions sandbox_options(const Config& config) {
  SandboxOptions options;
  options.children_max = static_cast<std::size_t>(config.sandbox_children);
  options.deadline = std::chrono::milliseconds(config.sandbox_deadline_ms);
  options.replay_bytes_max = static_cast<std::size_t>(config.replay_mib_max) << 20;
  options.allow_weak = config.sandbox_allow_weak;
  return options;
}

WorkerOptions worker_options(const Config& config) {
  WorkerOptions options;
  options.concurrency = config.sandbox_children > 0 ? config.sandbox_children
                                                    : static_cast<int>(std::thread::hardware_concurrency());
  options.concurrency = std::max(1, options.concurrency);
  return options;
}

// 0 where the system does not tell.
std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

class Node {
 public:
  Node(ServeOptions options, Rules rules, std::shared_ptr<Database> database, std::unique_ptr<SqlStore> store,
       SystemClock& clock, boost::asio::io_context& io)
      : options_(std::move(options)),
        rules_(std::move(rules)),
        io_(io),
        clock_(clock),
        database_(std::move(database)),
        store_(std::move(store)),
        telemetry_(
            {*level_from(options_.config.log_level), *log_format_from(options_.config.log_format), nullptr}),
        wakeup_(io.get_executor()),
        watchdog_(telemetry_),
        owner_(fmt::format("{}-{}", ::getpid(), random_token(4))),
        started_at_(clock.now()) {}

  // Opens what needs the outside world. Blocks: for start-up.
  Result<void> open() {
    TRY(blobs_, DirectoryBlobStore::open(after_scheme(options_.config.blobs), pool_));
    TRY(parser_,
        SandboxParser::start(io_.get_executor(), pool_, telemetry_, sandbox_options(options_.config)));
    compose();
    if (server_) CHECK_OK(server_->listen());
    return {};
  }

  int run() {
    print_choices();
    spawn(matchmaker_->run(stop_));
    spawn(outbox_->run(stop_));
    spawn(worker_->run(stop_));
    spawn(deadlines_->run(stop_));
    spawn(alerts_->run(stop_));
    spawn(watchdog_.run(stop_));
    spawn(warm());
    if (server_) spawn(serve_web());
    if (options_.companion.run)
      spawn(options_.companion.run({*store_, clock_, *commands_, *accounts_, *reader_, rules_, stop_}));
    signals_.async_wait([this](boost::system::error_code problem, int) {
      if (!problem) begin_stop();
    });
    io_.run();
    return kExitOk;
  }

 private:
  void compose() {
    const Rules& rules = rules_;
    offload_ = std::make_unique<PoolOffload>(pool_);
    commands_ = std::make_unique<Commands>(*store_, *blobs_, *offload_, wakeup_, telemetry_, rules);
    accounts_ = std::make_unique<Accounts>(*store_, rules.players);
    reader_ = std::make_unique<Reader>(*store_, clock_, *offload_, rules);
    staff_ = std::make_unique<StaffReader>(*store_, rules);
    messenger_ = std::make_unique<PageMessenger>(*store_);
    judge_ = std::make_unique<Judge>(*store_, *blobs_, *parser_, rules);
    matchmaker_ = std::make_unique<Matchmaker>(
        *store_, clock_, wakeup_, *offload_, telemetry_, rules, reader_->waiting(),
        LeaderLease(*store_, clock_, "matchmaker", owner_, kLeaseTtl), Rng(std::hash<std::string>{}(owner_)));
    outbox_ = std::make_unique<OutboxDispatcher>(*store_, clock_, wakeup_, *messenger_, telemetry_,
                                                 OutboxOptions{}, owner_, rules.zones);
    worker_ = std::make_unique<JobWorker>(*store_, clock_, wakeup_, *judge_, telemetry_,
                                          worker_options(options_.config), owner_);
    alerts_ = std::make_unique<Alerts>(*store_, clock_, wakeup_, telemetry_, rules);
    deadlines_ = std::make_unique<Deadlines>(*store_, clock_, wakeup_, telemetry_, rules);
    if (options_.web)
      server_ = std::make_unique<HttpServer>(io_.get_executor(), *commands_, *accounts_, *reader_, *staff_,
                                             *blobs_, clock_, wakeup_, telemetry_, rules, http_options());
  }

  HttpOptions http_options() {
    const Config& config = options_.config;
    HttpOptions http;
    http.address = config.http_address;
    http.port = static_cast<std::uint16_t>(config.http_port);
    http.version = kVersion;
    http.guest_sign_in = guests_from(config.http_guests);
    http.secure_cookies = config.http_secure_cookies;
    http.hosts = config.http_hosts;
    http.trusted_proxies = config.http_trusted_proxies;
    http.reads = {static_cast<double>(config.http_reads_per_second), 4.0 * config.http_reads_per_second};
    http.writes = {static_cast<double>(config.http_writes_per_second), 6.0 * config.http_writes_per_second};
    http.uploads = {config.http_uploads_per_minute / 60.0, config.http_uploads_per_minute / 3.0};
    http.sign_ins = {config.http_sign_ins_per_minute / 60.0, 2.0 * config.http_sign_ins_per_minute};
    http.site = web_client();
    http.demo_replay = options_.companion.replay;
    http.status = [this] { return status(); };
    http.memory_bytes = resident_bytes;
    http.metrics = [this] { return telemetry_.metrics_text(); };
    return http;
  }

  Task<Result<StatusView>> status() {
    StatusView view;
    view.started_at = started_at_;
    view.uptime = clock_.now() - started_at_;
    view.store = "sqlite";
    view.blobs = "directory";
    view.jobs = "store";
    view.wakeups = "in process";
    const auto milliseconds = [](Duration lag) {
      return std::chrono::duration<double, std::milli>(lag).count();
    };
    view.loop_p50_ms = milliseconds(watchdog_.lag().quantile(0.5));
    view.loop_p99_ms = milliseconds(watchdog_.lag().quantile(0.99));
    view.loop_max_ms = milliseconds(watchdog_.lag().max());
    view.loop_samples = static_cast<std::int64_t>(watchdog_.lag().count());
    auto body = [&](Tx& tx) -> Task<Result<void>> {
      CO_TRY(view.live_matches, co_await tx.matches().live_count());
      CO_TRY(view.unfinished_jobs, co_await tx.jobs().unfinished());
      CO_TRY(view.undelivered, co_await tx.outbox().undelivered());
      co_return Result<void>{};
    };
    CO_CHECK_OK(co_await store_->read(body));
    CO_TRY(const QueueView queue, co_await reader_->queue());
    for (const auto& [mode, people] : queue.waiting_by_mode) view.waiting += people;
    co_return view;
  }

  void print_choices() {
    const Config& config = options_.config;
    fmt::print(stderr, "{} {} for {}\n", options_.title, kVersion, rules_.catalog.name);
    fmt::print(stderr, "  store    {}\n  blobs    {}\n", config.store, config.blobs);
    fmt::print(stderr, "  jobs     in this process, {} at a time\n", worker_options(config).concurrency);
    fmt::print(stderr, "  sandbox  {}\n", to_string(parser_->strength()));
    fmt::print(stderr, "  guests   {}\n",
               config.http_guests == "loopback" ? "from this machine only" : config.http_guests);
    fmt::print(stderr,
               "  next     this is the embedded stage: one process, nothing else needed. Set http.hosts and\n"
               "           http.secure_cookies behind a TLS proxy before you open it to others.\n");
    if (server_) {
      fmt::print("listening on http://{}:{}\n", config.http_address, server_->bound_port());
      std::fflush(stdout);
    }
  }

  void spawn(Task<void> agent) {
    ++running_;
    boost::asio::co_spawn(io_, std::move(agent), [this](std::exception_ptr problem) {
      --running_;
      if (problem) std::rethrow_exception(problem);
      if (running_ == 0 && stop_.requested()) finish();
    });
  }

  Task<void> warm() {
    if (const auto warmed = co_await reader_->warm(); !warmed)
      telemetry_.log(Level::warn, "standings.not_loaded", {{"problem", warmed.error().message}});
  }

  Task<void> serve_web() {
    if (const auto served = co_await server_->run(stop_); !served)
      telemetry_.log(Level::warn, "http.ended", {{"problem", served.error().message}});
  }

  void begin_stop() {
    fmt::print(stderr, "stopping: no new work, finishing what is under way\n");
    stop_.request();
    wakeup_.notify_all();
    drain_timer_.expires_after(kDrainMax);
    drain_timer_.async_wait([](boost::system::error_code problem) {
      if (problem) return;
      fmt::print(stderr,
                 "some work did not end within {}; it is kept in the store and goes on at the next start\n",
                 to_words(kDrainMax));
      std::fflush(nullptr);
      std::_Exit(kExitInterrupted);
    });
    // A second signal ends at once.
    signals_.async_wait([](boost::system::error_code problem, int) {
      if (!problem) std::_Exit(kExitInterrupted);
    });
  }

  void finish() {
    boost::asio::co_spawn(io_, close(), [this](std::exception_ptr problem) {
      if (problem) std::rethrow_exception(problem);
      drain_timer_.cancel();
      signals_.cancel();
      fmt::print(stderr, "stopped\n");
      io_.stop();
    });
  }

  Task<void> close() {
    if (const auto closed = co_await database_->close(); !closed)
      fmt::print(stderr, "closing the store: {}\n", closed.error().message);
  }

  ServeOptions options_;
  Rules rules_;
  boost::asio::io_context& io_;
  SystemClock& clock_;
  boost::asio::thread_pool pool_{spare_cores()};
  std::shared_ptr<Database> database_;
  std::unique_ptr<SqlStore> store_;
  LogTelemetry telemetry_;
  LocalWakeup wakeup_;
  LoopWatchdog watchdog_;
  std::string owner_;
  Time started_at_;
  std::unique_ptr<DirectoryBlobStore> blobs_;
  std::unique_ptr<SandboxParser> parser_;
  std::unique_ptr<PoolOffload> offload_;
  std::unique_ptr<Commands> commands_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<StaffReader> staff_;
  std::unique_ptr<PageMessenger> messenger_;
  std::unique_ptr<Judge> judge_;
  std::unique_ptr<Matchmaker> matchmaker_;
  std::unique_ptr<OutboxDispatcher> outbox_;
  std::unique_ptr<JobWorker> worker_;
  std::unique_ptr<Deadlines> deadlines_;
  std::unique_ptr<Alerts> alerts_;
  std::unique_ptr<HttpServer> server_;
  Stop stop_;
  int running_ = 0;
  boost::asio::signal_set signals_{io_, SIGINT, SIGTERM};
  boost::asio::steady_timer drain_timer_{io_};
};

}  // namespace

Task<Result<Catalog>> settle_catalog(Store& store, std::string wanted) {
  auto body = [&](Tx& tx) -> Task<Result<std::string>> {
    CO_TRY(const auto stored, co_await tx.settings().find(std::string(kCatalogSetting)));
    if (stored && !wanted.empty() && *stored != wanted)
      co_return fail(
          conflict(fmt::format("this store was made with the catalog '{}', not '{}'; choose another store "
                               "with --set store=sqlite:<path>, or leave the catalog out",
                               *stored, wanted)));
    if (stored) co_return *stored;
    const std::string code = wanted.empty() ? "scevo" : wanted;
    CO_CHECK_OK(co_await tx.settings().put(std::string(kCatalogSetting), code));
    co_return code;
  };
  CO_TRY(const std::string code, co_await store.transact(body));
  co_return builtin_catalog(code);
}

int serve(ServeOptions options) {
  ::signal(SIGPIPE, SIG_IGN);
  boost::asio::io_context io(1);
  SystemClock clock;
  SqlOptions sql;
  sql.url = options.config.store;
  sql.now = [] { return SystemClock().now(); };
  auto database = Database::open(std::move(sql));
  if (!database) return explain(database.error());
  auto store = std::make_unique<SqlStore>(*database, clock, std::hash<std::string>{}(random_token(8)));
  auto prepared = run_to_end(io, prepare_store(**database, *store, options.config.catalog));
  if (!prepared) return explain(prepared.error());
  Rules rules = rules_from(options.config, *std::move(prepared));
  if (options.companion.rules) options.companion.rules(rules);
  Node node(std::move(options), std::move(rules), *std::move(database), std::move(store), clock, io);
  if (const auto opened = node.open(); !opened) return explain(opened.error());
  return node.run();
}

}  // namespace evo
