// Boards: the leaderboards of this process. Memory is a cache, the store is the truth: a board is read once,
// in portions, and from then on follows the change feed. Whatever node wrote it, a change "player:N" makes
// the board read that player's entries anew, so that a result, a new name or a ban costs a few rows and never
// a rebuild. Only a feed that has forgotten more than the board has seen makes it begin anew.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/ports/clock.hpp"
#include "app/ports/offload.hpp"
#include "app/ports/store.hpp"
#include "app/rules.hpp"
#include "core/standings/leaderboard.hpp"

namespace evo {

class Boards {
 public:
  Boards(Store& store, Clock& clock, Offload& offload, const Rules& rules);
  ~Boards();

  struct View {
    std::shared_ptr<const Leaderboard> board;  // Good until the next await.
    Time as_of;
  };
  // The board with everything that was committed before the call. Errors: invalid (no such ladder).
  Task<Result<View>> current(std::string ladder);
  // What there are boards of: the queue's mode and every mode of the catalog.
  const std::vector<std::string>& ladders() const { return ladders_; }

 private:
  struct Kept;
  struct News;
  Task<Result<void>> load(std::string ladder, Kept& kept);
  Task<Result<News>> news_since(std::string ladder, std::int64_t change);

  Store& store_;
  Clock& clock_;
  Offload& offload_;
  const Rules& rules_;
  std::vector<std::string> ladders_;
  std::map<std::string, Kept> boards_;
};

}  // namespace evo
