// smoke CORPUS MUTATIONS [TARGET]: every fuzz target over its seeds, over the inputs in CORPUS/<target>, and
// over so many changes of them that are the same in each run. It shows that the targets work and keeps what
// fuzzing has found once; finding more is the business of `./dev fuzz`.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/random.hpp"
#include "support/fuzz.hpp"

#define EVO_FUZZ_TARGET(name)                                 \
  extern "C" int name(const std::uint8_t*, std::size_t size); \
  std::vector<evo::fuzz::Input> name##_seeds();
#include "fuzz_targets.inc"
#undef EVO_FUZZ_TARGET

namespace {

namespace fs = std::filesystem;
using evo::fuzz::Input;

constexpr std::size_t kInputBytesMax = 1u << 14;
constexpr std::size_t kPieceBytesMax = 32;

struct Target {
  std::string_view name;
  int (*run)(const std::uint8_t*, std::size_t);
  std::vector<Input> (*seeds)();
};
#define EVO_FUZZ_TARGET(name) Target{#name, name, name##_seeds},
constexpr Target kTargets[] = {
#include "fuzz_targets.inc"
};
#undef EVO_FUZZ_TARGET

void read_files(const fs::path& folder, std::vector<Input>& inputs) {
  if (!fs::exists(folder)) return;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    inputs.emplace_back(text.begin(), text.end());
  }
}

void change(Input& input, evo::Rng& random) {
  if (input.empty()) input.push_back(0);
  const auto place = [&] { return static_cast<std::ptrdiff_t>(random.below(input.size())); };
  const auto piece = [&](std::ptrdiff_t from) {
    const auto left = static_cast<std::ptrdiff_t>(input.size()) - from;
    return std::min(left, static_cast<std::ptrdiff_t>(1 + random.below(kPieceBytesMax)));
  };
  const std::ptrdiff_t at = place();
  std::uint8_t& byte = input[static_cast<std::size_t>(at)];
  switch (random.below(7)) {
    case 0:
      byte ^= static_cast<std::uint8_t>(1u << random.below(8));
      return;
    case 1:
      byte = static_cast<std::uint8_t>(random.next());
      return;
    case 2:
      byte = random.chance(0.5) ? 0xFF : 0x00;
      return;
    case 3:
      input.resize(static_cast<std::size_t>(at));
      return;
    case 4:
      input.erase(input.begin() + at, input.begin() + at + piece(at));
      return;
    case 5: {
      const std::ptrdiff_t from = place();
      const Input copy(input.begin() + from, input.begin() + from + piece(from));
      input.insert(input.begin() + at, copy.begin(), copy.end());
      return;
    }
    default: {
      const std::ptrdiff_t from = place();
      std::copy_n(input.begin() + from, std::min(piece(from), piece(at)), input.begin() + at);
      return;
    }
  }
}

// The input stands in memory of exactly its size, so that the sanitizer sees a read past its end.
void run(const Target& target, const Input& input) {
  const auto exact = std::make_unique<std::uint8_t[]>(input.size());
  std::ranges::copy(input, exact.get());
  target.run(exact.get(), input.size());
}

void smoke(const Target& target, const fs::path& corpus, std::uint64_t mutations) {
  const auto started = std::chrono::steady_clock::now();
  std::vector<Input> inputs = target.seeds();
  read_files(corpus / target.name, inputs);
  for (const Input& input : inputs) run(target, input);
  evo::Rng random(7);
  for (std::uint64_t i = 0; i < mutations; ++i) {
    Input input = random.pick(inputs);
    for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) change(input, random);
    input.resize(std::min(input.size(), kInputBytesMax));
    run(target, input);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  fmt::print("{:<24} {:>4} inputs, {} changes, {:.2f} s\n", target.name, inputs.size(), mutations,
             took.count());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "usage: {} CORPUS MUTATIONS [TARGET]\n", argv[0]), 2;
  const std::string_view only = argc > 3 ? argv[3] : "";
  bool found = false;
  for (const Target& target : kTargets) {
    if (!only.empty() && target.name != only) continue;
    found = true;
    smoke(target, argv[1], std::strtoull(argv[2], nullptr, 10));
  }
  return found ? 0 : 2;
}
