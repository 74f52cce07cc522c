// Commands that work on the store without serving: opening it, and running one task to its end.
#pragma once

#include <exception>
#include <memory>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "adapters/net/system_clock.hpp"
#include "adapters/sql/sql.hpp"
#include "app/ports/offload.hpp"
#include "app/task.hpp"
#include "core/catalog/catalog.hpp"
#include "main/config.hpp"

namespace evo {

// Runs `task` and everything it starts on `io` until it has ended.
template <class T>
Result<T> run_to_end(boost::asio::io_context& io, Task<Result<T>> task) {
  std::optional<Result<T>> answer;
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr problem, Result<T> done) {
    if (problem) std::rethrow_exception(problem);
    answer.emplace(std::move(done));
    io.stop();
  });
  io.restart();
  io.run();
  io.restart();
  return *std::move(answer);
}

// Brings an embedded store to the newest schema, and tells what it is for. Errors: conflict (diverged schema,
// other catalog), unavailable.
Task<Result<Catalog>> prepare_store(Database& database, Store& store, std::string wanted_catalog);

// A store for one command.
struct LocalStore {
  boost::asio::io_context io{1};
  SystemClock clock;
  InlineOffload offload;
  std::shared_ptr<Database> database;
  std::unique_ptr<SqlStore> store;
  Rules rules;

  static Result<std::unique_ptr<LocalStore>> open(const Config& config);
  ~LocalStore();
};

}  // namespace evo
