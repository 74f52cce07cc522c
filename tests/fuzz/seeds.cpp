// Part of every libFuzzer target: `--seeds=DIRECTORY` writes its seeds there before it begins.
#include <filesystem>
#include <fstream>
#include <string>

#include "support/fuzz.hpp"

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view kFlag = "--seeds=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view argument = (*argv)[i];
    if (!argument.starts_with(kFlag)) continue;
    const std::filesystem::path folder = argument.substr(kFlag.size());
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const evo::fuzz::Input& seed : fuzz_seeds())
      std::ofstream(folder / ("seed_" + std::to_string(number++)), std::ios::binary)
          .write(reinterpret_cast<const char*>(seed.data()), static_cast<std::streamsize>(seed.size()));
  }
  return 0;
}
