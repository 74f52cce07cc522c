#include <algorithm>
#include <utility>
#include <vector>

#include "adapters/sql/database.hpp"
#include "adapters/sql/session.hpp"
#include "adapters/sql/sql.hpp"
#include "adapters/sql/transaction.hpp"
#include "base/random.hpp"

namespace evo {
namespace {

constexpr Duration kPauseFirst = std::chrono::milliseconds(5);
constexpr Duration kPauseMax = std::chrono::milliseconds(500);

// Doubles with each attempt; half of it is chance, so that those who collided meet no more.
Duration pause_after(int attempt, Rng& rng) {
  const Duration whole = std::min(kPauseMax, kPauseFirst * (1 << (attempt - 1)));
  return whole / 2 + Duration(rng.between(0, whole.count() / 2));
}

struct Attempt {
  Result<void> result;
  bool conflicted = false;
};

}  // namespace

// What a store's transactions share. It outlives the store while coroutines of a crashed node are still being
// destroyed.
struct SqlStore::Crew {
  Crew(std::shared_ptr<Database> shared, Clock& node_clock, std::uint64_t seed)
      : database(std::move(shared)), clock(node_clock), rng(seed) {}

  class Member {
   public:
    Member(Crew& crew, sql::Session& session) : crew_(crew), session_(session) {
      crew_.open.push_back(&session_);
    }
    ~Member() { std::erase(crew_.open, &session_); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

   private:
    Crew& crew_;
    sql::Session& session_;
  };

  Task<Attempt> attempt(Access access, const ErasedBody& body);
  static Task<Attempt> steps(sql::Session& session, Access access, const ErasedBody& body);

  std::shared_ptr<Database> database;
  Clock& clock;
  Rng rng;
  std::vector<sql::Session*> open;
  bool gone = false;
};

Task<Attempt> SqlStore::Crew::attempt(Access access, const ErasedBody& body) {
  const auto session = database->impl().session(access);
  const Member member(*this, *session);
  Attempt outcome;
  auto all = [&]() -> Task<void> { outcome = co_await steps(*session, access, body); };
  const auto ran = co_await session->run(all);
  if (!ran) co_return Attempt{fail(ran.error()), session->conflicted()};
  co_return outcome;
}

Task<Attempt> SqlStore::Crew::steps(sql::Session& session, Access access, const ErasedBody& body) {
  const auto now = co_await session.begin();
  if (!now) co_return Attempt{fail(now.error()), session.conflicted()};
  sql::SqlTx tx(session, *now);
  auto done = co_await body(tx);
  if (session.failure()) co_return Attempt{fail(*session.failure()), session.conflicted()};
  // Reading leaves nothing to commit: the session's end ends the snapshot.
  if (!done || access == Access::read) co_return Attempt{std::move(done)};
  auto committed = co_await session.commit();
  const bool conflicted = !committed && session.conflicted();
  co_return Attempt{std::move(committed), conflicted};
}

SqlStore::SqlStore(std::shared_ptr<Database> database, Clock& clock, std::uint64_t jitter_seed)
    : crew_(std::make_shared<Crew>(std::move(database), clock, jitter_seed)) {}

SqlStore::~SqlStore() {
  crew_->gone = true;
  // Abandoning a session may destroy it, and with it others that its coroutine was the owner of.
  while (!crew_->open.empty()) {
    auto* session = crew_->open.back();
    crew_->open.pop_back();
    session->abandon();
  }
}

Task<Result<void>> SqlStore::run(Access access, ErasedBody body) {
  const auto crew = crew_;
  for (int attempt = 1; !crew->gone; ++attempt) {
    auto outcome = co_await crew->attempt(access, body);
    if (!outcome.conflicted) co_return std::move(outcome.result);
    if (attempt == kAttemptsMax) {
      co_return fail(busy("the database is busy with another program's transaction; gave up after " +
                          std::to_string(kAttemptsMax) + " attempts: " + outcome.result.error().message));
    }
    if (crew->gone) break;
    co_await crew->clock.sleep_until(crew->clock.now() + pause_after(attempt, crew->rng));
  }
  co_return fail(unavailable("the store was closed"));
}

}  // namespace evo
