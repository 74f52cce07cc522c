#include "main/ingest.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "adapters/blob/blob.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/telemetry/telemetry.hpp"
#include "app/import.hpp"
#include "base/hash.hpp"
#include "main/exit_code.hpp"
#include "main/files.hpp"
#include "main/local_store.hpp"
#include "main/progress.hpp"
#include "replay/replay.hpp"

namespace evo {
namespace {

struct Candidate {
  std::string path;
  std::string problem;  // Why it is not used; empty: it can be.
  bool failed = false;  // It could not be read.
  replay::ReplaySummary summary;
};

class Ingestion {
 public:
  Ingestion(LocalStore& local, BlobStore& blobs, Parser& parser, std::vector<std::string> files)
      : local_(local), blobs_(blobs), parser_(parser) {
    for (std::string& file : files) candidates_.push_back({std::move(file), {}, false, {}});
  }

  Task<Result<void>> run() {
    co_await read_all();
    std::vector<Candidate*> usable;
    for (Candidate& candidate : candidates_)
      if (candidate.problem.empty()) usable.push_back(&candidate);
    decided_ = usable.size();
    std::ranges::stable_sort(usable, {},
                             [](const Candidate* candidate) { return candidate->summary.ended_at; });
    Progress progress("matches rated", usable.size());
    for (std::size_t i = 0; i < usable.size(); ++i) {
      CO_CHECK_OK(co_await import(*usable[i]));
      progress.advance(i + 1);
    }
    co_return Result<void>{};
  }

  // Words for people, one line a file that was not used; then the totals.
  int report() const {
    int failed = 0;
    for (const Candidate& candidate : candidates_) {
      if (candidate.problem.empty()) continue;
      failed += candidate.failed ? 1 : 0;
      fmt::print("not used  {}: {}\n", candidate.path, candidate.problem);
    }
    fmt::print(
        "{} files: {} decided human 1v1 games, {} new matches, {} on the ladder already, {} unreadable\n",
        candidates_.size(), decided_, imported_, repeated_, failed);
    return failed > 0 ? kExitFailed : kExitOk;
  }

 private:
  // Several files at a time, as many as there are parser children.
  Task<void> read_all() {
    const auto executor = co_await boost::asio::this_coro::executor;
    Progress progress("replays read", candidates_.size());
    const unsigned readers = std::max(1u, std::thread::hardware_concurrency());
    running_ = static_cast<int>(readers);
    for (unsigned i = 0; i < readers; ++i)
      boost::asio::co_spawn(executor, read_some(progress), [this](std::exception_ptr problem) {
        --running_;
        if (problem) std::rethrow_exception(problem);
      });
    while (running_ > 0) co_await local_.clock.sleep_until(local_.clock.now() + std::chrono::milliseconds(5));
  }

  Task<void> read_some(Progress& progress) {
    while (next_ < candidates_.size()) {
      Candidate& candidate = candidates_[next_++];
      const auto done = co_await read(candidate);
      if (!done) {
        candidate.problem = done.error().message;
        candidate.failed = true;
      }
      progress.advance(++read_);
    }
  }

  Task<Result<void>> read(Candidate& candidate) {
    CO_TRY(auto bytes, read_file(candidate.path, replay::kFileBytesMax));
    const auto blob = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
    CO_TRY(candidate.summary, co_await parser_.parse(blob));
    if (auto problem = why_not_importable(candidate.summary, local_.rules.catalog)) {
      candidate.problem = std::move(*problem);
      co_return Result<void>{};
    }
    co_return co_await blobs_.put(candidate.summary.sha256, blob);
  }

  Task<Result<void>> import(Candidate& candidate) {
    CO_TRY(const Imported imported, co_await import_game(*local_.store, local_.rules, candidate.summary));
    ++(imported.is_new ? imported_ : repeated_);
    const auto [first, is_first] = first_files_.emplace(imported.match, &candidate);
    if (!imported.is_new && !is_first)
      candidate.problem = fmt::format("the same game as {}", first->second->path);
    co_return Result<void>{};
  }

  LocalStore& local_;
  BlobStore& blobs_;
  Parser& parser_;
  std::vector<Candidate> candidates_;
  std::map<MatchId, const Candidate*> first_files_;
  std::size_t next_ = 0;
  std::size_t read_ = 0;
  std::size_t decided_ = 0;
  int running_ = 0;
  int imported_ = 0;
  int repeated_ = 0;
};

}  // namespace

int ingest(const Config& config, const IngestOptions& options) {
  auto files = replay_files(options.folder);
  if (!files)
    return explain({files.error().kind, fmt::format("{}: {}", options.folder, files.error().message)});
  auto local = LocalStore::open(config);
  if (!local) return explain(local.error());
  boost::asio::thread_pool pool(1);
  LogTelemetry telemetry({Level::warn, LogFormat::automatic, nullptr});
  auto blobs = DirectoryBlobStore::open(config.blobs.substr(config.blobs.find(':') + 1), pool);
  if (!blobs) return explain(blobs.error());
  SandboxOptions sandbox;
  sandbox.allow_weak = config.sandbox_allow_weak;
  auto parser = SandboxParser::start((*local)->io.get_executor(), pool, telemetry, sandbox);
  if (!parser) return explain(parser.error());
  Ingestion ingestion(**local, **blobs, **parser, *std::move(files));
  const auto done = run_to_end((*local)->io, ingestion.run());
  pool.join();
  if (!done) return explain(done.error());
  return ingestion.report();
}

}  // namespace evo
