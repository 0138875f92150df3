/* stemprint: what is gated of a programme.
   SPDX-License-Identifier: GPL-3.0-or-later

   Private to loudness.c. */
#ifndef STEMPRINT_MEASURE_PROGRAMME_H
#define STEMPRINT_MEASURE_PROGRAMME_H

#include "measure/loudness.h"
#include "measure/loudness_gate.h"

#include <stdbool.h>
#include <stdint.h>

enum { RATIO_BINS = GATE_HIGHEST_LUFS - GATE_LOWEST_LUFS };

/** Ratios of peak to short-term loudness, by that loudness in bins of 1 LU: which of them count is known at the end
   alone. */
struct ratios {
	uint64_t counts[RATIO_BINS];
	double sums[RATIO_BINS];
	double least[RATIO_BINS];
};

/** Of one programme, or of several as one. All zero is an empty one. */
struct programme {
	struct loudness_gate integrated; /**< of momentary blocks */
	struct loudness_gate range; /**< of short-term blocks */
	struct ratios ratios;
	double momentary_energy; /**< the largest of all so far */
	double short_term_energy;
	double true_peak; /**< linear */
	double sample_peak;
	bool overloaded;
};

/** One second: the true peak, linear, and the energy of the 3 s that end with it. */
void ratios_add(struct ratios *ratios, double peak, double energy);

void programme_join(struct programme *all, const struct programme *one);

struct loudness programme_read(const struct programme *programme);

#endif
