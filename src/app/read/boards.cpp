#include "app/read/boards.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "app/seasons.hpp"
#include "base/text.hpp"

namespace evo {
namespace {

constexpr int kPortion = 2000;  // Entries read at once while a board is loaded.
constexpr int kChangesAtOnce = 100;
constexpr Duration kLoadingPoll = std::chrono::milliseconds(10);
constexpr std::string_view kPlayerTopic = "player:";

std::optional<PlayerId> player_of(std::string_view topic) {
  if (!topic.starts_with(kPlayerTopic)) return std::nullopt;
  topic.remove_prefix(kPlayerTopic.size());
  PlayerId id;
  const auto [end, problem] = std::from_chars(topic.data(), topic.data() + topic.size(), id.value);
  if (problem != std::errc() || end != topic.data() + topic.size()) return std::nullopt;
  return id;
}

class Flag {
 public:
  explicit Flag(bool& flag) : flag_(flag) { flag_ = true; }
  ~Flag() { flag_ = false; }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

 private:
  bool& flag_;
};

}  // namespace

struct Boards::Kept {
  std::shared_ptr<Leaderboard> board;  // Null before the first load.
  std::int64_t change = 0;             // The newest change that it holds.
  Time as_of = from_micros(0);
  bool loading = false;
};

// What the feed says since a change, and what the store says of the players it names.
struct Boards::News {
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool forgotten = false;  // The feed no longer reaches back so far.
  bool more = false;
  Time now;
  std::set<PlayerId> players;
  std::vector<StandingEntry> entries;

  void apply(Leaderboard& board) const {
    std::set<RatingKey> present;
    for (const StandingEntry& entry : entries) present.insert(entry.rating.key);
    for (const PlayerId player : players)
      for (const RatingKey& key : board.keys_of(player))
        if (!present.contains(key)) board.remove(key);
    for (const StandingEntry& entry : entries) board.put(entry);
    board.advance(now);
  }
};

Boards::Boards(Store& store, Clock& clock, Offload& offload, const Rules& rules)
    : store_(store), clock_(clock), offload_(offload), rules_(rules), ladders_(ladders_of(rules)) {}
Boards::~Boards() = default;

Task<Result<Boards::View>> Boards::current(std::string ladder) {
  if (std::ranges::find(ladders_, ladder) == ladders_.end())
    co_return fail(invalid(
        fmt::format("mode: '{}' is not one of: {}", harmless(ladder, 40), fmt::join(ladders_, ", "))));
  Kept& kept = boards_[ladder];
  for (;;) {
    if (kept.loading) {
      co_await clock_.sleep_until(clock_.now() + kLoadingPoll);
      continue;
    }
    if (!kept.board) {
      const Flag flag(kept.loading);
      CO_CHECK_OK(co_await load(ladder, kept));
    }
    const auto board = kept.board;
    CO_TRY(const News news, co_await news_since(ladder, kept.change));
    // Somebody else may have brought the board further meanwhile: what was read here may be older.
    if (kept.board != board || kept.change != news.from) continue;
    if (news.forgotten) {
      kept.board = nullptr;
      continue;
    }
    news.apply(*kept.board);
    kept.change = news.to;
    kept.as_of = news.now;
    if (!news.more) co_return View{kept.board, kept.as_of};
  }
}

// Each portion is a transaction of its own, so that others may read in between. What changes meanwhile is in
// the feed after the number that was read first, and is read again.
Task<Result<void>> Boards::load(std::string ladder, Kept& kept) {
  auto head = [](Tx& tx) -> Task<Result<std::int64_t>> { co_return co_await tx.changes().head(); };
  CO_TRY(const std::int64_t change, co_await store_.read(head));
  auto board = std::make_shared<Leaderboard>(ladder, rules_.standings);
  RatingKey after{{}, ladder, ""};
  Time now;
  for (bool more = true; more;) {
    auto body = [&](Tx& tx) -> Task<Result<std::vector<StandingEntry>>> {
      now = tx.now();
      co_return co_await tx.ratings().standings_after(after, kPortion);
    };
    CO_TRY(const std::vector<StandingEntry> entries, co_await store_.read(body));
    more = entries.size() == static_cast<std::size_t>(kPortion);
    if (entries.empty()) break;
    after = entries.back().rating.key;
    co_await offload_.run([&] { board->add(entries); });
  }
  co_await offload_.run([&] { board->arrange(now); });
  kept.board = std::move(board);
  kept.change = change;
  kept.as_of = now;
  co_return Result<void>{};
}

Task<Result<Boards::News>> Boards::news_since(std::string ladder, std::int64_t change) {
  auto body = [&](Tx& tx) -> Task<Result<News>> {
    News news;
    news.from = news.to = change;
    news.now = tx.now();
    CO_TRY(const auto changes, co_await tx.changes().since(change, kChangesAtOnce));
    if (changes.empty()) {
      // Numbers only grow: a smaller head means another store, for instance a restored backup.
      CO_TRY(const std::int64_t head, co_await tx.changes().head());
      news.forgotten = head < change;
      co_return news;
    }
    if (changes.front().seq != change + 1) {
      CO_TRY(const auto oldest, co_await tx.changes().since(0, 1));
      news.forgotten = oldest.front().seq > change + 1;
    }
    for (const Change& each : changes)
      if (const auto player = player_of(each.topic)) news.players.insert(*player);
    news.to = changes.back().seq;
    news.more = changes.size() == static_cast<std::size_t>(kChangesAtOnce);
    if (!news.players.empty()) {
      CO_TRY(news.entries,
             co_await tx.ratings().standings_of(ladder, {news.players.begin(), news.players.end()}));
    }
    co_return news;
  };
  co_return co_await store_.read(body);
}

}  // namespace evo
