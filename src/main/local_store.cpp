#include "main/local_store.hpp"

#include "main/node.hpp"

namespace evo {

Task<Result<Catalog>> prepare_store(Database& database, Store& store, std::string wanted_catalog) {
  CO_CHECK_OK(co_await database.migrate());
  co_return co_await settle_catalog(store, std::move(wanted_catalog));
}

Result<std::unique_ptr<LocalStore>> LocalStore::open(const Config& config) {
  auto local = std::make_unique<LocalStore>();
  SqlOptions sql;
  sql.url = config.store;
  sql.now = [] { return SystemClock().now(); };
  TRY(local->database, Database::open(std::move(sql)));
  local->store = std::make_unique<SqlStore>(local->database, local->clock, 1);
  TRY(Catalog catalog, run_to_end(local->io, prepare_store(*local->database, *local->store, config.catalog)));
  local->rules = rules_from(config, std::move(catalog));
  return local;
}

LocalStore::~LocalStore() {
  if (database) static_cast<void>(run_to_end(io, database->close()));
}

}  // namespace evo
