// What drawings as SVG have in common.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace evo::svg {

// For text and attribute values.
std::string escaped(std::string_view text);

// 1, 2 or 5 times a power of ten, at least a `ticks`th of `value`: the distance of an axis' lines.
double round_step(double value, int ticks);

// Of the so-manieth line; apart for people who see colours differently, too.
std::string_view colour(std::size_t line);

}  // namespace evo::svg
