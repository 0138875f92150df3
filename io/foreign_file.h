/* stemprint: what a file is that is no sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FOREIGN_FILE_H
#define STEMPRINT_IO_FOREIGN_FILE_H

#include <stddef.h>

enum { FOREIGN_FILE_BYTES = 64 };

/** Judges a file by its first bytes. Returns what it is, with the remedy, for a message; NULL: not known. */
const char *foreign_file_tell(const unsigned char *bytes, size_t count);

#endif
