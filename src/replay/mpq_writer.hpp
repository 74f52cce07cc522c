// The container of a replay: an MPQ archive in the shape that modern clients write (format version 3, single
// unit members, classic hash and block tables) behind the user data that holds the replay header. The newer
// tables are optional in that format and left out, as are checksums.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace evo::replay {

enum class MemberId : std::uint8_t {
  attributes_events,
  details,
  game_events,
  gamemetadata,
  init_data,
  message_events,
  tracker_events,
  listfile,
};
std::string_view name_of(MemberId member);  // "replay.details"

enum class Packing : std::uint8_t {
  compressed,  // By bzip2, where that is worth its time and makes the member smaller.
  stored,
};

class MpqWriter {
 public:
  MpqWriter();

  // Appends a member, at most once each.
  void add(MemberId member, std::span<const std::uint8_t> content, Packing packing);
  // The whole file. `replay_header` becomes the user data. Errors: invalid when something exceeds the format.
  Result<std::vector<std::uint8_t>> finish(std::span<const std::uint8_t> replay_header);

 private:
  struct Block {
    MemberId member;
    std::uint32_t offset;  // From the archive header.
    std::uint32_t stored;
    std::uint32_t size;
  };

  bool append_compressed(std::span<const std::uint8_t> content);
  void append_tables();

  std::vector<std::uint8_t> file_;
  std::vector<Block> blocks_;
  std::unique_ptr<std::byte[]> scratch_;  // Of the compressor, from the first member on that needs it.
};

}  // namespace evo::replay
