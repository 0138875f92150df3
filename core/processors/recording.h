/* Describes a sound in memory that a processor or a click uses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_RECORDING_H
#define STEMPRINT_PROCESSORS_RECORDING_H

#include <stddef.h>

/** A recording is a whole file at the session's rate. All samples are finite. Nobody changes it. */
struct recording {
	size_t channels; /**< 1 and more */
	size_t frames; /**< 1 and more */
	const double *const *columns; /**< columns[channel][frame] */
	/** The samples times this have the level of the file. A recording that was converted from another rate is
	    scaled like an impulse response, so that convolution with it sounds alike at every rate; what hears it as a
	    sound takes that back. 1 for a recording at its own rate. */
	double level_gain;
};

#endif
