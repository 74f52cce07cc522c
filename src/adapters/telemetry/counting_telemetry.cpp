#include "adapters/telemetry/counting_telemetry.hpp"

#include <algorithm>

#include "adapters/telemetry/line.hpp"

namespace evo {
namespace {

template <class Map>
typename Map::mapped_type value_of(const Map& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}

}  // namespace

void CountingTelemetry::log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  ++levels_[static_cast<std::size_t>(level)];
  ++events_[std::string(event)];
  if (level == Level::error && errors_.size() < kErrorsKept) errors_.push_back(line_as_text(event, fields));
}

void CountingTelemetry::count(std::string_view counter, std::int64_t amount) {
  counters_[std::string(counter)] += amount;
}

void CountingTelemetry::observe(std::string_view histogram, double value) {
  Observed& observed = histograms_[std::string(histogram)];
  observed.max = observed.count == 0 ? value : std::max(observed.max, value);
  ++observed.count;
  observed.sum += value;
}

std::int64_t CountingTelemetry::counted(std::string_view counter) const {
  return value_of(counters_, counter);
}

std::uint64_t CountingTelemetry::logged(std::string_view event) const { return value_of(events_, event); }

CountingTelemetry::Observed CountingTelemetry::observed(std::string_view histogram) const {
  return value_of(histograms_, histogram);
}

}  // namespace evo
