// Reads a whole file: every member that this library knows, every event of every stream. What it finds wrong
// is wrong with the file or with our knowledge of its build; summarize() is content with less.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "replay/replay.hpp"

namespace evo::replay {

struct Verified {
  std::uint32_t base_build = 0;
  bool protocol_exact = false;
  std::uint64_t events = 0;  // Of all streams.
};

// A member that the build or the client did not write is no fault, but for details and game events. Errors:
// invalid, naming the member and the place.
Result<Verified> verify(Bytes file);

// What came of reading many files.
struct VerifyReport {
  struct Failure {
    std::string file;
    Error error;
  };

  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t events = 0;
  std::uint64_t inexact = 0;  // Files read by the tables of an older build.
  double seconds = 0;
  std::vector<Failure> failures;
};

// One JSON object in one line.
std::string to_json(const VerifyReport& report);

}  // namespace evo::replay
