#include "main/cmd_speed.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main/exit_code.hpp"
#include "replay/levels.hpp"

namespace evo {
namespace {

using Clock = std::chrono::steady_clock;

class File {
 public:
  explicit File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // The first `bytes_max` bytes, into memory that is used again.
  Result<replay::Bytes> read(std::vector<std::uint8_t>& buffer, std::size_t bytes_max) const {
    struct stat status{};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) return fail(not_found("cannot be opened"));
    const std::size_t size = std::min(static_cast<std::size_t>(status.st_size), bytes_max);
    if (buffer.size() < size) buffer.resize(size);
    if (::read(descriptor_, buffer.data(), size) != static_cast<ssize_t>(size))
      return fail(invalid("cannot be read"));
    return replay::Bytes(buffer.data(), size);
  }

 private:
  int descriptor_;
};

// Reads every value, as a consumer would, and keeps a trace of it, so that no reading can be left out.
class Tally final : public replay::EventVisitor {
 public:
  void on_event(replay::Stream, const replay::Event& event) override {
    sum += event.head.loop;
    for (const replay::Value& value : event.values.all()) sum += static_cast<std::uint64_t>(value.size);
    values += event.values.all().size();
  }
  std::uint64_t sum = 0;
  std::uint64_t values = 0;
};

struct Measured {
  double microseconds = 0;
  std::size_t bytes = 0;
  std::size_t events = 0;
};

class Bench {
 public:
  explicit Bench(std::string level) : level_(std::move(level)) {}

  Result<Measured> measure(const std::string& path, int runs) {
    TRY(Measured measured, once(path));
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
      const auto start = Clock::now();
      CHECK_OK(once(path));
      times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    measured.microseconds = *middle;
    return measured;
  }

 private:
  Result<Measured> once(const std::string& path) {
    const bool header = level_ == "header";
    TRY(const replay::Bytes bytes,
        File(path).read(buffer_, header ? replay::kHeaderPlaceBytes : replay::kFileBytesMax));
    Measured measured{.bytes = bytes.size()};
    if (header) {
      CHECK_OK(replay::header_of(bytes));
    } else if (level_ == "summary") {
      CHECK_OK(replay::summarize(bytes));
    } else {
      TRY(const replay::Extent extent, replay::visit_replay(bytes, values_, tally_));
      measured.events = extent.events;
    }
    return measured;
  }

  std::string level_;
  std::vector<std::uint8_t> buffer_;
  replay::EventValues values_;
  Tally tally_;
};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

void print(const ReplayBenchOptions& options, std::string_view what, const Measured& measured) {
  if (options.json)
    fmt::print("{{{},\"level\":{},\"microseconds\":{:.1f},\"bytes\":{},\"events\":{}}}\n", what,
               quoted(options.level), measured.microseconds, measured.bytes, measured.events);
  else
    fmt::print("{:>10.1f} us  {:>9} bytes  {:>7} events  {}\n", measured.microseconds, measured.bytes,
               measured.events, what);
}

std::size_t peak_kilobytes() {
  struct rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss);
}

}  // namespace

int replay_bench(const ReplayBenchOptions& options) {
  std::ifstream list(options.list);
  if (!list) return explain(not_found(fmt::format("{}: there is no such list", options.list)));
  Bench bench(options.level);
  Measured total;
  std::size_t files = 0;
  bool all_good = true;
  for (std::string line; std::getline(list, line);) {
    if (line.empty()) continue;
    const std::string path = options.root.empty() ? line : options.root + '/' + line;
    const auto measured = bench.measure(path, options.runs);
    if (!measured) {
      fmt::print(stderr, "{}: {}: {}\n", path, to_string(measured.error().kind), measured.error().message);
      all_good = false;
      continue;
    }
    print(options, options.json ? "\"file\":" + quoted(line) : line, *measured);
    total.microseconds += measured->microseconds;
    total.bytes += measured->bytes;
    total.events += measured->events;
    ++files;
  }
  const std::size_t peak = peak_kilobytes();
  print(options,
        options.json ? fmt::format("\"total\":true,\"files\":{},\"runs\":{},\"peak_kilobytes\":{}", files,
                                   options.runs, peak)
                     : fmt::format("total of {} files, at most {} kB of memory", files, peak),
        total);
  return all_good ? kExitOk : kExitFailed;
}

}  // namespace evo
