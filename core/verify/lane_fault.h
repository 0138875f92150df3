/* stemprint: where in the graph stems stop adding up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_LANE_FAULT_H
#define STEMPRINT_VERIFY_LANE_FAULT_H

#include "base/diagnostic.h"
#include "engine/lane_monitor.h"

struct lane_fault {
	size_t node; /**< the processor that adds most of the residual */
	size_t stem; /**< whose lane goes with it; RECIPE_NONE: no single one */
	uint64_t frame; /**< of the session: the first that is off */
	double peak; /**< of what comes out and does not add up, linear */
};

/** Of the processors whose residual goes over the limit the one that adds most to what came in with its own gain. False
   when none goes over it. */
bool lane_fault_find(const struct lane_monitor *monitor, struct lane_fault *fault);

/** "it begins in compressor of "lead" at song.yaml:12:9, in stem "vocals", with frame 480 at -60.1 dBFS". NULL when out
   of memory. */
const char *lane_fault_text(const struct graph *graph, const struct lane_fault *fault, const struct diagnostics *texts,
			    struct arena *arena);

#endif
