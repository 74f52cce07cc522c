// sweep SHARE [CORPUS]: bombs, 10,000 truncations and 100,000 changes of one byte of valid replays, or one in
// SHARE of them. Every reader of the library gives an error or an answer; a compressed member gives an error
// or what it held before. Prints the worst processor time of one reader on one file and the most memory the
// process ever had, which bounds that of each file.
//
// The replays are generated ones in every kind of packing and, where a CORPUS is named, its smallest files.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/random.hpp"
#include "replay/analysis/analysis.hpp"
#include "replay/hostile/bombs_support.hpp"
#include "replay/levels.hpp"
#include "replay/replay.hpp"
#include "replay/verify.hpp"

namespace {

namespace fs = std::filesystem;
using namespace evo::replay;
using File = std::vector<std::uint8_t>;

constexpr std::size_t kTruncations = 10'000;
constexpr std::size_t kChanges = 100'000;
constexpr std::size_t kRealFiles = 12;
constexpr double kMillisecondsMax = 50;
constexpr double kMegabytesMax = 96;
constexpr std::size_t kFailuresShown = 10;
// Sanitizers cost many times what the readers do.
#ifdef EVO_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr MemberName kNames[] = {
    "replay.details",           "replay.initData",       "replay.attributes.events",
    "replay.game.events",       "replay.message.events", "replay.tracker.events",
    "replay.gamemetadata.json", "replay.details.backup", "replay.initData.backup"};

struct Base {
  std::string name;
  File file;
  std::vector<File> members{};  // As kNames; empty where there is none.
};

// What became of all files so far.
struct Tally {
  std::size_t files = 0;
  std::size_t answers = 0;
  std::size_t wrong = 0;
  double worst_ms = 0;
  std::string worst;
};

class Silent final : public EventVisitor {
 public:
  void on_event(Stream, const Event&) override {}
};

double cpu_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double peak_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

template <class Read>
bool timed(Tally& tally, const std::string& file, const char* reader, Read&& read) {
  const double began = cpu_ms();
  const bool is_answer = read();
  const double took = cpu_ms() - began;
  if (took > tally.worst_ms) {
    tally.worst_ms = took;
    tally.worst = fmt::format("{} of {}", reader, file);
  }
  return is_answer;
}

void read_all(Tally& tally, Bytes file, const std::string& name) {
  static EventValues values;
  Silent visitor;
  ++tally.files;
  const bool answered = timed(tally, name, "summarize", [&] { return summarize(file).has_value(); });
  if (answered) ++tally.answers;
  timed(tally, name, "visit_replay", [&] { return visit_replay(file, values, visitor).has_value(); });
  timed(tally, name, "verify", [&] { return verify(file).has_value(); });
  timed(tally, name, "analyze", [&] { return analyze(file).has_value(); });
}

std::vector<File> read_members(Bytes file) {
  std::vector<File> members(std::size(kNames));
  evo::Result<Archive> archive = Archive::open(file);
  if (!archive) return members;
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (const auto member = archive->read(kNames[i]))
      members[i].assign(member->bytes().begin(), member->bytes().end());
  return members;
}

// Whether the file's own bytes hold the member as it is, so that nothing guards it.
bool is_plain(const Base& base, const File& member) {
  return std::ranges::search(base.file, member).begin() != base.file.end();
}

void check_members(Tally& tally, const Base& base, const std::vector<bool>& plain, Bytes changed,
                   const std::string& what) {
  const std::vector<File> members = read_members(changed);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (plain[i] || members[i].empty() || std::ranges::find(base.members, members[i]) != base.members.end())
      continue;
    if (++tally.wrong <= kFailuresShown)
      fmt::print("SILENTLY WRONG: {} of {} after {}\n", kNames[i].text, base.name, what);
  }
}

std::vector<bool> plain_members(const Base& base) {
  std::vector<bool> plain;
  for (const File& member : base.members) plain.push_back(is_plain(base, member));
  return plain;
}

std::vector<Base> generated_files() {
  std::vector<Base> files;
  for (const std::uint32_t build : {24764u, 42932u, 80949u}) {
    const File written = write_replay(fuzz::small_game(build)).value();
    files.push_back({fmt::format("written {}", build), written});
    for (unsigned packed = 1; packed < fuzz::kPackings; ++packed) {
      evo::fuzz::Input list;
      for (std::size_t i = 0; i < 7; ++i)
        fuzz::append_member(list, i, static_cast<fuzz::Packed>(packed),
                            fuzz::read_member(written, kNames[i]));
      files.push_back({fmt::format("packing {} of {}", packed, build),
                       fuzz::build_archive(list, fuzz::write_header(build, 600))});
    }
  }
  return files;
}

void add_real_files(std::vector<Base>& files, const fs::path& corpus) {
  std::vector<std::pair<std::uintmax_t, fs::path>> found;
  for (const auto& entry : fs::recursive_directory_iterator(corpus))
    if (entry.path().extension() == ".SC2Replay") found.emplace_back(entry.file_size(), entry.path());
  std::ranges::sort(found);
  for (std::size_t i = 0; i < std::min(found.size(), kRealFiles); ++i) {
    std::ifstream in(found[i].second, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    files.push_back({fmt::format("real {}", i), File(text.begin(), text.end())});
  }
}

void truncate(Tally& tally, const std::vector<Base>& files, std::size_t count) {
  const std::vector<bool> none(std::size(kNames), false);
  const std::size_t each = count / files.size() + 1;
  for (const Base& base : files)
    for (std::size_t i = 0; i < each; ++i) {
      const std::size_t size = base.file.size() * i / each;
      const File cut(base.file.begin(), base.file.begin() + static_cast<std::ptrdiff_t>(size));
      const std::string what = fmt::format("{} cut at {}", base.name, size);
      read_all(tally, cut, what);
      check_members(tally, base, none, cut, what);
    }
}

void change(Tally& tally, const std::vector<Base>& files, std::size_t count) {
  evo::Rng random(11);
  const std::size_t each = count / files.size() + 1;
  for (const Base& base : files) {
    const std::vector<bool> plain = plain_members(base);
    for (std::size_t i = 0; i < each; ++i) {
      File changed = base.file;
      const std::size_t at = random.below(changed.size());
      const auto by = static_cast<std::uint8_t>(1 + random.below(255));
      changed[at] ^= by;
      const std::string what = fmt::format("{} ^ {} at {}", base.name, by, at);
      read_all(tally, changed, what);
      check_members(tally, base, plain, changed, what);
    }
  }
}

void report(const char* what, const Tally& tally) {
  fmt::print(
      "{}: {} files, {} with a summary, {} silently wrong; worst {:.1f} ms ({}); peak so far {:.0f} MB\n",
      what, tally.files, tally.answers, tally.wrong, tally.worst_ms, tally.worst, peak_mb());
}

bool is_well(const Tally& tally) {
  const bool is_cheap = tally.worst_ms <= kMillisecondsMax && peak_mb() <= kMegabytesMax;
  return tally.wrong == 0 && (is_cheap || kSanitized);
}

// In a process of its own, whose memory is not that of who made the bomb.
bool survives(const fuzz::Bomb& bomb) {
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    Tally tally;
    read_all(tally, bomb.file, fmt::format("{} bytes", bomb.file.size()));
    report(bomb.name.c_str(), tally);
    std::fflush(stdout);
    ::_exit(is_well(tally) ? 0 : 1);
  }
  int status = -1;
  return ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t share = argc > 1 ? std::max(1, std::atoi(argv[1])) : 1;
  std::vector<Base> files = generated_files();
  if (argc > 2 && fs::exists(argv[2])) add_real_files(files, argv[2]);
  for (Base& base : files) base.members = read_members(base.file);
  Tally cuts;
  truncate(cuts, files, kTruncations / share);
  report("truncations", cuts);
  Tally changes;
  change(changes, files, kChanges / share);
  report("changes", changes);
  bool is_fine = is_well(cuts) && is_well(changes);
  for (const fuzz::Bomb& bomb : fuzz::bombs()) is_fine = survives(bomb) && is_fine;
  return is_fine ? 0 : 1;
}
