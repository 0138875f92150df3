/* stemprint tests: one number of the output of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_MEASURE_H
#define STEMPRINT_TESTS_MEASURE_H

#include "contracts/claim.h"

/** The input and the output, at CLAIM_RATE. */
struct take {
	double *const *in;
	double *const *out;
	size_t in_channels, channels;
	struct processor_shape shape;
	size_t from, to; /**< the frames of `out` that count */
	bool impulse; /**< the input is an impulse; else it is something steady */
};

double measure(enum measurable measurable, const struct take *take, double frequency);

#endif
