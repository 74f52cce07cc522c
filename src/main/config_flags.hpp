// Options of the command line that every command with a configuration understands.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "main/config.hpp"
#include "main/exit_code.hpp"

namespace CLI {
class App;
}

namespace evo {

struct ConfigFlags {
  std::string file;
  std::vector<std::string> settings;
  std::string data;
  std::string catalog;
  int port = -1;
  bool quiet = false;  // Business facts are not logged unless asked for.

  void add_to(CLI::App& command);
  void add_port_to(CLI::App& command);
  // Errors: invalid, with every problem of the configuration.
  Result<Config> load() const;
};

// Loads the configuration and runs `command` with it.
template <class Command>
int with_config(const ConfigFlags& flags, Command command) {
  auto config = flags.load();
  if (!config) return explain(config.error());
  return command(*std::move(config));
}

}  // namespace evo
