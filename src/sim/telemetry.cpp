#include "sim/telemetry.hpp"

#include <cstdio>

namespace evo::sim {

void SimTelemetry::log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  const bool printed = print_from_ && level >= *print_from_;
  if (level != Level::error && !printed) return;
  std::string line(event);
  for (const Field& field : fields) line.append(" ").append(field.key).append("=").append(field.value);
  if (printed) std::fprintf(stderr, "%s\n", line.c_str());
  if (level == Level::error && errors_.size() < kErrorsMax) errors_.push_back(std::move(line));
}

void SimTelemetry::count(std::string_view counter, std::int64_t amount) {
  const auto known = counters_.find(counter);
  if (known != counters_.end())
    known->second += amount;
  else
    counters_.emplace(counter, amount);
}

void SimTelemetry::observe(std::string_view histogram, double) { count(histogram, 1); }

std::int64_t SimTelemetry::counter(std::string_view name) const {
  const auto known = counters_.find(name);
  return known == counters_.end() ? 0 : known->second;
}

}  // namespace evo::sim
