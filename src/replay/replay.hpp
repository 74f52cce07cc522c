// The SC2Replay library: bytes of a replay file to values. Pure: no files, clock, threads or logging; safe on
// hostile input: every offset, count and size is checked, work and memory are bounded, and a bad file is an
// Error of kind `invalid` that names the member, the place and what was found there. Usable on its own.
//
// It does not judge: whether a replay fits a match is core/evidence's business.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "replay/summary.hpp"

namespace evo::replay {

using Bytes = std::span<const std::uint8_t>;

// Limits that no genuine replay reaches (largest seen: 4.8 MB a member).
inline constexpr std::size_t kFileBytesMax = 64u << 20;
inline constexpr std::size_t kMemberBytesMax = 32u << 20;
inline constexpr std::size_t kAllMembersBytesMax = 64u << 20;

// Everything in ReplaySummary: header, details, initData, attributes, game metadata, messages, tracker set-up
// and leave events. Work is bounded by the file's size; repeating it gives the same value.
Result<ReplaySummary> summarize(Bytes file);

}  // namespace evo::replay
