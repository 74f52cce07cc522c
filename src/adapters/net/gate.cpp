#include "adapters/net/gate.hpp"

#include <utility>

namespace evo {

Gate::Pass& Gate::Pass::operator=(Pass&& other) noexcept {
  leave();
  state_ = std::move(other.state_);
  return *this;
}

void Gate::Pass::leave() {
  const auto state = std::exchange(state_, nullptr);
  if (state && --state->inside == 0) state->emptied.wake_all();
}

std::optional<Gate::Pass> Gate::enter() {
  if (state_->closed) return std::nullopt;
  return Pass(state_);
}

Task<void> Gate::close() {
  const auto state = state_;
  state->closed = true;
  while (state->inside > 0 && co_await state->emptied.wait()) {
  }
}

}  // namespace evo
