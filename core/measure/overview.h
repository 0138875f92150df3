/* stemprint: what a picture of a sound shows: its waveform and its spectrum.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_OVERVIEW_H
#define STEMPRINT_MEASURE_OVERVIEW_H

#include "base/status.h"
#include "measure/third_octave.h"
#include "measure/waveform.h"

/** The spectrum is known after overview_read(). */
struct overview {
	struct waveform *waveform;
	struct third_octaves octaves; /**< the mean over the whole sound, with its silence */
	struct third_octave_meter *meter; /**< it exists until the spectrum is read */
	struct arena *meters; /**< holds the meter, which is large, no longer than that */
};

/** Makes an empty overview of a sound with that length and that rate in Hz. It comes from the arena, and what it needs
    while it hears (third_octave.h) does not. Returns NULL when out of memory. */
struct overview *overview_new(struct arena *arena, uint64_t frames, size_t channels, double sample_rate);

/** Takes the next frames, planar and linear. */
void overview_add(struct overview *overview, const double *const *columns, size_t frames);

/** Reads the spectrum, and frees what measured it. Call it at the end of the sound. */
void overview_read(struct overview *overview);

/** Frees what measures the spectrum, where the end did not come. NULL is fine. */
void overview_release(struct overview *overview);

#endif
