// The replay's header: which game version wrote the file and how long the game was. It stands uncompressed at
// the start of the file and is the only part that can be read before the tables are chosen.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "replay/replay.hpp"

namespace evo::replay {

struct ReplayHeader {
  std::uint32_t base_build = 0;
  std::uint32_t build = 0;
  std::uint32_t game_loops = 0;
  std::string version;  // "5.0.15.95299"
};

// Errors: invalid.
Result<ReplayHeader> read_header(Bytes header);

// A build without tables of its own is read by those of the nearest older one. Where they do not fit, the
// error should not accuse the file alone: it names the build.
Error blame_build(Error error, const ReplayHeader& header);
template <class T>
Result<T> blaming_build(Result<T> result, const ReplayHeader& header) {
  if (!result) return fail(blame_build(std::move(result).error(), header));
  return result;
}

}  // namespace evo::replay
