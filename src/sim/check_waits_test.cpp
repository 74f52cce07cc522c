#include "sim/check_waits.hpp"

#include <exception>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sql/database.hpp"
#include "adapters/sql/sql.hpp"
#include "sim/loop.hpp"
#include "sim/ports.hpp"

namespace evo::sim {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Time kStart = from_micros(1'772'323'200'000'000);

class CheckWaits : public testing::Test {
 protected:
  CheckWaits() {
    auto catalog = builtin_catalog("scevo");
    rules_.catalog = *std::move(catalog);
    SqlOptions sql;
    sql.url = "sqlite::memory:";
    sql.execution = Execution::inline_on_loop;
    sql.now = [this] { return loop_.now(); };
    database_ = *Database::open(std::move(sql));
    store_.emplace(database_, clock_, 1);
    run(database_->migrate());
  }

  void run(Task<Result<void>> task) {
    std::optional<Result<void>> answer;
    boost::asio::co_spawn(loop_.executor(0), std::move(task),
                          [&](std::exception_ptr, Result<void> done) { answer = std::move(done); });
    while (!answer) loop_.run_until(loop_.now() + std::chrono::milliseconds(1));
    ASSERT_TRUE(*answer) << answer->error().message;
  }

  // Somebody with that rating who has waited for so long.
  void waits(Duration waited, std::string race, std::string side, int rating) {
    auto body = [&](Tx& tx) -> Task<Result<void>> {
      Player player;
      player.name = "Player" + std::to_string(rating);
      Ticket ticket;
      CO_TRY(ticket.player, co_await tx.players().insert(std::move(player)));
      ticket.joined_at = tx.now() - waited;
      ticket.options = {{.side = std::move(side), .race = std::move(race), .rating = rating}};
      CO_TRY(const auto inserted, co_await tx.tickets().insert(std::move(ticket)));
      static_cast<void>(inserted);
      co_return Result<void>{};
    };
    run(store_->transact(body));
  }

  std::vector<std::string> found() {
    Findings findings;
    run(check_waits(*store_, rules_, loop_.now() - minutes(2), findings));
    return findings.violations;
  }

  SimLoop loop_{1, kStart};
  SimClock clock_{loop_, 0, {}};
  Rules rules_;
  std::shared_ptr<Database> database_;
  std::optional<SqlStore> store_;
};

TEST_F(CheckWaits, NobodyWaitsLongBesideAnOpponent) {
  balance_queue(rules_);
  waits(minutes(6), "bw_terran", "bw", 1500);
  EXPECT_THAT(found(), IsEmpty()) << "alone";
  waits(minutes(3), "sc2_zerg", "sc2", 1700);
  EXPECT_THAT(found(), ElementsAre(HasSubstr("of 1v1 waits for 360 s while 1 others wait")));
}

TEST_F(CheckWaits, SomebodyFarAwayIsAnOpponentToo) {
  balance_queue(rules_);
  waits(minutes(6), "bw_terran", "bw", 1500);
  waits(minutes(4), "sc2_zerg", "sc2", 2900);
  EXPECT_THAT(found(), ElementsAre(HasSubstr("waits for 360 s while 1 others wait")));
}

TEST_F(CheckWaits, WhoHasJustComeOrIsOfTheSameSideIsNone) {
  balance_queue(rules_);
  waits(minutes(6), "bw_terran", "bw", 1500);
  waits(minutes(1), "sc2_zerg", "sc2", 1501);
  waits(minutes(4), "bw_zerg", "bw", 1502);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckWaits, TheReferencePromisesItsWindow) {
  waits(minutes(6), "bw_terran", "bw", 1500);
  waits(minutes(6), "sc2_zerg", "sc2", 1900);
  EXPECT_THAT(found(), IsEmpty()) << "100 + 50 a minute";
  waits(minutes(6), "sc2_zerg", "sc2", 1740);
  EXPECT_THAT(found(), ElementsAre(HasSubstr("wait: ticket")));
}

TEST_F(CheckWaits, TicketsSayWhatIsTrue) {
  Findings findings;
  waits(minutes(1), "bw_terran", "bw", rules_.elo.start);
  run(check_tickets(*store_, rules_, findings));
  EXPECT_THAT(findings.violations, IsEmpty());
  waits(minutes(1), "sc2_zerg", "sc2", rules_.elo.start + 1);
  run(check_tickets(*store_, rules_, findings));
  EXPECT_THAT(findings.violations, ElementsAre("ticket 2: says what no longer holds of its people"));
}

}  // namespace
}  // namespace evo::sim
