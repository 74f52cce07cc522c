#include "sim/faults.hpp"

namespace evo::sim {
namespace {

constexpr double kSwitchedOn = 0.25;

Task<void> delay(Clock& clock, Faults& faults, std::string_view place, double probability, Duration longest) {
  if (!faults.fires(place, probability)) co_return;
  co_await clock.sleep_until(clock.now() + Duration(faults.rng().between(1000, longest.count())));
}

}  // namespace

bool Faults::fires(std::string_view place, double probability) {
  if (!enabled_) return false;
  auto known = switched_on_.find(place);
  if (known == switched_on_.end()) known = switched_on_.emplace(place, rng_.chance(kSwitchedOn)).first;
  if (!known->second || !rng_.chance(probability * intensity_)) return false;
  ++fired_[std::string(place)];
  return true;
}

Task<Result<void>> FaultyStore::run(Access access, ErasedBody body) {
  co_await delay(clock_, faults_, "store.slow", 0.02, std::chrono::seconds(2));
  if (faults_.fires("store.down", 0.005))
    co_return fail(unavailable("the database is not reachable (simulated)"));
  if (access == Access::read) co_return co_await inner_.run(access, std::move(body));
  if (faults_.fires("store.conflict", 0.005)) {
    // The body runs once for nothing: its transaction is undone and tried again.
    auto undone = [&body](Tx& tx) -> Task<Result<void>> {
      CO_CHECK_OK(co_await body(tx));
      co_return fail(conflict("rolled back (simulated)"));
    };
    static_cast<void>(co_await inner_.run(access, std::ref(undone)));
  }
  auto done = co_await inner_.run(access, std::move(body));
  if (done && faults_.fires("store.commit.unknown", 0.005))
    co_return fail(unavailable("the connection was lost during commit (simulated)"));
  co_return done;
}

Task<Result<void>> FaultyBlobStore::put(std::string sha256, Blob bytes) {
  co_await delay(clock_, faults_, "blob.put.slow", 0.05, std::chrono::seconds(3));
  if (faults_.fires("blob.put.failed", 0.02))
    co_return fail(unavailable("the blob store is down (simulated)"));
  auto done = co_await inner_.put(std::move(sha256), std::move(bytes));
  if (done && faults_.fires("blob.put.unknown", 0.02))
    co_return fail(unavailable("the answer of the blob store was lost (simulated)"));
  co_return done;
}

Task<Result<Blob>> FaultyBlobStore::fetch(std::string sha256) {
  co_await delay(clock_, faults_, "blob.fetch.slow", 0.05, std::chrono::seconds(3));
  if (faults_.fires("blob.fetch.failed", 0.05))
    co_return fail(unavailable("the blob store is down (simulated)"));
  co_return co_await inner_.fetch(std::move(sha256));
}

Task<Result<replay::ReplaySummary>> FaultyParser::parse(Blob bytes) {
  co_await delay(clock_, faults_, "parser.slow", 0.1, std::chrono::seconds(5));
  if (faults_.fires("parser.died", 0.05)) co_return fail(unavailable("the parser child died (simulated)"));
  co_return co_await inner_.parse(std::move(bytes));
}

Task<Delivery> FaultyMessenger::deliver(OutboxItem item) {
  if (faults_.is_deaf(item.notice.player))
    co_return Delivery{Delivery::Fate::retry, std::chrono::seconds(1), "the player is not reached"};
  co_await delay(clock_, faults_, "messenger.slow", 0.1, std::chrono::seconds(4));
  if (faults_.fires("messenger.refused", 0.01))
    co_return Delivery{Delivery::Fate::permanent, {}, "the recipient takes no messages (simulated)"};
  if (faults_.fires("messenger.limited", 0.05))
    co_return Delivery{Delivery::Fate::retry, std::chrono::seconds(1), "rate limited (simulated)"};
  Delivery delivery = co_await inner_.deliver(item);
  if (faults_.fires("messenger.twice", 0.05)) delivery = co_await inner_.deliver(std::move(item));
  if (faults_.fires("messenger.answer_lost", 0.05))
    co_return Delivery{Delivery::Fate::retry, {}, "the answer was lost (simulated)"};
  co_return delivery;
}

}  // namespace evo::sim
