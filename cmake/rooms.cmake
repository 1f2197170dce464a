# rouse_room(NAME LOWER...): the static library rouse_NAME out of src/NAME/*.cc, and, where the room has
# X_test.cc files, the program NAME_test with them. A file with a `main` is no part of the library: rouse_program
# makes a program of it.
set(standard_headers <fmt/format.h> <algorithm> <array> <chrono> <coroutine> <cstdint> <expected> <functional> <map>
  <memory> <optional> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

function(rouse_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  foreach(source ${sources})
    file(STRINGS ${source} main REGEX "^int main\\(" LIMIT_COUNT 1)
    if(main)
      list(REMOVE_ITEM sources ${source})
    endif()
  endforeach()
  list(TRANSFORM ARGN PREPEND rouse_ OUTPUT_VARIABLE lower)
  set(kind INTERFACE)
  if(sources)
    set(kind PUBLIC)
    add_library(rouse_${name} STATIC ${sources})
    rouse_flags(rouse_${name})
    rouse_precompile(rouse_${name} rouse_base ${standard_headers})
    rouse_unity(rouse_${name})
  else()
    add_library(rouse_${name} INTERFACE)
  endif()
  # -iquote, not -I: the room `sys` must not hide <sys/socket.h> and its like from anybody.
  target_compile_options(rouse_${name} ${kind} "SHELL:-iquote ${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(rouse_${name} ${kind} ${lower} rouse_fmt)
  if(tests)
    add_executable(${name}_test ${tests})
    rouse_flags(${name}_test)
    rouse_precompile(${name}_test net_test ${standard_headers} <gtest/gtest.h>)
    target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    rouse_unity(${name}_test -Wno-shadow)  # a local name may be that of another file's helper
    target_link_libraries(${name}_test PRIVATE rouse_${name} GTest::gtest GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()

# All that is installed: what `cmake --install` needs to have been built.
add_custom_target(programs)

# rouse_build_program(NAME ROOM): the program NAME out of src/ROOM/NAME.cc (a '-' in the name is a '_' in the file's),
# with all that its room may use, for the build alone.
function(rouse_build_program name room)
  string(REPLACE "-" "_" file ${name})
  add_executable(${name} src/${room}/${file}.cc)
  target_link_libraries(${name} PRIVATE rouse_${room})
  rouse_flags(${name})
endfunction()

# rouse_program(NAME ROOM): the same, and it is installed with the others. tests/manual holds each to a manual page.
function(rouse_program name room)
  rouse_build_program(${name} ${room})
  if(room STREQUAL "tools" OR ROUSE_STATIC_DAEMON)
    target_link_options(${name} PRIVATE ${ROUSE_TOOL_LINKING})
  endif()
  set_property(GLOBAL APPEND PROPERTY ROUSE_PROGRAMS ${name})
  install(TARGETS ${name} DESTINATION ${CMAKE_INSTALL_SBINDIR})
  add_dependencies(programs ${name})
endfunction()
