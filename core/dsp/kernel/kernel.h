/* Gives the inner loops, side by side over as many columns as the processor's registers hold.
   SPDX-License-Identifier: GPL-3.0-or-later

   A column is one contiguous block of doubles: one channel of one lane. A kernel holds the inner loops for one
   instruction set, by families; each family has a header of its own beside this one. All kernels give the same bits:
   each column sees the same operations in the same order at every width, no product and sum are contracted to an FMA,
   and exp2 and log2 are our own. "plain" is the reference in scalar C.

   What holds for all families, unless a contract says otherwise: columns need no alignment; `frames` is any number, 0
   included; two columns overlap nowhere unless the contract allows one to be the other; nothing is allocated and
   nothing fails; the loops keep no state of their own, so that any number of threads may run them. */
#ifndef STEMPRINT_DSP_KERNEL_KERNEL_H
#define STEMPRINT_DSP_KERNEL_KERNEL_H

#include <stddef.h>

struct column_kernel;
struct delay_kernel;
struct dynamics_kernel;
struct filter_kernel;
struct fir_kernel;
struct hysteresis_kernel;
struct intersample_kernel;
struct print_kernel;
struct spectrum_kernel;
struct waveshape_kernel;

/** The largest width of all kernels: arrays of one entry a column are that long. */
enum { KERNEL_WIDTH_MAXIMUM = 8 };

/** The loops for one instruction set. All kernels are constants that live as long as the program. */
struct kernel {
	const char *name; /**< "plain", "sse2", "avx2" or "avx512" */
	size_t width; /**< W: columns side by side; 1, 2, 4 or 8 */
	const struct column_kernel *column; /**< gains, sums, peaks: sample by sample */
	const struct delay_kernel *delay; /**< delays and what rings in them */
	const struct dynamics_kernel *dynamics; /**< levels into gains */
	const struct filter_kernel *filter; /**< filters with a state */
	const struct fir_kernel *fir; /**< filters of finite length */
	const struct hysteresis_kernel *hysteresis; /**< the memory of tape */
	const struct intersample_kernel *intersample; /**< peaks between samples */
	const struct print_kernel *print; /**< samples from and to the bytes of a file */
	const struct spectrum_kernel *spectrum; /**< transforms and products of fast convolution */
	const struct waveshape_kernel *waveshape; /**< gains of waveshaping curves */
};

#endif
