/* stemprint: a moment of a programme, in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_MOMENT_H
#define STEMPRINT_MEASURE_MOMENT_H

#include <stdint.h>

struct moment {
	char text[32]; /**< minutes, seconds, milliseconds: "1:02.345" */
};

/** `sample_rate` in Hz. */
struct moment moment_of_frame(uint64_t frame, double sample_rate);

#endif
