// Opening, migrating, checking and copying a database; dialect and codecs.
#include "adapters/sql/database.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/dialect.hpp"
#include "adapters/sql/migrations/migrations.hpp"
#include "adapters/sql/test_world.hpp"

namespace evo::sql {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class SchemaTest : public testing::TestWithParam<Execution> {
 protected:
  Result<void> script(std::string text) {
    auto task = [&]() -> Task<Result<void>> {
      const auto session = world.database->impl().session(Access::write);
      CO_CHECK_OK(co_await session->begin());
      CO_CHECK_OK(co_await session->execute_script(text));
      co_return co_await session->commit();
    };
    return world.run(task());
  }
  Result<SchemaState> state() { return world.run(world.database->schema_state()); }

  World world{GetParam(), false};
};
EVO_STORE_SUITE(SchemaTest);

TEST_P(SchemaTest, AnEmptyDatabaseIsMigratedOnce) {
  const auto empty = must(state());
  EXPECT_EQ(empty.stored, 0);
  EXPECT_FALSE(empty.current());
  EXPECT_THAT(empty.pending, SizeIs(migrations().size()));
  must(world.run(world.database->migrate()));
  EXPECT_TRUE(must(state()).current());
  EXPECT_THAT(must(state()).pending, SizeIs(0));
  must(world.write([](Tx& tx) { return tx.settings().put("a", "1"); }));
  must(world.run(world.database->migrate()));
  EXPECT_EQ(must(world.read([](Tx& tx) { return tx.settings().find("a"); })), "1");
}

TEST_P(SchemaTest, ANewerSchemaIsRefused) {
  must(world.run(world.database->migrate()));
  must(script("INSERT INTO schema_version VALUES (99, 'from the future', 'x', 0)"));
  const auto refused = world.run(world.database->migrate());
  EXPECT_EQ(kind_of(refused), ErrorKind::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("newer program"));
  EXPECT_EQ(kind_of(state()), ErrorKind::conflict);
}

TEST_P(SchemaTest, AChangedMigrationIsRefused) {
  must(world.run(world.database->migrate()));
  must(script("UPDATE schema_version SET checksum = 'other'"));
  const auto refused = world.run(world.database->migrate());
  EXPECT_EQ(kind_of(refused), ErrorKind::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("diverged"));
}

TEST_P(SchemaTest, AHalfDoneMigrationLeavesNothing) {
  must(script("CREATE TABLE outbox (id INTEGER)"));
  EXPECT_EQ(kind_of(world.run(world.database->migrate())), ErrorKind::internal);
  must(script("DROP TABLE outbox"));
  must(world.run(world.database->migrate()));
}

TEST_P(SchemaTest, ABackupIsADatabase) {
  must(world.run(world.database->migrate()));
  must(world.write([](Tx& tx) { return tx.settings().put("a", "1"); }));
  const auto copy = world.folder / "it's; a copy.db";
  must(world.run(world.database->backup(copy)));
  EXPECT_EQ(kind_of(world.run(world.database->backup(copy))), ErrorKind::invalid);
  EXPECT_EQ(kind_of(world.run(world.database->backup(world.folder / "missing/copy.db"))),
            ErrorKind::unavailable);

  SqlOptions options;
  options.url = "sqlite:" + copy;
  const auto restored = must(Database::open(options));
  EXPECT_TRUE(must(world.run(restored->schema_state())).current());
  SqlStore store(restored, world.clock, 1);
  auto find = [](Tx& tx) { return tx.settings().find("a"); };
  EXPECT_EQ(must(world.run(store.read(find))), "1");
}

TEST_P(SchemaTest, DanglingReferencesAreFound) {
  must(world.run(world.database->migrate()));
  must(world.run(world.database->check_integrity()));
  must(script(
      "INSERT INTO players (id, name, name_folded, other_names, region, country, language, role, banned,"
      " simulated, races, vetoes, created_at)"
      " VALUES (1, 'A', 'a', '[]', '', '', '', 'player', 0, 0, '[]', '[]', 0)"));
  must(script("INSERT INTO toons VALUES ('2-S2-1-7', 1)"));
  // Not through this program: with references enforced the row could not go.
  if (GetParam() == Execution::inline_on_loop) return;
  auto raw = must(Connection::open({world.folder / "store.db", false, false, {}, [] { return kStart; }}));
  must(raw->execute_script("PRAGMA foreign_keys = OFF; DELETE FROM players"));
  const auto found = world.run(world.database->check_integrity());
  EXPECT_EQ(kind_of(found), ErrorKind::internal);
  EXPECT_THAT(found.error().message, HasSubstr("toons"));
}

TEST(OpenTest, WhatCannotBeOpenedIsNamed) {
  TemporaryFolder folder;
  auto open = [](std::string url) -> Result<void> {
    SqlOptions options;
    options.url = std::move(url);
    CHECK_OK(Database::open(std::move(options)));
    return {};
  };
  EXPECT_EQ(kind_of(open("postgres://db/evo")), ErrorKind::invalid);
  EXPECT_THAT(open("postgres://db/evo").error().message, HasSubstr("postgres"));
  EXPECT_EQ(kind_of(open("sqlite:")), ErrorKind::invalid);

  must(open("sqlite:" + folder / "deep/er/store.db"));
  EXPECT_TRUE(std::filesystem::exists(folder / "deep/er/store.db")) << "missing folders are made";
  std::ofstream(folder / "file") << "This is not a database, however long one looks at it.";
  EXPECT_EQ(kind_of(open("sqlite:" + folder / "file")), ErrorKind::unavailable);
  const auto below = open("sqlite:" + folder / "file/store.db");
  EXPECT_EQ(kind_of(below), ErrorKind::unavailable);
  EXPECT_THAT(below.error().message, HasSubstr(folder / "file"));

  SqlOptions options;
  options.url = "sqlite::memory:";
  options.readers = 17;
  EXPECT_EQ(kind_of(Database::open(options)), ErrorKind::invalid);
}

TEST(DialectTest, WordsAreReplaced) {
  constexpr std::array words{Word{"now", "clock()"}, Word{"in", "each(%)!"}, Word{"lock", ""}};
  const Dialect dialect{"test", words};
  EXPECT_EQ(expand("a {now} b {in $1} c {lock m}", dialect), "a clock() b each($1)! c ");
  EXPECT_EQ(expand("plain", dialect), "plain");
}

TEST(CodecTest, TextsKeepEveryLetter) {
  const std::vector<std::string> texts{"", "a\"\\\n", "루비", std::string("\0x", 2)};
  EXPECT_EQ(must(texts_from_json(texts_to_json(texts))), texts);
  EXPECT_EQ(must(texts_from_json(texts_to_json(std::vector<std::string>{"bad \xff byte"}))),
            std::vector<std::string>{"bad \xef\xbf\xbd byte"});
  for (const auto& plain : std::vector<std::vector<std::string>>{
           {}, {""}, {"", ""}, {"ruby_rock"}, {"a,b", "[c]", "d"}, {"x\",\"y"}, {"\\"}})
    EXPECT_EQ(must(texts_from_json(texts_to_json(plain))), plain);
  EXPECT_EQ(texts_to_json(std::vector<std::string>{"ruby_rock", "sylphid"}), R"(["ruby_rock","sylphid"])");
  EXPECT_EQ(must(texts_from_json(R"( [ "a" , "b\u0041" ] )")), (std::vector<std::string>{"a", "bA"}));
  for (const auto* broken : {R"(["])", R"(["a)", R"(["a",])", R"(["a""b"])", R"(["a",b"])", R"(["a"]])"})
    EXPECT_EQ(kind_of(texts_from_json(broken)), ErrorKind::internal) << broken;
}

TEST(CodecTest, ForeignTextIsRefusedWithItsPlace) {
  EXPECT_THAT(options_from_json("[{\"side\": \"bw\"}]").error().message, HasSubstr("$[0] has no \"race\""));
  EXPECT_THAT(options_from_json(R"([{"side": "bw", "race": "x", "rating": 3000000000}])").error().message,
              HasSubstr("$[0].rating is out of range"));
  EXPECT_THAT(options_from_json(R"([{"side": "bw", "race": "x", "rating": 1e3}])").error().message,
              HasSubstr("$[0].rating is not an integer"));
  EXPECT_THAT(options_from_json("7").error().message, HasSubstr("$ is not an array"));
  EXPECT_THAT(reason_from_json(R"({"tickets": [{"player": 1}]})").error().message,
              HasSubstr("$.tickets[0] has no \"team\""));
  EXPECT_THAT(choices_from_json(R"({"2v2": {"vetoes": []}})").error().message,
              HasSubstr("$.2v2 has no \"compositions\""));
  EXPECT_THAT(verdict_from_json("{}").error().message, HasSubstr("$ has no \"checks\""));
  EXPECT_THAT(verdict_from_json("[]").error().message, HasSubstr("$ has no \"checks\""));
  EXPECT_THAT(verdict_from_json(R"({"checks": [{"name": "map", "mode": "maybe"}]})").error().message,
              HasSubstr("$.checks[0].mode is not a known name"));
  EXPECT_EQ(kind_of(stored_summary_from_json("{")), ErrorKind::internal);
}

TEST(CodecTest, VerdictsComeBack) {
  Verdict verdict;
  EXPECT_EQ(must(verdict_from_json(verdict_to_json(verdict))), verdict);
  verdict.outcome = Outcome::draw();
  EXPECT_EQ(must(verdict_from_json(verdict_to_json(verdict))), verdict);
  verdict.outcome = Outcome::win(1);
  verdict.decides = true;
  verdict.checks = {{"result", CheckMode::off, CheckResult::failed, "a", "b"}};
  verdict.bindings = {{"2-S2-1-7", PlayerId{7}}};
  EXPECT_EQ(must(verdict_from_json(verdict_to_json(verdict))), verdict);
}

}  // namespace
}  // namespace evo::sql
