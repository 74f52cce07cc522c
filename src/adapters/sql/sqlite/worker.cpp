#include "adapters/sql/sqlite/worker.hpp"

#include <pthread.h>

namespace evo::sql {

Worker::Worker(const char* name) : thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), name);
}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  submitted_.notify_one();
  thread_.join();
}

void Worker::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  submitted_.notify_one();
}

void Worker::unless_followed(Job job, Duration patience) {
  const std::lock_guard lock(mutex_);
  last_job_ = std::move(job);
  patience_ = patience;
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto has_come = [this] { return stopping_ || !jobs_.empty(); };
    if (Job last = std::exchange(last_job_, nullptr)) {
      submitted_.wait_for(lock, patience_, has_come);
      if (jobs_.empty()) {
        lock.unlock();
        last();
        lock.lock();
        continue;
      }
    }
    submitted_.wait(lock, has_come);
    if (jobs_.empty()) return;
    {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }
    lock.lock();
  }
}

}  // namespace evo::sql
