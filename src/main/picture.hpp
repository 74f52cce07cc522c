// Pictures that a command writes: drawn as SVG, and as PNG where somebody wants to paste one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace evo {

// Whether the name's ending is one of those: *.svg, *.png. Errors: invalid, naming them.
Result<void> check_picture_name(std::string_view path);

// Writes the drawing into `path`, in the form that its ending asks for. PNG, at twice the drawing's size, is
// made by rsvg-convert (Debian package librsvg2-bin). Errors: invalid; unavailable without that program.
Result<void> write_picture(std::string_view svg, const std::string& path);

}  // namespace evo
