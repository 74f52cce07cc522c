#include "replay/canonical.hpp"

#include <gtest/gtest.h>

#include "replay/event_text.hpp"
#include "replay/writer.hpp"

namespace evo::replay {
namespace {

std::string canonical(std::string_view bytes) {
  std::string out;
  append_canonical_text(out, bytes);
  return out;
}

TEST(event_text, canonical_text_escapes_like_ascii_json) {
  EXPECT_EQ(canonical("plain / text~"), "\"plain / text~\"");
  EXPECT_EQ(canonical("\"\\\n\r\t\b\f"), R"("\"\\\n\r\t\b\f")");
  EXPECT_EQ(canonical(std::string_view("\x00\x1F\x7F\x80\xFF", 5)), R"("\u0000\u001f\u007f\u0080\u00ff")");
}

TEST(event_text, readable_text_is_harmless) {
  std::string out;
  append_readable_text(out, "say \"\\\" \x07\xE2\x80\xAE\xC3\xA4");
  EXPECT_EQ(out, "\"say \\\"\\\\\\\" \xC3\xA4\"");
}

TEST(event_text, keys_are_sorted_in_canonical_lines_only) {
  for (const LineFormat format : {LineFormat::canonical, LineFormat::readable}) {
    EventText text(format);
    text.add_number("m_b", -2);
    text.add_number("_a", 1);
    EXPECT_EQ(text.finish(),
              format == LineFormat::canonical ? R"({"_a":1,"m_b":-2})" : R"({"m_b":-2,"_a":1})");
  }
}

std::vector<std::uint8_t> small_game() {
  GameDescription game;
  for (const char* name : {"Ann", "Bob"}) {
    GamePlayer player;
    player.name = name;
    player.toon = {2, 1, 11 + game.players.size()};
    player.race = "Zerg";
    player.team = static_cast<int>(game.players.size());
    game.players.push_back(std::move(player));
  }
  game.map_title = "Map";
  game.game_loops = 400;
  game.ended_at = from_micros(1'700'000'000'000'000);
  game.chat = {{.at_s = 1, .from = "Bob", .to = "all", .text = "g\xC3\xBCnstig \"gl\""}};
  return write_replay(game).value();
}

std::vector<std::string> lines_of(StreamKind kind, LineFormat format, std::size_t lines_max = 1000) {
  const std::vector<std::uint8_t> file = small_game();
  Archive archive = Archive::open(file).value();
  const ReplayHeader header = read_header(archive.header()).value();
  std::vector<std::string> lines;
  const auto events = write_events(read_stream(archive, kind).value().bytes(), kind, header, format,
                                   [&](std::string_view line) {
                                     lines.emplace_back(line);
                                     return lines.size() < lines_max;
                                   });
  EXPECT_EQ(events.value(), lines.size());
  return lines;
}

TEST(write_events, says_all_of_an_event) {
  EXPECT_EQ(lines_of(StreamKind::message, LineFormat::canonical).back(),
            R"({"_bits":136,"_event":"NNet.Game.SChatMessage","_eventid":0,"_gameloop":22,)"
            R"("_userid":{"m_userId":1},"m_recipient":0,"m_string":"g\u00c3\u00bcnstig \"gl\""})");
  EXPECT_EQ(lines_of(StreamKind::message, LineFormat::readable).back(),
            R"({"loop":22,"event":"SChatMessage","user":1,"recipient":0,"string":"günstig \"gl\""})");
  EXPECT_EQ(lines_of(StreamKind::tracker, LineFormat::readable).front(),
            R"({"loop":0,"event":"SPlayerSetupEvent","playerId":1,"type":1,"userId":0,"slotId":0})");
}

// The example of docs/replay-format.md, read without an archive around it.
TEST(write_events, reads_the_bytes_that_the_manual_explains) {
  const std::vector<std::uint8_t> member = {0x00, 0x20, 0x80, 0x00, 0x00, 0x32, 0x00,  //
                                            0x00, 0x21, 0x80, 0x00, 0x00, 0x32, 0x00,  //
                                            0x58, 0x01, 0x00, 0x05, 0x67, 0x6c, 0x20, 0x68, 0x66};
  ReplayHeader header;
  header.base_build = header.build = 95299;
  header.game_loops = 400;
  std::string lines;
  const auto events =
      write_events(member, StreamKind::message, header, LineFormat::readable,
                   [&](std::string_view line) { return lines.append(line).append("\n"), true; });
  EXPECT_EQ(events.value(), 3u);
  EXPECT_EQ(lines,
            "{\"loop\":0,\"event\":\"SLoadingProgressMessage\",\"user\":0,\"progress\":100}\n"
            "{\"loop\":0,\"event\":\"SLoadingProgressMessage\",\"user\":1,\"progress\":100}\n"
            "{\"loop\":22,\"event\":\"SChatMessage\",\"user\":1,\"recipient\":0,\"string\":\"gl hf\"}\n");
}

TEST(write_events, stops_when_the_sink_has_enough) {
  EXPECT_EQ(lines_of(StreamKind::game, LineFormat::canonical, 3).size(), 3u);
}

TEST(stream_kind, has_a_word_for_each) {
  for (const StreamKind kind : {StreamKind::game, StreamKind::message, StreamKind::tracker})
    EXPECT_EQ(parse_stream_kind(to_string(kind)), kind);
  EXPECT_EQ(parse_stream_kind("tracke"), std::nullopt);
}

}  // namespace
}  // namespace evo::replay
