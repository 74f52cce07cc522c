// The replay's header, alone and as the beginning of a file.
#include "replay/hostile/fuzz_support.hpp"
#include "replay/levels.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  const auto header = read_header({data, size});
  if (header) EVO_ASSERT(header->base_build > 0 && header->version.size() < 64);
  (void)header_of({data, size});
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  using namespace evo::replay;
  std::vector<evo::fuzz::Input> seeds;
  for (const std::uint32_t build : fuzz::kBuilds) seeds.push_back(fuzz::write_header(build, build));
  const auto& file = fuzz::written_files().back();
  const Bytes header = Archive::open(file).value().header();
  seeds.emplace_back(header.begin(), header.end());
  seeds.emplace_back(file.begin(), file.begin() + 256);
  return seeds;
}
