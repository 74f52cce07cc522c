# cmake -DWEB=<sources> -DWORK=<directory of this build> -DNPM=<program or empty> -DLOCK=<file> -P BuildWeb.cmake
#
# Builds the web client where its sources changed (web/dist is shared by all build directories, hence the lock), copies it
# to WORK/files with a compressed twin of each file that gains from it, and writes WORK/web_client.cpp.
cmake_policy(VERSION 3.25)
set(lock_timeout_s 1800)
set(dist ${WEB}/dist)
set(stamp ${dist}/.sources.sha256)

function(run_npm)
  execute_process(COMMAND ${NPM} ${ARGN} WORKING_DIRECTORY ${WEB} RESULT_VARIABLE status OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " arguments)
    message(FATAL_ERROR "npm ${arguments} failed in web/:\n${output}")
  endif()
endfunction()

# One digest of all sources and their names.
function(digest_of_sources result)
  file(STRINGS ${WORK}/sources.txt sources ENCODING UTF-8)
  list(SORT sources)
  set(all "")
  foreach(source ${sources})
    file(SHA256 ${source} digest)
    file(RELATIVE_PATH path ${WEB} ${source})
    string(APPEND all "${digest} ${path}\n")
  endforeach()
  string(SHA256 digest "${all}")
  set(${result} ${digest} PARENT_SCOPE)
endfunction()

function(build_client)
  digest_of_sources(wanted)
  set(present "")
  if(EXISTS ${stamp} AND EXISTS ${dist}/index.html)
    file(READ ${stamp} present)
  endif()
  if(present STREQUAL wanted)
    return()
  endif()
  # npm leaves this file behind a complete installation.
  set(installed ${WEB}/node_modules/.package-lock.json)
  if(NOT EXISTS ${installed} OR ${WEB}/package-lock.json IS_NEWER_THAN ${installed})
    message(STATUS "web: npm ci")
    run_npm(ci --no-audit --no-fund)
  endif()
  message(STATUS "web: npm run build")
  run_npm(run build)
  if(NOT EXISTS ${dist}/index.html)
    message(FATAL_ERROR "npm run build left no web/dist/index.html")
  endif()
  file(WRITE ${stamp} ${wanted})
endfunction()

function(write_placeholder reason)
  file(WRITE ${WORK}/files/index.html "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>EvoLadder</title>
<h1>EvoLadder</h1>
<p>The server runs, but this program was built without its web client: ${reason}.</p>
<p>The JSON interface is at <a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>.</p>
</html>
")
endfunction()

function(type_of path result)
  set(types html "text/html" js "text/javascript" css "text/css"
            json "application/json" map "application/json" webmanifest "application/manifest+json"
            svg "image/svg+xml" png "image/png" ico "image/x-icon" webp "image/webp" avif "image/avif" jpg "image/jpeg"
            woff2 "font/woff2" woff "font/woff" txt "text/plain" wasm "application/wasm"
            mp3 "audio/mpeg" ogg "audio/ogg" wav "audio/wav")
  set(type "application/octet-stream")
  get_filename_component(extension ${path} LAST_EXT)
  string(REGEX REPLACE "^\\." "" extension "${extension}")
  list(FIND types "${extension}" at)
  math(EXPR is_value "${at} % 2")
  if(at GREATER_EQUAL 0 AND is_value EQUAL 0)
    math(EXPR at "${at} + 1")
    list(GET types ${at} type)
  endif()
  set(${result} ${type} PARENT_SCOPE)
endfunction()

# Compressing twice must give the same bytes: -n leaves out name and time.
function(compress path)
  execute_process(COMMAND gzip -9nc ${path} OUTPUT_FILE ${path}.gz RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    file(REMOVE ${path}.gz)
    return()
  endif()
  file(SIZE ${path} plain)
  file(SIZE ${path}.gz packed)
  math(EXPR worthwhile "${plain} * 9 / 10")
  if(NOT packed LESS worthwhile)
    file(REMOVE ${path}.gz)
  endif()
endfunction()

set(reason "")
if(NOT NPM)
  set(reason "npm was missing or switched off")
elseif(NOT EXISTS ${WEB}/package-lock.json)
  set(reason "web/package-lock.json does not exist")
endif()

file(REMOVE_RECURSE ${WORK}/files)
file(MAKE_DIRECTORY ${WORK}/files)
if(reason)
  write_placeholder(${reason})
else()
  file(LOCK ${LOCK} TIMEOUT ${lock_timeout_s})
  build_client()
  file(COPY ${dist}/ DESTINATION ${WORK}/files PATTERN ".sources.sha256" EXCLUDE PATTERN "*.map" EXCLUDE)
  file(LOCK ${LOCK} RELEASE)
endif()

file(GLOB_RECURSE paths RELATIVE ${WORK}/files ${WORK}/files/*)
# The server searches this table by bytes, which is also how CMake compares.
list(SORT paths COMPARE STRING CASE SENSITIVE)
set(arrays "")
set(table "")
set(number 0)
foreach(path ${paths})
  file(SIZE ${WORK}/files/${path} size)
  if(size EQUAL 0)
    continue()
  endif()
  compress(${WORK}/files/${path})
  file(SHA256 ${WORK}/files/${path} digest)
  string(SUBSTRING ${digest} 0 32 tag)
  type_of(${path} type)
  string(APPEND arrays "// ${digest}\nconstexpr unsigned char kPlain${number}[] = {\n#embed \"${WORK}/files/${path}\"\n};\n")
  set(packed "{}")
  if(EXISTS ${WORK}/files/${path}.gz)
    string(APPEND arrays "constexpr unsigned char kPacked${number}[] = {\n#embed \"${WORK}/files/${path}.gz\"\n};\n")
    set(packed "view(kPacked${number})")
  endif()
  string(APPEND table "    {\"/${path}\", \"${type}\", \"\\\"${tag}\\\"\", view(kPlain${number}), ${packed}},\n")
  math(EXPR number "${number} + 1")
endforeach()

set(text "// Generated from web/dist.
#include \"adapters/http/site/site.hpp\"

namespace evo {
namespace {

${arrays}
template <std::size_t kSize>
std::string_view view(const unsigned char (&bytes)[kSize]) {
  return {reinterpret_cast<const char*>(bytes), kSize};
}

}  // namespace

std::span<const StaticFile> web_client() {
  static const StaticFile kFiles[] = {
${table}  };
  return kFiles;
}

}  // namespace evo
")
file(WRITE ${WORK}/web_client.cpp "${text}")
