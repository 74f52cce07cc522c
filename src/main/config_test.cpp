#include "main/config.hpp"

#include <fstream>
#include <map>

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace evo {
namespace {

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) {
    char name[] = "/tmp/evoladder-config-XXXXXX";
    const int file = mkstemp(name);
    EXPECT_GE(file, 0);
    path_ = name;
    std::ofstream(path_) << text;
    ::close(file);
  }
  ~ConfigFile() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Config, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  const ConfigFile file("[http]\nport = 1111\naddress = \"127.0.0.2\"\n[match]\nconfirm_window_s = 33\n");
  const std::map<std::string, std::string> variables{{"EVOLADDER_HTTP_PORT", "2222"},
                                                     {"EVOLADDER_RATING_K", "20"}};
  ConfigSources sources;
  sources.file = file.path();
  sources.environment = [&](const char* name) {
    const auto known = variables.find(name);
    return known == variables.end() ? nullptr : known->second.c_str();
  };
  sources.flags = {{"rating.k", "30"}};
  const auto config = load_config(sources);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->http_port, 2222);
  EXPECT_EQ(config->http_address, "127.0.0.2");
  EXPECT_EQ(config->confirm_window_s, 33);
  EXPECT_EQ(config->rating_k, 30);
  EXPECT_EQ(config->rating_divisor, 500);
  EXPECT_NE(show_config(*config).find("environment EVOLADDER_HTTP_PORT"), std::string::npos);
}

TEST(Config, ASetOfRulesIsWhatOtherSettingsBeginWith) {
  ConfigSources sources;
  sources.flags = {{"queue.open_after_s", "100"}, {"queue.rules", "balanced"}};
  const auto config = load_config(sources);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->open_after_s, 100);
  EXPECT_EQ(config->rematch_cost, with_balanced_rules({}).rematch_cost);
  const Rules rules = rules_from(*config, builtin_catalog("scevo").value());
  EXPECT_TRUE(rules.pool.forecast.on());
  EXPECT_EQ(rules.pool.open_after, std::chrono::seconds(100));
  EXPECT_FALSE(rules_from({}, builtin_catalog("scevo").value()).pool.forecast.on());
}

TEST(Config, EveryProblemIsNamedAtOnce) {
  ConfigSources sources;
  sources.flags = {{"http.port", "99999"},
                   {"http.prot", "1"},
                   {"store", "postgres://host/db"},
                   {"sandbox.allow_weak", "yes"}};
  const auto config = load_config(sources);
  ASSERT_FALSE(config);
  for (const char* part : {"http.port: '99999'", "http.prot: there is no such setting",
                           "did you mean 'http.port'", "store: this build has", "sandbox.allow_weak: 'yes'"})
    EXPECT_NE(config.error().message.find(part), std::string::npos) << part << "\n" << config.error().message;
}

TEST(Config, BrokenFileSaysWhere) {
  const ConfigFile file("[http]\nport = = 1\n");
  ConfigSources sources;
  sources.file = file.path();
  const auto config = load_config(sources);
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().message.find(file.path() + ":2"), std::string::npos) << config.error().message;
}

TEST(Config, EveryOptionShowsWhatItAccepts) {
  const Config defaults;
  for (const ConfigOption& option : config_options()) {
    Config copy;
    const std::string shown = option.show(defaults);
    EXPECT_TRUE(option.set(copy, shown)) << option.path;
    EXPECT_EQ(option.show(copy), shown) << option.path;
    EXPECT_FALSE(option.help.empty());
  }
}

}  // namespace
}  // namespace evo
