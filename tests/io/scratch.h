/* stemprint tests: a folder for the files of one test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_IO_SCRATCH_H
#define STEMPRINT_TESTS_IO_SCRATCH_H

#include <stddef.h>

/** Makes a new folder under $TMPDIR or /tmp; scratch_remove() removes it with all its files. */
const char *scratch_make(void);
void scratch_remove(void);

/** Returns "FOLDER/NAME", which is valid for the next eight calls. */
const char *scratch_path(const char *name);

/** Returns the bytes of a file, which the caller frees. The test fails if there is no such file. */
unsigned char *scratch_read(const char *path, size_t *length);

void scratch_write(const char *path, const void *bytes, size_t length);

/** Returns how many entries the folder `path` has, with the hidden ones, or -1 if it is no folder. */
int scratch_count(const char *path);

#endif
