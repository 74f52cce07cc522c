#include "replay/event_values.hpp"

#include <algorithm>

namespace evo::replay {

using protocol::Name;
using protocol::Op;
using protocol::Type;
using protocol::TypeId;

const Value* EventValues::find(Name name) const {
  const auto values = all();
  const auto place = std::ranges::find(values, name, &Value::name);
  return place == values.end() ? nullptr : &*place;
}

std::uint32_t EventValues::steps_of(TypeId id) {
  if (id >= starts_.size()) starts_.resize(id + 1u);
  if (starts_[id] == 0) {
    starts_[id] = static_cast<std::uint32_t>(steps_.size()) + 1;
    compile(id, Name::parent);
    steps_.push_back({.kind = Step::Kind::end,
                      .op = Op::null,
                      .bits = 0,
                      .name = Name::parent,
                      .target = 0,
                      .min = 0,
                      .options = 0,
                      .count = 0});
  }
  return starts_[id] - 1;
}

void EventValues::compile(TypeId id, Name name) {
  using Kind = Step::Kind;
  const Type& type = protocol::type_of(id);
  if (type.op == Op::structure) {
    for (const protocol::Field& field : protocol::fields_of(type)) compile(field.type, field.name);
    return;
  }
  const std::uint32_t here = next_step();
  const auto add = [&](Kind kind, std::uint8_t bits) {
    steps_.push_back({.kind = kind,
                      .op = type.op,
                      .bits = bits,
                      .name = name,
                      .target = 0,
                      .min = type.min,
                      .options = 0,
                      .count = 0});
  };
  switch (type.op) {
    case Op::boolean:
      return add(Kind::number, 1);
    case Op::fourcc:
      return add(Kind::number, 32);
    case Op::integer:
      return add(Kind::number, type.bits);
    case Op::null:
    case Op::structure:
      return add(Kind::null, 0);
    case Op::blob:
      return add(Kind::blob, type.bits);
    case Op::bit_array:
      return add(Kind::bit_array, type.bits);
    case Op::optional:
      add(Kind::optional, 1);
      compile(type.sub, name);
      break;
    case Op::array:
      add(Kind::array, type.bits);
      steps_[here].count = protocol::type_of(type.sub).bits_min;
      compile(type.sub, name);
      add(Kind::end, 0);
      break;
    case Op::choice:
      add(Kind::choice, type.bits);
      return compile_options(type, here);
  }
  steps_[here].target = next_step();
}

// Each option ends with a jump behind the last of them.
void EventValues::compile_options(const Type& type, std::uint32_t choice) {
  const auto options = static_cast<std::uint32_t>(options_.size());
  steps_[choice].options = options;
  steps_[choice].count = type.count;
  options_.resize(options + type.count);
  std::vector<std::uint32_t> leaps;
  std::uint32_t number = options;
  for (const protocol::Field& option : protocol::fields_of(type)) {
    options_[number++] = {option.tag, next_step()};
    compile(option.type, option.name);
    leaps.push_back(next_step());
    Step leap = steps_[choice];
    leap.kind = Step::Kind::jump;
    leap.bits = 0;
    steps_.push_back(leap);
  }
  for (const std::uint32_t leap : leaps) steps_[leap].target = next_step();
}

void EventValues::read(BitDecoder& in, TypeId id) {
  size_ = 0;
  run(in.reader(), steps_of(id));
}

void EventValues::run(BitReader& in, std::uint32_t at) {
  for (;;) {
    const Step& step = steps_[at++];
    const auto number = [&in, &step] { return static_cast<std::uint64_t>(step.min) + in.read(step.bits); };
    switch (step.kind) {
      case Step::Kind::number:
        add_number(step.name, step.op, static_cast<std::int64_t>(number()));
        break;
      case Step::Kind::optional: {
        const std::uint64_t is_there = in.read(1);
        add_number(step.name, Op::optional, static_cast<std::int64_t>(is_there));
        at = is_there != 0 ? at : step.target;
        break;
      }
      case Step::Kind::null:
        add_number(step.name, Op::null, 0);
        break;
      case Step::Kind::blob:
        add_text(step.name, in.bytes(number()));
        break;
      case Step::Kind::bit_array:
        take_bits(in, step.name, number());
        break;
      case Step::Kind::array:
        run_items(in, step, at);
        at = step.target;
        break;
      case Step::Kind::choice:
        at = chosen(in, step);
        break;
      case Step::Kind::jump:
        at = step.target;
        break;
      case Step::Kind::end:
        return;
    }
    if (in.failed()) [[unlikely]]
      return;
  }
}

void EventValues::run_items(BitReader& in, const Step& step, std::uint32_t at) {
  const std::uint64_t count = static_cast<std::uint64_t>(step.min) + in.read(step.bits);
  if (count > in.bits_left() / step.count) return in.fail("more items than the input can hold");
  add_number(step.name, Op::array, static_cast<std::int64_t>(count));
  for (std::uint64_t left = count; left > 0 && !in.failed(); --left) {
    if (size_ > kValuesMax) return in.fail(kTooMany);
    run(in, at);
  }
}

// Cut where the stream cuts: at bytes.
void EventValues::take_bits(BitReader& in, Name name, std::uint64_t count) {
  if (count > in.bits_left()) return in.fail("input ends inside a bit array");
  Value& length = next_value(name, Op::bit_array);
  length.size = static_cast<std::uint32_t>(count);
  length.number = 0;
  while (count > 0) {
    const unsigned whole = 56 - static_cast<unsigned>(in.position() % 8);
    const unsigned piece = static_cast<unsigned>(std::min<std::uint64_t>(count, whole));
    Value& bits = next_value(name, Op::integer);
    bits.size = piece;
    bits.number = static_cast<std::int64_t>(in.read(piece));
    count -= piece;
  }
}

std::uint32_t EventValues::chosen(BitReader& in, const Step& step) {
  const auto tag = static_cast<std::int64_t>(static_cast<std::uint64_t>(step.min) + in.read(step.bits));
  add_number(step.name, Op::choice, tag);
  for (std::uint32_t i = 0; i < step.count; ++i)
    if (options_[step.options + i].tag == tag) return options_[step.options + i].target;
  in.fail("unknown option of a choice");
  return 0;
}

}  // namespace evo::replay
