/* Runs dynamic equalisers; dynamic_eq.c holds their table of parameters.
   SPDX-License-Identifier: GPL-3.0-or-later

   For each instance, in tiles, the detectors of all bands listen to the input or the key, and their levels become the
   gains of the bands. Then the bands filter all columns, one band after the other. */
#ifndef STEMPRINT_PROCESSORS_DYNAMIC_EQ_BATCH_H
#define STEMPRINT_PROCESSORS_DYNAMIC_EQ_BATCH_H

#include "dsp/dynamic_band.h"
#include "processors/processor.h"

enum { DYNAMIC_EQ_BANDS_MAXIMUM = 8 };

/** The parameters of a dynamic equaliser, in the order of its table. */
enum dynamic_eq_parameter {
	DYNAMIC_EQ_BANDS, /**< a list */
	DYNAMIC_EQ_LOOKAHEAD, /**< seconds, which are the latency */
	DYNAMIC_EQ_LINK, /**< 0 to 1, as DETECTOR_LINK */
	DYNAMIC_EQ_KEY, /**< as DETECTOR_KEY */
	DYNAMIC_EQ_PARAMETERS,
};

/** The fields of a band, in the order of their table. */
enum dynamic_eq_field {
	DYNAMIC_EQ_TYPE, /**< DYNAMIC_EQ_BELL, ... */
	DYNAMIC_EQ_FREQ, /**< Hz */
	DYNAMIC_EQ_Q, /**< above 0; its default depends on the type */
	DYNAMIC_EQ_RANGE, /**< dB, the end of the gain's way from 0 dB: under 0 down, over 0 up */
	DYNAMIC_EQ_THRESHOLD, /**< dBFS */
	DYNAMIC_EQ_RATIO, /**< 1 or more */
	DYNAMIC_EQ_KNEE, /**< dB */
	DYNAMIC_EQ_ATTACK, /**< seconds */
	DYNAMIC_EQ_RELEASE, /**< seconds */
	DYNAMIC_EQ_RMS_TIME, /**< seconds */
	DYNAMIC_EQ_KEYED, /**< whether the band hears the key, where there is one */
	DYNAMIC_EQ_FIELDS,
};

enum { DYNAMIC_EQ_BELL, DYNAMIC_EQ_LOW_SHELF, DYNAMIC_EQ_HIGH_SHELF };

/** Returns the band that an item of the list describes, at a sample rate in Hz. */
struct dynamic_band dynamic_eq_band(const struct parameter_value *fields, double sample_rate);

/** Makes a batch at rest, for batch_new(). All memory comes from the arena. Returns NULL when out of memory. */
void *dynamic_eq_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			   size_t count, size_t frames_maximum);

/** Processes the next frames of all instances, for process(). */
void dynamic_eq_batch_process(void *batch, size_t start, size_t frames);

/** Puts filters, levels and lookahead back to rest, for reset(). */
void dynamic_eq_batch_reset(void *batch);

#endif
