/* stemprint tests: a source file that changes while the program reads it.
   SPDX-License-Identifier: GPL-3.0-or-later

   Loaded before the program (LD_PRELOAD). The environment names the file, STEMPRINT_FAULT_SOURCE; from which byte on
   a read of it sets off the change, STEMPRINT_FAULT_AT; and what happens, STEMPRINT_FAULT_CHANGE: "overwrite" copies
   the file STEMPRINT_FAULT_WITH into it, byte by byte and in place, "cut" ends it there, "replace" puts that file in
   its place, "delete" takes it away. The change is complete before the read goes on. */
#ifndef STEMPRINT_TESTS_FAULTS_SOURCE_FAULTS_H
#define STEMPRINT_TESTS_FAULTS_SOURCE_FAULTS_H

#include <stddef.h>
#include <sys/types.h>

/** Replaces the system's. */
ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset);

#endif
