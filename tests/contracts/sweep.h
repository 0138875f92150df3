/* stemprint tests: a parameter that moves while its processor runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_SWEEP_H
#define STEMPRINT_TESTS_SWEEP_H

#include "contracts/variations.h"
#include "support/processor_harness.h"

/** A setting of a processor, one parameter of which goes from one value to another. */
struct sweep {
	const struct processor *processor;
	struct processor_context context;
	const char *name; /**< "bands.gain from -3 to 4" */
	struct parameter_value *values; /**< at the beginning */
	struct parameter_value *least, *greatest;
	struct parameter_value *moving; /**< a copy, which changes */
	double *number; /**< the parameter in `moving` */
	double first, last;
	struct processor_shape shape; /**< of the whole range */
};

/** How a sweep is run. */
struct sweep_pass {
	const char *name;
	const struct kernel *kernel; /**< NULL: the widest */
	size_t groups;
	size_t block; /**< the longest block; 0: a whole grid */
	size_t shift; /**< frame of the first point of the grid, under 32 */
	bool in_place;
	bool still; /**< retune() is not called */
	bool resting; /**< retune() is called with the first values again and again */
	bool arrived; /**< the instance has the last value from the beginning */
	bool company; /**< a second instance with the first values, which stay, runs beside it */
};

enum { SWEEP_LEAD = 320, SWEEP_FRAMES = 4800 };

/** Calls `visit` for every automatable parameter of the processor, each in some random settings. `wide`: from anywhere
 * to anywhere, else the parameter goes 10 dB, half the range of a percentage or a pan, or to the double. */
void sweep_walk(const struct processor *processor, bool wide, void (*visit)(const struct sweep *));

/** Runs the sweep over in[group][channel] and returns the columns of all instances: those of the sweep come first. The
 * value stays until SWEEP_LEAD, goes along half a cosine for SWEEP_FRAMES, and stays again. The caller frees it. */
double **sweep_run(const struct sweep *sweep, const struct sweep_pass *pass, double *const *in, size_t frames);

#endif
