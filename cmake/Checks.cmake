# Tests that are no executables of one room: style, simulation, crashes and the browser.
add_test(NAME tidy COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/tidy.py --build ${CMAKE_BINARY_DIR})

# Fixed seeds, and fresh ones that nobody has seen: a failure prints how to run its world again.
add_test(NAME sim_fixed COMMAND evoladder sim --seed 1 --seeds 3 --days 3 --players 16)
add_test(NAME sim_fresh COMMAND evoladder sim --fresh --seeds 3 --days 3 --players 16)
# The same seed gives the same trace.
add_test(NAME sim_trace COMMAND ${CMAKE_SOURCE_DIR}/tests/sim/same_trace.sh $<TARGET_FILE:evoladder>)
# Killed at any moment, the program forgets nothing it has acknowledged.
add_test(NAME crash COMMAND ${CMAKE_SOURCE_DIR}/tests/crash/kill.sh $<TARGET_FILE:evoladder> 4)
# A ladder made of real replays agrees with what independent decoders say of them; skipped where there are none.
add_test(NAME ingest COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/ingest/corpus.py $<TARGET_FILE:evoladder>)
set_tests_properties(ingest PROPERTIES SKIP_RETURN_CODE 77)
# What the documents say of commands, settings and files is so.
add_test(NAME docs COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/docs/check.py $<TARGET_FILE:evoladder>)
# Two people in two browsers play a match.
add_test(NAME e2e COMMAND ${CMAKE_SOURCE_DIR}/tests/e2e/run.sh $<TARGET_FILE:evoladder>)
set_tests_properties(e2e PROPERTIES COST 1000 PROCESSORS 2 TIMEOUT 900)
# The slow ones start first.
set_tests_properties(crash sim_fixed sim_fresh PROPERTIES COST 500 TIMEOUT 900)

add_custom_target(benches)
foreach(room base replay core app sql net blob telemetry sandbox http sim main)
  if(TARGET ${room}_bench)
    add_dependencies(benches ${room}_bench)
  endif()
endforeach()
