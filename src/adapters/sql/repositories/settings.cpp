#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kFind("SELECT value FROM settings WHERE name = $1");
constexpr Query kPut(
    "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = "
    "excluded.value");

std::string read_setting(RowReader& row) { return row.text("value"); }

}  // namespace

Task<Result<std::optional<std::string>>> SqlSettings::find(std::string key) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(std::move(key))));
  co_return read_one("settings", std::move(rows), read_setting);
}

Task<Result<void>> SqlSettings::put(std::string key, std::string value) {
  CO_CHECK_OK(co_await session_.execute(kPut, values(std::move(key), std::move(value))));
  co_return Result<void>{};
}

}  // namespace evo::sql
