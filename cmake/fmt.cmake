# rouse_fmt: libfmt as a static library, compiled out of its own headers (Debian has no libfmt.a); and ROUSE_TOOL_LINKING,
# the options that put libstdc++ into a tool, too. Half of the time of a tool went into finding shared C++ libraries and
# binding to them (docs/benchmarks.md). The daemon stays with the shared libstdc++: it starts once, and its memory is
# what counts. Sanitizers want the shared libraries; where libfmt's headers are other ones than fmt.cc knows, or a
# distribution wants no copies (ROUSE_STATIC_RUNTIME=OFF), rouse_fmt is the shared libfmt.
option(ROUSE_STATIC_RUNTIME "Put libfmt and libstdc++ into the tools" ON)
# For packages that go to machines with an older libstdc++ than the compiler's.
option(ROUSE_STATIC_DAEMON "Put libstdc++ into the daemon, too" OFF)
find_package(fmt REQUIRED)

set(own_runtime OFF)
if(ROUSE_STATIC_RUNTIME AND NOT ROUSE_SANITIZE AND NOT ROUSE_FUZZ)
  get_target_property(fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
  try_compile(ROUSE_OWN_FMT SOURCES ${CMAKE_CURRENT_LIST_DIR}/fmt.cc ${CMAKE_CURRENT_LIST_DIR}/fmt_check.cc
              CMAKE_FLAGS -DINCLUDE_DIRECTORIES=${fmt_headers}
              CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON)
  set(own_runtime ${ROUSE_OWN_FMT})
endif()
if(own_runtime)
  set(ROUSE_TOOL_LINKING -static-libstdc++ -static-libgcc)
  add_library(rouse_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cc)
  target_include_directories(rouse_fmt SYSTEM PUBLIC ${fmt_headers})
  target_compile_definitions(rouse_fmt PUBLIC $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)
else()
  set(ROUSE_TOOL_LINKING "")
  add_library(rouse_fmt INTERFACE)
  target_link_libraries(rouse_fmt INTERFACE fmt::fmt)
endif()
