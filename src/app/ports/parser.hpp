// Parser: replay bytes to a summary, somewhere that hostile bytes cannot hurt. Pure: may be repeated.
#pragma once

#include "app/ports/blob_store.hpp"
#include "app/task.hpp"
#include "base/result.hpp"
#include "replay/summary.hpp"

namespace evo {

class Parser {
 public:
  virtual ~Parser() = default;
  // Errors: invalid (the file is bad: repeating cannot help), timeout, busy, unavailable (the parser itself
  // failed).
  virtual Task<Result<replay::ReplaySummary>> parse(Blob bytes) = 0;
};

}  // namespace evo
