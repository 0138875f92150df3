# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed beside the program and its pages (cmd/CMakeLists.txt), and the Debian package that .ci/package makes of it all.
#
# Presets, profiles and schemas are a part of the program. The recipes are examples; they find the fixtures beside them, as in the tree.
include(GNUInstallDirs)
foreach(folder recipes fixtures)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/stemprint/${folder} PATTERN make-excerpts EXCLUDE)
endforeach()
install(PROGRAMS ${PROJECT_SOURCE_DIR}/fixtures/make-excerpts DESTINATION ${CMAKE_INSTALL_DATADIR}/stemprint/fixtures)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/.github/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# So that the links of README.md lead somewhere. The prefix may still change when it is installed.
install(CODE "
  foreach(folder ${CMAKE_INSTALL_DOCDIR} ${CMAKE_INSTALL_DATADIR}/stemprint)
    cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY \"\${CMAKE_INSTALL_PREFIX}\")
    list(APPEND places \"\${folder}\")
  endforeach()
  list(GET places 0 doc)
  list(GET places 1 data)
  file(RELATIVE_PATH data \"\${doc}\" \"\${data}\")
  foreach(folder recipes fixtures)
    file(REMOVE \"\$ENV{DESTDIR}\${doc}/\${folder}\")
    file(CREATE_LINK \"\${data}/\${folder}\" \"\$ENV{DESTDIR}\${doc}/\${folder}\" SYMBOLIC)
  endforeach()")

# Who answers for a package is who builds it. The domain of the default belongs to nobody (RFC 2606).
set(STEMPRINT_CONTACT "stemprint packagers <stemprint@example.org>" CACHE STRING "the maintainer of a package that is built here")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "${STEMPRINT_CONTACT}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "offline mix renderer and stem printer")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"stemprint renders a YAML routing recipe and audio files to a mix, and prints
stems that add up to it although buses and the master compress. It proves
the sum, measures loudness by EBU R 128, and tells why the stems of another
program do not add up to their mix.")
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_VERBATIM_VARIABLES ON)
configure_file(${PROJECT_SOURCE_DIR}/.cmake/package/finish.cmake.in ${PROJECT_BINARY_DIR}/package/finish.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_BINARY_DIR}/package/finish.cmake)
include(CPack)
