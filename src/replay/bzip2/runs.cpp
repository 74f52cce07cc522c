#include "replay/bzip2/runs.hpp"

#include <cstring>

namespace evo::replay::bzip2 {
namespace {

constexpr std::size_t kRun = 4;

// Where the next four equal bytes begin; `size` when there are none. Eight places are tried at once: in the
// difference to the neighbour, a run shows as three bytes of zero.
std::size_t next_run(const std::uint8_t* text, std::size_t from, std::size_t size) {
  const auto is_run = [text](std::size_t at) {
    return text[at] == text[at + 1] && text[at + 1] == text[at + 2] && text[at + 2] == text[at + 3];
  };
  const auto word = [text](std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, text + at, 8);
    return value;
  };
  std::size_t at = from;
  for (; at + 11 <= size; at += 8) {
    const std::uint64_t one = word(at + 1);
    const std::uint64_t two = word(at + 2);
    const std::uint64_t unlike = (word(at) ^ one) | (one ^ two) | (two ^ word(at + 3));
    // Some byte is zero; a borrow can only add false alarms above a true one.
    if (((unlike - 0x0101010101010101u) & ~unlike & 0x8080808080808080u) == 0) continue;
    while (!is_run(at)) ++at;
    return at;
  }
  for (; at + kRun <= size; ++at)
    if (is_run(at)) return at;
  return size;
}

}  // namespace

Expanded expand_runs(std::span<const std::uint8_t> text, std::span<std::uint8_t> out, const char* too_long) {
  std::size_t read = 0;
  std::size_t written = 0;
  while (read < text.size()) {
    const std::size_t run = next_run(text.data(), read, text.size());
    const bool found = run < text.size();
    const std::size_t plain = run - read + (found ? kRun : 0);
    if (plain > out.size() - written) return {written, too_long};
    std::memcpy(out.data() + written, text.data() + read, plain);
    written += plain;
    read += plain;
    if (!found) break;
    if (read == text.size()) return {written, "bzip2 data is corrupt: a run without length"};
    const std::size_t more = text[read++];
    if (more > out.size() - written) return {written, too_long};
    std::memset(out.data() + written, text[run], more);
    written += more;
  }
  return {written, nullptr};
}

}  // namespace evo::replay::bzip2
