// Runner: carries bytes into a child and its answer back, whatever the child does. It bounds how many
// children run and how many callers wait, kills at the deadline, and starts a new zygote when the old one
// died. It knows nothing of replays.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

#include "adapters/net/waiters.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/zygote_process.hpp"
#include "app/ports/telemetry.hpp"

namespace evo {

// Used from the loop's thread only. Tasks share it, so that it may be let go while some are under way.
class Runner : public std::enable_shared_from_this<Runner> {
 public:
  Runner(boost::asio::any_io_executor loop, boost::asio::thread_pool& pool, Telemetry& telemetry,
         SandboxOptions options, std::size_t answer_bytes_max);
  ~Runner();

  // Starts the first zygote; blocks. Errors: unavailable.
  Result<void> start();
  // Kills everything: running tasks get `unavailable`, and so do later ones.
  void stop();

  // The text that the child answered. Errors: those of Parser::parse().
  Task<Result<std::string>> run(Blob bytes);

  const SandboxStrength& strength() const { return strength_; }
  // 0 when none runs.
  pid_t zygote() const;
  // Children that the zygote has reported as started and not yet as ended.
  std::size_t children() const;

 private:
  struct Child;
  struct Link;
  class Turn;

  void adopt(std::unique_ptr<sandbox::ZygoteProcess> zygote);
  Task<Result<Turn>> take_turn();
  Task<Result<std::shared_ptr<Link>>> living_link();
  // Errors: unavailable. The child is already in the link's table, its deadline running.
  Result<std::shared_ptr<Child>> begin(const std::shared_ptr<Link>& link, int replay);
  Task<Result<std::string>> run_in_child(Blob bytes);
  Task<Result<std::string>> collect(std::shared_ptr<Child> child);
  Result<std::string> judge(const Child& child, const std::string& answer) const;

  boost::asio::any_io_executor loop_;
  boost::asio::thread_pool& pool_;
  Telemetry& telemetry_;
  SandboxOptions options_;
  sandbox::Limits limits_;
  SandboxStrength strength_;
  std::shared_ptr<Link> link_;
  std::uint64_t children_begun_ = 0;
  bool stopped_ = false;
  bool starting_ = false;
  Waiters start_over_;
  std::size_t running_ = 0;
  Waiters line_;
};

}  // namespace evo
