# rouse_catalogue(DOMAIN PO_FILE): compiles the translations in NAME-ko.po or ko.po, checking them, to where programs of
# the build tree find them as those of an installation do: share/locale beside their own folder.
find_program(ROUSE_MSGFMT msgfmt REQUIRED)

function(rouse_catalogue domain po_file)
  string(REGEX MATCH "[a-z]+\\.po$" language ${po_file})
  string(REPLACE ".po" "" language ${language})
  set(folder ${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES)
  set(catalogue ${CMAKE_BINARY_DIR}/share/locale/${language}/LC_MESSAGES/${domain}.mo)
  cmake_path(GET catalogue PARENT_PATH place)
  file(MAKE_DIRECTORY ${place})
  add_custom_command(OUTPUT ${catalogue}
                     COMMAND ${ROUSE_MSGFMT} --check-format -o ${catalogue} ${CMAKE_CURRENT_SOURCE_DIR}/${po_file}
                     DEPENDS ${po_file} VERBATIM)
  add_custom_target(catalogue_${domain} ALL DEPENDS ${catalogue})
  add_dependencies(programs catalogue_${domain})
  install(FILES ${catalogue} DESTINATION ${folder})
endfunction()
