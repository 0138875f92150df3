/* stemprint: a waveform as it is seen from afar.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_WAVEFORM_H
#define STEMPRINT_MEASURE_WAVEFORM_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum { WAVEFORM_COLUMNS = 1000 };

/** Column i spans the frames from i * frames / columns to (i + 1) * frames / columns, all channels together; linear. */
struct waveform {
	uint64_t frames; /**< of the whole signal */
	size_t channels;
	size_t columns; /**< WAVEFORM_COLUMNS, or as many as there are frames */
	double *lowest, *highest; /**< [columns] */
	double *squares; /**< sums */
	uint64_t heard; /**< frames so far */
};

/** An empty one, for a signal of that length; 32 KB from the arena. NULL when out of memory. */
struct waveform *waveform_new(struct arena *arena, uint64_t frames, size_t channels);

/** The next frames, planar; what goes beyond the length is left out. Cuts change the sums in their last digits alone.
 */
void waveform_add(struct waveform *waveform, const double *const *columns, size_t frames);

/** Root of the mean square of a column. */
double waveform_rms(const struct waveform *waveform, size_t column);

#endif
