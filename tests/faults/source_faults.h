/* stemprint tests: a source file that changes while the program reads it.
   SPDX-License-Identifier: GPL-3.0-or-later

   The program loads this library first (LD_PRELOAD). STEMPRINT_FAULT_SOURCE in the environment names the file. A read
   that reaches the byte STEMPRINT_FAULT_AT starts the change. STEMPRINT_FAULT_CHANGE says what happens: "overwrite"
   copies the file STEMPRINT_FAULT_WITH into it, byte by byte, "cut" ends it there, "replace" renames that file over it,
   and "delete" removes it. The change is complete before the read goes on. */
#ifndef STEMPRINT_TESTS_FAULTS_SOURCE_FAULTS_H
#define STEMPRINT_TESTS_FAULTS_SOURCE_FAULTS_H

#include <stddef.h>
#include <sys/types.h>

/** This function replaces that of the system. */
ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset);

#endif
