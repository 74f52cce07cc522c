# The program: everything in src/main but its main() is a library, so that it can be tested.
evo_room(main PCH DIR main DEPS http sandbox telemetry sim lib_json)
target_compile_definitions(evo_main PUBLIC EVO_VERSION="${PROJECT_VERSION}")
add_executable(evoladder src/main/evoladder.cpp)
target_link_libraries(evoladder PRIVATE evo_main evo_web)
target_link_libraries(main_test PRIVATE evo_web)
