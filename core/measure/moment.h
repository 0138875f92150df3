/* stemprint: a position in a programme, as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_MOMENT_H
#define STEMPRINT_MEASURE_MOMENT_H

#include <stdint.h>

/** Text for people, a value of its own. */
struct moment {
	char text[32]; /**< minutes, seconds, milliseconds: "1:02.345" */
};

/** Returns the text of a frame, from 0; `sample_rate` is in Hz, above 0. */
struct moment moment_of_frame(uint64_t frame, double sample_rate);

#endif
