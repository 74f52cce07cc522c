# Tests that are no executables of one room: style, simulation and the browser.
add_test(NAME tidy COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/tidy.py --build ${CMAKE_BINARY_DIR})

# Fixed seeds that once mattered, and one that nobody has seen: a failure prints how to run it again.
add_test(NAME sim_fixed COMMAND evoladder sim --seed 1 --seeds 6 --days 4 --players 20)
string(TIMESTAMP EVO_FRESH_SEED "%s")
add_test(NAME sim_fresh COMMAND evoladder sim --seed ${EVO_FRESH_SEED} --seeds 4 --days 4 --players 20)

add_custom_target(benches)
foreach(room base replay core app sql net blob telemetry sandbox http sim main)
  if(TARGET ${room}_bench)
    add_dependencies(benches ${room}_bench)
  endif()
endforeach()
