/* Reads and writes sizes of memory and of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_BYTE_SIZE_H
#define STEMPRINT_BASE_BYTE_SIZE_H

#include <stdbool.h>
#include <stdint.h>

/** Room for every text of byte_size_format(). */
enum { BYTE_SIZE_LENGTH = 24 };

/** Reads a size like "512 MB", "2GB", "1.5 GiB" or "4096": kB, MB, GB and TB count in thousands, KiB, MiB, GiB and TiB
   in 1024s, and a bare number counts bytes. Returns false for what is no size of 1 byte or more. */
bool byte_size_parse(const char *text, uint64_t *bytes);

/** Writes a size with two or three digits, like "4.1 GB" or "18 MB", into `text`. Returns text. */
const char *byte_size_format(uint64_t bytes, char text[BYTE_SIZE_LENGTH]);

#endif
