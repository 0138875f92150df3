/* Measures the latency of one instance of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later

   The instance runs by itself, with its own values, rate and channels, and is driven with noise at -200 dBFS, which is
   under every threshold; if nothing comes out, with noise at -6 dBFS. Nothing of what is measured comes from the
   declaration; the declaration only says which measurement answers the question:
   - A causal response begins with its latency. The noise begins at a known frame, and what comes out is compared, bit
     by bit, with what silence gives: the first frame that differs is late by the latency.
   - A response that may begin early (linear phase) has its latency at its centre. The difference of noise with a pulse
     and the same noise without it is the response. The centroid of its energy is the centre, if the response is
     symmetric around it.
   - What is neither has the latency at which output and input agree best (cross-correlation), if that is the same
     eight times in four seconds.
   What delays on purpose (an echo without dry sound) and what moves in time has no latency that a measurement could
   tell from the effect. Then it only must not sound before the declaration allows it. */
#ifndef STEMPRINT_VERIFY_LATENCY_PROBE_H
#define STEMPRINT_VERIFY_LATENCY_PROBE_H

#include "processors/processor.h"

/** What the measured frames are. */
enum latency_method {
	LATENCY_BY_ONSET, /**< the first frame that differs when noise begins */
	LATENCY_BY_SYMMETRY, /**< the centre of a symmetric response */
	LATENCY_BY_FIT, /**< where output and input agree best */
	LATENCY_ON_PURPOSE, /**< not measurable: `measured` is the first reaction, which is late on purpose */
	LATENCY_MOVING, /**< not measurable: the best fit moves from `measured` to `latest` */
	LATENCY_SILENT, /**< not measurable: nothing comes out */
};

struct latency_reading {
	enum latency_method method;
	long long measured; /**< frames; `method` says of what */
	long long latest; /**< LATENCY_MOVING: frames; else equal to `measured` */
	bool right; /**< it agrees with the declared shape, or cannot be measured and breaks no bound of it */
};

/** Tells whether the frames of a reading are a latency. */
bool latency_is_measured(const struct latency_reading *reading);

/** Measures the instance, whose columns do not count. instance->shape is what was declared. */
enum status latency_probe(const struct processor *processor, const struct processor_instance *instance,
			  const struct kernel *kernel, struct latency_reading *reading) MUST_CHECK;

#endif
