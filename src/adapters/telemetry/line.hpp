// The two ways a log line is spelled. Pure text, so that it can be tested against what players may put into a
// value.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "app/ports/telemetry.hpp"

namespace evo {

// `event key=value ...`; values with spaces or quotation marks are quoted.
std::string line_as_text(std::string_view event, std::initializer_list<Field> fields);
// `"event":"...","key":"value",...`: the members of a JSON object, without its braces.
std::string line_as_json_members(std::string_view event, std::initializer_list<Field> fields);

}  // namespace evo
