/* Probes, measures and opens the loops of a project through hardware.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_HARDWARE_LOOPS_H
#define STEMPRINT_CMD_JOB_HARDWARE_LOOPS_H

#include "base/diagnostic.h"
#include "engine/source.h"
#include "forensics/loop_measurement.h"
#include "graph/graph_request.h"
#include "io/audio_probe.h"

/** This is one loop of the recipe. */
struct hardware_loop {
	const struct recipe_hardware *recipe;
	bool answered; /**< the return exists */
	struct audio_probe send, answer; /**< they are set when the loop is answered */
	struct loop_measurement measured; /**< it is set by hardware_loops_measure() */
	double position; /**< the frame of the return that belongs to frame 0 of the session */
};

/** These are the loops of a project, in the order of the recipe. */
struct hardware_loops {
	struct hardware_loop *items;
	struct graph_hardware *graph; /**< what the graph must know of each */
	size_t count;
	double sample_rate; /**< that of the session, Hz */
	struct arena *arena;
	struct diagnostics *diagnostics; /**< they get what is wrong */
};

/** Probes the returns and their sends. Reports those that are missing, unless `missing_may_be` says that the sends are
    printed now. */
enum status hardware_loops_probe(struct hardware_loops *loops, const struct recipe *recipe,
				 bool missing_may_be) MUST_CHECK;

/** Measures all loops that are answered, and settles how their returns are aligned. Reports returns that answer
 * nothing. */
enum status hardware_loops_measure(struct hardware_loops *loops) MUST_CHECK;

/** Opens the return of a loop that was measured, aligned with the session. */
enum status hardware_loop_open(const struct hardware_loops *loops, size_t index, struct source **source) MUST_CHECK;

/** Opens the send of a loop that is answered, at its first frame. */
enum status hardware_loop_open_send(const struct hardware_loops *loops, size_t index,
				    struct source **source) MUST_CHECK;

/** Returns how many frames the send has before the session begins. */
uint64_t hardware_loop_lead(const struct hardware_loops *loops, size_t index);

#endif
