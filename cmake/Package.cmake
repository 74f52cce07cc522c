# The replay library on its own: `cmake --install build/release --component evoladder-replay --prefix DIR`, then
# find_package(evoladder-replay) and target evoladder::replay elsewhere.
set(package_component evoladder-replay)
set(package_cmake lib/cmake/evoladder-replay)
install(FILES $<TARGET_FILE:evo_base> $<TARGET_FILE:evo_replay> DESTINATION lib COMPONENT ${package_component})
foreach(room base replay)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/${room} DESTINATION include/evoladder COMPONENT ${package_component}
          FILES_MATCHING PATTERN "*.hpp" PATTERN "*_support.hpp" EXCLUDE PATTERN "*_check.hpp" EXCLUDE)
endforeach()
include(CMakePackageConfigHelpers)
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/evoladder-replay-config.cmake.in
  ${CMAKE_BINARY_DIR}/package/evoladder-replay-config.cmake INSTALL_DESTINATION ${package_cmake})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/evoladder-replay-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/package/evoladder-replay-config.cmake
              ${CMAKE_BINARY_DIR}/package/evoladder-replay-config-version.cmake
        DESTINATION ${package_cmake} COMPONENT ${package_component})

# The example is built against an installation, as a stranger would.
set(package_flags "-D_GLIBCXX_ASSERTIONS")
if(EVO_SANITIZE)
  string(APPEND package_flags " -fsanitize=${EVO_SANITIZE}")
endif()
add_test(NAME replay_package COMMAND ${CMAKE_SOURCE_DIR}/tests/package/run.sh
  ${CMAKE_BINARY_DIR} ${CMAKE_C_COMPILER} ${CMAKE_CXX_COMPILER} ${package_flags})
