// The outermost layer of a block: after four equal bytes stands how often the byte comes again.
#pragma once

#include <cstdint>
#include <span>

namespace evo::replay::bzip2 {

struct Expanded {
  std::size_t written = 0;
  const char* failure = nullptr;
};

// Writes at most out.size() bytes. The text of kSlack readable bytes more than it has.
Expanded expand_runs(std::span<const std::uint8_t> text, std::span<std::uint8_t> out, const char* too_long);

}  // namespace evo::replay::bzip2
