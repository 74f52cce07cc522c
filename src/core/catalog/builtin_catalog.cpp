// The catalogs below data/catalogs, compiled in. Keep this name of a macro in the file: __TIME__. The
// compiler cache does not see what #embed reads, but a source that names this macro it looks up by its
// expanded text, and so an edited catalog is compiled anew.
#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "core/catalog/catalog.hpp"

namespace evo {
namespace {

constexpr unsigned char kWorld[] = {
#embed "catalogs/world.toml"
};
constexpr unsigned char kScevo[] = {
#embed "catalogs/scevo.toml"
};
constexpr unsigned char kSc2[] = {
#embed "catalogs/sc2.toml"
};

struct Builtin {
  std::string_view code;
  std::span<const unsigned char> file;
};
constexpr std::array<Builtin, 2> kBuiltins = {{{"scevo", kScevo}, {"sc2", kSc2}}};

std::string_view text(std::span<const unsigned char> file) {
  return {reinterpret_cast<const char*>(file.data()), file.size()};
}

}  // namespace

Result<Catalog> builtin_catalog(std::string_view code) {
  const auto found = std::ranges::find(kBuiltins, code, &Builtin::code);
  if (found == kBuiltins.end()) {
    std::string known;
    for (const Builtin& builtin : kBuiltins)
      known += fmt::format("{}{}", known.empty() ? "" : ", ", builtin.code);
    return fail(not_found(fmt::format("no catalog '{}' is built in; known: {}", code, known)));
  }
  return parse_catalog(fmt::format("{}\n{}", text(kWorld), text(found->file)));
}

}  // namespace evo
