# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -D INPUT=FILE -D NAME=report_style -D OUTPUT=FILE.c -P embed.cmake: a text as a C string of that name, declared in report/embedded.h.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "/* Made by embed.cmake. */
#include \"report/embedded.h\"

const char ${NAME}[] = {
${bytes} 0
};
")
