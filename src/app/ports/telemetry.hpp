// Telemetry: one line per outcome, and counters. Names are stable, labels come from bounded sets; never
// tokens, message texts or addresses. Level error means that a person must act; it fails a simulation.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace evo {

enum class Level { debug, info, warn, error };

struct Field {
  std::string_view key;
  std::string value;

  Field(std::string_view field_key, std::string field_value)
      : key(field_key), value(std::move(field_value)) {}
  Field(std::string_view field_key, std::string_view field_value) : key(field_key), value(field_value) {}
  Field(std::string_view field_key, const char* field_value) : key(field_key), value(field_value) {}
  template <class Number>
    requires std::is_arithmetic_v<Number>
  Field(std::string_view field_key, Number number) : key(field_key), value(std::to_string(number)) {}
};

class Telemetry {
 public:
  virtual ~Telemetry() = default;
  // `event` is a stable dotted name such as "wave.planned".
  virtual void log(Level level, std::string_view event, std::initializer_list<Field> fields) = 0;
  virtual void count(std::string_view counter, std::int64_t amount = 1) = 0;
  virtual void observe(std::string_view histogram, double value) = 0;
};

}  // namespace evo
