#include "adapters/telemetry/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace evo {
namespace {

constexpr std::string_view kPrefix = "evoladder_";

// Prometheus names: [a-zA-Z0-9_], here in lower case as written.
std::string metric_name(std::string_view name) {
  std::string out(kPrefix);
  for (const char c : name) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += is_plain ? c : '_';
  }
  return out;
}

std::string counter_name(std::string_view name) {
  std::string out = metric_name(name);
  return out.ends_with("_total") ? out : out + "_total";
}

void write_counter(std::string& out, const std::string& name, std::uint64_t value) {
  fmt::format_to(std::back_inserter(out), "# TYPE {0} counter\n{0} {1}\n", name, value);
}

// The map's entry, made where it is missing and there is room; nullptr where there is none.
template <class Map>
auto* entry(Map& map, const std::string& name) {
  const auto found = map.find(name);
  if (found != map.end()) return &found->second;
  if (map.size() >= Metrics::kNamesMax) return static_cast<typename Map::mapped_type*>(nullptr);
  return &map.emplace(name, typename Map::mapped_type{}).first->second;
}

}  // namespace

void Metrics::count(std::string_view counter, std::int64_t amount) {
  const std::lock_guard lock(mutex_);
  if (auto* value = entry(counters_, counter_name(counter)); value != nullptr && amount >= 0)
    *value += static_cast<std::uint64_t>(amount);
  else
    ++dropped_;
}

void Metrics::observe(std::string_view histogram, double value) {
  const std::lock_guard lock(mutex_);
  Buckets* buckets = std::isfinite(value) ? entry(histograms_, metric_name(histogram)) : nullptr;
  if (buckets == nullptr) {
    ++dropped_;
    return;
  }
  const auto bucket = std::ranges::lower_bound(kBounds, value) - kBounds.begin();
  ++buckets->counts[static_cast<std::size_t>(bucket)];
  buckets->sum += value;
  ++buckets->count;
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, value] : counters_) write_counter(out, name, value);
  write_counter(out, counter_name("telemetry.dropped"), dropped_);
  for (const auto& [name, buckets] : histograms_) {
    const auto end = std::back_inserter(out);
    fmt::format_to(end, "# TYPE {} histogram\n", name);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      below += buckets.counts[i];
      fmt::format_to(end, "{}_bucket{{le=\"{}\"}} {}\n", name, kBounds[i], below);
    }
    fmt::format_to(end, "{0}_bucket{{le=\"+Inf\"}} {1}\n{0}_sum {2}\n{0}_count {1}\n", name, buckets.count,
                   buckets.sum);
  }
  return out;
}

}  // namespace evo
