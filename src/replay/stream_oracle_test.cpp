// Decodes the event streams of real replays completely and compares with what another program decoded: number
// of events and last loop of every stream, and the values of its first events, through the SHA-256 of their
// canonical rendering.
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "replay/archive.hpp"
#include "replay/event_stream.hpp"
#include "replay/oracle_support.hpp"
#include "replay/replay_header.hpp"

namespace evo::replay {
namespace {

using Json = nlohmann::json;
using protocol::Name;
using protocol::Op;
using protocol::TypeId;
using Members = std::map<std::string, std::string>;

constexpr std::size_t kCheckpoint = 1000;  // The other program hashed after every so many events.

std::string json_text(std::string_view bytes) {
  static const std::map<char, std::string> kShort{{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"},
                                                  {'\t', "\\t"}, {'\b', "\\b"},  {'\f', "\\f"}};
  std::string out = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (const auto place = kShort.find(c); place != kShort.end()) {
      out += place->second;
    } else if (byte < 0x20 || byte >= 0x7F) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string fourcc(std::int64_t value) {
  std::string letters;
  for (int shift = 24; shift >= 0; shift -= 8) letters += static_cast<char>(value >> shift & 0xFF);
  return json_text(letters);
}

std::string joined(const Members& members) {
  std::string out;
  for (const auto& [key, value] : members)
    out += fmt::format("{}\"{}\":{}", out.empty() ? "" : ",", key, value);
  return "{" + out + "}";
}

std::string number_text(Op op, std::int64_t value) {
  if (op == Op::boolean) return value != 0 ? "true" : "false";
  return op == Op::fourcc ? fourcc(value) : fmt::format("{}", value);
}

class BitRenderer {
 public:
  explicit BitRenderer(BitDecoder& in) : in_(in) {}

  Members members(TypeId id) {
    Members result;
    in_.each_field(id, [&](Name name, TypeId type) {
      result[name == Name::parent ? "__parent" : std::string(protocol::name_text(name))] = render(type);
      return true;
    });
    return result;
  }

  std::string render(TypeId id) {
    switch (const Op op = protocol::type_of(id).op) {
      case Op::integer:
      case Op::boolean:
      case Op::fourcc:
        return number_text(op, in_.integer(id));
      case Op::blob:
        return json_text(in_.blob(id));
      case Op::null:
        return "null";
      case Op::bit_array:
        return bit_array(in_.bit_array(id));
      case Op::array:
        return array(id);
      case Op::optional: {
        std::string value = "null";
        in_.optional(id, [&](TypeId type) { value = render(type); });
        return value;
      }
      case Op::choice: {
        Members chosen;
        in_.choice(id, [&](Name name, TypeId type) {
          chosen[std::string(protocol::name_text(name))] = render(type);
        });
        return joined(chosen);
      }
      case Op::structure: {
        const Members result = members(id);
        return result.size() == 1 && result.contains("__parent") ? result.begin()->second : joined(result);
      }
    }
    return {};
  }

 private:
  std::string array(TypeId id) {
    std::string items;
    in_.each_item(id, [&](TypeId type) { items += (items.empty() ? "" : ",") + render(type); });
    return "[" + items + "]";
  }

  // The bits are one long number, read from byte to byte.
  std::string bit_array(std::uint64_t count) {
    std::string digits;
    for (std::uint64_t left = count; left > 0;) {
      const std::uint64_t in_byte = 8 - in_.position() % 8;
      const auto piece = static_cast<unsigned>(std::min(left, in_byte));
      const std::uint64_t value = in_.bits(piece);
      for (unsigned bit = piece; bit-- > 0;) digits += static_cast<char>('0' + (value >> bit & 1));
      left -= piece;
    }
    std::string hex;
    while (digits.size() % 4 != 0) digits.insert(0, "0");
    for (std::size_t i = 0; i < digits.size(); i += 4)
      hex += fmt::format("{:x}", std::stoi(digits.substr(i, 4), nullptr, 2));
    hex.erase(0, hex.find_first_not_of('0'));
    return fmt::format("[{},\"{}\"]", count, hex.empty() ? "0" : hex);
  }

  BitDecoder& in_;
};

class VersionedRenderer {
 public:
  explicit VersionedRenderer(VersionedDecoder& in) : in_(in) {}

  Members members(TypeId id) {
    Members result;
    in_.each_field(id, [&](Name name, TypeId type) {
      result[std::string(protocol::name_text(name))] = render(type);
      return true;
    });
    return result;
  }

 private:
  std::string render(TypeId id) {
    switch (const Op op = protocol::type_of(id).op) {
      case Op::integer:
      case Op::boolean:
      case Op::fourcc:
        return number_text(op, in_.integer());
      case Op::blob:
        return json_text(in_.blob());
      case Op::array: {
        std::string items;
        in_.each_item(id, [&](TypeId type) { items += (items.empty() ? "" : ",") + render(type); });
        return "[" + items + "]";
      }
      case Op::optional: {
        std::string value = "null";
        in_.optional(id, [&](TypeId type) { value = render(type); });
        return value;
      }
      case Op::structure:
        return joined(members(id));
      default:
        ADD_FAILURE() << "no tracker event has this kind of value";
        return {};
    }
  }

  VersionedDecoder& in_;
};

// Renders the first events of a stream. An event's line is finished when the next one begins, because only
// then is it known how many bits it took.
class Transcript {
 public:
  Transcript(std::string prefix, std::string actor_key)
      : prefix_(std::move(prefix)), actor_key_(std::move(actor_key)) {}

  bool wants_more() const { return events_ < kCheckpoint; }

  void begin(const EventHead& event, std::uint64_t id, std::uint64_t start, Members members) {
    finish(start);
    ++events_;
    last_loop_ = event.loop;
    if (events_ > kCheckpoint) return;
    line_ = std::move(members);
    line_["_event"] = json_text(prefix_ + std::string(protocol::name_text(event.name)));
    line_["_eventid"] = fmt::format("{}", id);
    line_["_gameloop"] = fmt::format("{}", event.loop);
    if (actor_key_ == "_userid") line_["_userid"] = fmt::format("{{\"m_userId\":{}}}", event.actor);
    if (actor_key_ == "_playerid") line_["_playerid"] = fmt::format("{{\"m_playerId\":{}}}", event.actor);
    start_ = start;
  }
  void finish(std::uint64_t end) {
    if (line_.empty()) return;
    line_["_bits"] = fmt::format("{}", end - start_);
    text_ += joined(line_) + "\n";
    line_.clear();
  }
  std::size_t events() const { return events_; }
  std::uint64_t last_loop() const { return last_loop_; }
  std::string digest() const { return to_hex(sha256(text_)); }

 private:
  std::string prefix_;
  std::string actor_key_;
  std::string text_;
  Members line_;
  std::uint64_t start_ = 0;
  std::size_t events_ = 0;
  std::uint64_t last_loop_ = 0;
};

void compare(const Json& expected, const Transcript& ours, std::map<std::string, std::size_t>& counts) {
  EXPECT_EQ(ours.events(), expected["total"].get<std::size_t>());
  EXPECT_EQ(ours.last_loop(), expected["last_gameloop"].get<std::uint64_t>());
  counts["events decoded"] += ours.events();
  counts["events compared by value"] += std::min(ours.events(), kCheckpoint);
  ++counts["streams"];
  if (ours.events() <= kCheckpoint) {
    EXPECT_EQ(ours.digest(), expected["sha256"].get<std::string>());
  } else {
    EXPECT_EQ(ours.digest().substr(0, 16), expected["checkpoints"][0].get<std::string>());
  }
}

struct Opened {
  std::vector<std::uint8_t> bytes;
  std::optional<Archive> archive;
  ReplayHeader header;
  const protocol::Layout* layout = nullptr;
};

// The number of an event is not handed on; find it again by its name and type.
std::uint64_t id_of(const EventHead& event, protocol::EventSetId events) {
  for (std::uint64_t id = 0; id < 128; ++id)
    if (const auto* known = protocol::find_event(events, id))
      if (known->name == event.name && known->type == event.type) return id;
  return 128;
}

void check_bit_stream(const Json& expected, const MemberName& name, StreamLayout stream, Opened& replay,
                      std::map<std::string, std::size_t>& counts) {
  const Result<Member> member = replay.archive->read(name);
  ASSERT_TRUE(member) << member.error().message;
  Transcript transcript("NNet.Game.", replay.header.base_build <= 23260 ? "_playerid" : "_userid");
  std::uint64_t end = 0;
  const auto done = each_bit_event(member->bytes(), stream, [&](const EventHead& event, BitDecoder& in) {
    const bool wanted = transcript.wants_more();
    Members members;
    if (wanted) members = BitRenderer(in).members(event.type);
    transcript.begin(event, id_of(event, stream.events), end, std::move(members));
    if (wanted) end = (in.position() + 7) / 8 * 8;
    if (wanted) transcript.finish(end);
    return wanted ? Next::taken : Next::skip;
  });
  ASSERT_TRUE(done) << done.error().message;
  compare(expected, transcript, counts);
}

void check_tracker(const Json& expected, Opened& replay, std::map<std::string, std::size_t>& counts) {
  const Result<Member> member = replay.archive->read("replay.tracker.events");
  ASSERT_TRUE(member) << member.error().message;
  Transcript transcript("NNet.Replay.Tracker.", "");
  std::uint64_t end = 0;
  const StreamLayout stream = tracker_stream(*replay.layout);
  const auto done =
      each_tracker_event(member->bytes(), stream, [&](const EventHead& event, VersionedDecoder& in) {
        const bool wanted = transcript.wants_more();
        Members members;
        if (wanted) members = VersionedRenderer(in).members(event.type);
        transcript.begin(event, id_of(event, stream.events), end, std::move(members));
        if (wanted) end = in.position() * 8;
        if (wanted) transcript.finish(end);
        return wanted ? Next::taken : Next::skip;
      });
  if (expected.contains("error")) {
    EXPECT_FALSE(done);
    return;
  }
  ASSERT_TRUE(done) << done.error().message;
  compare(expected, transcript, counts);
}

Json parse_answer(const std::string& name) {
  const auto keep = [](int depth, Json::parse_event_t event, Json& key) {
    static const std::set<std::string> kSkipped{"initData", "members", "attributes",
                                                "details",  "first",   "counts"};
    return !(event == Json::parse_event_t::key && depth <= 2 && kSkipped.contains(key.get<std::string>()));
  };
  return Json::parse(oracle::answer("s2protocol", name), keep, false);
}

TEST(oracle, streams_agree_with_the_protocol_decoder) {
  if (!oracle::is_present()) GTEST_SKIP() << "no collection of replays at " << oracle::root();
  std::map<std::string, std::size_t> counts;
  for (const std::string& name : oracle::replay_names()) {
    SCOPED_TRACE(name);
    Opened replay;
    replay.bytes = oracle::read_replay(name);
    Result<Archive> archive = Archive::open(replay.bytes);
    if (!archive) continue;
    replay.archive.emplace(*std::move(archive));
    replay.header = read_header(replay.archive->header()).value();
    bool exact = false;
    replay.layout = &protocol::layout_for(replay.header.base_build, replay.header.build, exact);
    const std::uint32_t loops = replay.header.game_loops;
    Json answer = parse_answer(name);
    if (answer.contains("patched"))
      for (const auto& [key, stream] : answer["patched"].items()) answer[key] = stream;
    // A beta between two known protocols, described by neither.
    const bool unknown = answer.contains("game_events") && answer["game_events"].contains("error");
    if (answer.contains("game_events") && !unknown)
      check_bit_stream(answer["game_events"], "replay.game.events", game_stream(*replay.layout, loops),
                       replay, counts);
    if (answer.contains("message_events") && !unknown)
      check_bit_stream(answer["message_events"], "replay.message.events",
                       message_stream(*replay.layout, loops), replay, counts);
    if (answer.contains("tracker_events")) check_tracker(answer["tracker_events"], replay, counts);
    counts["beta files left out"] += unknown ? 1 : 0;
  }
  for (const auto& [what, count] : counts) fmt::print("{}: {}\n", what, count);
}

}  // namespace
}  // namespace evo::replay
