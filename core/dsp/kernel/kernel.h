/* stemprint: the inner loops, side by side over as many columns as the processor's registers hold.
   SPDX-License-Identifier: GPL-3.0-or-later

   A column is one contiguous block of doubles: one channel of one lane. A kernel table holds the same loops for one
   instruction set, by families; each family has a header of its own beside this one. All tables give the same bits:
   each column sees the same operations in the same order, whatever the width; nothing is contracted to FMA; exp2 and
   log2 are our own. "plain" is the reference in scalar C. */
#ifndef STEMPRINT_DSP_KERNEL_KERNEL_H
#define STEMPRINT_DSP_KERNEL_KERNEL_H

#include <stddef.h>

struct column_kernel;
struct delay_kernel;
struct dynamics_kernel;
struct filter_kernel;
struct fir_kernel;
struct intersample_kernel;
struct print_kernel;
struct spectrum_kernel;
struct waveshape_kernel;

enum { KERNEL_WIDTH_MAXIMUM = 8 };

struct kernel {
	const char *name; /**< "plain", "sse2", "avx2", "avx512" */
	size_t width; /**< W: columns side by side; 1 for plain */
	const struct column_kernel *column;
	const struct delay_kernel *delay;
	const struct dynamics_kernel *dynamics;
	const struct filter_kernel *filter;
	const struct fir_kernel *fir;
	const struct intersample_kernel *intersample;
	const struct print_kernel *print;
	const struct spectrum_kernel *spectrum;
	const struct waveshape_kernel *waveshape;
};

/** The widest table that this CPU runs, or the named one; NULL if the name is unknown or the CPU cannot run it. name
   NULL: the widest. */
const struct kernel *kernel_select(const char *name);

/** The narrowest table, at most as wide as `widest`, that takes `columns` columns at once; `widest` when none does. A
   vector that is half empty costs as much as a full one, and all tables give the same bits. */
const struct kernel *kernel_narrow(const struct kernel *widest, size_t columns);

/** All tables of the build that this CPU runs, the plain one first. Returns the count. */
size_t kernel_list(const struct kernel **kernels, size_t capacity);

#endif
