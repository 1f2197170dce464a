# One place for compiler flags: every target of the project calls rouse_flags(target).
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # What ccache needs for precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# rouse_precompile(target FIRST HEADER...): the target is compiled with these headers already read, which saves two
# fifths of the time. One precompiled header for all whose FIRST is the same: FIRST itself makes it. The preset `clang`
# does without: it reads a room as one file.
function(rouse_precompile target first)
  if(NOT ROUSE_PRECOMPILE)
    return()
  endif()
  if(target STREQUAL first)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM ${first})
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  else()
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# rouse_unity(target OPTION...): with ROUSE_UNITY all files of the target are compiled as one, with these options.
function(rouse_unity target)
  if(NOT ROUSE_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  target_compile_options(${target} PRIVATE ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What is one file's own stands in an included file here, which is not what it warns of.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

function(rouse_flags target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
    -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -fno-omit-frame-pointer -fstack-protector-strong)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE _GLIBCXX_ASSERTIONS ROUSE_VERSION="${PROJECT_VERSION}"
    $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now)
  if(ROUSE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # -Wrestrict of g++ 12 sees overlaps in optimised std::string code that are none (GCC bug 105651).
    target_compile_options(${target} PRIVATE -fcoroutines -Wno-restrict)
  endif()
  if(ROUSE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${ROUSE_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${ROUSE_SANITIZE})
  endif()
  if(ROUSE_FUZZ)
    # The rooms, too, say where they have been: without that the fuzzers grope in the dark.
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()
