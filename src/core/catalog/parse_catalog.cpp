#include "core/catalog/catalog.hpp"
#include "core/catalog/catalog_sections.hpp"
#include "core/catalog/toml_table.hpp"

namespace evo {

Result<Catalog> parse_catalog(std::string_view toml) {
  using namespace catalog_file;
  TRY(const Value document, parse_document(toml));
  Problem problem;
  TableReader root(document, problem);
  Catalog catalog;
  catalog.code = root.code("code");
  catalog.name = root.text("name");
  catalog.current_season = root.code("current_season");
  catalog.channel = root.text("channel");
  catalog.any_map = root.flag_or("any_map", false);
  catalog.any_mod = root.flag_or("any_mod", false);
  catalog.vetoes_max = root.number_or("vetoes_max", catalog.vetoes_max, 0, kMaxVetoes);

  LinkPatterns patterns;
  read_world(root, catalog, patterns, problem);
  read_races(root, catalog, problem);
  read_pools(root, catalog, patterns, problem);
  read_mod(root, catalog, patterns, problem);
  if (const Value* value = root.find("lobby")) {
    TableReader lobby(*value, problem);
    catalog.lobby.speed = lobby.text_or("speed", "");
    catalog.lobby.privacy = lobby.text_or("privacy", "");
    catalog.lobby.duration = lobby.text_or("duration", "");
    catalog.lobby.locked_alliances = lobby.text_or("locked_alliances", "");
    lobby.finish();
  }
  root.finish();
  if (problem.found()) return fail(problem.error());
  return catalog;
}

}  // namespace evo
