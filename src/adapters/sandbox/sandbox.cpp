#include "adapters/sandbox/sandbox.hpp"

#include <fmt/format.h>

#include "adapters/net/offload.hpp"
#include "adapters/sandbox/runner.hpp"
#include "adapters/sandbox/zygote_process.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"
#include "replay/replay.hpp"
#include "replay/summary_json.hpp"

namespace evo {
namespace {

// The two things about a replay that the program knows without the child.
Result<replay::ReplaySummary> check_summary(const std::string& text, std::span<const std::uint8_t> bytes) {
  auto summary = replay::summary_from_json(text);
  if (!summary) return fail(unavailable("the parser's answer is no summary: " + summary.error().message));
  if (summary->size != bytes.size() || summary->sha256 != to_hex(sha256(bytes)))
    return fail(unavailable("the parser's answer is about another file"));
  return summary;
}

}  // namespace

std::string to_string(const SandboxStrength& strength) {
  std::string text;
  const auto add = [&](bool is_had, std::string_view name) {
    if (!is_had) return;
    if (!text.empty()) text += ", ";
    text += name;
  };
  add(strength.seccomp, "seccomp");
  add(strength.rlimits, "resource limits");
  add(strength.no_new_privileges, "no new privileges");
  add(strength.landlock_abi > 0, fmt::format("landlock {}", strength.landlock_abi));
  add(strength.network_namespace, "network namespace");
  add(strength.ipc_namespace, "IPC namespace");
  add(strength.user_changed, "user nobody");
  add(strength.no_capabilities, "no capabilities");
  if (!strength.missing.empty()) text += (text.empty() ? "missing: " : "; missing: ") + strength.missing;
  return text;
}

SandboxParser::SandboxParser(std::shared_ptr<Runner> runner, boost::asio::thread_pool& pool)
    : runner_(std::move(runner)), pool_(pool) {}

SandboxParser::~SandboxParser() { runner_->stop(); }

Result<std::unique_ptr<SandboxParser>> SandboxParser::start(boost::asio::any_io_executor loop,
                                                            boost::asio::thread_pool& pool,
                                                            Telemetry& telemetry, SandboxOptions options) {
  auto runner =
      std::make_shared<Runner>(std::move(loop), pool, telemetry, options, replay::kSummaryJsonBytesMax);
  CHECK_OK(runner->start());
  return std::unique_ptr<SandboxParser>(new SandboxParser(std::move(runner), pool));
}

Task<Result<replay::ReplaySummary>> SandboxParser::parse(Blob bytes) {
  EVO_ASSERT(bytes != nullptr);
  auto& pool = pool_;  // The parser may be gone when the child answers.
  CO_TRY(std::string text, co_await runner_->run(bytes));
  co_return co_await offload(pool, [text = std::move(text), bytes] { return check_summary(text, *bytes); });
}

const SandboxStrength& SandboxParser::strength() const { return runner_->strength(); }

Result<SandboxStrength> SandboxParser::probe() {
  sandbox::Limits limits;
  limits.memory_bytes_max = SandboxOptions{}.memory_bytes_max;
  limits.answer_bytes_max = replay::kSummaryJsonBytesMax;
  limits.cpu_seconds_max = 1;
  limits.allow_weak = 1;
  TRY(const auto zygote, sandbox::ZygoteProcess::start(limits));
  return zygote->strength();
}

Result<std::string> summarize_to_json(std::span<const std::uint8_t> bytes) {
  TRY(const auto summary, replay::summarize(bytes));
  return replay::to_json(summary);
}

}  // namespace evo
