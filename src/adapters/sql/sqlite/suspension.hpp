// Suspension: one coroutine that waits until somebody else, perhaps on another thread, resumes it. The
// handler, and with it the coroutine, is owned here meanwhile; it is destroyed with its execution context (an
// asio service sees to that) or by abandon(), and resuming it afterwards does nothing.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_set>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/task.hpp"

namespace evo::sql {

class Suspension : public std::enable_shared_from_this<Suspension> {
 public:
  Suspension() = default;
  Suspension(const Suspension&) = delete;
  Suspension& operator=(const Suspension&) = delete;
  virtual ~Suspension();

  // Suspends the caller and then calls `start`, which hands this suspension to whoever resumes it.
  template <class Start>
  Task<void> wait(Start start) {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        Initiation<Start>{shared_from_this(), std::move(start)}, boost::asio::use_awaitable);
  }

  // Posts the coroutine to its executor. Any thread.
  void resume();
  // Called before the coroutine is destroyed: whoever still uses something of it must have ended on return.
  virtual void interrupt() {}
  // Destroys the coroutine.
  void abandon();

 private:
  friend class SuspensionService;

  struct Parked {
    virtual ~Parked() = default;
    virtual void post() = 0;
  };

  template <class Handler>
  struct ParkedHandler final : Parked {
    explicit ParkedHandler(Handler parked)
        : handler(std::move(parked)),
          work(
              boost::asio::prefer(boost::asio::any_io_executor(boost::asio::get_associated_executor(handler)),
                                  boost::asio::execution::outstanding_work.tracked)) {}
    void post() override { boost::asio::post(work, std::move(handler)); }

    Handler handler;
    boost::asio::any_io_executor work;  // Keeps run() from returning meanwhile.
  };

  template <class Start>
  struct Initiation {
    std::shared_ptr<Suspension> suspension;
    Start start;

    template <class Handler>
    void operator()(Handler handler) {
      auto parked = std::make_unique<ParkedHandler<Handler>>(std::move(handler));
      auto& context = parked->work.context();
      // The coroutine, and with it this object, may be gone as soon as others know of the suspension.
      auto own_start = std::move(start);
      std::exchange(suspension, nullptr)->park(context, std::move(parked));
      own_start();
    }
  };

  // What the suspensions of one execution context share; outlives the context.
  struct Registry {
    std::mutex mutex;
    std::unordered_set<Suspension*> suspended;
  };

  void park(boost::asio::execution_context& context, std::unique_ptr<Parked> parked);

  std::shared_ptr<Registry> registry_;
  std::unique_ptr<Parked> parked_;  // Guarded by the registry's mutex.
};

}  // namespace evo::sql
