# rouse_filled(SOURCE RESULT DESTINATION): RESULT, a path in the build tree, is SOURCE with what the program `manual` makes
# from the tables; it is installed in the folder DESTINATION. A page cannot say what its table does not.
set(ROUSE_FILLED "")
function(rouse_filled source result destination)
  set(result ${CMAKE_BINARY_DIR}/${result})
  cmake_path(GET result PARENT_PATH place)
  file(MAKE_DIRECTORY ${place})
  add_custom_command(OUTPUT ${result}
                     COMMAND manual ${CMAKE_CURRENT_SOURCE_DIR}/${source} > ${result}
                     DEPENDS manual ${source} VERBATIM)
  install(FILES ${result} DESTINATION ${destination})
  set(ROUSE_FILLED ${ROUSE_FILLED} ${result} PARENT_SCOPE)
endfunction()

# Every page of man/; the number of its section ends its name.
file(GLOB pages CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/man/*.[1-9])
foreach(page ${pages})
  cmake_path(GET page FILENAME name)
  string(REGEX MATCH "[1-9]$" section ${name})
  rouse_filled(${page} share/man/man${section}/${name} ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# The names under which packages of the LSB call chkconfig have its page.
foreach(name install_initd remove_initd)
  file(CREATE_LINK chkconfig.8 ${CMAKE_BINARY_DIR}/share/man/man8/${name}.8 SYMBOLIC)
  install(FILES ${CMAKE_BINARY_DIR}/share/man/man8/${name}.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
endforeach()

rouse_filled(share/completions/rouse.bash share/completions/rouse ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
rouse_filled(share/completions/rouse.zsh share/completions/_rouse ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)

add_custom_target(pages ALL DEPENDS ${ROUSE_FILLED})
add_dependencies(programs pages)
