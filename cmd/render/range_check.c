/* Checks parts of the session against its length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/range_check.h"

#include "base/frames.h"
#include "cmd/render/region_edit.h"
#include "engine/engine.h"

#include <math.h>

/* What an edited region needs of the session. */
static void find_reach(struct print_range *range)
{
	const struct recipe_region *region = range->edited;
	const struct recipe_region_part *last = region->part_count > 0 ? &region->parts[region->part_count - 1] : NULL;
	const bool open = last ? isnan(last->to_seconds) && isnan(last->length_seconds) && isnan(region->length_seconds)
			       : isnan(region->to_seconds);
	range->from = range->edit.parts[0].from;
	range->to = 0;
	for (size_t i = 0; i < range->edit.part_count; i++) {
		const struct edit_part *part = &range->edit.parts[i];
		range->from = part->from < range->from ? part->from : range->from;
		range->to = part->from + part->frames > range->to ? part->from + part->frames : range->to;
	}
	if (open || region->tail)
		range->to = PRINT_RANGE_TO_END;
}

enum status range_of_region(const struct project *project, const struct recipe_region *region, uint64_t session_frames,
			    struct print_range *range)
{
	const double rate = project->recipe->session.sample_rate;
	*range = (struct print_range){ .name = region->name,
				       .from = frames_of_seconds(region->from_seconds, rate),
				       .to = region_end_frame(region, PRINT_RANGE_TO_END, rate),
				       .loudness = region->loudness };
	if (!recipe_region_is_edited(region))
		return STATUS_OK;
	range->edited = region;
	const enum status status = region_edit_make(region, session_frames, rate, project->arena, &range->edit);
	if (status == STATUS_OK)
		find_reach(range);
	return status;
}

/* Says how long the session is, in the words of a message. */
static const char *length_text(const struct project *project, uint64_t session_frames)
{
	const double rate = project->recipe->session.sample_rate;
	return arena_format(project->arena, "the session is %.6g s long (%llu frames)", (double)session_frames / rate,
			    (unsigned long long)session_frames);
}

/* Each part of an edit lies within the session. The last one may end in the tail if the region says so. */
static enum status check_part(struct project *project, const struct print_range *range, size_t index,
			      uint64_t session_frames)
{
	const struct recipe_region *region = range->edited;
	const struct edit_part *part = &range->edit.parts[index];
	const bool parted = region->part_count > 0, last = index + 1 == range->edit.part_count;
	const struct location at = parted ? region->parts[index].at : region->at;
	const char *what = parted ? arena_format(project->arena, "part %zu of region \"%s\"", index + 1, range->name)
				  : arena_format(project->arena, "region \"%s\"", range->name);
	const char *length = length_text(project, session_frames);
	if (!what || !length)
		return STATUS_NO_MEMORY;
	if (part->from >= session_frames)
		diagnostics_error(&project->diagnostics, "out-of-range", at, "%s begins after the end; %s", what,
				  length);
	else if (part->frames == 0)
		diagnostics_error(&project->diagnostics, "out-of-range", at,
				  "%s is shorter than a frame; let it end later", what);
	else if (part->from + part->frames > session_frames && !(last && region->tail))
		diagnostics_error(&project->diagnostics, "out-of-range", at, "%s ends after the end; %s; %s", what,
				  length,
				  last ? "let it end earlier, or add `tail: yes` to the region" : "let it end earlier");
	else
		return STATUS_OK;
	return STATUS_BAD_RECIPE;
}

static enum status check_edit(struct project *project, const struct print_range *range, uint64_t session_frames)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < range->edit.part_count && status != STATUS_NO_MEMORY; i++) {
		const enum status checked = check_part(project, range, i, session_frames);
		status = checked == STATUS_OK ? status : checked;
	}
	return status;
}

/* A range whose end is given lies within the session. Its tail belongs only to a range that goes on to the end of the
   files, because with `tail: auto` nobody knows before the render where they end. */
enum status range_check(struct project *project, const struct print_range *range, struct location at,
			uint64_t session_frames)
{
	if (range->edited)
		return check_edit(project, range, session_frames);
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
		struct print_range range;
		enum status checked = range_of_region(project, region, session_frames, &range);
		if (checked == STATUS_OK)
			checked = range_check(project, &range, region->at, session_frames);
		status = checked == STATUS_OK ? status : checked;
	}
	project_close_sources(project);
	return status;
}
