# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -D INPUT=FILE -D NAME=report_style -D OUTPUT=FILE.c -P embed.cmake: a text as a C string of that name, declared in report/embedded.h.
# A script also has its hash as the string NAME_hash: its bytes in base64, as the policy of a page names it.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
set(hash "")
if(INPUT MATCHES "\\.js$")
  set(digits ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
  file(SHA256 ${INPUT} hex)
  set(base64 "")
  # The 32 bytes and one of zeros are eleven groups of three bytes. The last digit holds nothing of the hash.
  foreach(group RANGE 10)
    math(EXPR at "${group} * 6")
    string(SUBSTRING "${hex}00" ${at} 6 bits)
    foreach(shift 18 12 6 0)
      math(EXPR digit "(0x${bits} >> ${shift}) & 63")
      string(SUBSTRING ${digits} ${digit} 1 digit)
      string(APPEND base64 ${digit})
    endforeach()
  endforeach()
  string(SUBSTRING ${base64} 0 43 base64)
  set(hash "
const char ${NAME}_hash[] = \"sha256-${base64}=\";
")
endif()
file(WRITE ${OUTPUT} "/* Made by embed.cmake. */
#include \"report/embedded.h\"

const char ${NAME}[] = {
${bytes} 0
};
${hash}")
