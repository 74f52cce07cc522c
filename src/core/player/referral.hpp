// Referrals: a player's code is his id in base 62, and who entered whose code is a forest: nobody is, over
// any number of steps, his own referrer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace evo {

inline constexpr std::size_t kReferralCodeLength = 11;  // Enough for any 64-bit id.

// Digits, capital letters, small letters; filled up with '0' from the left.
std::string referral_code(std::uint64_t id);
// nullopt: not exactly 11 such characters, or more than 64 bits.
std::optional<std::uint64_t> parse_referral_code(std::string_view code);

// The referrer as far as he is known, with his referrers: his own first.
struct Referrer {
  PlayerId player;
  bool setup_complete = false;
  std::span<const PlayerId> ancestors = {};
};

// Whether `referee` may name this referrer; the failures come in this order, each with its slug at the start:
// invalid_code, self_referral, already_referred, referrer_not_found, referral_loop.
Result<void> check_referral(std::string_view code, PlayerId referee, bool already_referred,
                            const std::optional<Referrer>& referrer);

}  // namespace evo
