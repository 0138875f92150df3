/* Describes a sound in memory that a processor uses: an impulse response.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_RECORDING_H
#define STEMPRINT_PROCESSORS_RECORDING_H

#include <stddef.h>

/** A recording is a whole file at the session's rate. All samples are finite. Nobody changes it. */
struct recording {
	size_t channels; /**< 1 and more */
	size_t frames; /**< 1 and more */
	const double *const *columns; /**< columns[channel][frame] */
};

#endif
