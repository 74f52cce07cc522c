#include "main/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kFilesMax = 1'000'000;

}  // namespace

Result<std::vector<std::string>> replay_files(const std::string& path) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (!fs::exists(status)) return fail(not_found("there is no such file or folder"));
  if (!fs::is_directory(status)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  fs::recursive_directory_iterator entries(path, fs::directory_options::skip_permission_denied, problem);
  if (problem) return fail(invalid(problem.message()));
  for (const fs::recursive_directory_iterator end; entries != end; entries.increment(problem)) {
    if (problem) return fail(invalid(problem.message()));
    if (!entries->is_regular_file(problem)) continue;
    const std::string name = entries->path().string();
    if (!lower_ascii(name).ends_with(".sc2replay")) continue;
    if (files.size() >= kFilesMax) return fail(invalid(fmt::format("more than {} replays", kFilesMax)));
    files.push_back(name);
  }
  std::ranges::sort(files);
  return files;
}

Result<std::vector<std::uint8_t>> read_file(const std::string& path, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(not_found("cannot be opened"));
  std::error_code problem;
  const auto size = fs::file_size(path, problem);
  if (problem) return fail(invalid(problem.message()));
  if (size > bytes_max) return fail(invalid(fmt::format("{} bytes, at most {} are read", size, bytes_max)));
  std::vector<std::uint8_t> bytes(size);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!file) return fail(invalid("cannot be read to its end"));
  return bytes;
}

}  // namespace evo
