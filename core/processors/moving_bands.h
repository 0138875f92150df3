/* Designs the bands of an equaliser that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_MOVING_BANDS_H
#define STEMPRINT_PROCESSORS_MOVING_BANDS_H

#include "base/arena.h"
#include "dsp/varying_design.h"
#include "processors/processor.h"

#include <stdbool.h>
#include <stddef.h>

struct moving_band;

/** The bands of one equaliser that move. */
struct moving_bands {
	struct moving_band *bands;
	size_t count;
	size_t sections; /**< of all of them */
};

/** Says whether a band of an instance moves; `parameter` is that of the list of bands. */
bool moving_bands_has(const struct processor_instance *instance, size_t parameter, size_t band);

/** Finds the bands of an instance that move, and makes the tables of their designs from the arena. Returns false when
    out of memory. */
bool moving_bands_init(struct moving_bands *moving, struct arena *arena, const struct processor_instance *instance,
		       size_t parameter);

/** Writes the sections of all of them for these values of the list. */
void moving_bands_design(const struct moving_bands *moving, const struct parameter_value *bands,
			 struct varying_section *sections);

#endif
