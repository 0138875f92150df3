/* stemprint: why a mix is not the sum of its stems.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CAUSE_H
#define STEMPRINT_FORENSICS_CAUSE_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum cause_kind {
	CAUSE_OFFSET, /**< the mix holds a stem later (value > 0) or earlier: frames */
	CAUSE_GAIN, /**< ... louder (value > 0) or softer: dB */
	CAUSE_POLARITY, /**< ... with its polarity inverted; the gain beside that, dB */
	CAUSE_DOUBLED, /**< ... twice; its gain, linear */
	CAUSE_ABSENT, /**< ... not at all, or another stem holds it too; its gain, linear */
	CAUSE_MISSING, /**< the mix holds sound that no stem has: a stem is missing; of a candidate: its gain, linear */
	CAUSE_LIMITED, /**< a stem is clipped, limited or saturated, and the mix holds it without; or the other way
			  round; level, dBFS */
	CAUSE_CUT, /**< a stem ends while the mix holds more of it; frame from which it lacks */
	CAUSE_WORD_LENGTH, /**< white noise of a word length: bits */
	CAUSE_RATE, /**< a sample rate was converted: band limit (value > 0), Hz; or a clock that runs apart: see
		       `drift_ppm` */
	CAUSE_GAIN_CURVE, /**< gain that moves: the largest distance from 0 dB */
	CAUSE_FILTER, /**< an equaliser: the largest distance from 0 dB */
	CAUSE_RANDOM, /**< made from a stem, but by no fixed filter and no gain: modulation, random reverb, time
			 stretch; likeness, 0 to 1 */
	CAUSE_COUNT,
};

/** The cause is of the mix as a whole, against the sum of all its stems. */
#define CAUSE_OF_MIX SIZE_MAX

/** Seconds or Hz, and dB. */
struct cause_point {
	double place;
	double gain_db;
};

struct cause {
	enum cause_kind kind;
	size_t stem; /**< from 0; CAUSE_OF_MIX; of MISSING: a candidate, or CAUSE_OF_MIX where no file is known that has
			it */
	double value; /**< in the unit of the kind; NAN where there is none */
	double drift_ppm; /**< of a rate: by how much longer the stem lasts in the mix than in its file, in millionths;
			     else 0 */
	double confidence; /**< 0 to 1 */
	double left_db; /**< residual that would be left without this cause and those of equal rank, against the one
			   found (once stems stand at their whole-frame lags): dB */
	const char *evidence; /**< a line, lower case */
	const struct cause_point *curve; /**< of a gain curve by seconds, of a filter by Hz in third octaves; NULL */
	size_t curve_count;
};

/** "offset", "gain", "gain_curve": for reports that machines read. */
const char *cause_kind_name(enum cause_kind kind);

#endif
