#include "main/cmd_streams.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "main/exit_code.hpp"
#include "main/files.hpp"
#include "main/progress.hpp"
#include "replay/archive.hpp"
#include "replay/canonical.hpp"
#include "replay/verify.hpp"

namespace evo {
namespace {

Result<std::uint64_t> print_stream(const EventsOptions& options, replay::StreamKind kind) {
  TRY(const auto bytes, read_file(options.file, replay::kFileBytesMax));
  TRY(replay::Archive archive, replay::Archive::open(bytes));
  TRY(const replay::ReplayHeader header, replay::read_header(archive.header()));
  TRY(const replay::Member member, replay::read_stream(archive, kind));
  const bool canonical = options.format == "canonical";
  return replay::write_events(member.bytes(), kind, header,
                              canonical ? replay::LineFormat::canonical : replay::LineFormat::readable,
                              [](std::string_view line) {
                                std::fwrite(line.data(), 1, line.size(), stdout);
                                std::fputc('\n', stdout);
                                return std::ferror(stdout) == 0;
                              });
}

// All replays named by the paths; a path that names none is a failure of its own.
std::vector<std::string> gather(const std::vector<std::string>& paths, replay::VerifyReport& report) {
  std::vector<std::string> all;
  for (const std::string& path : paths) {
    auto files = replay_files(path);
    if (files)
      all.insert(all.end(), files->begin(), files->end());
    else
      report.failures.push_back({path, files.error()});
  }
  return all;
}

void verify_file(const std::string& file, replay::VerifyReport& report) {
  ++report.files;
  const auto bytes = read_file(file, replay::kFileBytesMax);
  const auto verified = bytes ? replay::verify(*bytes) : Result<replay::Verified>(fail(bytes.error()));
  if (bytes) report.bytes += bytes->size();
  if (verified) {
    report.events += verified->events;
    report.inexact += verified->protocol_exact ? 0 : 1;
  } else {
    report.failures.push_back({file, verified.error()});
  }
}

void print_report(const replay::VerifyReport& report) {
  for (const auto& [file, error] : report.failures)
    fmt::print(stderr, "{}: {}: {}\n", file, to_string(error.kind), error.message);
  const double seconds = std::max(report.seconds, 1e-9);
  const auto megabytes = static_cast<double>(report.bytes) / 1e6;
  fmt::print("{:<22}{:>12}\n", "replays read", report.files);
  fmt::print("{:<22}{:>12}\n", "failed", report.failures.size());
  fmt::print("{:<22}{:>12}\n", "by older tables", report.inexact);
  fmt::print("{:<22}{:>12}\n", "events", report.events);
  fmt::print("{:<22}{:>12.1f} MB\n", "size", megabytes);
  fmt::print("{:<22}{:>12.2f} s\n", "time", report.seconds);
  fmt::print("{:<22}{:>12.1f} replays/s, {:.1f} MB/s, {:.2f} million events/s\n", "throughput",
             static_cast<double>(report.files) / seconds, megabytes / seconds,
             static_cast<double>(report.events) / 1e6 / seconds);
}

}  // namespace

int print_events(const EventsOptions& options) {
  const auto kind = replay::parse_stream_kind(options.stream);
  if (!kind) return kExitUsage;
  const auto events = print_stream(options, *kind);
  if (events) return kExitOk;
  std::fflush(stdout);
  fmt::print(stderr, "{}: {}: {}\n", options.file, to_string(events.error().kind), events.error().message);
  return kExitFailed;
}

int verify_replays(const std::vector<std::string>& paths, bool json) {
  replay::VerifyReport report;
  const std::vector<std::string> files = gather(paths, report);
  const auto start = std::chrono::steady_clock::now();
  {
    Progress progress("replays read", files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
      verify_file(files[i], report);
      progress.advance(i + 1);
    }
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (json)
    fmt::print("{}\n", replay::to_json(report));
  else
    print_report(report);
  return report.failures.empty() ? kExitOk : kExitFailed;
}

}  // namespace evo
