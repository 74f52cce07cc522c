// Worker: one thread that runs what it is given, in order.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "adapters/sql/sqlite/suspension.hpp"
#include "app/task.hpp"
#include "base/time.hpp"

namespace evo::sql {

class Worker {
 public:
  using Job = std::move_only_function<void()>;

  // `name` is shown by the operating system; at most 15 characters.
  explicit Worker(const char* name);
  // Runs what was submitted and ends.
  ~Worker();

  // Its queue is bounded by its users: each has one job at most and one that undoes a transaction.
  void submit(Job job);
  // For jobs: runs `job` when nothing has been submitted for `patience`; drops it otherwise. The latest
  // counts.
  void unless_followed(Job job, Duration patience);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable submitted_;
  std::deque<Job> jobs_;
  Job last_job_;  // See unless_followed().
  Duration patience_{};
  bool stopping_ = false;
  std::thread thread_;
};

// A call to another thread and its answer.
template <class Answer>
struct Call final : Suspension {
  std::optional<Answer> answer;
};

// Runs `work` on the worker; `current` tells the caller's owner whom to abandon meanwhile. Work that has been
// submitted runs even when its caller is destroyed, so it owns what it needs.
template <class Work>
Task<std::invoke_result_t<Work&>> offload(Worker& worker, Work work, std::shared_ptr<Suspension>& current) {
  auto call = std::make_shared<Call<std::invoke_result_t<Work&>>>();
  current = call;
  auto start = [&worker, &work, call] {
    worker.submit([call, own = std::move(work)]() mutable {
      call->answer.emplace(own());
      call->resume();
    });
  };
  co_await call->wait(std::move(start));
  current.reset();
  co_return *std::move(call->answer);
}

}  // namespace evo::sql
