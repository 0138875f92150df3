# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -C .cmake/release.cmake -S . -B build/release -G Ninja
# -O2, and -O3 for the kernels alone, which ask for it by file.
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
set(CMAKE_C_FLAGS_RELEASE "-O2" CACHE STRING "")
