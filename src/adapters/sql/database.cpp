#include "adapters/sql/database.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace evo {

Result<std::shared_ptr<Database>> Database::open(SqlOptions options) {
  constexpr std::string_view kScheme = "sqlite:";
  const std::string path =
      options.url.starts_with(kScheme) ? options.url.substr(kScheme.size()) : std::string();
  if (path.empty()) {
    const auto scheme = options.url.substr(0, options.url.find(':'));
    return fail(
        invalid(fmt::format("store: a URL of scheme \"{}\" is not known here; use sqlite:<path> or "
                            "sqlite::memory:",
                            scheme)));
  }
  auto impl = std::make_unique<Impl>();
  TRY(impl->engine, sql::Engine::open(path, std::move(options)));
  return std::shared_ptr<Database>(new Database(std::move(impl)));
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

Task<Result<void>> Database::check_integrity() {
  const auto self = shared_from_this();
  co_return co_await impl_->engine->check_integrity();
}

Task<Result<void>> Database::backup(std::string path) {
  const auto self = shared_from_this();
  co_return co_await impl_->engine->backup(std::move(path));
}

Task<Result<void>> Database::close() {
  const auto self = shared_from_this();
  co_return co_await impl_->engine->close();
}

}  // namespace evo
