/* Follows the round trip of a loop over the length of the send: drift is a line.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LOOP_TRACK_H
#define STEMPRINT_FORENSICS_LOOP_TRACK_H

#include "forensics/loop_search.h"

/** A line through the round trips of many windows. */
struct loop_line {
	struct loop_model model; /**< the line; the model that came in where there are too few windows */
	double drift_error; /**< the standard error of its drift; NAN: there are too few windows to tell a drift */
	size_t windows; /**< how many windows count */
};

/** Finds the line. `place` is where the answer is sure. Windows of 14336 frames are compared, by the products of their
    spectra times 4 sin^2(w / 2); each counts by the energy of its send and by how much of the answer it explains.
   Returns the failure of a source, or NO_MEMORY. */
enum status loop_track(const struct loop_case *loop, const struct loop_place *place, struct loop_line *line) MUST_CHECK;

#endif
