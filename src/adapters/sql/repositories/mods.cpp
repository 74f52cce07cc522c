#include <algorithm>

#include "adapters/sql/codec_json.hpp"
#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kAll("SELECT version, depot_region, required, optional FROM mod_files ORDER BY id");
constexpr Query kPut(
    "INSERT INTO mod_files (version, depot_region, required, optional) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (version, depot_region) DO UPDATE SET required = excluded.required, optional = "
    "excluded.optional");

struct ModRow {
  std::string version;
  ModFiles files;
};

ModRow read_mod(RowReader& row) {
  ModRow mod;
  mod.version = row.text("version");
  mod.files.depot_region = row.text("depot_region");
  mod.files.required = row.json("required", texts_from_json);
  mod.files.optional = row.json("optional", texts_from_json);
  return mod;
}

}  // namespace

Task<Result<std::vector<ModVersion>>> SqlMods::all() {
  CO_TRY(auto rows, co_await session_.execute(kAll, {}));
  CO_TRY(auto mods, read_all("mod_files", std::move(rows), read_mod));
  std::vector<ModVersion> versions;
  for (ModRow& mod : mods) {
    auto version = std::ranges::find(versions, mod.version, &ModVersion::name);
    if (version == versions.end())
      version = versions.insert(versions.end(), ModVersion{mod.version, std::nullopt, std::nullopt, {}});
    version->files.push_back(std::move(mod.files));
  }
  co_return versions;
}

Task<Result<void>> SqlMods::put(std::string version, ModFiles files) {
  CO_CHECK_OK(
      co_await session_.execute(kPut, values(std::move(version), std::move(files.depot_region),
                                             texts_to_json(files.required), texts_to_json(files.optional))));
  co_return Result<void>{};
}

}  // namespace evo::sql
