#include "adapters/sandbox/runner.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/net/offload.hpp"
#include "base/assert.hpp"

namespace evo {

namespace asio = boost::asio;
using sandbox::Blocking;
using sandbox::Packet;
using sandbox::PacketKind;
using sandbox::ZygoteProcess;

namespace {

constexpr std::size_t kSealInlineBytesMax = 128u << 10;  // Copying more would hold up the loop.
constexpr std::size_t kReadBytes = 16u << 10;
constexpr int kZygotesPerReplayMax = 2;

std::string words(int code) { return std::generic_category().message(code); }

// The bytes in a file of their own, in memory, that nobody can change any more.
Result<Descriptor> seal(std::span<const std::uint8_t> bytes) {
  Descriptor file(::memfd_create("replay", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.is_open()) return fail(unavailable("cannot create a memory file: " + words(errno)));
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(unavailable("cannot fill a memory file: " + words(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (::fcntl(file.number(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
    return fail(unavailable("cannot seal a memory file: " + words(errno)));
  return file;
}

}  // namespace

struct Runner::Child {
  Child(const asio::any_io_executor& loop, int answer_pipe) : answer(loop, answer_pipe), deadline(loop) {}

  bool is_over() const { return ended || lost; }
  void kill() {
    kill_wanted = true;
    if (process.is_open() && !ended) ::syscall(SYS_pidfd_send_signal, process.number(), SIGKILL, nullptr, 0);
  }

  asio::posix::stream_descriptor answer;
  asio::steady_timer deadline;
  Descriptor process;  // A pidfd; open once the zygote has said that the child started.
  bool kill_wanted = false;
  bool timed_out = false;
  bool flooded = false;
  bool ended = false;  // The zygote reaped it; wait_status or fork_errno tells how.
  bool lost = false;   // The zygote is gone, and the child with it.
  int wait_status = 0;
  int fork_errno = 0;
  Waiters over;
};

// One zygote and the children that it has.
struct Runner::Link {
  Link(const asio::any_io_executor& loop, std::unique_ptr<ZygoteProcess> started)
      : zygote(std::move(started)), socket(loop, zygote->take_socket().release()) {}

  void break_off();
  bool take_packets();
  void take(Packet& packet, Descriptor descriptor);
  static Task<void> listen(std::shared_ptr<Link> link);
  static void watch(const std::shared_ptr<Link>& link, const std::shared_ptr<Child>& child,
                    const SandboxOptions& options);

  std::unique_ptr<ZygoteProcess> zygote;
  asio::posix::stream_descriptor socket;
  std::map<std::uint64_t, std::shared_ptr<Child>> children;
  bool listening = false;
  bool broken = false;
};

void Runner::Link::break_off() {
  if (std::exchange(broken, true)) return;
  zygote->kill();
  boost::system::error_code ignored;
  socket.close(ignored);
  for (auto& [id, child] : std::exchange(children, {})) {
    child->kill();
    child->lost = true;
    child->answer.close(ignored);
    child->over.wake_all();
  }
}

// False when the zygote is gone.
bool Runner::Link::take_packets() {
  for (;;) {
    auto received = sandbox::receive_packet(socket.native_handle(), Blocking::no);
    if (!received) return false;
    if (!*received) return true;
    take((*received)->packet, std::move((*received)->descriptors[0]));
  }
}

void Runner::Link::take(Packet& packet, Descriptor descriptor) {
  const auto found = children.find(packet.id);
  if (found == children.end()) return;
  const std::shared_ptr<Child> child = found->second;
  if (packet.kind == PacketKind::started) {
    child->process = std::move(descriptor);
    if (child->kill_wanted) child->kill();
  } else if (packet.kind == PacketKind::ended) {
    child->ended = true;
    child->wait_status = packet.wait_status;
    child->fork_errno = packet.fork_errno;
    child->deadline.cancel();
    children.erase(found);
    child->over.wake_all();
  }
}

// Listens only while there are children, so that an idle parser does not keep a loop from running dry.
Task<void> Runner::Link::listen(std::shared_ptr<Link> link) {
  while (!link->broken && !link->children.empty()) {
    boost::system::error_code error;
    co_await link->socket.async_wait(asio::posix::stream_descriptor::wait_read,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (!link->broken && (error || !link->take_packets())) link->break_off();
  }
  link->listening = false;
}

void Runner::Link::watch(const std::shared_ptr<Link>& link, const std::shared_ptr<Child>& child,
                         const SandboxOptions& options) {
  const std::weak_ptr weak_link(link);
  const std::weak_ptr weak_child(child);
  const auto give_up = [weak_link](boost::system::error_code error) {
    const auto stuck = weak_link.lock();
    if (!error && stuck) stuck->break_off();
  };
  child->deadline.expires_after(options.deadline);
  child->deadline.async_wait(
      [weak_child, give_up, grace = options.kill_grace](boost::system::error_code error) {
        const auto late = weak_child.lock();
        if (error || !late || late->is_over()) return;
        late->timed_out = true;
        late->kill();
        late->deadline.expires_after(grace);
        late->deadline.async_wait(give_up);
      });
}

// The right to run one child; passed on to the first in line when given back.
class Runner::Turn {
 public:
  explicit Turn(std::shared_ptr<Runner> runner) : runner_(std::move(runner)) {}
  Turn(Turn&&) noexcept = default;
  Turn& operator=(Turn&&) = delete;
  ~Turn() {
    if (runner_ && !runner_->line_.wake_one()) --runner_->running_;
  }

 private:
  std::shared_ptr<Runner> runner_;
};

Runner::Runner(asio::any_io_executor loop, asio::thread_pool& pool, Telemetry& telemetry,
               SandboxOptions options, std::size_t answer_bytes_max)
    : loop_(std::move(loop)), pool_(pool), telemetry_(telemetry), options_(options) {
  if (options_.children_max == 0) options_.children_max = std::max(1u, std::thread::hardware_concurrency());
  limits_.memory_bytes_max = options_.memory_bytes_max;
  limits_.answer_bytes_max = answer_bytes_max;
  // The deadline is for those who sleep; whoever computes is stopped even if the loop were too busy to look.
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(options_.deadline).count() + 1;
  limits_.cpu_seconds_max = static_cast<std::uint32_t>(seconds);
  limits_.allow_weak = options_.allow_weak ? 1 : 0;
}

Runner::~Runner() { stop(); }

void Runner::adopt(std::unique_ptr<ZygoteProcess> zygote) {
  strength_ = zygote->strength();
  link_ = std::make_shared<Link>(loop_, std::move(zygote));
}

Result<void> Runner::start() {
  TRY(auto zygote, ZygoteProcess::start(limits_));
  adopt(std::move(zygote));
  return {};
}

void Runner::stop() {
  stopped_ = true;
  if (link_) link_->break_off();
  link_ = nullptr;
}

pid_t Runner::zygote() const { return link_ && !link_->broken ? link_->zygote->process() : 0; }

std::size_t Runner::children() const {
  if (!link_) return 0;
  const auto has_started = [](const auto& entry) { return entry.second->process.is_open(); };
  return static_cast<std::size_t>(std::ranges::count_if(link_->children, has_started));
}

Task<Result<Runner::Turn>> Runner::take_turn() {
  if (running_ < options_.children_max) {
    ++running_;
    co_return Turn(shared_from_this());
  }
  if (line_.size() >= options_.waiting_max)
    co_return fail(busy(fmt::format("{} replays wait for a parser already", line_.size())));
  const auto self = shared_from_this();
  if (!co_await self->line_.wait()) co_return fail(unavailable("parsing was cancelled"));
  co_return Turn(self);
}

Task<Result<std::shared_ptr<Runner::Link>>> Runner::living_link() {
  while (starting_ && co_await start_over_.wait()) {
  }
  if (stopped_ || starting_) co_return fail(unavailable("the parser is stopping"));
  if (link_ && !link_->broken) co_return link_;
  starting_ = true;
  // The old one is buried there, too, because that waits for the kernel.
  auto old = link_ ? std::move(link_->zygote) : nullptr;
  link_ = nullptr;
  auto zygote = co_await offload(pool_, [limits = limits_, old = std::move(old)]() mutable {
    old = nullptr;
    return ZygoteProcess::start(limits);
  });
  starting_ = false;
  start_over_.wake_all();
  if (!zygote) {
    telemetry_.log(Level::error, "sandbox.zygote_failed", {{"why", zygote.error().message}});
    co_return fail(zygote.error());
  }
  if (stopped_) co_return fail(unavailable("the parser is stopping"));
  telemetry_.log(Level::warn, "sandbox.zygote_restarted", {});
  adopt(*std::move(zygote));
  co_return link_;
}

Result<std::shared_ptr<Runner::Child>> Runner::begin(const std::shared_ptr<Link>& link, int replay) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(unavailable("cannot create a pipe: " + words(errno)));
  const auto child = std::make_shared<Child>(loop_, ends[0]);
  const Descriptor answer(ends[1]);
  Packet request;
  request.kind = PacketKind::run;
  request.id = ++children_begun_;
  if (auto sent = sandbox::send_packet(link->socket.native_handle(), request, {replay, answer.number()});
      !sent) {
    link->break_off();
    child->lost = true;
    return child;
  }
  link->children.emplace(request.id, child);
  Link::watch(link, child, options_);
  if (!std::exchange(link->listening, true))
    asio::co_spawn(loop_, Link::listen(link), [](std::exception_ptr thrown) { EVO_ASSERT(!thrown); });
  return child;
}

Task<Result<std::string>> Runner::collect(std::shared_ptr<Child> child) {
  struct Abandon {
    explicit Abandon(Child& left) : child(left) {}
    Abandon(const Abandon&) = delete;
    Abandon& operator=(const Abandon&) = delete;
    ~Abandon() {
      if (!child.is_over()) child.kill();
    }
    Child& child;
  };
  const Abandon abandon(*child);
  const std::size_t limit = sandbox::kAnswerHeaderBytes +
                            std::max<std::size_t>(limits_.answer_bytes_max, sandbox::kAnswerMessageBytesMax);
  std::string answer;
  std::string chunk(kReadBytes, '\0');
  boost::system::error_code error;
  while (!error && answer.size() <= limit && !child->lost) {
    const std::size_t size = co_await child->answer.async_read_some(
        asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
    answer.append(chunk, 0, size);
  }
  child->flooded = answer.size() > limit;
  if (child->flooded) child->kill();
  child->answer.close(error);
  while (!child->is_over() && co_await child->over.wait()) {
  }
  if (!child->is_over()) co_return fail(unavailable("parsing was cancelled"));
  co_return judge(*child, answer);
}

Result<std::string> Runner::judge(const Child& child, const std::string& answer) const {
  if (child.timed_out)
    return fail(timed_out(fmt::format("parsing took longer than {} ms", options_.deadline.count())));
  if (child.lost) return fail(unavailable("the parser zygote died while the replay was parsed"));
  if (child.fork_errno != 0) return fail(unavailable("cannot start a parser: " + words(child.fork_errno)));
  if (child.flooded)
    return fail(
        unavailable(fmt::format("the parser answered with more than {} bytes", limits_.answer_bytes_max)));
  if (WIFSIGNALED(child.wait_status)) {
    const int signal = WTERMSIG(child.wait_status);
    if (signal == SIGXCPU) return fail(timed_out("parsing took more processor time than it may"));
    const char* name = ::sigabbrev_np(signal);
    const std::string_view hint = signal == SIGSYS    ? ": it made a system call that is forbidden to it"
                                  : signal == SIGKILL ? ": perhaps the system ran out of memory"
                                                      : "";
    return fail(
        unavailable(fmt::format("the parser was killed by SIG{}{}", name == nullptr ? "?" : name, hint)));
  }
  if (!WIFEXITED(child.wait_status) || WEXITSTATUS(child.wait_status) != 0)
    return fail(unavailable(fmt::format("the parser ended with wait status {:#x}", child.wait_status)));
  return sandbox::decode_answer(answer, limits_.answer_bytes_max);
}

Task<Result<std::string>> Runner::run_in_child(Blob bytes) {
  Result<Descriptor> sealed = fail(internal("not sealed"));
  if (bytes->size() <= kSealInlineBytesMax)
    sealed = seal(*bytes);
  else
    sealed = co_await offload(pool_, [bytes] { return seal(*bytes); });
  if (!sealed) co_return fail(sealed.error());
  for (int zygotes = 1;; ++zygotes) {
    CO_TRY(const std::shared_ptr<Link> link, co_await living_link());
    CO_TRY(const std::shared_ptr<Child> child, begin(link, sealed->number()));
    Result<std::string> answer = co_await collect(child);
    // A zygote that died before it forked says nothing about this replay: another one gets it.
    const bool was_begun = child->process.is_open() || !child->lost;
    if (was_begun || zygotes == kZygotesPerReplayMax) co_return answer;
  }
}

Task<Result<std::string>> Runner::run(Blob bytes) {
  const auto self = shared_from_this();
  if (bytes->size() > options_.replay_bytes_max)
    co_return fail(invalid(fmt::format("the replay has {} bytes, more than the limit of {}", bytes->size(),
                                       options_.replay_bytes_max)));
  CO_TRY(const Turn turn, co_await self->take_turn());
  const auto started = std::chrono::steady_clock::now();
  Result<std::string> answer = co_await self->run_in_child(std::move(bytes));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  self->telemetry_.observe("sandbox.parse_seconds", took.count());
  if (answer || answer.error().kind == ErrorKind::invalid) {
    self->telemetry_.count(answer ? "sandbox.parsed" : "sandbox.refused");
  } else {
    self->telemetry_.count("sandbox.failed");
    self->telemetry_.log(Level::warn, "sandbox.failed",
                         {{"kind", to_string(answer.error().kind)}, {"why", answer.error().message}});
  }
  co_return answer;
}

}  // namespace evo
