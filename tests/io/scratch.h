/* stemprint tests: a folder for the files of one test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_IO_SCRATCH_H
#define STEMPRINT_TESTS_IO_SCRATCH_H

#include <stddef.h>

/** A new folder under $TMPDIR or /tmp; scratch_remove() takes it away with all in it. */
const char *scratch_make(void);
void scratch_remove(void);

/** "FOLDER/NAME"; good for the next eight calls. */
const char *scratch_path(const char *name);

/** The bytes of a file, to be freed; the test fails if there is none. */
unsigned char *scratch_read(const char *path, size_t *length);

void scratch_write(const char *path, const void *bytes, size_t length);

/** How many entries the folder `path` has, hidden ones included; -1 if it is none. */
int scratch_count(const char *path);

#endif
