/* stemprint: how a de-esser runs, apart from how it is told.
   SPDX-License-Identifier: GPL-3.0-or-later

   For each instance: the detector's filter over what is heard, levels, gains in tiles; then the gains upon all columns,
   or upon their band. */
#ifndef STEMPRINT_PROCESSORS_DE_ESSER_BATCH_H
#define STEMPRINT_PROCESSORS_DE_ESSER_BATCH_H

#include "dsp/dynamic_band.h"
#include "processors/processor.h"

/** The parameters of a de-esser, in the order of its table. */
enum de_esser_parameter {
	DE_ESSER_MODE,
	DE_ESSER_BAND,
	DE_ESSER_FREQ,
	DE_ESSER_Q,
	DE_ESSER_DETECTION,
	DE_ESSER_THRESHOLD,
	DE_ESSER_RATIO,
	DE_ESSER_KNEE,
	DE_ESSER_RANGE,
	DE_ESSER_ATTACK,
	DE_ESSER_RELEASE,
	DE_ESSER_RMS_TIME,
	DE_ESSER_LOOKAHEAD,
	DE_ESSER_LISTEN,
	DE_ESSER_LINK,
	DE_ESSER_KEY,
	DE_ESSER_PARAMETERS,
};

enum { DE_ESSER_WIDE, DE_ESSER_SPLIT };

enum { DE_ESSER_ABSOLUTE, DE_ESSER_RELATIVE };

enum { DE_ESSER_LISTEN_OFF, DE_ESSER_LISTEN_BAND, DE_ESSER_LISTEN_DIFFERENCE };

/** The band that an instance of these values listens to. */
struct dynamic_band de_esser_band(const struct parameter_value *values, double sample_rate);

/** For batch_new(), process() and reset(). */
void *de_esser_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			 size_t count, size_t frames_maximum);
void de_esser_batch_process(void *batch, size_t frames);
void de_esser_batch_reset(void *batch);

#endif
