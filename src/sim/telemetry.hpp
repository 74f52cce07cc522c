// SimTelemetry: remembers counters, and every line of level error, which fails a simulation.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/telemetry.hpp"

namespace evo::sim {

class SimTelemetry : public Telemetry {
 public:
  void log(Level level, std::string_view event, std::initializer_list<Field> fields) override;
  void count(std::string_view counter, std::int64_t amount) override;
  void observe(std::string_view histogram, double value) override;

  const std::vector<std::string>& errors() const { return errors_; }
  std::int64_t counter(std::string_view name) const;
  const std::map<std::string, std::int64_t, std::less<>>& counters() const { return counters_; }
  // Prints every line of at least this level to stderr.
  void print_from(Level level) { print_from_ = level; }
  static constexpr std::size_t kErrorsMax = 100;

 private:
  std::vector<std::string> errors_;
  std::map<std::string, std::int64_t, std::less<>> counters_;
  std::optional<Level> print_from_;
};

}  // namespace evo::sim
