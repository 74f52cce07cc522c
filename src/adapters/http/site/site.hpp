// The web client: files built into the program, found by exact path. Nothing on disk is ever opened by a
// request.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "adapters/http/exchange/message.hpp"

namespace evo {

struct StaticFile {
  std::string_view path;  // "/assets/app-3f2a91bc.js"
  std::string_view content_type;
  std::string_view etag;  // Quoted, of the plain bytes.
  std::string_view plain;
  std::string_view gzip;  // Empty where compressing gains nothing.
};

// The files of the built client, sorted by path. Defined by the target evo_web, which the build generates.
std::span<const StaticFile> web_client();

}  // namespace evo

namespace evo::http {

struct SiteOptions {
  std::span<const StaticFile> files;  // Sorted by path.
  bool cache = true;                  // false: browsers keep nothing, for work on the client.
};

// "/assets/app-3f2a91bc.js": the name changes with the content, so it may be kept for ever.
bool is_hashed_name(std::string_view path);
// Whether an Accept-Encoding header admits gzip.
bool accepts_gzip(std::string_view header);

// Serves "/" and every path without a dot in its last segment as /index.html: the client routes these itself.
Response serve_site(const Request& request, const SiteOptions& options);

}  // namespace evo::http
