# Compiler settings shared by every target. The presets choose the sanitizer.
set(EVO_SANITIZE "" CACHE STRING "Sanitizers to build with: '', 'address,undefined' or 'thread'")
option(EVO_PCH "Precompile what nearly every unit includes" OFF)
option(EVO_SYSTEM_BZIP2 "Decompress replays with libbz2 instead of our own decoder" OFF)
option(EVO_FUZZ "Build the libFuzzer targets" OFF)

add_library(evo_options INTERFACE)
target_compile_options(evo_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-gnu-zero-variadic-macro-arguments
  # libstdc++ 12 calls its own deprecated std::get_temporary_buffer inside std::stable_sort.
  -Wno-deprecated-declarations
  -Werror -fno-omit-frame-pointer)
target_compile_definitions(evo_options INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(evo_options INTERFACE -fuse-ld=lld-19)
# Most units are compiled once and tested for milliseconds: there the optimiser would take longer than it saves, and the
# dev preset does without it. Rooms that are marked HOT get it. Fuzz targets are optimised as a whole.
set(EVO_HOT_OPTIONS $<$<CONFIG:Debug>:-O1>)
if(EVO_FUZZ)
  set(EVO_HOT_OPTIONS "")
endif()
if(EVO_SANITIZE)
  target_compile_options(evo_options INTERFACE -fsanitize=${EVO_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(evo_options INTERFACE -fsanitize=${EVO_SANITIZE})
  target_compile_definitions(evo_options INTERFACE EVO_SANITIZED=1)
endif()
if(EVO_FUZZ)
  target_compile_options(evo_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
