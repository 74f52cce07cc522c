#include "app/rules.hpp"

namespace evo {

void balance_queue(Rules& rules) {
  rules.match_on_arrival = true;
  rules.wave_interval = std::chrono::seconds(8);
  rules.pool.open_after = std::chrono::seconds(240);
  rules.pool.forecast.half_life = std::chrono::seconds(1200);
  rules.pool.rematch_cost = 8000;
  rules.pool.ping_worth = 50;
  rules.pool.maps_remembered = 10;
}

}  // namespace evo
