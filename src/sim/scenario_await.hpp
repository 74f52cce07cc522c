// Scenario::await(), for the files of this room that run steps.
#pragma once

#include <exception>
#include <optional>

#include <boost/asio/co_spawn.hpp>

#include "base/assert.hpp"
#include "sim/scenario.hpp"

namespace evo::sim {

inline constexpr std::uint64_t kStepsPerStepMax = 10'000'000;

template <class T>
Result<T> Scenario::await(Task<Result<T>> task) {
  std::optional<Result<T>> answer;
  boost::asio::co_spawn(loop_.executor(0), std::move(task), [&](std::exception_ptr problem, Result<T> done) {
    if (problem) std::rethrow_exception(problem);
    answer.emplace(std::move(done));
  });
  while (!answer) EVO_ASSERT(loop_.run_until(loop_.now() + std::chrono::milliseconds(100), kStepsPerStepMax));
  return *std::move(answer);
}

}  // namespace evo::sim
