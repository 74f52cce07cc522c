#include "core/player/referral.hpp"

#include <algorithm>
#include <limits>

namespace evo {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

}  // namespace

std::string referral_code(std::uint64_t id) {
  std::string code(kReferralCodeLength, '0');
  for (auto digit = code.rbegin(); id > 0; ++digit, id /= kDigits.size())
    *digit = kDigits[id % kDigits.size()];
  return code;
}

std::optional<std::uint64_t> parse_referral_code(std::string_view code) {
  if (code.size() != kReferralCodeLength) return std::nullopt;
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t id = 0;
  for (const char c : code) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    if (id > (kMax - digit) / kDigits.size()) return std::nullopt;
    id = id * kDigits.size() + digit;
  }
  return id;
}

Result<void> check_referral(std::string_view code, PlayerId referee, bool already_referred,
                            const std::optional<Referrer>& referrer) {
  const auto id = parse_referral_code(code);
  if (!id) return fail(invalid("invalid_code: a referral code has 11 letters and digits"));
  if (*id == static_cast<std::uint64_t>(referee.value))
    return fail(conflict("self_referral: this is your own code"));
  if (already_referred)
    return fail(conflict("already_referred: you have entered a code before; it cannot be changed"));
  if (!referrer || !referrer->setup_complete)
    return fail(not_found("referrer_not_found: this code belongs to nobody"));
  if (std::ranges::find(referrer->ancestors, referee) != referrer->ancestors.end())
    return fail(conflict("referral_loop: this player was referred by you, directly or over others"));
  return {};
}

}  // namespace evo
