#include "replay/encoder.hpp"

#include <limits>

#include <fmt/format.h>

namespace evo::replay {

using protocol::Field;
using protocol::Type;

Result<std::vector<std::uint8_t>> Encoder::finish_bytes(std::string_view member) {
  if (failed()) return fail(invalid(fmt::format("{}: {}", member, fault_)));
  return std::move(bytes_);
}

bool Encoder::fits(const Type& type, std::int64_t value) {
  if (in_range(type, value)) return true;
  fault(fmt::format("{} does not fit the {} bits from {} on of this build", value, type.bits, type.min));
  return false;
}

bool Encoder::fits_count(const Type& type, std::size_t count) {
  const auto limit = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  if (count <= limit && in_range(type, static_cast<std::int64_t>(count))) return true;
  const auto most = static_cast<std::uint64_t>(type.min) + ((std::uint64_t{1} << type.bits) - 1);
  fault(fmt::format("length {} is not within {} to {}", count, type.min, most));
  return false;
}

void Encoder::mismatch(std::string_view wanted) { fault(fmt::format("is not {} in this build", wanted)); }

const Field* Encoder::option_for(const Type& type, std::int64_t value) {
  for (const Field& option : protocol::fields_of(type)) {
    const Type& held = protocol::type_of(option.type);
    if (held.op == protocol::Op::integer && in_range(held, value)) return &option;
  }
  fault(fmt::format("no option of this build holds {}", value));
  return nullptr;
}

void Encoder::fault(std::string message) {
  if (!failed()) fault_ = fmt::format("{} {}", protocol::name_text(field_), message);
}

}  // namespace evo::replay
