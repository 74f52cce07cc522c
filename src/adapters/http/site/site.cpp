#include "adapters/http/site/site.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evo::http {
namespace {

constexpr std::string_view kIndex = "/index.html";
constexpr std::size_t kHashCharacters = 8;

const StaticFile* find_file(std::span<const StaticFile> files, std::string_view path) {
  const auto found = std::ranges::lower_bound(files, path, {}, &StaticFile::path);
  return found != files.end() && found->path == path ? &*found : nullptr;
}

bool matches_etag(std::string_view header, std::string_view etag) {
  for (const std::string_view part : split(header, ',')) {
    std::string_view candidate = trim(part);
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == etag || candidate == "*") return true;
  }
  return false;
}

}  // namespace

bool is_hashed_name(std::string_view path) {
  if (!path.starts_with("/assets/")) return false;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string_view stem = name.substr(0, name.find('.'));
  if (stem.size() <= kHashCharacters || stem[stem.size() - kHashCharacters - 1] != '-') return false;
  const std::string_view hash = stem.substr(stem.size() - kHashCharacters);
  const auto is_lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; };
  const auto is_code = [&](char c) {
    return is_lower(c) || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  };
  // All lower-case letters may be a word ("my-pictures.png"): treated as not hashed, which costs a
  // revalidation only.
  return std::ranges::all_of(hash, is_code) && !std::ranges::all_of(hash, is_lower);
}

bool accepts_gzip(std::string_view header) {
  for (const std::string_view part : split(header, ',')) {
    const auto fields = split(part, ';');
    const std::string coding = lower_ascii(trim(fields.front()));
    if (coding != "gzip" && coding != "*") continue;
    const std::string_view weight = fields.size() > 1 ? trim(fields[1]) : std::string_view();
    if (weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000") return true;
  }
  return false;
}

Response serve_site(const Request& request, const SiteOptions& options) {
  if (request.method != Method::get && request.method != Method::head)
    return problem(405, "invalid", "this address can only be read").with("allow", "GET, HEAD");
  std::string path = request.target.path();
  const bool is_page =
      request.target.segments.empty() || request.target.segments.back().find('.') == std::string::npos;
  if (is_page) path = kIndex;
  const StaticFile* file = find_file(options.files, path);
  if (file == nullptr) return text_response(404, "There is no such page.\n");

  const bool compressed = !file->gzip.empty() && accepts_gzip(request.header("accept-encoding"));
  // Two encodings are two representations, so each has a tag of its own.
  const std::string etag = compressed ? fmt::format("{}-gz\"", file->etag.substr(0, file->etag.size() - 1))
                                      : std::string(file->etag);
  Response response;
  response.with("content-type", std::string(file->content_type)).with("etag", etag);
  if (!file->gzip.empty()) response.with("vary", "accept-encoding");
  const bool immutable = is_hashed_name(path);
  response.with("cache-control", !options.cache ? "no-store"
                                 : immutable    ? "public, max-age=31536000, immutable"
                                                : "no-cache");
  if (options.cache && matches_etag(request.header("if-none-match"), etag)) {
    response.status = 304;
    response.body = std::string();
    return response;
  }
  if (compressed) response.with("content-encoding", "gzip");
  response.body = compressed ? file->gzip : file->plain;
  return response;
}

}  // namespace evo::http
