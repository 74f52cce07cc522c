// The flat list of an event's values holds what the pull decoders read one by one.
#include "replay/event_values.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/archive.hpp"
#include "replay/levels.hpp"
#include "replay/oracle_support.hpp"
#include "replay/writer.hpp"

namespace evo::replay {
namespace {

using protocol::Name;
using protocol::Op;
using protocol::TypeId;
using testing::HasSubstr;

// One line a value.
class Lines {
 public:
  void number(Name name, Op op, std::int64_t value) {
    text << static_cast<int>(name) << ' ' << static_cast<int>(op) << ' ' << value << '\n';
  }
  void blob(Name name, std::string_view bytes) { text << static_cast<int>(name) << " '" << bytes << "'\n"; }

  std::ostringstream text;
};

std::string lines_of(const EventValues& values) {
  Lines lines;
  for (const Value& value : values.all()) {
    if (value.size > 0 && value.op == Op::integer) continue;
    if (value.op == Op::blob)
      lines.blob(value.name, value.text());
    else
      lines.number(value.name, value.op, value.op == Op::bit_array ? value.size : value.number);
  }
  return lines.text.str();
}

void walk(BitDecoder& in, Name name, TypeId id, Lines& lines) {
  switch (const Op op = protocol::type_of(id).op) {
    case Op::integer:
    case Op::boolean:
    case Op::fourcc:
      return lines.number(name, op, in.integer(id));
    case Op::blob:
      return lines.blob(name, in.blob(id));
    case Op::null:
      return lines.number(name, op, 0);
    case Op::structure:
      return in.each_field(id, [&](Name field, TypeId type) { return walk(in, field, type, lines), true; });
    case Op::optional: {
      Lines inner;
      bool is_there = false;
      in.optional(id, [&](TypeId type) { is_there = true, walk(in, name, type, inner); });
      lines.number(name, op, is_there ? 1 : 0);
      lines.text << inner.text.str();
      return;
    }
    case Op::array: {
      Lines inner;
      std::int64_t count = 0;
      in.each_item(id, [&](TypeId type) { ++count, walk(in, name, type, inner); });
      lines.number(name, op, count);
      lines.text << inner.text.str();
      return;
    }
    case Op::choice:
      in.choice(id, [&](Name option, TypeId type) {
        for (const protocol::Field& field : protocol::fields_of(protocol::type_of(id)))
          if (field.name == option) lines.number(name, op, field.tag);
        walk(in, option, type, lines);
      });
      return;
    case Op::bit_array: {
      const std::uint64_t count = in.bit_array(id);
      lines.number(name, op, static_cast<std::int64_t>(count));
      for (std::uint64_t left = count; left > 0;) {
        const unsigned piece = static_cast<unsigned>(std::min<std::uint64_t>(left, 8 - in.position() % 8));
        in.bits(piece);
        left -= piece;
      }
      return;
    }
  }
}

// Events compared.
std::size_t compare_streams(const std::vector<std::uint8_t>& file) {
  auto archive = Archive::open(file);
  if (!archive) return 0;
  const auto header = header_of(file);
  EXPECT_TRUE(header);
  bool exact = false;
  const protocol::Layout& layout = protocol::layout_for(header->base_build, header->build, exact);
  EventValues values;
  std::size_t compared = 0;
  for (const bool game : {true, false}) {
    const auto member = game ? archive->read("replay.game.events") : archive->read("replay.message.events");
    if (!member) continue;
    const StreamLayout stream =
        game ? game_stream(layout, header->game_loops) : message_stream(layout, header->game_loops);
    std::vector<std::string> expected;
    const auto walked = each_bit_event(member->bytes(), stream, [&](const EventHead& head, BitDecoder& in) {
      Lines lines;
      walk(in, Name::parent, head.type, lines);
      expected.push_back(lines.text.str());
      return Next::taken;
    });
    std::size_t number = 0;
    const auto visited = visit_bit_events(member->bytes(), stream, values, [&](const Event& event) {
      if (number >= expected.size() || lines_of(event.values) != expected[number])
        ADD_FAILURE() << "event " << number << " of type " << static_cast<int>(event.head.name);
      ++number;
    });
    EXPECT_EQ(walked.has_value(), visited.has_value());
    compared += number;
  }
  return compared;
}

GameDescription a_game() {
  GameDescription game;
  for (int team = 0; team < 2; ++team)
    game.players.push_back({.name = team == 0 ? "Ann" : "Bob",
                            .clan = "",
                            .toon = {.region = 2, .realm = 1, .id = 10u + static_cast<unsigned>(team)},
                            .race = "Zerg",
                            .race_code = "Zerg",
                            .team = team,
                            .result = team == 0 ? GameResult::win : GameResult::loss,
                            .left_loop = std::nullopt});
  game.map_title = "A map";
  game.game_loops = 20'000;
  game.ended_at = from_micros(1'700'000'000'000'000);
  game.chat.push_back({.at_s = 3, .from = "Ann", .to = "all", .text = "gl hf"});
  return game;
}

struct Counter final : EventVisitor {
  void on_event(Stream stream, const Event& event) override {
    ++events[static_cast<std::size_t>(stream)];
    if (event.head.name == Name::SChatMessage) chat = event.values.find(Name::m_string)->text();
    if (event.head.name == Name::SPlayerStatsEvent)
      has_stats = event.values.find(Name::m_playerId) != nullptr;
  }
  std::array<std::size_t, 3> events{};
  std::string chat;
  bool has_stats = false;
};

TEST(EventValues, VisitsEveryEventOfAWrittenReplay) {
  const auto file = write_replay(a_game());
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_GT(compare_streams(*file), 10u);
  EventValues values;
  Counter counter;
  const auto extent = visit_replay(*file, values, counter);
  ASSERT_TRUE(extent) << extent.error().message;
  for (const std::size_t events : counter.events) EXPECT_GT(events, 0u);
  EXPECT_EQ(counter.chat, "gl hf");
  EXPECT_TRUE(counter.has_stats);
  EXPECT_EQ(extent->events, counter.events[0] + counter.events[1] + counter.events[2]);
}

TEST(EventValues, AgreeWithTheDecodersOnRealReplays) {
  if (!oracle::is_present()) GTEST_SKIP() << "the collection of replays is absent";
  std::istringstream lines(oracle::read_text(oracle::root() / "bench.txt"));
  std::size_t files = 0;
  for (std::string line; std::getline(lines, line); ++files)
    if (files % 4 == 3) EXPECT_GT(compare_streams(oracle::read_replay(line)), 1000u) << line;
}

TEST(HeaderOf, NeedsOnlyTheBeginning) {
  auto file = write_replay(a_game());
  ASSERT_TRUE(file);
  file->resize(1024);
  EXPECT_EQ(header_of(*file)->game_loops, 20'000u);
  file->resize(40);
  EXPECT_THAT(header_of(*file).error().message, HasSubstr("beyond"));
  file->resize(3);
  EXPECT_THAT(header_of(*file).error().message, HasSubstr("not a replay"));
}

}  // namespace
}  // namespace evo::replay
