#include "main/config_flags.hpp"

#include <cstdlib>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace evo {

void ConfigFlags::add_to(CLI::App& command) {
  command.add_option("--config", file, "TOML file with settings (default: evoladder.toml, if it is there)");
  command.add_option("--set", settings, "A setting, as path=value; may be given several times");
  command.add_option("--data", data, "Folder for store and replays (short for setting both)");
  command.add_option("--catalog", catalog, "What is played: scevo or sc2");
}

void ConfigFlags::add_port_to(CLI::App& command) {
  command.add_option("--port", port, "Port of the web server; 0 takes any free one")
      ->check(CLI::Range(0, 65535));
}

Result<Config> ConfigFlags::load() const {
  ConfigSources sources;
  sources.file = file;
  sources.environment = [](const char* name) -> const char* { return std::getenv(name); };
  if (quiet) sources.flags.emplace_back("log.level", "warn");
  if (!data.empty()) {
    sources.flags.emplace_back("store", "sqlite:" + data + "/evoladder.db");
    sources.flags.emplace_back("blobs", "dir:" + data + "/blobs");
  }
  if (!catalog.empty()) sources.flags.emplace_back("catalog", catalog);
  if (port >= 0) sources.flags.emplace_back("http.port", std::to_string(port));
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos)
      return fail(invalid(fmt::format("--set {}: write it as path=value", setting)));
    sources.flags.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return load_config(sources);
}

}  // namespace evo
