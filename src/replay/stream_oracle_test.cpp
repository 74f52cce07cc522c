// Decodes every event of the streams of real replays and compares its values with what another program
// decoded, through the SHA-256 of the canonical lines.
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "replay/archive.hpp"
#include "replay/canonical.hpp"
#include "replay/oracle_support.hpp"

namespace evo::replay {
namespace {

using Json = nlohmann::json;
using Counts = std::map<std::string, std::uint64_t>;

constexpr std::size_t kHashedBytes = 64u << 10;  // At a time.

struct Transcript {
  Result<std::uint64_t> events = 0;
  std::string sha256;
  std::vector<std::string> first;  // The first lines, to show how ours differ.
};

Transcript transcribe(Bytes member, StreamKind kind, const ReplayHeader& header, std::size_t first_max) {
  Transcript transcript;
  Sha256 hash;
  std::string lines;
  const auto flush = [&] {
    hash.update({reinterpret_cast<const std::uint8_t*>(lines.data()), lines.size()});
    lines.clear();
  };
  transcript.events = write_events(member, kind, header, LineFormat::canonical, [&](std::string_view line) {
    if (transcript.first.size() < first_max) transcript.first.emplace_back(line);
    lines.append(line).append("\n");
    if (lines.size() > kHashedBytes) flush();
    return true;
  });
  flush();
  transcript.sha256 = to_hex(hash.finish());
  return transcript;
}

void compare_stream(Archive& archive, StreamKind kind, const ReplayHeader& header, const Json& expected,
                    Counts& counts) {
  SCOPED_TRACE(to_string(kind));
  const Result<Member> member = read_stream(archive, kind);
  ASSERT_TRUE(member) << member.error().message;
  const std::size_t first_max = expected.contains("first") ? expected["first"].size() : 0;
  const Transcript ours = transcribe(member->bytes(), kind, header, first_max);
  if (!expected.contains("sha256")) {
    // The other program failed too: the stream is cut short.
    EXPECT_FALSE(ours.events);
    ++counts["streams that end in the middle"];
    return;
  }
  ASSERT_TRUE(ours.events) << ours.events.error().message;
  EXPECT_EQ(*ours.events, expected["total"].get<std::uint64_t>());
  EXPECT_EQ(ours.sha256, expected["sha256"].get<std::string>());
  for (std::size_t i = 0; i < ours.first.size(); ++i)
    EXPECT_EQ(ours.first[i], expected["first"][i].get<std::string>());
  ++counts["streams"];
  counts["events"] += *ours.events;
}

Json parse_answer(const std::string& name) {
  const auto keep = [](int depth, Json::parse_event_t event, Json& key) {
    static const std::set<std::string> kSkipped{"initData", "members", "attributes",
                                                "details",  "counts",  "checkpoints"};
    return !(event == Json::parse_event_t::key && depth <= 2 && kSkipped.contains(key.get<std::string>()));
  };
  return Json::parse(oracle::answer("s2protocol", name), keep, false);
}

TEST(oracle, every_event_agrees_with_the_protocol_decoder) {
  if (!oracle::is_present()) GTEST_SKIP() << "no collection of replays at " << oracle::root();
  Counts counts;
  for (const std::string& name : oracle::replay_names()) {
    SCOPED_TRACE(name);
    const std::vector<std::uint8_t> bytes = oracle::read_replay(name);
    Result<Archive> archive = Archive::open(bytes);
    if (!archive) continue;
    const ReplayHeader header = read_header(archive->header()).value();
    Json answer = parse_answer(name);
    if (answer.contains("patched"))
      for (const auto& [key, stream] : answer["patched"].items()) answer[key] = stream;
    // A beta between two known protocols, described by neither.
    if (answer.contains("game_events") && answer["game_events"].contains("error")) {
      ++counts["beta files left out"];
      continue;
    }
    for (const StreamKind kind : {StreamKind::game, StreamKind::message, StreamKind::tracker}) {
      const auto expected = answer.find(std::string(to_string(kind)) + "_events");
      if (expected != answer.end() && expected->is_object())
        compare_stream(*archive, kind, header, *expected, counts);
    }
  }
  for (const auto& [what, count] : counts) fmt::print("{}: {}\n", what, count);
}

}  // namespace
}  // namespace evo::replay
