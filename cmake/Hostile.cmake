# Damaged and malicious replays in great number: a share of them in every run of the tests; all of them by
#   ninja -C build/release hostile_sweep && build/release/hostile_sweep 1 ../shared/replay/corpus
add_executable(hostile_sweep ${CMAKE_SOURCE_DIR}/tests/hostile/sweep.cpp)
target_link_libraries(hostile_sweep PRIVATE evo_replay evo_test_support)
add_test(NAME hostile_sweep COMMAND hostile_sweep 500)
