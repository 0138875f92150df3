# SPDX-License-Identifier: GPL-3.0-or-later
# Runs PROGRAM on every table, with glibc's FMA and AVX2 variants switched off, and on older CPUs where qemu is there to play
# them: all must print the same hashes.
set(masked ${CMAKE_COMMAND} -E env GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA)
execute_process(COMMAND ${PROGRAM} plain OUTPUT_VARIABLE expected ERROR_QUIET RESULT_VARIABLE result)
if(NOT result EQUAL 0 OR NOT expected MATCHES "elementary [0-9a-f]+")
  message(FATAL_ERROR "the plain kernels failed: ${result}")
endif()

# compare(CAN_REFUSE COMMAND...): 2 says that this CPU has no such table.
function(compare can_refuse)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE actual ERROR_VARIABLE table RESULT_VARIABLE result)
  string(STRIP "${table}" table)
  if(can_refuse AND result EQUAL 2)
    message(STATUS "skipped: ${ARGN}: ${table}")
  elseif(NOT result EQUAL 0 OR NOT actual STREQUAL expected)
    message(FATAL_ERROR "${ARGN} (${table}) ended with ${result}:\n${actual}\nbut the plain kernels print:\n${expected}")
  else()
    message(STATUS "equal: ${ARGN} (${table})")
  endif()
endfunction()

compare(FALSE ${PROGRAM})
compare(FALSE ${masked} ${PROGRAM})
foreach(table sse2 avx2 avx512)
  compare(TRUE ${PROGRAM} ${table})
endforeach()

find_program(QEMU qemu-x86_64)
if(QEMU AND NOT SANITIZED)
  foreach(cpu Nehalem Haswell)
    compare(FALSE ${QEMU} -cpu ${cpu} ${PROGRAM})
  endforeach()
else()
  message(STATUS "skipped: older CPUs")
endif()
