/* stemprint: where in the graph stems stop adding up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_LANE_FAULT_H
#define STEMPRINT_VERIFY_LANE_FAULT_H

#include "base/diagnostic.h"
#include "engine/lane_monitor.h"

/** Where the sum of lanes goes wrong. */
struct lane_fault {
	size_t node; /**< the processor that adds most of the residual */
	size_t stem; /**< the stem whose lane the residual follows; RECIPE_NONE: it follows no single one */
	uint64_t frame; /**< the first frame of the session that is wrong */
	double peak; /**< the peak of the residual at the output of the processor, linear */
};

/** Finds the processor that adds most to the residual that came in, with its own gain, among those whose residual
   passes the limit. Returns false when none passes it. */
bool lane_fault_find(const struct lane_monitor *monitor, struct lane_fault *fault);

/** Returns the fault as text: "it begins in compressor of "lead" at song.yaml:12:9, in stem "vocals", with frame 480 at
    -60.1 dBFS". It comes from the arena. NULL when out of memory. */
const char *lane_fault_text(const struct graph *graph, const struct lane_fault *fault, const struct diagnostics *texts,
			    struct arena *arena);

#endif
