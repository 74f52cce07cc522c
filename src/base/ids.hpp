// Strong ids: one type per kind of row, so that a match id cannot be passed where a player id is wanted.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace evo {

template <class Tag>
struct Id {
  std::int64_t value = 0;  // 0 means "not stored yet"; stored ids are positive.

  constexpr explicit operator bool() const { return value > 0; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using PlayerId = Id<struct PlayerTag>;
using MatchId = Id<struct MatchTag>;
using TicketId = Id<struct TicketTag>;
using ReplayId = Id<struct ReplayTag>;
using JobId = Id<struct JobTag>;
using OutboxId = Id<struct OutboxTag>;

}  // namespace evo

template <class Tag>
struct std::hash<evo::Id<Tag>> {
  std::size_t operator()(evo::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
