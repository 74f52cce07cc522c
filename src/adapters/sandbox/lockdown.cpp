#include "adapters/sandbox/lockdown.hpp"

#include <array>
#include <cerrno>
#include <initializer_list>
#include <system_error>

#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace evo::sandbox {
namespace {

constexpr uid_t kNobody = 65534;
constexpr std::size_t kFilterInstructionsMax = 4096;  // BPF_MAXINSNS.

#ifdef EVO_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

std::string words(int code) { return std::generic_category().message(code); }

void note(SandboxStrength& strength, std::string_view what, int code) {
  if (!strength.missing.empty()) strength.missing += ", ";
  strength.missing += fmt::format("{} ({})", what, words(code));
}

// --- The filter
// -----------------------------------------------------------------------------------------------------

struct FilterContext {
  scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
  FilterContext() = default;
  FilterContext(const FilterContext&) = delete;
  FilterContext& operator=(const FilterContext&) = delete;
  ~FilterContext() { seccomp_release(context); }
};

int allow(scmp_filter_ctx context, int call, std::initializer_list<scmp_arg_cmp> conditions = {}) {
  return seccomp_rule_add_array(context, SCMP_ACT_ALLOW, call, static_cast<unsigned>(conditions.size()),
                                conditions.size() == 0 ? nullptr : conditions.begin());
}

scmp_arg_cmp has_bits(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

int add_rules(scmp_filter_ctx context) {
  // Memory is anonymous and never executable.
  const scmp_arg_cmp never_executable = has_bits(2, PROT_EXEC, 0);
  const scmp_arg_cmp anonymous = has_bits(3, MAP_ANONYMOUS, MAP_ANONYMOUS);
  int failed = allow(context, SCMP_SYS(mmap), {never_executable, anonymous});
  failed |= allow(context, SCMP_SYS(mprotect), {never_executable});
  for (const int call : {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
                         SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(exit), SCMP_SYS(exit_group)})
    failed |= allow(context, call);
  if (!kSanitized) return failed | allow(context, SCMP_SYS(write), {{0, SCMP_CMP_EQ, STDOUT_FILENO, 0}});
  // Sanitizers look for the alternative stack at a throw, and try addresses by writing them into a pipe of
  // their own.
  for (const int call :
       {SCMP_SYS(write), SCMP_SYS(sigaltstack), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(close)})
    failed |= allow(context, call);
  return failed;
}

// --- The zygote
// -----------------------------------------------------------------------------------------------------

void leave_namespaces(SandboxStrength& strength) {
  if (::geteuid() == 0) {
    strength.network_namespace = ::unshare(CLONE_NEWNET) == 0;
    if (!strength.network_namespace) note(strength, "network namespace", errno);
    strength.ipc_namespace = ::unshare(CLONE_NEWIPC) == 0;
    if (!strength.ipc_namespace) note(strength, "IPC namespace", errno);
    return;
  }
  // Without root they come only together with a user namespace, which some systems forbid.
  const bool left = ::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0;
  strength.network_namespace = strength.ipc_namespace = left;
  if (!left) note(strength, "namespaces", errno);
}

void become_nobody(SandboxStrength& strength) {
  if (::geteuid() != 0) return;
  strength.user_changed = ::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
                          ::setresuid(kNobody, kNobody, kNobody) == 0;
  if (!strength.user_changed) note(strength, "change of user", errno);
}

void drop_capabilities(SandboxStrength& strength) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, 2> none{};
  strength.no_capabilities = ::syscall(SYS_capset, &header, none.data()) == 0;
  if (!strength.no_capabilities) note(strength, "dropping capabilities", errno);
}

// Rights as the kernel numbers them (linux/landlock.h); spelled here because they grow faster than packaged
// headers.
struct LandlockRights {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scopes;
};

constexpr LandlockRights all_rights(int abi) {
  const std::array<int, 5> file_rights = {13, 14, 15, 15, 16};  // By interface version 1 to 5.
  const int files = file_rights[static_cast<std::size_t>(abi > 5 ? 5 : abi) - 1];
  return {(std::uint64_t{1} << files) - 1, abi >= 4 ? 3u : 0u, abi >= 6 ? 3u : 0u};
}

// A rule set that handles every right and grants none: no file, TCP port, abstract socket or foreign process
// is reachable.
void deny_files_and_network(SandboxStrength& strength) {
  constexpr unsigned kVersionFlag = 1;
  const auto abi = static_cast<int>(::syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersionFlag));
  if (abi < 1) return note(strength, "landlock", errno);
  const LandlockRights rights = all_rights(abi);
  const std::size_t size = abi >= 6   ? sizeof rights
                           : abi >= 4 ? 2 * sizeof(std::uint64_t)
                                      : sizeof(std::uint64_t);
  const Descriptor rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rights, size, 0)));
  if (!rules.is_open() || ::syscall(SYS_landlock_restrict_self, rules.number(), 0) != 0)
    return note(strength, "landlock", errno);
  strength.landlock_abi = abi;
}

bool limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0;
}

}  // namespace

Result<SystemCallFilter> SystemCallFilter::compile() {
  const FilterContext filter;
  if (filter.context == nullptr) return fail(internal("libseccomp has no memory"));
  int failed = seccomp_attr_set(filter.context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  failed |= add_rules(filter.context);
  const Descriptor exported(::memfd_create("filter", MFD_CLOEXEC));
  if (failed != 0 || seccomp_export_bpf(filter.context, exported.number()) != 0)
    return fail(internal("libseccomp cannot compile the system call filter"));
  SystemCallFilter compiled;
  compiled.instructions_.resize(kFilterInstructionsMax);
  const ssize_t size = ::pread(exported.number(), compiled.instructions_.data(),
                               kFilterInstructionsMax * sizeof(sock_filter), 0);
  if (size <= 0) return fail(internal("the system call filter cannot be read back"));
  compiled.instructions_.resize(static_cast<std::size_t>(size) / sizeof(sock_filter));
  return compiled;
}

int SystemCallFilter::load() {
  const sock_fprog program{static_cast<unsigned short>(instructions_.size()), instructions_.data()};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? 0 : errno;
}

SandboxStrength lock_zygote() {
  SandboxStrength strength;
  leave_namespaces(strength);
  become_nobody(strength);
  drop_capabilities(strength);
  strength.no_new_privileges = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (!strength.no_new_privileges) note(strength, "no new privileges", errno);
  deny_files_and_network(strength);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  return strength;
}

SandboxStrength lock_child(const Limits& limits, SystemCallFilter& filter, pid_t zygote) {
  SandboxStrength strength;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != zygote) ::_exit(1);  // It died before it could be watched.
  // AddressSanitizer reserves terabytes of addresses and reads its own memory through pipes.
  strength.rlimits = (kSanitized || limit(RLIMIT_AS, limits.memory_bytes_max)) &&
                     limit(RLIMIT_NOFILE, kSanitized ? 16 : 2) && limit(RLIMIT_CPU, limits.cpu_seconds_max) &&
                     limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0);
  if (!strength.rlimits) note(strength, "resource limits", errno);
  const int failed = filter.load();
  strength.seccomp = failed == 0;
  if (failed != 0) note(strength, "seccomp", failed);
  return strength;
}

}  // namespace evo::sandbox
