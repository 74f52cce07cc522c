// What the parser's processes give up before they meet a foreign byte.
//
// The zygote, once: namespaces of its own (network, IPC), root's identity, all capabilities, new privileges,
// the whole file system and network (Landlock), core files, being read by others. Whatever the kernel refuses
// is written down.
//
// Each child, on top: every system call except those for memory, for writing to descriptor 1 and for ending
// (seccomp: any other kills it); address space, processor time, new descriptors, files, processes; and it
// dies with the zygote. A child that cannot have seccomp or its limits does not parse, unless that was
// allowed.
#pragma once

#include <vector>

#include <linux/filter.h>
#include <sys/types.h>

#include "adapters/sandbox/protocol.hpp"

namespace evo::sandbox {

// The seccomp filter as the kernel takes it; compiled once, because compiling costs more than all the rest.
class SystemCallFilter {
 public:
  // Errors: internal.
  static Result<SystemCallFilter> compile();
  // Irrevocable for this process. Returns 0 or an errno.
  int load();

 private:
  std::vector<sock_filter> instructions_;
};

// Locks this process, which must have one thread and every file open that it will ever need.
SandboxStrength lock_zygote();

// Locks this process, a child of `zygote`; returns what was had (only `seccomp`, `rlimits` and `missing` are
// set).
SandboxStrength lock_child(const Limits& limits, SystemCallFilter& filter, pid_t zygote);

}  // namespace evo::sandbox
