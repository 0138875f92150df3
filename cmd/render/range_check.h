/* Checks parts of the session against its length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RANGE_CHECK_H
#define STEMPRINT_CMD_RENDER_RANGE_CHECK_H

#include "cmd/job/project.h"
#include "cmd/render/print_range.h"

/** Makes the range of a region in frames, with its edit. What goes on to the end of the files ends with the session in
    the edit. */
enum status range_of_region(const struct project *project, const struct recipe_region *region, uint64_t session_frames,
			    struct print_range *range) MUST_CHECK;

/** Reports a range that is empty, or not within the session. Returns BAD_RECIPE then. */
enum status range_check(struct project *project, const struct print_range *range, struct location at,
			uint64_t session_frames) MUST_CHECK;

/** Reports all regions of the recipe that are not within the session. Opens the sources for that where the recipe does
    not say how long the session is, and closes them again. */
enum status range_check_regions(struct project *project) MUST_CHECK;

#endif
