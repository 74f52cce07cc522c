# Files that are built into the program: the OpenAPI document and the web client.
#
# evo_embed(<target> FILE <path> FUNCTION <namespace::name>) adds a source that defines `std::string_view name()`.
# evo_web is a library that defines evo::web_client(); only the program links it, so that tests do not wait for npm.
#
# The generated sources name the SHA-256 of what they #embed: a compiler cache knows sources and headers only and would
# otherwise return the object of an older file.
option(EVO_WEB "Build the web client with npm; OFF builds in a page that says it is missing" ON)

function(evo_embed target)
  cmake_parse_arguments(EMBED "" "FILE;FUNCTION" "" ${ARGN})
  get_filename_component(name ${EMBED_FILE} NAME)
  set(output ${CMAKE_BINARY_DIR}/embedded/${target}_${name}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFILE=${EMBED_FILE} -DFUNCTION=${EMBED_FUNCTION} -DOUTPUT=${output}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake
    DEPENDS ${EMBED_FILE} ${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake
    COMMENT "Embedding ${name}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS "-Wno-c23-extensions")
endfunction()

evo_embed(evo_http FILE ${CMAKE_SOURCE_DIR}/src/adapters/http/api/openapi.json FUNCTION evo::http::openapi_json)

find_program(EVO_NPM npm)
set(EVO_WEB_NPM ${EVO_NPM})
if(NOT EVO_WEB)
  set(EVO_WEB_NPM "")
elseif(NOT EVO_NPM)
  message(WARNING "npm was not found: the program is built without its web client")
  set(EVO_WEB_NPM "")
endif()

# Everything the client is made of, without what npm and vite write.
file(GLOB web_entries CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/web/*)
set(web_sources "")
foreach(entry ${web_entries})
  if(entry MATCHES "/(node_modules|dist)$")
    continue()
  elseif(IS_DIRECTORY ${entry})
    file(GLOB_RECURSE below CONFIGURE_DEPENDS ${entry}/*)
    list(APPEND web_sources ${below})
  else()
    list(APPEND web_sources ${entry})
  endif()
endforeach()
list(FILTER web_sources EXCLUDE REGEX "\\.test\\.ts$|~$|\\.swp$")

set(web_work ${CMAKE_BINARY_DIR}/web)
list(JOIN web_sources "\n" web_source_lines)
file(CONFIGURE OUTPUT ${web_work}/sources.txt CONTENT "${web_source_lines}\n" @ONLY)
add_custom_command(
  OUTPUT ${web_work}/web_client.cpp
  COMMAND ${CMAKE_COMMAND} -DWEB=${CMAKE_SOURCE_DIR}/web -DWORK=${web_work} -DNPM=${EVO_WEB_NPM}
          -DLOCK=${CMAKE_SOURCE_DIR}/.cache/web.lock -P ${CMAKE_SOURCE_DIR}/cmake/BuildWeb.cmake
  DEPENDS ${web_sources} ${web_work}/sources.txt ${CMAKE_SOURCE_DIR}/cmake/BuildWeb.cmake
  COMMENT "Web client"
  VERBATIM)
add_library(evo_web STATIC ${web_work}/web_client.cpp)
target_link_libraries(evo_web PUBLIC evo_http)
set_source_files_properties(${web_work}/web_client.cpp PROPERTIES COMPILE_OPTIONS "-Wno-c23-extensions")
