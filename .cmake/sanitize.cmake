# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -C .cmake/sanitize.cmake -S . -B build/sanitize -G Ninja
# Address and undefined-behaviour sanitizers: any finding ends the program.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g1" CACHE STRING "")
set(STEMPRINT_SANITIZE ON CACHE BOOL "")
