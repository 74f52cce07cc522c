// The zygote as the program sees it: a child process and the socket to it.
#pragma once

#include <memory>

#include <sys/types.h>

#include "adapters/net/descriptor.hpp"
#include "adapters/sandbox/protocol.hpp"

namespace evo::sandbox {

class ZygoteProcess {
 public:
  // Starts one and waits until it is ready; blocks for some ten milliseconds, at most kReadyWithin. Errors:
  // unavailable (it does not start, or the sandbox would be weak and that is not allowed).
  static Result<std::unique_ptr<ZygoteProcess>> start(const Limits& limits);
  // Ends it and all its children; waits until the kernel has done so.
  ~ZygoteProcess();

  const SandboxStrength& strength() const { return strength_; }
  pid_t process() const { return process_; }
  // Of a SOCK_SEQPACKET socket; to be taken once.
  Descriptor take_socket() { return std::move(socket_); }
  void kill();

 private:
  ZygoteProcess(pid_t process, Descriptor socket) : process_(process), socket_(std::move(socket)) {}
  Result<void> greet(const Limits& limits);

  pid_t process_;
  Descriptor socket_;
  SandboxStrength strength_;
};

}  // namespace evo::sandbox
