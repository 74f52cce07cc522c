// Task<T>: the coroutine type of the whole program. One executor runs them all, so no task ever needs a lock.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace evo {

template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace evo
