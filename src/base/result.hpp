// Result<T>: a value or an Error, and the statement macros that pass an error on.
//
//   TRY(auto player, find(id));          in functions       CO_TRY(auto player, co_await find(id));   in
//   coroutines CHECK_OK(validate(x));                                  CO_CHECK_OK(co_await save(x));
#pragma once

#include <expected>
#include <utility>

#include "base/error.hpp"

namespace evo {

template <class T = void>
using Result = std::expected<T, Error>;

// `return fail(conflict("..."));`
inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

}  // namespace evo

#define EVO_JOIN_(a, b) a##b
#define EVO_JOIN(a, b) EVO_JOIN_(a, b)
#define EVO_TRY_(leave, temporary, declaration, ...)               \
  auto temporary = (__VA_ARGS__);                                  \
  if (!temporary) leave ::evo::fail(std::move(temporary).error()); \
  declaration = *std::move(temporary)
#define EVO_CHECK_(leave, temporary, ...) \
  if (auto temporary = (__VA_ARGS__); !temporary) leave ::evo::fail(std::move(temporary).error())

#define TRY(declaration, ...) EVO_TRY_(return, EVO_JOIN(try_, __LINE__), declaration, __VA_ARGS__)
#define CO_TRY(declaration, ...) EVO_TRY_(co_return, EVO_JOIN(try_, __LINE__), declaration, __VA_ARGS__)
#define CHECK_OK(...) EVO_CHECK_(return, EVO_JOIN(check_, __LINE__), __VA_ARGS__)
#define CO_CHECK_OK(...) EVO_CHECK_(co_return, EVO_JOIN(check_, __LINE__), __VA_ARGS__)
