/* stemprint: the sums of a programme from which its loudness is read.
   SPDX-License-Identifier: GPL-3.0-or-later

   Only loudness_meter.c uses it. Energies are K-weighted and channel-weighted mean squares (loudness_gate.h). */
#ifndef STEMPRINT_MEASURE_PROGRAMME_H
#define STEMPRINT_MEASURE_PROGRAMME_H

#include "measure/loudness.h"
#include "measure/loudness_gate.h"

#include <stdbool.h>
#include <stdint.h>

/** One bin for each LU of short-term loudness. */
enum { RATIO_BINS = GATE_HIGHEST_LUFS - GATE_LOWEST_LUFS };

/** Ratios of the true peak to the short-term loudness (PSR), in bins by that loudness: only at the end it is known
    which of them count. */
struct ratios {
	uint64_t counts[RATIO_BINS]; /**< ratios in each bin */
	double sums[RATIO_BINS]; /**< of these, in dB */
	double least[RATIO_BINS]; /**< the smallest of these, in dB */
};

/** One programme, or several as one. All zero: nothing was heard. */
struct programme {
	struct loudness_gate integrated; /**< gates the momentary blocks of 400 ms */
	struct loudness_gate range; /**< gates the short-term blocks of 3 s */
	struct ratios ratios;
	double momentary_energy; /**< the largest momentary energy so far */
	double short_term_energy; /**< the largest short-term energy so far */
	double bs1770_peak; /**< linear, by true_peak.h */
	double continuous_peak; /**< linear, by continuous_peak.h */
	double sample_peak; /**< linear; that of all finite samples */
	bool overloaded; /**< a sample was not finite, or beyond +300 dBFS: only sample_peak counts */
};

/** Adds the ratio of one second: its true peak, linear, and the energy of the 3 s that end with it. */
void ratios_add(struct ratios *ratios, double peak, double energy);

/** Adds another programme, as if both had been one; none of their blocks spans both. */
void programme_join(struct programme *all, const struct programme *one);

/** Returns the figures of all that was added so far. */
struct loudness programme_read(const struct programme *programme);

#endif
