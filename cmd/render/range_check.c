/* Checks parts of the session against its length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/range_check.h"

#include "base/frames.h"
#include "engine/engine.h"

#include <math.h>

struct print_range range_of_region(const struct recipe *recipe, const struct recipe_region *region)
{
	const double rate = recipe->session.sample_rate;
	return (struct print_range){ .name = region->name,
				     .from = frames_of_seconds(region->from_seconds, rate),
				     .to = isnan(region->to_seconds) ? PRINT_RANGE_TO_END
								     : frames_of_seconds(region->to_seconds, rate),
				     .loudness = region->loudness };
}

/* Says how long the session is, in the words of a message. */
static const char *length_text(const struct project *project, uint64_t session_frames)
{
	const double rate = project->recipe->session.sample_rate;
	return arena_format(project->arena, "the session is %.6g s long (%llu frames)", (double)session_frames / rate,
			    (unsigned long long)session_frames);
}

/* A range whose end is given lies within the session. Its tail belongs only to a range that goes on to the end of the
   files, because with `tail: auto` nobody knows before the render where they end. */
enum status range_check(struct project *project, const struct print_range *range, struct location at,
			uint64_t session_frames)
{
	struct diagnostics *diagnostics = &project->diagnostics;
	const char *what = range->name ? arena_format(project->arena, "region \"%s\"", range->name) : "the range";
	const char *length = length_text(project, session_frames);
	if (!what || !length)
		return STATUS_NO_MEMORY;
	if (range->from >= session_frames)
		diagnostics_error(diagnostics, "out-of-range", at, "%s begins after the end; %s", what, length);
	else if (range->to != PRINT_RANGE_TO_END && range->to > session_frames)
		diagnostics_error(diagnostics, "out-of-range", at,
				  "%s ends after the end; %s; leave the end out to print the tail, too", what, length);
	else if (range->to <= range->from)
		diagnostics_error(diagnostics, "out-of-range", at,
				  "%s is empty: it ends where it begins, or before; let it end later", what);
	else
		return STATUS_OK;
	return STATUS_BAD_RECIPE;
}

enum status range_check_regions(struct project *project)
{
	const struct recipe *recipe = project->recipe;
	const bool is_known = recipe->session.length_seconds > 0.0;
	enum status status = STATUS_OK;
	if (recipe->print.region_count == 0)
		return STATUS_OK;
	if (!is_known)
		status = project_open_sources(project);
	if (status != STATUS_OK)
		return status;
	const uint64_t session_frames = engine_session_frames(recipe, project->sources);
	for (size_t i = 0; i < recipe->print.region_count && status != STATUS_NO_MEMORY; i++) {
		const struct recipe_region *region = &recipe->print.regions[i];
		const struct print_range range = range_of_region(recipe, region);
		const enum status checked = range_check(project, &range, region->at, session_frames);
		status = checked == STATUS_OK ? status : checked;
	}
	project_close_sources(project);
	return status;
}
