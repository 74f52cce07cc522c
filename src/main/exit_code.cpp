#include "main/exit_code.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace evo {

int exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
    case ErrorKind::not_found:
    case ErrorKind::conflict:
    case ErrorKind::forbidden:
      return kExitUsage;
    case ErrorKind::busy:
    case ErrorKind::unavailable:
    case ErrorKind::timeout:
      return kExitUnavailable;
    case ErrorKind::internal:
      return kExitInternal;
  }
  return kExitInternal;
}

int explain(const Error& error) {
  fmt::print(stderr, "evoladder: {}\n", error.message);
  return exit_code_of(error.kind);
}

}  // namespace evo
