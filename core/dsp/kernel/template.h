/* Compiles the inner loops for KERNEL_WIDTH columns, once for each instruction set.
   SPDX-License-Identifier: GPL-3.0-or-later

   The including file defines KERNEL_WIDTH, KERNEL_ABREAST, KERNEL_NAME and KERNEL_TABLE. There is no include guard,
   since this is a template. Every column goes through the same operations in the same order at every width, so that
   all tables give the same bits. */
#include "dsp/kernel/narrow_vector.h"
#include "dsp/kernel/table.h"
#include "dsp/kernel/vector.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* The vectors of one turn of a loop: several hide the latency of a sum and share the loads of gains and pointers. */
enum { TURN = 4 };

/* The frames of one turn of a loop that transposes: at least as many as columns. */
enum { TILE = W > 4 ? W : 4 };

/* Each family has a header, which ends with its callbacks. */
#include "dsp/kernel/column_template.h"
#include "dsp/kernel/delay_template.h"
#include "dsp/kernel/dynamics_template.h"
#include "dsp/kernel/filter_template.h"
#include "dsp/kernel/fir_template.h"
#include "dsp/kernel/hysteresis_template.h"
#include "dsp/kernel/intersample_template.h"
#include "dsp/kernel/print_template.h"
#include "dsp/kernel/spectrum_template.h"
#include "dsp/kernel/waveshape_template.h"

const struct kernel KERNEL_TABLE = {
	.name = KERNEL_NAME,
	.width = KERNEL_WIDTH,
	.column = &column_kernel,
	.delay = &delay_kernel,
	.dynamics = &dynamics_kernel,
	.filter = &filter_kernel,
	.fir = &fir_kernel,
	.hysteresis = &hysteresis_kernel,
	.intersample = &intersample_kernel,
	.print = &print_kernel,
	.spectrum = &spectrum_kernel,
	.waveshape = &waveshape_kernel,
};
