// offload(): a blocking or long function runs on a pool thread, and its value comes back to the loop.
//
//   const Result<std::string> text = co_await offload(pool, [path] { return read_all(path); });
//
// The function owns what it uses (captures by value or shared_ptr): the loop goes on meanwhile. It cannot be
// cancelled once given; its caller bounds how many are under way. Join the pool before the loop is destroyed.
// What it throws becomes an Error: out of memory is `unavailable`, everything else `internal`.
#pragma once

#include <concepts>
#include <exception>
#include <new>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/task.hpp"
#include "base/result.hpp"

namespace evo {

namespace offload_detail {

template <class T>
struct AsResult {
  using type = Result<T>;
};
template <class T>
struct AsResult<Result<T>> {
  using type = Result<T>;
};

Error from_exception(std::exception_ptr thrown);

template <class Outcome, class Function>
Outcome run(Function& function) noexcept {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Function&>>) {
      function();
      return {};
    } else {
      return function();
    }
  } catch (...) {
    return fail(from_exception(std::current_exception()));
  }
}

}  // namespace offload_detail

// Task<Result<T>> for a function that returns T or Result<T>.
template <std::invocable Function>
auto offload(boost::asio::thread_pool& pool, Function function)
    -> Task<typename offload_detail::AsResult<std::invoke_result_t<Function&>>::type> {
  namespace asio = boost::asio;
  using Outcome = typename offload_detail::AsResult<std::invoke_result_t<Function&>>::type;
  const auto start = [&pool](auto handler, Function work) {
    asio::post(pool, [handler = std::move(handler), work = std::move(work)]() mutable {
      Outcome outcome = offload_detail::run<Outcome>(work);
      const auto loop = asio::get_associated_executor(handler);
      asio::post(loop, [handler = std::move(handler), outcome = std::move(outcome)]() mutable {
        std::move(handler)(std::move(outcome));
      });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Outcome)>(
      start, asio::use_awaitable, std::move(function));
}

}  // namespace evo
