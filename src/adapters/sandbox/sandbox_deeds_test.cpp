// What children of the tests do, and the test program's main().
#include <cstring>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/sandbox_testing.hpp"
#include "base/hash.hpp"

namespace evo {
namespace {

using Deed = std::function<Result<std::string>(std::string)>;

void say(std::string_view bytes) { (void)!::write(STDOUT_FILENO, bytes.data(), bytes.size()); }

std::string answer_with(std::uint32_t magic, std::uint32_t status, std::uint64_t length,
                        std::string_view text) {
  std::string bytes(16, '\0');
  std::memcpy(bytes.data(), &magic, 4);
  std::memcpy(bytes.data() + 4, &status, 4);
  std::memcpy(bytes.data() + 8, &length, 8);
  return bytes + std::string(text);
}

// A lie is said on the pipe directly, past the code that would say it properly.
Deed lie(std::string bytes) {
  return [bytes = std::move(bytes)](const std::string&) -> Result<std::string> {
    say(bytes);
    ::_exit(0);
  };
}

template <class... Arguments>
Deed call(long number, Arguments... arguments) {
  return [=](const std::string&) -> Result<std::string> {
    return "survived with " + std::to_string(::syscall(number, arguments...));
  };
}

const std::uint32_t kMagic = 0x45564F41;

Result<std::string> crash(const std::string&) {
  *reinterpret_cast<volatile int*>(std::uintptr_t{64}) = 1;
  return "unreachable";
}

Result<std::string> allocate_without_end(const std::string&) {
  std::vector<std::vector<char>> hoard;
  for (;;) hoard.emplace_back(16u << 20, 'x');
}

Result<std::string> flood(const std::string&) {
  const std::string much(1u << 16, 'x');
  for (;;) say(much);
}

Result<std::string> wait_for_ever(const std::string&) {
  static std::uint32_t word = 0;
  ::syscall(SYS_futex, &word, 0 /* FUTEX_WAIT */, 0, nullptr);
  return "woken";
}

Result<std::string> compute_for_ever(const std::string&) {
  for (volatile std::uint64_t i = 0;; i = i + 1) {
  }
}

// Says what it is told, after putting in what the program knows of the file without the child.
Result<std::string> claim(std::string text) {
  const std::string file = "claim:" + text;
  const std::vector<std::uint8_t> bytes(file.begin(), file.end());
  const auto put = [&text](std::string_view mark, const std::string& truth) {
    if (const std::size_t at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), truth);
  };
  put("@sha256", to_hex(sha256(bytes)));
  put("\"@size\"", std::to_string(bytes.size()));
  return text;
}

const std::map<std::string, Deed, std::less<>>& deeds() {
  static const std::map<std::string, Deed, std::less<>> kDeeds = {
      {"echo", [](const std::string& text) { return text; }},
      {"claim", claim},
      {"refuse", [](const std::string& text) -> Result<std::string> { return fail(invalid(text)); }},
      {"fail", [](const std::string& text) -> Result<std::string> { return fail(internal(text)); }},
      {"throw", [](const std::string& text) -> Result<std::string> { throw std::runtime_error(text); }},
      {"long", [](const std::string&) { return std::string(sandbox_testing::kTextBytesMax + 1, 'x'); }},
      {"longest", [](const std::string&) { return std::string(sandbox_testing::kTextBytesMax, 'x'); }},
      {"environment",
       [](const std::string&) { return std::to_string(environ == nullptr || *environ == nullptr); }},
      {"exit", [](const std::string&) -> Result<std::string> { ::_exit(3); }},
      {"crash", crash},
      {"allocate", allocate_without_end},
      {"flood", flood},
      {"sleep", wait_for_ever},
      {"spin", compute_for_ever},
      {"say nothing", lie("")},
      {"say magic", lie(answer_with(kMagic + 1, 0, 2, "{}"))},
      {"say status", lie(answer_with(kMagic, 9, 2, "{}"))},
      {"say short", lie(answer_with(kMagic, 0, 3, "{}"))},
      {"say trailing", lie(answer_with(kMagic, 0, 2, "{} and more"))},
      {"say huge", lie(answer_with(kMagic, 0, ~std::uint64_t{0}, "{}"))},
      {"say half a header", lie(answer_with(kMagic, 0, 2, "{}").substr(0, 9))},
      {"say control", lie(answer_with(kMagic, 1, 8, "a\n\x1b[31mb"))},
      {"call open", call(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY)},
      {"call socket", call(SYS_socket, AF_INET, SOCK_STREAM, 0)},
      {"call unix socket", call(SYS_socket, AF_UNIX, SOCK_STREAM, 0)},
      {"call fork", call(SYS_fork)},
      {"call clone", call(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr)},
      {"call execve", call(SYS_execve, "/bin/true", nullptr, nullptr)},
      {"call kill", call(SYS_kill, -1, 0)},
      {"call ptrace", call(SYS_ptrace, 16 /* PTRACE_ATTACH */, 1, nullptr, nullptr)},
      {"call read", call(SYS_read, 0, nullptr, 0)},
      {"call executable mmap",
       call(SYS_mmap, nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)},
      {"call file mmap", call(SYS_mmap, nullptr, 4096, PROT_READ, MAP_SHARED, 0, 0)},
  };
  return kDeeds;
}

}  // namespace

Result<std::string> sandbox_testing::misbehave(std::span<const std::uint8_t> bytes) {
  const std::string text(bytes.begin(), bytes.end());
  const std::size_t colon = text.find(':');
  const auto deed = colon == std::string::npos ? deeds().end() : deeds().find(text.substr(0, colon));
  if (deed != deeds().end()) return deed->second(text.substr(colon + 1));
  return summarize_to_json(bytes);
}

std::vector<std::string> sandbox_testing::deed_names(std::string_view prefix) {
  std::vector<std::string> names;
  for (const auto& [name, deed] : deeds())
    if (name.starts_with(prefix)) names.push_back(name);
  return names;
}

}  // namespace evo

int main(int argc, char** argv) {
  if (argc == 2 && argv[1] == evo::kZygoteArgument)
    return evo::zygote_main({.parse = evo::sandbox_testing::misbehave});
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
