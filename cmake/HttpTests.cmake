# Tests of the HTTP room over the real store and real sockets. They stand outside the room because adapters do not know
# each other.
add_executable(http_service_test
  ${CMAKE_SOURCE_DIR}/tests/http/world.cpp
  ${CMAKE_SOURCE_DIR}/tests/http/wire_client.cpp
  ${CMAKE_SOURCE_DIR}/tests/http/service_test.cpp
  ${CMAKE_SOURCE_DIR}/tests/http/people_test.cpp
  ${CMAKE_SOURCE_DIR}/tests/http/preview_test.cpp
  ${CMAKE_SOURCE_DIR}/tests/http/seeding_test.cpp
  ${CMAKE_SOURCE_DIR}/tests/http/server_test.cpp
  ${CMAKE_SOURCE_DIR}/tests/http/teams_test.cpp)
target_link_libraries(http_service_test PRIVATE evo_http evo_sim evo_sql evo_blob evo_net evo_telemetry evo_test_support evo_lib_gtest)
if(EVO_PCH)
  target_precompile_headers(http_service_test REUSE_FROM evo_check_pch)
endif()
add_test(NAME http_service_test COMMAND http_service_test)
