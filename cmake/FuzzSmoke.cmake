# Every fuzz target of every room in one program without libFuzzer, as a test. Where the fuzz targets themselves are
# built, a source has their names and cannot have those of this program.
if(EVO_FUZZ)
  return()
endif()
get_property(fuzzers GLOBAL PROPERTY EVO_FUZZERS)
set(smoke_targets "")
foreach(fuzzer ${fuzzers})
  get_filename_component(name ${fuzzer} NAME_WE)
  string(APPEND smoke_targets "EVO_FUZZ_TARGET(${name})\n")
  set_source_files_properties(${fuzzer} PROPERTIES
    COMPILE_DEFINITIONS "LLVMFuzzerTestOneInput=${name};fuzz_seeds=${name}_seeds")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/fuzz/fuzz_targets.inc CONTENT "${smoke_targets}" @ONLY)
add_executable(fuzz_smoke ${CMAKE_SOURCE_DIR}/tests/fuzz/smoke.cpp ${fuzzers})
target_include_directories(fuzz_smoke PRIVATE ${CMAKE_BINARY_DIR}/fuzz)
target_link_libraries(fuzz_smoke PRIVATE evo_sandbox evo_http evo_test_support)
add_test(NAME fuzz_smoke COMMAND fuzz_smoke ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus 600)
