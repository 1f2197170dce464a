# The library that parks a server (park/wire.h). It lives in programs of other people: it needs libc alone, and has
# neither sanitizers nor coverage, whatever the rest is built with.
file(GLOB park_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/park/*.cc)
list(FILTER park_sources EXCLUDE REGEX "_test\\.cc$")
add_library(rouse-park SHARED ${park_sources})
set_target_properties(rouse-park PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_compile_options(rouse-park PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wold-style-cast -O2 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-builtin -fno-lto
  -fstack-protector-strong
  "SHELL:-iquote ${PROJECT_SOURCE_DIR} -iquote ${PROJECT_SOURCE_DIR}/src")
target_compile_definitions(rouse-park PRIVATE _GNU_SOURCE)
target_link_libraries(rouse-park PRIVATE c dl)
target_link_options(rouse-park PRIVATE -nodefaultlibs -Wl,-z,relro,-z,now,-z,defs)
if(ROUSE_WERROR)
  target_compile_options(rouse-park PRIVATE -Werror)
endif()
install(TARGETS rouse-park LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/rouse)
add_dependencies(programs rouse-park)

# What a program can see of it, and what it needs of the program: no function that the program may have of its own.
find_program(ROUSE_NM nm)
if(ROUSE_NM)
  set(symbols [[symbols=$("$0" -D "$1") && echo "$symbols" || exit 1
    test "$(echo "$symbols" | sed -n 's/.* [A-TV-Z] //p')" = __libc_start_main || exit 1
    ! echo "$symbols" | grep ' U ' | grep -vwE 'environ|__environ|__stack_chk_fail|__stack_chk_guard|dlsym|dladdr1|getauxval']])
  add_test(NAME park-symbols COMMAND sh -c "${symbols}" ${ROUSE_NM} $<TARGET_FILE:rouse-park>)
endif()

# Its tests, beside the code, and the servers with which they are played: built as anybody's.
add_executable(park_server tests/park/server.cc)
# In this one the library is also where the loader ignores LD_PRELOAD.
add_executable(park_linked_server tests/park/server.cc)
target_link_libraries(park_linked_server PRIVATE -Wl,--no-as-needed rouse-park)
# Not every system has libraries for static programs.
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LINK_OPTIONS -static)
check_cxx_source_compiles("int main() {}" ROUSE_CAN_LINK_STATICALLY)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
file(GLOB park_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/park/*_test.cc)
add_executable(park_test ${park_tests} park/preparation.cc)
rouse_flags(park_test)
target_compile_options(park_test PRIVATE "SHELL:-iquote ${PROJECT_SOURCE_DIR} -iquote ${PROJECT_SOURCE_DIR}/src")
target_compile_definitions(park_test PRIVATE ROUSE_PARK_LIBRARY="$<TARGET_FILE:rouse-park>"
  ROUSE_PARK_SERVER="$<TARGET_FILE:park_server>" ROUSE_PARK_LINKED_SERVER="$<TARGET_FILE:park_linked_server>")
target_include_directories(park_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(park_test PRIVATE GTest::gtest GTest::gtest_main)
add_dependencies(park_test rouse-park park_server park_linked_server)
if(ROUSE_CAN_LINK_STATICALLY)
  add_executable(park_static_server tests/park/server.cc)
  target_link_options(park_static_server PRIVATE -static)
  target_compile_definitions(park_test PRIVATE ROUSE_PARK_STATIC_SERVER="$<TARGET_FILE:park_static_server>")
  add_dependencies(park_test park_static_server)
endif()
add_test(NAME park COMMAND park_test)
