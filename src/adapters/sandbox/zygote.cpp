// The zygote and the life of its children. One thread, no event loop, nothing from the rest of the program.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sandbox/lockdown.hpp"
#include "adapters/sandbox/protocol.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "base/hash.hpp"

namespace evo {
namespace sandbox {
namespace {

constexpr int kControl = STDIN_FILENO;  // Of the zygote.
constexpr int kReplay = STDIN_FILENO;   // Of a child.
constexpr int kAnswer = STDOUT_FILENO;  // Of a child.
constexpr int kDescriptorsProbed = 1024;

struct Child {
  pid_t process;
  std::uint64_t id;
};

void write_answer(const Result<std::string>& answer) {
  const std::string bytes = encode_answer(answer);
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const ssize_t written = ::write(kAnswer, rest.data(), rest.size());
    if (written <= 0) ::_exit(1);  // Nobody listens any more.
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The replay is mapped, not read: it costs no copy, and the filter need not allow reading.
std::span<const std::uint8_t> map_replay() {
  struct stat status{};
  if (::fstat(kReplay, &status) != 0) ::_exit(1);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return {};
  const void* place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, kReplay, 0);
  if (place == MAP_FAILED) ::_exit(1);
  return {static_cast<const std::uint8_t*>(place), size};
}

Result<std::string> parse_guarded(ParseFunction parse, std::span<const std::uint8_t> bytes) {
  try {
    return parse(bytes);
  } catch (const std::bad_alloc&) {
    return fail(invalid("the replay needs more memory than a parser may have"));
  } catch (const std::exception& exception) {
    return fail(internal(std::string("unexpected exception: ") + exception.what()));
  } catch (...) {
    return fail(internal("unexpected exception of unknown type"));
  }
}

class Zygote {
 public:
  explicit Zygote(ParseFunction parse) : parse_(parse) {}

  // Exit code.
  int live();

 private:
  bool greet();
  SandboxStrength probe_child();
  void become_child(int replay, int answer);
  [[noreturn]] void parse_in_child(int replay, int answer);
  bool serve_request();
  bool report_ended();

  ParseFunction parse_;
  Limits limits_;
  SystemCallFilter filter_;
  pid_t own_process_ = ::getpid();
  std::vector<Child> children_;
};

// In a new child: only the two descriptors remain, at their places, and signals are as a fresh process has
// them.
void Zygote::become_child(int replay, int answer) {
  ::dup2(replay, kReplay);
  ::dup2(answer, kAnswer);
  ::close_range(kAnswer + 1, ~0u, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void Zygote::parse_in_child(int replay, int answer) {
  become_child(replay, answer);
  const std::span<const std::uint8_t> bytes = map_replay();
  const SandboxStrength strength = lock_child(limits_, filter_, own_process_);
  if (!strength.is_strong() && limits_.allow_weak == 0)
    write_answer(fail(unavailable("the sandbox could not be closed: " + strength.missing)));
  else
    write_answer(parse_guarded(parse_, bytes));
  ::_exit(0);
}

// Whether the kernel grants a child its lock can only be seen in a child.
SandboxStrength Zygote::probe_child() {
  SandboxStrength strength;
  std::array<int, 2> report{};
  if (::pipe2(report.data(), O_CLOEXEC) != 0) return strength;
  Descriptor reading(report[0]);
  Descriptor writing(report[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    become_child(kControl, writing.number());
    int open_descriptors = 0;
    for (int number = 0; number < kDescriptorsProbed; ++number)
      open_descriptors += ::fcntl(number, F_GETFD) != -1 ? 1 : 0;
    int environment_size = 0;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
      ++environment_size;
    Packet packet;
    strength = lock_child(limits_, filter_, own_process_);
    strength.open_descriptors = open_descriptors;
    strength.environment_size = environment_size;
    put_strength(packet, strength);
    ::_exit(::write(kAnswer, &packet, sizeof packet) == static_cast<ssize_t>(sizeof packet) ? 0 : 1);
  }
  writing.reset();
  Packet packet;
  if (::read(reading.number(), &packet, sizeof packet) == static_cast<ssize_t>(sizeof packet))
    strength = strength_of(packet);
  else
    strength.missing = "a child that lives under its lock";
  ::waitpid(child, nullptr, 0);
  return strength;
}

bool Zygote::greet() {
  auto received = receive_packet(kControl, Blocking::yes);
  if (!received || !*received || (*received)->packet.kind != PacketKind::hello) return false;
  limits_ = (*received)->packet.limits;
  // Libraries read their configuration when first used. That must have happened before files are out of
  // reach, and what is warm here is warm in every child.
  (void)sha256(std::string_view());
  (void)parse_guarded(parse_, {});
  std::string filter_problem;
  if (auto filter = SystemCallFilter::compile())
    filter_ = *std::move(filter);
  else
    filter_problem = filter.error().message;
  SandboxStrength strength = lock_zygote();
  const SandboxStrength child = probe_child();
  strength.seccomp = child.seccomp;
  strength.rlimits = child.rlimits;
  strength.open_descriptors = child.open_descriptors;
  strength.environment_size = child.environment_size;
  for (const std::string& more : {filter_problem, child.missing}) {
    if (more.empty()) continue;
    if (!strength.missing.empty()) strength.missing += ", ";
    strength.missing += more;
  }
  Packet ready;
  ready.kind = PacketKind::ready;
  put_strength(ready, strength);
  return send_packet(kControl, ready).has_value();
}

// False when the program is gone or does not make sense: there is nothing left to live for.
bool Zygote::serve_request() {
  auto received = receive_packet(kControl, Blocking::no);
  if (!received) return false;
  if (!*received) return true;
  const Packet& request = (*received)->packet;
  const auto& [replay, answer] = (*received)->descriptors;
  if (request.kind != PacketKind::run || !replay.is_open() || !answer.is_open()) return false;
  const pid_t child = ::fork();
  if (child == 0) parse_in_child(replay.number(), answer.number());
  Packet reply;
  reply.id = request.id;
  if (child < 0) {
    reply.kind = PacketKind::ended;
    reply.fork_errno = errno;
    return send_packet(kControl, reply).has_value();
  }
  children_.push_back({child, request.id});
  // The number cannot have been reused: only this process reaps it.
  const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  if (!handle.is_open()) return false;
  reply.kind = PacketKind::started;
  return send_packet(kControl, reply, {handle.number()}).has_value();
}

bool Zygote::report_ended() {
  int wait_status = 0;
  for (pid_t ended = 0; (ended = ::waitpid(-1, &wait_status, WNOHANG)) > 0;) {
    const auto child = std::ranges::find(children_, ended, &Child::process);
    if (child == children_.end()) continue;
    Packet report;
    report.kind = PacketKind::ended;
    report.id = child->id;
    report.wait_status = wait_status;
    children_.erase(child);
    if (!send_packet(kControl, report)) return false;
  }
  return true;
}

int Zygote::live() {
  sigset_t ended;
  ::sigemptyset(&ended);
  ::sigaddset(&ended, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &ended, nullptr);
  const Descriptor endings(::signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!endings.is_open() || !greet()) return 1;
  std::array<pollfd, 2> watched = {pollfd{kControl, POLLIN, 0}, pollfd{endings.number(), POLLIN, 0}};
  for (;;) {
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return 1;
    if (watched[1].revents != 0) {
      signalfd_siginfo spent{};
      while (::read(endings.number(), &spent, sizeof spent) > 0) {
      }
      if (!report_ended()) return 0;
    }
    if (watched[0].revents != 0 && !serve_request()) return 0;
  }
}

bool is_packet_socket(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

}  // namespace
}  // namespace sandbox

int zygote_main(const ZygoteOptions& options) {
  if (!sandbox::is_packet_socket(sandbox::kControl)) {
    std::fprintf(stderr, "%s is for this program's own use: it starts its replay parsers that way.\n",
                 std::string(kZygoteArgument).c_str());
    return 2;
  }
  ::close_range(3, ~0u, 0);
  ::clearenv();
  // Whoever stops the program signals all its processes; parsers serve until the program itself is done with
  // them.
  for (const int stop : {SIGINT, SIGTERM, SIGHUP}) ::signal(stop, SIG_IGN);
  // Not by returning: destructors of the program's own statics have no business here.
  ::_exit(sandbox::Zygote(options.parse).live());
}

}  // namespace evo
