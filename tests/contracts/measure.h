/* stemprint tests: one number of what a processor makes of a signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_MEASURE_H
#define STEMPRINT_TESTS_MEASURE_H

#include "contracts/claim.h"

/** What went in and came out, at CLAIM_RATE. */
struct take {
	double *const *in;
	double *const *out;
	size_t in_channels, channels;
	struct processor_shape shape;
	size_t from, to; /**< frames of `out` that count */
	bool impulse; /**< the response to one; else something steady */
};

double measure(enum measurable measurable, const struct take *take, double frequency);

#endif
