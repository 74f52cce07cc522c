#pragma once

namespace evo {

// The version of the program, from the build.
inline constexpr const char* kVersion = EVO_VERSION;

}  // namespace evo
