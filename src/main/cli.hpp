// The command line: which subcommand, which options. It parses and explains; the cmd_* files do.
#pragma once

namespace evo {

int run_command_line(int argc, char** argv);

}  // namespace evo
