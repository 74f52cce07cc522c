// What crosses the two borders of the sandbox.
//
// Packets, between program and zygote: trusted, fixed in size, over a SOCK_SEQPACKET pair, some with
// descriptors.
//   hello(limits) -> ready(strength)                  once
//   run(id, replay, answer pipe) -> started(id, pidfd), ended(id, wait status or fork's errno)
//
// Answers, from a child over its pipe: hostile. A header, a text, the end; anything else is refused.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/descriptor.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "base/result.hpp"

namespace evo::sandbox {

struct Limits {
  std::uint64_t memory_bytes_max = 0;
  std::uint64_t answer_bytes_max = 0;
  std::uint32_t cpu_seconds_max = 0;
  std::uint32_t allow_weak = 0;
};

enum class PacketKind : std::uint32_t { hello = 1, ready, run, started, ended };

struct Packet {
  static constexpr std::uint32_t kMagic = 0x45564F5A;

  std::uint32_t magic = kMagic;
  PacketKind kind = PacketKind::hello;
  std::uint64_t id = 0;
  std::int32_t wait_status = 0;  // ended: as waitpid() gives it.
  std::int32_t fork_errno = 0;   // ended: not 0 where no child came into being.
  Limits limits{};               // hello.
  // ready: SandboxStrength.
  std::uint32_t strength_bits = 0;
  std::int32_t landlock_abi = 0;
  std::int32_t open_descriptors = 0;
  std::int32_t environment_size = 0;
  std::array<char, 512> missing{};
};

void put_strength(Packet& packet, const SandboxStrength& strength);
SandboxStrength strength_of(const Packet& packet);

struct Received {
  Packet packet;
  std::array<Descriptor, 2> descriptors;
};

enum class Blocking { no, yes };

// Errors: unavailable (the other end is gone, or its buffer is full).
Result<void> send_packet(int socket, const Packet& packet, std::initializer_list<int> descriptors = {});
// nullopt: nothing there yet (Blocking::no, or the socket's receive timeout passed). Errors: unavailable (the
// other end is gone), internal (what came is no packet).
Result<std::optional<Received>> receive_packet(int socket, Blocking blocking);

inline constexpr std::size_t kAnswerHeaderBytes = 16;
inline constexpr std::size_t kAnswerMessageBytesMax = 500;

std::string encode_answer(const Result<std::string>& answer);
// The text, or the error that the child reported: `invalid` stays so, because it blames the file; everything
// else, and any breach of the form, is `unavailable`.
Result<std::string> decode_answer(std::string_view bytes, std::size_t text_bytes_max);

}  // namespace evo::sandbox
