// Exit codes of the program, documented in its help: one for each thing a script may want to tell apart.
#pragma once

#include "base/error.hpp"

namespace evo {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed =
    1;  // Done, and something in it failed (a bad replay, a violated invariant).
inline constexpr int kExitUsage = 2;        // Wrong options or configuration.
inline constexpr int kExitUnavailable = 3;  // Something the program needs was not there.
inline constexpr int kExitInternal = 70;
inline constexpr int kExitInterrupted = 130;

int exit_code_of(ErrorKind kind);
// Prints "evoladder: message" to stderr and returns the exit code.
int explain(const Error& error);

}  // namespace evo
