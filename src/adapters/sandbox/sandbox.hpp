// SandboxParser: replays are parsed in child processes that can do nothing but compute, so that a hostile
// file costs one child and one error. What a child may do, and what it may not, is decided in lockdown.hpp;
// what it says is believed only after it was checked like any foreign input.
//
//   program --- starts by exec ---> zygote --- forks, one a replay ---> child: fd 0 replay (sealed), fd 1
//   answer (pipe)
//
// The zygote is started by executing the program's own file with the hidden argument kZygoteArgument, the
// first time as well as after it died. A plain fork at program start would save some ten milliseconds once;
// in return, exec gives the zygote a memory that has never seen a configuration, a token or a connection, its
// own address layout, and one way of starting instead of two (a fork from a threaded program is not safe
// later). So main() begins with
//
//   if (argc == 2 && argv[1] == evo::kZygoteArgument) return evo::zygote_main({.parse =
//   evo::summarize_to_json});
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/ports/parser.hpp"
#include "app/ports/telemetry.hpp"
#include "base/result.hpp"

namespace evo {

inline constexpr std::string_view kZygoteArgument = "--zygote";

// Runs in the child: pure, no system calls but those for memory. An Error of kind `invalid` blames the file.
using ParseFunction = Result<std::string> (*)(std::span<const std::uint8_t> bytes);

// The real one: replay::summarize() and replay::to_json().
Result<std::string> summarize_to_json(std::span<const std::uint8_t> bytes);

struct ZygoteOptions {
  ParseFunction parse = nullptr;
};
// The zygote's whole life; the value is the exit code. Refuses, with a sentence on standard error, to be
// started by hand.
int zygote_main(const ZygoteOptions& options);

// What this machine granted. `probe()` and `strength()` report it.
struct SandboxStrength {
  bool seccomp = false;
  bool rlimits = false;
  bool no_new_privileges = false;
  bool network_namespace = false;
  bool ipc_namespace = false;
  bool user_changed = false;  // Root only: became `nobody`.
  bool no_capabilities = false;
  int landlock_abi = 0;      // 0: the kernel has none.
  int open_descriptors = 0;  // Of a child: 2.
  int environment_size = 0;  // Of a child: 0.
  std::string missing;       // Words on what could not be had and why; empty when everything could.

  // Enough to meet hostile files: system calls filtered, resources limited.
  bool is_strong() const { return seccomp && rlimits; }
};
std::string to_string(const SandboxStrength& strength);  // "seccomp, rlimits, landlock 7, ..."

struct SandboxOptions {
  std::size_t children_max = 0;  // Replays parsed at once; 0: as many as there are cores.
  std::size_t waiting_max = 64;  // Replays in line for a child; beyond: busy.
  std::chrono::milliseconds deadline = std::chrono::seconds(10);  // Of one replay, from its turn on.
  // A killed child ends at once; if it has not after this time, its zygote is stuck and is replaced.
  std::chrono::milliseconds kill_grace = std::chrono::seconds(2);
  std::size_t memory_bytes_max = 512u << 20;  // Address space of a child.
  std::size_t replay_bytes_max = 64u << 20;
  bool allow_weak = false;  // Setting sandbox.allow_weak: go on where is_strong() does not hold.
};

class Runner;

class SandboxParser final : public Parser {
 public:
  // Starts the zygote and waits until it is ready (some ten milliseconds): for start-up. `loop` is the
  // executor on which parse() is called; pool and telemetry must outlive the parser. Errors: unavailable,
  // saying what is missing and which setting accepts it.
  static Result<std::unique_ptr<SandboxParser>> start(boost::asio::any_io_executor loop,
                                                      boost::asio::thread_pool& pool, Telemetry& telemetry,
                                                      SandboxOptions options);
  ~SandboxParser() override;

  Task<Result<replay::ReplaySummary>> parse(Blob bytes) override;

  const SandboxStrength& strength() const;

  // Starts a zygote only to ask it; blocks for some ten milliseconds. Errors: unavailable (it could not be
  // started).
  static Result<SandboxStrength> probe();

 private:
  explicit SandboxParser(std::shared_ptr<Runner> runner, boost::asio::thread_pool& pool);

  std::shared_ptr<Runner> runner_;
  boost::asio::thread_pool& pool_;
};

}  // namespace evo
