/* Finds how loud a drafted mix is, by a trial render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INIT_CALIBRATION_H
#define STEMPRINT_CMD_INIT_CALIBRATION_H

#include "cmd/job/resource_limits.h"
#include "draft/draft_text.h"

struct calibration {
	const char *path; /**< where the recipe will stand */
	const struct draft_heading *heading;
	const struct resource_limits *limits;
	size_t jobs; /**< the number of threads; 0 means one for each core */
};

/** Renders the draft once without printing it, and moves it so that the mix has DRAFT_LOUDNESS_LUFS, or less where its
    peaks would else pass the ceiling of the limiter. All of the mix scales by one gain, since the thresholds of the
    compressors move with it. Messages are printed. */
enum status calibration_run(const struct calibration *calibration, struct draft *draft) MUST_CHECK;

#endif
