/* Holds the state of columns that go through filters or gain computers side by side.
   SPDX-License-Identifier: GPL-3.0-or-later

   A kernel takes kernel->width columns at once: a vector. The columns of a bank fill one vector after another; the last
   one may have idle slots. */
#ifndef STEMPRINT_PROCESSORS_BANK_H
#define STEMPRINT_PROCESSORS_BANK_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

struct bank {
	const struct kernel *kernel;
	size_t columns;
	size_t state_rows; /**< rows of the state of one column */
	double *state; /**< [vector][state_rows][KERNEL_WIDTH_MAXIMUM], of which each vector uses [state_rows][width] */
};

/** Makes a bank at rest, which is zeros. Returns false when out of memory. */
bool bank_init(struct bank *bank, struct arena *arena, const struct kernel *kernel, size_t columns,
	       size_t state_rows) MUST_CHECK;

/** Puts all columns back to rest. A bank of zeros, which was never made, stays as it is. */
void bank_reset(const struct bank *bank);

/** Returns how many vectors the columns fill. */
size_t bank_vectors(const struct bank *bank);

/** Returns the state of the vector that begins with column `first`, a multiple of the kernel's width. */
double *bank_state(const struct bank *bank, size_t first);

#endif
