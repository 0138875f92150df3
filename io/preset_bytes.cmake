# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -D OUTPUT=FILE.c -D "PRESETS=FILE.yaml;..." -P preset_bytes.cmake: the texts as one C file.
set(arrays "")
set(rows "")
set(names "")
foreach(preset IN LISTS PRESETS)
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
#include \"io/preset.h\"

${arrays}
const struct preset presets[] = {
${rows}};

const char *const preset_names[] = {
${names}};

const size_t preset_count = sizeof presets / sizeof *presets;
")
