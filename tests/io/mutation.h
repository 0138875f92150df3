/* stemprint tests: files with a few bytes changed, most of them in the header.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_IO_MUTATION_H
#define STEMPRINT_TESTS_IO_MUTATION_H

#include <stddef.h>
#include <stdint.h>

/** Returns the next number of a sequence that is the same in every run, from 0 to limit - 1. */
uint32_t mutation_random(uint32_t limit);

/** Changes one to four bytes or lengths of a file of more than 20 bytes, most of them in the header; sometimes the
    end is cut off. Returns the new length. */
size_t mutation_make(unsigned char *bytes, size_t length);

#endif
