/* stemprint tests: sources and printers in memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_MEMORY_H
#define STEMPRINT_TESTS_MEMORY_H

#include "engine/printer.h"
#include "engine/source.h"

/** Makes a source over planar columns. The caller owns the columns, which must outlive the source. The source can skip.
 * Returns NULL when out of memory. */
struct source *memory_source_new(const double *const *columns, size_t channels, uint64_t frames, double sample_rate);

/** Returns how many frames were read since the source was made. */
uint64_t memory_source_frames_read(const struct source *source);

/** A printer that keeps everything that it is given. */
struct memory_printer {
	struct printer printer;
	double **columns;
	size_t frames;
	size_t capacity;
	int finished;
};

struct memory_printer *memory_printer_new(size_t channels);

#endif
