#include "adapters/sandbox/protocol.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#include <sys/socket.h>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace evo::sandbox {
namespace {

static_assert(std::is_trivially_copyable_v<Packet>);

struct AnswerHeader {
  static constexpr std::uint32_t kMagic = 0x45564F41;
  static constexpr std::uint32_t kText = 0;
  static constexpr std::uint32_t kFileIsInvalid = 1;
  static constexpr std::uint32_t kParserFailed = 2;

  std::uint32_t magic = kMagic;
  std::uint32_t status = kText;
  std::uint64_t length = 0;
};
static_assert(sizeof(AnswerHeader) == kAnswerHeaderBytes);

// One bit for each yes-or-no of SandboxStrength, in this order.
constexpr std::array kBits = {&SandboxStrength::seccomp,           &SandboxStrength::rlimits,
                              &SandboxStrength::no_new_privileges, &SandboxStrength::network_namespace,
                              &SandboxStrength::ipc_namespace,     &SandboxStrength::user_changed,
                              &SandboxStrength::no_capabilities};

std::string words(int code) { return std::generic_category().message(code); }

// Room for the descriptors of one packet, aligned as the kernel wants it.
struct alignas(cmsghdr) Ancillary {
  std::array<char, CMSG_SPACE(2 * sizeof(int))> bytes{};
};

void take_descriptors(msghdr& message, Received& received) {
  std::size_t taken = 0;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count && taken < received.descriptors.size(); ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(part) + i * sizeof(int), sizeof(int));
      received.descriptors[taken++].reset(number);
    }
  }
}

}  // namespace

void put_strength(Packet& packet, const SandboxStrength& strength) {
  for (std::size_t i = 0; i < kBits.size(); ++i)
    if (strength.*kBits[i]) packet.strength_bits |= 1u << i;
  packet.landlock_abi = strength.landlock_abi;
  packet.open_descriptors = strength.open_descriptors;
  packet.environment_size = strength.environment_size;
  const std::size_t size = std::min(strength.missing.size(), packet.missing.size() - 1);
  std::copy_n(strength.missing.begin(), size, packet.missing.begin());
}

SandboxStrength strength_of(const Packet& packet) {
  SandboxStrength strength;
  for (std::size_t i = 0; i < kBits.size(); ++i) strength.*kBits[i] = (packet.strength_bits >> i & 1u) != 0;
  strength.landlock_abi = packet.landlock_abi;
  strength.open_descriptors = packet.open_descriptors;
  strength.environment_size = packet.environment_size;
  strength.missing.assign(packet.missing.begin(), std::ranges::find(packet.missing, '\0'));
  return strength;
}

Result<void> send_packet(int socket, const Packet& packet, std::initializer_list<int> descriptors) {
  EVO_ASSERT(descriptors.size() <= 2);
  Packet copy = packet;
  iovec piece{&copy, sizeof copy};
  Ancillary ancillary;
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  if (descriptors.size() > 0) {
    message.msg_control = ancillary.bytes.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
    cmsghdr* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
    std::memcpy(CMSG_DATA(part), descriptors.begin(), descriptors.size() * sizeof(int));
  }
  for (;;) {
    if (::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(sizeof copy))
      return {};
    if (errno != EINTR) return fail(unavailable("cannot send to the parser zygote: " + words(errno)));
  }
}

Result<std::optional<Received>> receive_packet(int socket, Blocking blocking) {
  Received received;
  iovec piece{&received.packet, sizeof received.packet};
  Ancillary ancillary;
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.bytes.data();
  message.msg_controllen = ancillary.bytes.size();
  ssize_t size = 0;
  do {
    size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (blocking == Blocking::no ? MSG_DONTWAIT : 0));
  } while (size < 0 && errno == EINTR);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
  if (size < 0) return fail(unavailable("the parser zygote is gone: " + words(errno)));
  if (size == 0) return fail(unavailable("the parser zygote is gone"));
  take_descriptors(message, received);
  const bool whole =
      size == static_cast<ssize_t>(sizeof(Packet)) && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
  if (!whole || received.packet.magic != Packet::kMagic)
    return fail(internal("unexpected bytes on the parser zygote's socket"));
  return received;
}

std::string encode_answer(const Result<std::string>& answer) {
  AnswerHeader header;
  std::string text;
  if (answer) {
    text = *answer;
  } else {
    header.status = answer.error().kind == ErrorKind::invalid ? AnswerHeader::kFileIsInvalid
                                                              : AnswerHeader::kParserFailed;
    text = harmless(answer.error().message, kAnswerMessageBytesMax);
  }
  header.length = text.size();
  std::string bytes(sizeof header, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes + text;
}

Result<std::string> decode_answer(std::string_view bytes, std::size_t text_bytes_max) {
  AnswerHeader header;
  if (bytes.size() < sizeof header)
    return fail(unavailable(fmt::format("the parser's answer broke off after {} bytes", bytes.size())));
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::string_view text = bytes.substr(sizeof header);
  if (header.magic != AnswerHeader::kMagic || header.status > AnswerHeader::kParserFailed)
    return fail(unavailable("the parser's answer has a wrong header"));
  const std::size_t limit = header.status == AnswerHeader::kText ? text_bytes_max : kAnswerMessageBytesMax;
  if (header.length > limit || header.length != text.size())
    return fail(unavailable(fmt::format("the parser's answer announces {} bytes and has {} (limit {})",
                                        header.length, text.size(), limit)));
  if (header.status == AnswerHeader::kText) return std::string(text);
  std::string message = harmless(text, kAnswerMessageBytesMax);
  if (header.status == AnswerHeader::kFileIsInvalid) return fail(invalid(std::move(message)));
  return fail(unavailable("the parser failed: " + message));
}

}  // namespace evo::sandbox
