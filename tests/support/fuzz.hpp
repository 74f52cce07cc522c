// What every fuzz target x_fuzz.cpp defines: the function that libFuzzer calls, and inputs to start from. It
// aborts where it finds something wrong.
//
// The seeds are made anew whenever they are asked for, so that none has to be kept and all follow the code
// that writes them. The smoke test (tests/fuzz/smoke.cpp) links all targets into one program under names of
// their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace evo::fuzz {

using Input = std::vector<std::uint8_t>;

inline Input text_input(std::string_view text) { return {text.begin(), text.end()}; }
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace evo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
std::vector<evo::fuzz::Input> fuzz_seeds();
