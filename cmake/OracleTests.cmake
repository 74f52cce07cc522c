# Tests that hold every event of a collection of real replays against what other programs read in them. That is work for an
# optimised build: where the rooms are built with sanitizers, the library is compiled once more without.
file(GLOB_RECURSE oracle_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/replay/*_oracle_test.cpp)
add_executable(replay_oracle_test ${oracle_tests})
if(EVO_SANITIZE OR EVO_FUZZ)
  file(GLOB_RECURSE oracle_library CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/base/*.cpp ${CMAKE_SOURCE_DIR}/src/replay/*.cpp)
  list(FILTER oracle_library EXCLUDE REGEX "_(test|prop|fuzz|bench)\\.cpp$")
  target_sources(replay_oracle_test PRIVATE ${oracle_library})
  target_include_directories(replay_oracle_test PRIVATE
    ${CMAKE_SOURCE_DIR}/build/rooms/base ${CMAKE_SOURCE_DIR}/build/rooms/replay)
  target_link_libraries(replay_oracle_test PRIVATE evo_lib_fmt evo_lib_crypto evo_lib_bz2 evo_lib_zlib)
  target_compile_options(replay_oracle_test PRIVATE -O2 -Wno-deprecated-declarations)
  target_compile_definitions(replay_oracle_test PRIVATE EVO_SOURCE_DIR="${CMAKE_SOURCE_DIR}" _GLIBCXX_ASSERTIONS)
  target_link_options(replay_oracle_test PRIVATE -fuse-ld=lld-19)
else()
  target_link_libraries(replay_oracle_test PRIVATE evo_replay evo_test_support)
endif()
target_link_libraries(replay_oracle_test PRIVATE evo_lib_gtest)
add_test(NAME replay_oracle_test COMMAND replay_oracle_test)
