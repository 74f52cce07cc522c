// EVO_ASSERT stays on in release: a broken invariant stops the program before it can spoil stored data.
#pragma once

namespace evo {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace evo

#define EVO_ASSERT(condition)                                                  \
  do {                                                                         \
    if (!(condition)) ::evo::assertion_failed(#condition, __FILE__, __LINE__); \
  } while (false)
