#include "adapters/sandbox/zygote_process.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace evo::sandbox {
namespace {

constexpr const char* kOwnFile = "/proc/self/exe";  // Stays the same file while an update replaces the path.
constexpr int kReadyWithinSeconds = 10;

std::string words(int code) { return std::generic_category().message(code); }

struct SpawnSettings {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  explicit SpawnSettings(int control) {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, control, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&attributes);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes, &signals);
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes, &signals);
    // A session of its own: the terminal's interrupt is meant for the program, which ends the zygote in its
    // time.
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
};

Result<pid_t> spawn(const Descriptor& control) {
  const SpawnSettings settings(control.number());
  std::string name = "evoladder";
  std::string argument(kZygoteArgument);
  char* arguments[] = {name.data(), argument.data(), nullptr};
  char* environment[] = {nullptr};
  pid_t process = -1;
  const int failed =
      ::posix_spawn(&process, kOwnFile, &settings.files, &settings.attributes, arguments, environment);
  if (failed != 0) return fail(unavailable("cannot start the parser zygote: " + words(failed)));
  return process;
}

// A program whose main() does not know kZygoteArgument would start itself over and over.
bool is_itself_spawned_so() {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

}  // namespace

Result<std::unique_ptr<ZygoteProcess>> ZygoteProcess::start(const Limits& limits) {
  if (is_itself_spawned_so()) return fail(internal("main() must hand over to zygote_main() before all else"));
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail(unavailable("cannot create a socket for the parser zygote: " + words(errno)));
  Descriptor own(ends[0]);
  const Descriptor control(ends[1]);
  TRY(const pid_t process, spawn(control));
  std::unique_ptr<ZygoteProcess> zygote(new ZygoteProcess(process, std::move(own)));
  CHECK_OK(zygote->greet(limits));
  return zygote;
}

Result<void> ZygoteProcess::greet(const Limits& limits) {
  const timeval patience{kReadyWithinSeconds, 0};
  ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  Packet hello;
  hello.limits = limits;
  CHECK_OK(send_packet(socket_.number(), hello));
  TRY(auto received, receive_packet(socket_.number(), Blocking::yes));
  if (!received || received->packet.kind != PacketKind::ready)
    return fail(unavailable(fmt::format("the parser zygote was not ready within {} s", kReadyWithinSeconds)));
  strength_ = strength_of(received->packet);
  if (!strength_.is_strong() && limits.allow_weak == 0)
    return fail(
        unavailable(fmt::format("this system does not grant the parser's sandbox what hostile files call "
                                "for; missing: {}. Allow these in the "
                                "container's or service's security profile, or set sandbox.allow_weak = true "
                                "to parse replays all the same",
                                strength_.missing)));
  return {};
}

void ZygoteProcess::kill() { ::kill(process_, SIGKILL); }

ZygoteProcess::~ZygoteProcess() {
  socket_.reset();
  kill();
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace evo::sandbox
