#include "core/catalog/catalog.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace evo {
namespace {

const Catalog& scevo() {
  static const Catalog catalog = builtin_catalog("scevo").value();
  return catalog;
}

const Catalog& sc2() {
  static const Catalog catalog = builtin_catalog("sc2").value();
  return catalog;
}

template <class Item>
std::string codes(const std::vector<Item>& items) {
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "" : " ") + item.code;
  return text;
}

TEST(BuiltinCatalog, BothAreValidAndOthersAreNamed) {
  for (const char* code : {"scevo", "sc2"}) {
    const Result<Catalog> catalog = builtin_catalog(code);
    ASSERT_TRUE(catalog) << catalog.error().message;
    EXPECT_EQ(catalog->code, code);
  }
  const Result<Catalog> other = builtin_catalog("wow");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::not_found);
  EXPECT_EQ(other.error().message, "no catalog 'wow' is built in; known: scevo, sc2");
}

// T37, T38: rows store these codes; a renamed or vanished one would orphan them.
TEST(BuiltinCatalog, T37_T38_CodesAreStable) {
  EXPECT_EQ(codes(scevo().races), "bw_terran bw_zerg bw_protoss sc2_terran sc2_zerg sc2_protoss");
  EXPECT_EQ(codes(scevo().regions), "NAW NAC NAE CAM SAM EUW EUE AFR MEA SEA KRJ CHN THM OCE USB FER");
  EXPECT_EQ(codes(scevo().servers), "USW USC USE BRZ EUC SNG AUS KOR TWN");
  EXPECT_EQ(codes(scevo().game_regions), "AM EU AS");
  EXPECT_EQ(codes(scevo().pool("1v1", "season_pre_beta")->maps),
            "death_valley golden_wall holy_world keres_passage mothership radeon ruby_rock sylphid vermeer");
  EXPECT_EQ(codes(scevo().pool("1v1", "season_alpha")->maps),
            "celestial_enclave_le holy_world keres_passage khione mothership_le radeon ruby_rock_le sylphid "
            "vermeer");
  for (const char* season : {"season_pre_beta", "season_alpha"})
    EXPECT_EQ(codes(scevo().pool("2v2", season)->maps),
              "crimson_research_lab new_bed_of_chaos reclamation rhoskallian rohana rust_bucket team_biodome "
              "undercurrent yellowjacket");
  EXPECT_EQ(codes(sc2().races), "terran zerg protoss");
}

// T37: a map is found by its code; the long name, the misspelt title and the short name are all the same map.
TEST(BuiltinCatalog, EveryMapOfTheCurrentSeasonIsFound) {
  std::size_t count = 0;
  for (const MapPool& pool : scevo().pools) {
    if (pool.season != scevo().current_season) continue;
    EXPECT_EQ(pool.maps.size(), 9u);
    for (const Map& map : pool.maps) {
      const Map* found = scevo().map(pool.mode, map.code);
      ASSERT_NE(found, nullptr) << map.code;
      EXPECT_EQ(found->name, map.name);
      EXPECT_EQ(found->titles.front(), map.name);
      EXPECT_EQ(found->links.size(), 3u);
      ++count;
    }
  }
  EXPECT_EQ(count, 18u);
  const Map* holy_world = scevo().map("1v1", "holy_world");
  EXPECT_EQ(holy_world->titles.size(), 2u);
  EXPECT_EQ(holy_world->links[0], "battlenet:://starcraft/map/1/367497");
  EXPECT_EQ(holy_world->links[1], "battlenet:://starcraft/map/2/258892");
  EXPECT_EQ(holy_world->links[2], "battlenet:://starcraft/map/3/184687");
  EXPECT_NE(scevo().map("1v1", "khione"), nullptr) << "maps of past seasons keep their names";
  EXPECT_EQ(scevo().map("1v1", "[SC:Evo] Holy World (홀리월드)"), nullptr);
}

// V8, V9, and the rules for missing regions.
TEST(BuiltinCatalog, V8_V9_ServerForTwoRegions) {
  EXPECT_EQ(scevo().server_for("NAW", "EUW"), "USE");
  EXPECT_EQ(scevo().server_for("EUW", "NAW"), "USE");
  EXPECT_EQ(scevo().server_for("KRJ", "USB"), "TWN");
  EXPECT_EQ(scevo().server_for("SEA", "FER"), "KOR");
  EXPECT_EQ(scevo().server_for("OCE", "OCE"), "AUS");
  EXPECT_EQ(scevo().server_for("KRJ", ""), "KOR");
  EXPECT_EQ(scevo().server_for("", "EUE"), "EUC");
  EXPECT_EQ(scevo().server_for("", ""), "USC");
  EXPECT_EQ(scevo().server_for("gone", "SAM"), "USE");
  EXPECT_EQ(Catalog{}.server_for("", ""), "");
}

TEST(BuiltinCatalog, PairsPerServerAreThePublishedCounts) {
  std::map<std::string_view, int> pairs;
  const std::vector<Region>& regions = scevo().regions;
  for (std::size_t a = 0; a < regions.size(); ++a)
    for (std::size_t b = a; b < regions.size(); ++b)
      ++pairs[scevo().server_for(regions[a].code, regions[b].code)];
  const std::map<std::string_view, int> expected{{"USW", 36}, {"EUC", 31}, {"USE", 24}, {"SNG", 19},
                                                 {"KOR", 16}, {"USC", 5},  {"TWN", 4},  {"AUS", 1}};
  EXPECT_EQ(pairs, expected);
}

TEST(BuiltinCatalog, V10_SomeRegionsNeverMeet) {
  EXPECT_FALSE(scevo().regions_may_meet("USB", "SAM"));
  int forbidden = 0;
  for (const Region& a : scevo().regions)
    for (const Region& b : scevo().regions)
      if (!scevo().regions_may_meet(a.code, b.code)) {
        ++forbidden;
        EXPECT_TRUE(a.code == "USB" || a.code == "FER" || b.code == "USB" || b.code == "FER");
        EXPECT_FALSE(scevo().regions_may_meet(b.code, a.code));
      }
  EXPECT_EQ(forbidden, 8);
  EXPECT_TRUE(scevo().regions_may_meet("", "SAM"));
  EXPECT_TRUE(scevo().regions_may_meet("", ""));
}

TEST(BuiltinCatalog, PingsFollowRegionsAndServers) {
  const auto ping = [](std::size_t region, std::size_t server) { return scevo().pings[region * 9 + server]; };
  ASSERT_EQ(scevo().pings.size(), 16u * 9u);
  EXPECT_EQ(ping(0, 0)->high_ms, 60);
  EXPECT_FALSE(ping(0, 3));
  EXPECT_EQ(ping(10, 7)->low_ms, 0);
  EXPECT_EQ(ping(10, 7)->high_ms, 20);
  EXPECT_EQ(ping(15, 7)->low_ms, 40);
  EXPECT_FALSE(ping(15, 8));
  for (const std::size_t region : {0u, 7u, 15u}) EXPECT_FALSE(ping(region, 3)) << "Brazil serves nobody well";
}

TEST(BuiltinCatalog, CountriesAreComplete) {
  EXPECT_EQ(scevo().countries.size(), 251u);
  EXPECT_EQ(std::ranges::count(scevo().countries, true, &Country::common), 50);
  EXPECT_TRUE(std::ranges::is_sorted(scevo().countries, {}, &Country::code));
  EXPECT_EQ(scevo().country("KR")->name, "South Korea");
  EXPECT_EQ(scevo().country("CI")->name, "Côte d'Ivoire");
  EXPECT_TRUE(scevo().country("ZZ")->common);
  EXPECT_FALSE(scevo().country("XX")->common);
  EXPECT_EQ(scevo().country("QQ"), nullptr);
}

// T38: servers are stored by code; names, and where the game puts them, are looked up.
TEST(BuiltinCatalog, ServersAndGameRegions) {
  EXPECT_EQ(scevo().server("SNG")->game_region, "AM");
  EXPECT_EQ(scevo().server("EUC")->name, "Central Europe");
  EXPECT_EQ(scevo().server("Central Europe"), nullptr);
  EXPECT_EQ(scevo().game_regions[2].depot_region, "KR");
  EXPECT_EQ(scevo().region("KRJ")->globe, "AS");
}

TEST(BuiltinCatalog, SidesMeetAcrossInScevoAndAmongThemselvesInSc2) {
  EXPECT_TRUE(scevo().sides_may_meet("bw", "sc2"));
  EXPECT_TRUE(scevo().sides_may_meet("sc2", "bw"));
  EXPECT_FALSE(scevo().sides_may_meet("bw", "bw"));
  EXPECT_FALSE(scevo().sides_may_meet("", ""));
  EXPECT_TRUE(sc2().sides_may_meet("sc2", "sc2"));
  EXPECT_TRUE(sc2().any_map && sc2().any_mod);
  EXPECT_EQ(sc2().pool("1v1", sc2().current_season)->maps.size(), 9u);
  EXPECT_FALSE(scevo().any_map || scevo().any_mod);
}

TEST(BuiltinCatalog, RacesAreReadByCodeFirstThenByText) {
  const auto code = [](std::string_view replay_code, std::string_view name) {
    const Race* race = scevo().race_in_replay(replay_code, name);
    return race == nullptr ? std::string_view("?") : std::string_view(race->code);
  };
  EXPECT_EQ(code("BWZe", "BW Zerg"), "bw_zerg");
  EXPECT_EQ(code("BWTe", "a language the mod was never translated to"), "bw_terran");
  EXPECT_EQ(code("BWPr", "Protoss"), "bw_protoss");
  EXPECT_EQ(code("", " 스1 토스 "), "bw_protoss");
  EXPECT_EQ(code("", "SC1人类"), "bw_terran");
  EXPECT_EQ(code("", "Терраны"), "sc2_terran");
  EXPECT_EQ(code("Xxxx", "프로토스"), "sc2_protoss");
  EXPECT_EQ(code("", "異蟲"), "sc2_zerg");
  EXPECT_EQ(code("", "bw zerg"), "?");
  EXPECT_EQ(code("", ""), "?");
  for (const char* name : {"Terran", "Terraner", "Terrano", "Terranie", "Терран", "테란", "人类", "人類"})
    EXPECT_EQ(sc2().race_in_replay("", name)->code, "terran") << name;
}

TEST(BuiltinCatalog, ModVersionsAreCompletePerDepotRegion) {
  ASSERT_EQ(scevo().mod.versions.size(), 2u);
  const std::map<std::string, std::map<std::string, std::size_t>> required{
      {"2026-03", {{"US", 9}, {"EU", 9}, {"KR", 9}}}, {"2025-11", {{"US", 9}, {"EU", 9}, {"KR", 16}}}};
  for (const ModVersion& version : scevo().mod.versions) {
    ASSERT_EQ(version.files.size(), 3u);
    for (const ModFiles& files : version.files)
      EXPECT_EQ(files.required.size(), required.at(version.name).at(files.depot_region)) << version.name;
  }
  EXPECT_EQ(scevo().mod.links[0], "battlenet:://starcraft/map/1/349669");
  EXPECT_EQ(scevo().channel, "SCEvoLadder");
  EXPECT_EQ(scevo().lobby.locked_alliances, "Yes");
}

// The smallest catalog with one of everything.
constexpr std::string_view kSmall = R"(
code = "small"
name = "Small"
current_season = "s1"
channel = "room"
vetoes_max = 0
regions = [{ code = "R1", name = "One", globe = "AM" }, { code = "R2", name = "Two", globe = "AS" }]
game_regions = [{ code = "AM", name = "Americas", depot_region = "US", link = "game:{id}" }]
servers = [{ code = "SV", name = "Server", short_name = "S", game_region = "AM" },
           { code = "SW", name = "Other", short_name = "O", game_region = "AM" }]
server_table = ["   R1 R2",
                "R1 SV SW",
                "R2 SW SV"]
pings = ["   SV    SW",
         "R1 0-60  -",
         "R2 40-90 5-5"]
forbidden_region_pairs = [["R1", "R2"]]
countries = [{ code = "DE", name = "Germany", common = true }]
sides = [{ code = "a", name = "A" }]
matchups = [["a", "a"]]
races = [{ code = "ra", name = "Ra", short_name = "R", side = "a",
           replay_codes = ["Raaa"], replay_names = ["Ra"] }]
maps = [{ code = "m1", name = "Map", short_name = "M", origin = "a", ids = [7],
          sha256 = ["1111111111111111111111111111111111111111111111111111111111111111"] }]
pools = [{ mode = "1v1", season = "s1", maps = ["m1"] }]
lobby = { speed = "Faster" }
mod = { name = "Mod", ids = [9], stock = [], versions = [
  { name = "v1", valid_from = "2026-01-01T00:00:00Z", valid_to = "2026-02-01T00:00:00Z", files = [
    { depot_region = "US", required = [
      "2222222222222222222222222222222222222222222222222222222222222222"] }] }] }
)";

// TOML wants an inline table on one line; the text above is broken to be read.
std::string joined_lines(std::string_view text) {
  std::string joined;
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '{' || c == '[')) ++depth;
    if (!quoted && (c == '}' || c == ']')) --depth;
    joined += c == '\n' && depth > 0 ? ' ' : c;
  }
  return joined;
}

std::string changed(std::string_view from, std::string_view to) {
  std::string text = joined_lines(kSmall);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

TEST(ParseCatalog, ReadsTheSmallOne) {
  const Result<Catalog> catalog = parse_catalog(joined_lines(kSmall));
  ASSERT_TRUE(catalog) << catalog.error().message;
  EXPECT_EQ(catalog->map("1v1", "m1")->links, std::vector<std::string>{"game:7"});
  EXPECT_EQ(catalog->server_for("R1", "R2"), "SW");
  EXPECT_EQ(catalog->pings[1], std::nullopt);
  EXPECT_EQ(to_rfc3339(*catalog->mod.versions[0].valid_to), "2026-02-01T00:00:00Z");
}

TEST(ParseCatalog, EveryBrokenEntryIsNamedByItsPath) {
  struct Case {
    std::string_view from, to, message;
  };
  const Case cases[] = {
      {"channel = \"room\"", "", "channel: is missing"},
      {"channel = \"room\"", "channel = 5", "channel: must be a text in quotes"},
      {"channel = \"room\"", "channel = \"a\\u0007b\"", "channel: must not hold control"},
      {"channel = \"room\"", "channel = \"\"", "channel: must have 1 to 200 bytes"},
      {"vetoes_max = 0", "vetoes_max = 99", "vetoes_max: must be a whole number from 0 to 31"},
      {"vetoes_max = 0", "vetoes_max = 1", "pools[0].maps: needs more than 2 maps"},
      {"vetoes_max = 0", "vetoes_max = 0\nspare = 1", "spare: is no known key"},
      {"vetoes_max = 0", "vetoes_max = 0.5", "vetoes_max: fractions and dates"},
      {"vetoes_max = 0", "any_map = 1", "any_map: must be true or false"},
      {"vetoes_max = 0", "vetoes_max = ", "line 6"},
      {"code = \"R2\"", "code = \"R1\"", "regions[1].code: 'R1' is listed twice"},
      {"code = \"R2\"", "code = \"R 2\"", "regions[1].code: must be 1 to 40 letters"},
      {"globe = \"AS\"", "globe = \"EU\"", "regions[1].globe: 'EU' is none of"},
      {"globe = \"AS\"", "globe = \"AS\", moon = 1", "regions[1].moon: is no known key"},
      {"link = \"game:{id}\"", "link = \"game\"", "game_regions[0].link: must hold {id}"},
      {"game_region = \"AM\"", "game_region = \"XX\"", "servers[0].game_region: 'XX' is no game region"},
      {"\"R1 SV SW\"", "\"R1 SV\"", "server_table[1]: has 1 columns, not 2"},
      {"\"R1 SV SW\"", "\"R2 SV SW\"", "server_table[1]: must begin with 'R1'"},
      {"\"   R1 R2\"", "\"   R2 R1\"", "server_table[0]: column 1 must be 'R1'"},
      {"\"R1 SV SW\"", "\"R1 SV ZZ\"", "server_table[1]: 'ZZ' is no server"},
      {"\"R1 SV SW\"", "\"R1 SV SV\"", "server_table[2]: R2 with R1 is 'SW', but R1 with R2 is 'SV'"},
      {"\"R2 SW SV\"", "\"R2 SW SV\", \"R3\"", "server_table: must have 3 to 3 entries, not 4"},
      {"40-90", "90-40", "pings[2]: '90-40' is no ping"},
      {"40-90", "40-99999999999999", "pings[2]: '40-99999999999999' is no ping"},
      {"40-90", "-5-9", "pings[2]: '-5-9' is no ping"},
      {"[\"R1\", \"R2\"]", "[\"R1\"]", "forbidden_region_pairs[0]: must be a pair"},
      {"[\"R1\", \"R2\"]", "[\"R1\", \"RX\"]", "forbidden_region_pairs[0][1]: 'RX' is no region"},
      {"code = \"DE\"", "code = \"DEU\"", "countries[0].code: must have two letters"},
      {"[\"a\", \"a\"]", "[\"a\", \"b\"]", "matchups[0][1]: 'b' is no side"},
      {"side = \"a\"", "side = \"b\"", "races[0].side: 'b' is no side"},
      {"{ code = \"a\", name = \"A\" }", "{ code = \"a\", name = \"A\" }, { code = \"b\", name = \"B\" }",
       "sides[1]: 'b' has no race"},
      {"[\"Raaa\"]", "[\"Raaa\", \"Raaa\"]", "races[0].replay_codes: 'Raaa' is listed twice"},
      {"replay_names = [\"Ra\"]", "replay_names = [\" Ra\"]",
       "races[0].replay_names: ' Ra' has spaces around"},
      {"origin = \"a\"", "origin = \"z\"", "maps[0].origin: 'z' is no side"},
      {"ids = [7]", "ids = [7, 8]", "maps[0].ids: must have 1 numbers"},
      {"ids = [7]", "ids = [0]", "maps[0].ids[0]: must be a whole number from 1"},
      {"1111111111", "111111111X", "maps[0].sha256[0]: must be a SHA-256"},
      {"maps = [\"m1\"]", "maps = [\"m2\"]", "pools[0].maps[0]: 'm2' is no map"},
      {"maps = [\"m1\"]", "maps = [\"m1\", \"m1\"]", "pools[0].maps[1]: 'm1' is listed twice"},
      {"mode = \"1v1\"", "mode = \"1v2\"", "pools[0].mode: '1v2' is none of 1v1, 2v2"},
      {"current_season = \"s1\"", "current_season = \"s2\"", "current_season: 's2' has no pool"},
      {"speed = \"Faster\"", "pace = \"Faster\"", "lobby.pace: is no known key"},
      {"depot_region = \"US\", required", "depot_region = \"KR\", required",
       "mod.versions[0].files[0].depot_region: 'KR' is no depot region"},
      {"2222222222", "222222222", "mod.versions[0].files[0].required[0]: must be a SHA-256"},
      {"2026-02-01", "2025-02-01", "mod.versions[0].valid_to: must be after valid_from"},
      {"2026-02-01", "2026-02-31", "mod.versions[0].valid_to: "},
      {"mod = {", "modd = {", "mod: is missing"},
  };
  for (const Case& broken : cases) {
    const Result<Catalog> catalog = parse_catalog(changed(broken.from, broken.to));
    ASSERT_FALSE(catalog) << broken.message;
    EXPECT_EQ(catalog.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(catalog.error().message.starts_with(broken.message))
        << "wanted: " << broken.message << "\nfound:  " << catalog.error().message;
  }
}

TEST(ParseCatalog, BoundsWhatItReads) {
  // The last two are inputs that the TOML library answers with an assertion and with undefined behaviour.
  for (const std::string& broken : {std::string(), std::string("\xFF\xFE"), std::string("x = é"),
                                    std::string(100'000, '['), std::string("\xEF\xBB\x94\0\0", 5)})
    EXPECT_FALSE(parse_catalog(broken)) << broken.substr(0, 10);
  EXPECT_EQ(parse_catalog("code = 'é'").error().message, "code: must be in double quotes");
  EXPECT_EQ(parse_catalog(changed("name = \"Small\"", "name = \"Ç 홀리월드 𝄞\"")).value().name,
            "Ç 홀리월드 𝄞");
  EXPECT_TRUE(parse_catalog("\xEF\xBB\xBF" + joined_lines(kSmall)));
  const Result<Catalog> huge = parse_catalog(std::string(2 << 20, '#'));
  ASSERT_FALSE(huge);
  EXPECT_TRUE(huge.error().message.starts_with("a catalog has at most 1048576 bytes"))
      << huge.error().message;
  std::string many = "[[\"R1\", \"R2\"]";
  for (int i = 0; i < 5000; ++i) many += ",[\"R1\",\"R2\"]";
  const Result<Catalog> long_list = parse_catalog(changed("[[\"R1\", \"R2\"]", many));
  ASSERT_FALSE(long_list);
  EXPECT_TRUE(long_list.error().message.starts_with("forbidden_region_pairs: must have 0 to 4096"));
}

}  // namespace
}  // namespace evo
