/* Describes a loop through hardware that is measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LOOP_CASE_H
#define STEMPRINT_FORENSICS_LOOP_CASE_H

#include "base/arena.h"
#include "engine/source.h"

#include <stdbool.h>

/** What was sent, and what came back. The caller owns both sources, which have one rate and as many channels. */
struct loop_case {
	struct source *send, *answer;
	struct arena *arena; /**< all work is done in it */
	bool calibrated; /**< the send begins with the head that dsp/calibration.h describes */
};

/** How a loop moves time: frame m of the send comes back at frame lag + (1 + drift) m of the answer. */
struct loop_model {
	double lag; /**< frames */
	double drift; /**< 1e-6 is one ppm */
};

#endif
