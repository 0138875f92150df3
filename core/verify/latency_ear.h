/* Plays noise into a plan and notes when a print reacts to it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_LATENCY_EAR_H
#define STEMPRINT_VERIFY_LATENCY_EAR_H

#include "base/arena.h"
#include "engine/printer.h"
#include "engine/source.h"

/** White noise that begins at a frame, as a source. */
struct latency_mouth {
	double sample_rate; /**< Hz */
	size_t channels; /**< each has other noise */
	size_t frames; /**< how long the source is */
	size_t start; /**< the first frame of noise; SIZE_MAX: silence */
	double level; /**< the peak, linear */
};

/** Makes the source in the arena; its free() does nothing. NULL when out of memory. */
struct source *latency_mouth_new(const struct latency_mouth *mouth, struct arena *arena);

/** Hears one print: the first time it keeps it, and every other time it notes where the print differs from that. */
struct latency_ear;

struct latency_reaction {
	bool heard; /**< the prints differ */
	size_t first; /**< the first frame that differs by any bit */
	size_t first_loud; /**< the first that differs by more than 1e-13 of the greatest difference */
};

struct latency_ear *latency_ear_new(size_t channels, size_t frames, struct arena *arena);

/** Returns the printer for the next run. */
struct printer *latency_ear_printer(struct latency_ear *ear);

/** Returns what the last run differed in. */
struct latency_reaction latency_ear_reaction(const struct latency_ear *ear);

#endif
