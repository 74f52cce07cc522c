#include "core/standings/leaderboard.hpp"

#include <algorithm>
#include <utility>

#include "core/standings/board.hpp"
#include "core/standings/board_search.hpp"

namespace evo {

Leaderboard::Leaderboard(std::string ladder, StandingRules rules)
    : ladder_(std::move(ladder)), rules_(rules), board_(std::make_unique<Board>(ladder_, rules)) {}
Leaderboard::~Leaderboard() = default;
Leaderboard::Leaderboard(Leaderboard&&) noexcept = default;
Leaderboard& Leaderboard::operator=(Leaderboard&&) noexcept = default;

void Leaderboard::assign(const std::vector<StandingEntry>& entries, Time now) {
  board_ = std::make_unique<Board>(ladder_, rules_);
  board_->add(entries);
  board_->arrange(now);
}

void Leaderboard::add(const std::vector<StandingEntry>& entries) { board_->add(entries); }

void Leaderboard::arrange(Time now) { board_->arrange(now); }

void Leaderboard::put(const StandingEntry& entry) { board_->put(entry); }

void Leaderboard::remove(const RatingKey& key) {
  if (const auto row = board_->rows().find(key); row != BoardRows::kNone) board_->remove(row);
}

void Leaderboard::advance(Time now) { board_->advance(now); }

std::size_t Leaderboard::size() const { return board_->rows().size(); }
std::size_t Leaderboard::active() const { return board_->active(); }

std::optional<StandingEntry> Leaderboard::find(const RatingKey& key) const {
  const auto row = board_->rows().find(key);
  if (row == BoardRows::kNone) return std::nullopt;
  return BoardSearch::entries(*board_, {row}).front();
}

std::vector<RatingKey> Leaderboard::keys_of(PlayerId player) const {
  const BoardRows& all = board_->rows();
  std::vector<RatingKey> keys;
  for (const BoardRows::Row row : all.rows_of(player)) keys.push_back(all.key_of(row));
  return keys;
}

std::vector<StandingEntry> Leaderboard::of_player(PlayerId player) const {
  const BoardRows& all = board_->rows();
  std::vector<BoardRows::Row> rows = all.rows_of(player);
  std::ranges::sort(rows, [&](BoardRows::Row a, BoardRows::Row b) { return all.above(a, b); });
  return BoardSearch::entries(*board_, rows);
}

BoardPage Leaderboard::page(const BoardQuery& query) const { return BoardSearch(*board_, query).page(); }

std::optional<int> Leaderboard::index_of(const RatingKey& key, const BoardQuery& query) const {
  const auto row = board_->rows().find(key);
  if (row == BoardRows::kNone) return std::nullopt;
  return BoardSearch(*board_, query).index_of(row);
}

std::size_t Leaderboard::bytes() const { return board_->bytes(); }

}  // namespace evo
