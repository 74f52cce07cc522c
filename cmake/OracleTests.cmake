# Tests that hold every event of a collection of real replays against what other programs read in them: an executable of their
# own, so that they run beside the other tests of the room.
file(GLOB_RECURSE oracle_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/replay/*_oracle_test.cpp)
add_executable(replay_oracle_test ${oracle_tests})
target_link_libraries(replay_oracle_test PRIVATE evo_replay evo_test_support evo_lib_gtest)
target_compile_options(replay_oracle_test PRIVATE ${EVO_HOT_OPTIONS})
add_test(NAME replay_oracle_test COMMAND replay_oracle_test)
set_tests_properties(replay_oracle_test PROPERTIES COST 800 TIMEOUT 900)
