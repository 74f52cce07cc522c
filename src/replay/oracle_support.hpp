// For tests: a collection of real replays and what two other programs read in them. It lies beside the
// project and may be absent; tests skip then.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace evo::replay::oracle {

inline std::filesystem::path root() { return std::filesystem::path(EVO_SOURCE_DIR) / "../shared/replay"; }
inline bool is_present() { return std::filesystem::exists(root() / "corpus"); }

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every replay as "<source>/<file>.SC2Replay", sorted.
inline std::vector<std::string> replay_names() {
  std::vector<std::string> names;
  const auto corpus = root() / "corpus";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus))
    if (entry.path().extension() == ".SC2Replay")
      names.push_back(std::filesystem::relative(entry.path(), corpus).string());
  std::ranges::sort(names);
  return names;
}

inline std::vector<std::uint8_t> read_replay(const std::string& name) {
  const std::string text = read_text(root() / "corpus" / name);
  return {text.begin(), text.end()};
}

// What `program` ("s2protocol" or "sc2reader") read in a replay, as JSON.
inline std::string answer(const std::string& program, std::string name) {
  name.resize(name.size() - std::string_view(".SC2Replay").size());
  const std::size_t slash = name.find('/');
  name.replace(slash, 1, "__");
  return read_text(root() / "oracle" / program / (name + ".json"));
}

}  // namespace evo::replay::oracle
