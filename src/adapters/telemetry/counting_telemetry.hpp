// CountingTelemetry: remembers how often what happened, for tests and simulations. Any line of level error is
// kept in full, because it fails a simulation.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/telemetry.hpp"

namespace evo {

class CountingTelemetry final : public Telemetry {
 public:
  static constexpr std::size_t kErrorsKept = 1000;

  struct Observed {
    std::uint64_t count = 0;
    double sum = 0;
    double max = 0;
  };

  void log(Level level, std::string_view event, std::initializer_list<Field> fields) override;
  void count(std::string_view counter, std::int64_t amount = 1) override;
  void observe(std::string_view histogram, double value) override;

  // Zero for what never happened.
  std::int64_t counted(std::string_view counter) const;
  std::uint64_t logged(std::string_view event) const;
  std::uint64_t logged(Level level) const { return levels_[static_cast<std::size_t>(level)]; }
  Observed observed(std::string_view histogram) const;
  // "event key=value ...", oldest first, at most kErrorsKept.
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  std::map<std::string, std::int64_t, std::less<>> counters_;
  std::map<std::string, std::uint64_t, std::less<>> events_;
  std::map<std::string, Observed, std::less<>> histograms_;
  std::uint64_t levels_[4] = {};
  std::vector<std::string> errors_;
};

}  // namespace evo
