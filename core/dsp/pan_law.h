/* stemprint: where a mono signal goes in a stereo field.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_PAN_LAW_H
#define STEMPRINT_DSP_PAN_LAW_H

/** The order of enum pan_law (recipe/recipe.h), which lies above this folder: laws travel between the two as int. */
enum {
	PAN_GAINS_3_DB, /**< cos a, sin a with a = (position + 1) pi / 4: constant power */
	PAN_GAINS_4_5_DB, /**< the geometric mean of the laws above and below */
	PAN_GAINS_6_DB, /**< (1 - position) / 2, (1 + position) / 2: constant amplitude */
	PAN_GAINS_0_DB, /**< balance_gains() */
};

/** The names of these laws, in their order, and NULL: "-3 dB", "-4.5 dB", "-6 dB", "0 dB". */
extern const char *const pan_gains_laws[];

/** Linear gains of a mono signal at `position`, -1 hard left to +1 hard right; beyond counts as hard. The hard sides
   are exactly 1 and 0, the centre is equal on both sides: sqrt(1/2), 2^(-3/4), exactly 1/2, exactly 1. */
void pan_gains(int law, double position, double *left, double *right);

/** Linear gains of the sides of a stereo signal: the far side falls linearly to 0, the near side stays exactly 1. */
void balance_gains(double position, double *left, double *right);

#endif
