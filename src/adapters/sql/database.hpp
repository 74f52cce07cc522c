// What is behind a Database: one alternative for each kind of database.
#pragma once

#include <memory>

#include "adapters/sql/session.hpp"
#include "adapters/sql/sql.hpp"
#include "adapters/sql/sqlite/engine.hpp"

namespace evo {

struct Database::Impl {
  std::shared_ptr<sql::Engine> engine;

  std::unique_ptr<sql::Session> session(Access access) { return engine->session(access); }
};

}  // namespace evo
