// The Burrows-Wheeler transform, backwards.
#pragma once

#include <cstddef>

#include "replay/bzip2/workspace.hpp"

namespace evo::replay::bzip2 {

// From the last column in space.sorted to the text in space.text. `origin`, below `size`, is the row of the
// text itself.
void inverse_sort(Workspace& space, std::size_t size, std::size_t origin);

}  // namespace evo::replay::bzip2
