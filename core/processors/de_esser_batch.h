/* Runs de-essers; de_esser.c holds their table of parameters.
   SPDX-License-Identifier: GPL-3.0-or-later

   For each instance, in tiles, the detector's filter goes over what is heard and levels become gains. Then the gains
   act on all columns, or on their band alone. */
#ifndef STEMPRINT_PROCESSORS_DE_ESSER_BATCH_H
#define STEMPRINT_PROCESSORS_DE_ESSER_BATCH_H

#include "dsp/dynamic_band.h"
#include "processors/processor.h"

/** The parameters of a de-esser, in the order of its table. */
enum de_esser_parameter {
	DE_ESSER_MODE, /**< DE_ESSER_WIDE or DE_ESSER_SPLIT */
	DE_ESSER_BAND, /**< form of the band: a dynamic_band_kind */
	DE_ESSER_FREQ, /**< Hz, under 0.45 of the sample rate */
	DE_ESSER_Q, /**< of a band-pass alone */
	DE_ESSER_DETECTION, /**< DE_ESSER_ABSOLUTE or DE_ESSER_RELATIVE */
	DE_ESSER_THRESHOLD, /**< dB: dBFS, or the band against the whole */
	DE_ESSER_RATIO, /**< 1 or more */
	DE_ESSER_KNEE, /**< dB */
	DE_ESSER_RANGE, /**< the most reduction, dB */
	DE_ESSER_ATTACK, /**< seconds */
	DE_ESSER_RELEASE, /**< seconds */
	DE_ESSER_RMS_TIME, /**< seconds */
	DE_ESSER_LOOKAHEAD, /**< seconds, which are the latency */
	DE_ESSER_LISTEN, /**< one of DE_ESSER_LISTEN_... */
	DE_ESSER_LINK, /**< 0 to 1, as DETECTOR_LINK */
	DE_ESSER_KEY, /**< as DETECTOR_KEY */
	DE_ESSER_PARAMETERS,
};

/** What is turned down: the whole signal, or the band alone. */
enum { DE_ESSER_WIDE, DE_ESSER_SPLIT };

/** What is compared with the threshold: the level of the band, or its level against that of the whole. */
enum { DE_ESSER_ABSOLUTE, DE_ESSER_RELATIVE };

/** What comes out: the result, the band that the detector hears, or what the de-esser takes away. */
enum { DE_ESSER_LISTEN_OFF, DE_ESSER_LISTEN_BAND, DE_ESSER_LISTEN_DIFFERENCE };

/** Returns the band that an instance of these values listens to, at a sample rate in Hz. */
struct dynamic_band de_esser_band(const struct parameter_value *values, double sample_rate);

/** Makes a batch at rest, for batch_new(). All memory comes from the arena. Returns NULL when out of memory. */
void *de_esser_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			 size_t count, size_t frames_maximum);

/** Processes the next frames of all instances, for process(). */
void de_esser_batch_process(void *batch, size_t start, size_t frames);

/** Puts filters, levels and lookahead back to rest, for reset(). */
void de_esser_batch_reset(void *batch);

#endif
