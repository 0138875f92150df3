/* stemprint tests: the table of golden hashes, and renders to compare with it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_GOLDEN_TABLE_H
#define STEMPRINT_TESTS_GOLDEN_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum { GOLDEN_LINES_MAXIMUM = 128 };

/** A line of golden.txt. */
struct golden_line {
	uint64_t hash; /**< FNV-1a (64 bit) of the bytes; for FLAC, of the samples as doubles */
	char file[128]; /**< the file below its recipe: "big-band/mix.wav" */
};

struct golden_table {
	struct golden_line lines[GOLDEN_LINES_MAXIMUM];
	size_t count;
};

void golden_table_read(struct golden_table *table);
void golden_table_write(const struct golden_table *table);

/** Renders a recipe of the tree into the scratch folder NAME. `prefix` stands before the program's name in the shell,
    and `options` after `render`; both may be empty. The recipe with hardware is rendered as if it were a wire. */
void golden_render(const char *name, const char *prefix, const char *options);

/** Returns the hash of a file that was rendered. */
uint64_t golden_hash(const char *file);

#endif
