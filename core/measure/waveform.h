/* stemprint: the overview of a waveform, for a picture.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_WAVEFORM_H
#define STEMPRINT_MEASURE_WAVEFORM_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/** The width of the overview. */
enum { WAVEFORM_COLUMNS = 1000 };

/** Column i spans the frames from i * frames / columns to (i + 1) * frames / columns, all channels together. Samples
   are linear. */
struct waveform {
	uint64_t frames; /**< of the whole signal */
	size_t channels; /**< 1 and more */
	size_t columns; /**< WAVEFORM_COLUMNS, or the frames if there are fewer */
	double *lowest, *highest; /**< [columns] the smallest and the largest sample of each */
	double *squares; /**< [columns] sums of squares */
	uint64_t heard; /**< frames so far */
};

/** Makes an empty overview for a signal of that length. It takes 32 KB from the arena. Returns NULL when out of
    memory. */
struct waveform *waveform_new(struct arena *arena, uint64_t frames, size_t channels);

/** Takes the next frames, planar and linear; those beyond the length are left out. Cuts change only the last digits of
    the sums. */
void waveform_add(struct waveform *waveform, const double *const *columns, size_t frames);

/** Returns the root of the mean square of a column, linear. */
double waveform_rms(const struct waveform *waveform, size_t column);

#endif
