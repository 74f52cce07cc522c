// The one JSON form of a summary: what `evoladder replay info --json` prints, what a parser child answers and
// what the store keeps. Reading treats the text as foreign input: unknown keys are ignored, wrong types,
// ranges and sizes are errors that name the path.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "replay/summary.hpp"

namespace evo::replay {

inline constexpr std::size_t kSummaryJsonBytesMax = 1u << 20;

// One line, no trailing newline. `file` (a path or name) becomes the first member when it is not empty.
std::string to_json(const ReplaySummary& summary, std::string_view file = {});
// {"file": ..., "error": {"kind", "message"}}
std::string to_json(const Error& error, std::string_view file);
Result<ReplaySummary> summary_from_json(std::string_view text);

}  // namespace evo::replay
