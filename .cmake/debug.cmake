# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -C .cmake/debug.cmake -S . -B build/debug -G Ninja
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS_DEBUG "-Og -g3" CACHE STRING "")
