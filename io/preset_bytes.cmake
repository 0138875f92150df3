# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -D OUTPUT=FILE.c -D NAME=preset -D HEADER=io/preset.h -D "TEXTS=FILE.yaml;..." -P preset_bytes.cmake: the texts as one C file, which
# defines presets, preset_names and preset_count.
set(arrays "")
set(rows "")
set(names "")
foreach(preset IN LISTS TEXTS)
  get_filename_component(name ${preset} NAME_WE)
  string(MAKE_C_IDENTIFIER ${name} identifier)
  file(READ ${preset} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const unsigned char ${identifier}[] = {\n${bytes} 0\n};\n")
  string(APPEND rows "\t{ \"${name}\", (const char *)${identifier}, sizeof ${identifier} - 1 },\n")
  string(APPEND names "\t\"${name}\",\n")
endforeach()
file(WRITE ${OUTPUT} "/* Made by preset_bytes.cmake. */
#include \"${HEADER}\"

${arrays}
const struct preset ${NAME}s[] = {
${rows}};

const char *const ${NAME}_names[] = {
${names}};

const size_t ${NAME}_count = sizeof ${NAME}s / sizeof *${NAME}s;
")
