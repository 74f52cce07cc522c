// `evoladder replay info`: a look inside replay files.
#pragma once

#include <string>
#include <vector>

namespace evo {

// One block (or, with json, one line) a file; folders stand for the replays in them. The value is 1 when a
// file was bad.
int replay_info(const std::vector<std::string>& paths, bool json);

}  // namespace evo
