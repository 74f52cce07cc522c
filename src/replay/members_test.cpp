// The smaller members: attributes, metadata, names, header.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/attributes.hpp"
#include "replay/game_metadata.hpp"
#include "replay/player_name.hpp"
#include "replay/replay_header.hpp"
#include "replay/summary_text.hpp"

namespace evo::replay {
namespace {

using testing::HasSubstr;
using Buffer = std::vector<std::uint8_t>;

Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(player_name, parts_with_its_clan) {
  EXPECT_EQ(parse_player_name("Serral"), (PlayerName{"Serral", ""}));
  EXPECT_EQ(parse_player_name("&lt;ENCE&gt;<sp/>Serral"), (PlayerName{"Serral", "ENCE"}));
  EXPECT_EQ(parse_player_name("[WoS]<sp/>StoicLoofah"), (PlayerName{"StoicLoofah", "WoS"}));
  EXPECT_EQ(parse_player_name("<NoGy><sp/>Nova"), (PlayerName{"Nova", "NoGy"}));
  EXPECT_EQ(parse_player_name("A.I. 1 (Very Easy)"), (PlayerName{"A.I. 1 (Very Easy)", ""}));
  EXPECT_EQ(parse_player_name("&amp;lt;&quot;x&apos;&unknown;"), (PlayerName{"&lt;\"x'&unknown;", ""}));
  EXPECT_EQ(parse_player_name("<sp/>"), (PlayerName{"", ""}));
  EXPECT_EQ(parse_player_name(""), (PlayerName{"", ""}));
}

TEST(toon, is_read_as_it_is_written) {
  const ToonHandle toon{2, 1, 3437681};
  EXPECT_EQ(to_string(toon), "2-S2-1-3437681");
  EXPECT_EQ(parse_toon("2-S2-1-3437681"), toon);
  EXPECT_EQ(parse_toon(""), ToonHandle{});
  EXPECT_EQ(to_string(ToonHandle{0, 1, 5}), "");
  for (const char* wrong :
       {"2-S2-1", "2-S2-1-", "2-S1-1-5", "02-S2-1-5", "2-S2-1-5 ", "-2-S2-1-5", "0-S2-0-0", "x",
        "2-S2-1-99999999999999999999", "4294967296-S2-1-5", "2-S2-1-5-6"})
    EXPECT_EQ(parse_toon(wrong), std::nullopt) << wrong;
}

struct Attribute {
  std::uint32_t space;
  std::uint32_t id;
  std::uint8_t scope;
  std::string_view value;  // Four characters.
};

Buffer attributes_member(std::size_t header, std::initializer_list<Attribute> attributes,
                         std::uint32_t count) {
  Buffer out(header);
  const auto put = [&out](std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
  };
  put(count);
  for (const Attribute& attribute : attributes) {
    put(attribute.space);
    put(attribute.id);
    out.push_back(attribute.scope);
    out.insert(out.end(), attribute.value.rbegin(), attribute.value.rend());
  }
  return out;
}

TEST(attributes, keep_what_a_ladder_asks) {
  const std::initializer_list<Attribute> all{{999, 3009, 16, "Priv"},
                                             {999, 4000, 16, "NoMH"},
                                             {999, 3015, 16, std::string_view("0\0\0\0", 4)},
                                             {999, 3010, 16, std::string_view("yes\0", 4)},
                                             {999, 3001, 1, "Zerg"},
                                             {999, 3004, 2, "VyHd"},
                                             {7, 3001, 2, "Prot"},
                                             {999, 3001, 200, "Terr"},
                                             {999, 500, 1, "Humn"}};
  for (const auto& [header, build] : {std::pair{std::size_t{5}, 17326u}, {std::size_t{4}, 17325u}}) {
    const auto attributes = read_attributes(attributes_member(header, all, 9), build);
    ASSERT_TRUE(attributes) << attributes.error().message;
    EXPECT_EQ(attributes->game_mode, "Priv");
    EXPECT_EQ(attributes->privacy, "NoMH");
    EXPECT_EQ(attributes->duration, "0");
    EXPECT_EQ(attributes->locked_alliances, "yes");
    EXPECT_EQ(attributes->players[1].race, "Zerg");
    EXPECT_EQ(attributes->players[2].race, "");
    EXPECT_EQ(attributes->players[2].difficulty, "VyHd");
  }
}

TEST(attributes, are_not_read_beyond_their_end) {
  EXPECT_FALSE(read_attributes(Buffer(), 95299));
  EXPECT_FALSE(read_attributes(Buffer(8), 95299));
  EXPECT_TRUE(read_attributes(Buffer(9), 95299));
  for (const std::uint32_t count : {2u, 0x13B13B14u, 0xFFFFFFFFu}) {
    const auto attributes = read_attributes(attributes_member(5, {{999, 3001, 1, "Zerg"}}, count), 95299);
    ASSERT_FALSE(attributes);
    EXPECT_THAT(attributes.error().message, HasSubstr("attributes in 13 bytes"));
  }
}

TEST(game_metadata, is_read_as_far_as_it_can_be) {
  const auto players = read_game_metadata(as_bytes(R"({"Title":"x","Players":[
      {"PlayerID":1,"APM":212.0,"MMR":3863,"AssignedRace":"BWZe"},
      {"PlayerID":2,"APM":"fast","MMR":-36400,"AssignedRace":7}, 5, {"PlayerID":0}, {"PlayerID":99},
      {"PlayerID":3,"APM":1e300,"MMR":null}]})"));
  ASSERT_EQ(players.size(), 3u);
  EXPECT_EQ(players[0].id, 1);
  EXPECT_EQ(players[0].race, "BWZe");
  EXPECT_EQ(players[0].mmr, 3863);
  EXPECT_EQ(players[0].apm, 212);
  EXPECT_EQ(players[1].race, "");
  EXPECT_EQ(players[1].mmr, std::nullopt);
  EXPECT_EQ(players[1].apm, std::nullopt);
  EXPECT_EQ(players[2].apm, std::nullopt);
}

TEST(game_metadata, tolerates_what_is_not_json) {
  EXPECT_TRUE(read_game_metadata({}).empty());
  EXPECT_TRUE(read_game_metadata(as_bytes("{\"Players\":[")).empty());
  EXPECT_TRUE(read_game_metadata(as_bytes("{\"Players\":{}}")).empty());
  EXPECT_TRUE(read_game_metadata(as_bytes("[]")).empty());
  EXPECT_TRUE(read_game_metadata(as_bytes(std::string(60'000, '['))).empty());
  EXPECT_TRUE(read_game_metadata(Buffer(1u << 20, ' ')).empty());
  EXPECT_EQ(read_game_metadata(as_bytes("{\"Title\":\"\xFF\xFE\",\"Players\":[{\"PlayerID\":1}]}")).size(),
            1u);
}

// Structure of the signature, a version and the loops.
Buffer header_bytes(std::string_view signature, std::uint8_t base_build_tag) {
  Buffer out{5, 6, 0, 2, static_cast<std::uint8_t>(signature.size() << 1)};
  out.insert(out.end(), signature.begin(), signature.end());
  for (const int byte : {2, 5, 6, 2, 9, 10, 8, 9, 20, static_cast<int>(base_build_tag), 9, 22, 6, 9, 8})
    out.push_back(static_cast<std::uint8_t>(byte));
  return out;
}

TEST(replay_header, is_checked) {
  const Buffer good = header_bytes(
      "StarCraft II replay\x1b"
      "11",
      10);
  const auto header = read_header(good);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->version, "5.0.0.10");
  EXPECT_EQ(header->base_build, 11u);
  EXPECT_EQ(header->build, 10u);
  EXPECT_EQ(header->game_loops, 4u);
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto cut = read_header(Bytes(good).first(size));
    ASSERT_FALSE(cut);
    EXPECT_THAT(cut.error().message, HasSubstr("replay header: at byte"));
  }
  EXPECT_THAT(read_header(header_bytes("Heroes of the Storm", 10)).error().message, HasSubstr("not signed"));
  EXPECT_THAT(read_header(header_bytes("StarCraft II replay", 40)).error().message,
              HasSubstr("base build 0"));
}

}  // namespace
}  // namespace evo::replay
