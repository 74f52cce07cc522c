// The members of a replay that describe its game: header, details, initData, attributes, metadata. Each takes
// the checked plan to the member's bytes. Errors: invalid, where the build's tables cannot hold a value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "replay/writer_plan.hpp"

namespace evo::replay {

inline constexpr int kHandicap = 100;
inline constexpr int kDifficultyMedium = 3;

using MemberBytes = Result<std::vector<std::uint8_t>>;

MemberBytes write_header(const GamePlan& plan);
MemberBytes write_details(const GamePlan& plan);
MemberBytes write_init_data(const GamePlan& plan);
MemberBytes write_attributes(const GamePlan& plan);
std::string write_metadata(const GamePlan& plan);

}  // namespace evo::replay
