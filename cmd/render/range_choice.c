/* Finds the parts of the session that a render prints, by its options and its recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/range_choice.h"

#include "base/frames.h"
#include "base/text.h"
#include "cmd/render/range_check.h"

#include <string.h>

/* Reads a position of an option. A number without a unit would be milliseconds, as in recipes; nobody means these
   here. */
static enum status read_position(struct render_job *job, const char *option, const char *text, uint64_t *frames)
{
	const struct recipe *recipe = job->project->recipe;
	const char *problem = "write a unit, like 75 s, 9|1 or 480 samples";
	struct position_word word;
	double seconds = 0.0;
	enum position_result result = POSITION_BAD;
	if (text[strspn(text, "0123456789.+- ")] != '\0')
		result = position_parse(text, strlen(text), &recipe->session.timeline, &seconds, &word, &problem);
	if (result == POSITION_READ && seconds >= 0.0 && seconds <= RECIPE_SESSION_SECONDS_MAXIMUM) {
		*frames = frames_of_seconds(seconds, recipe->session.sample_rate);
		return STATUS_OK;
	}
	if (result == POSITION_READ)
		problem = "a position of the session is 0 s to 86400 s";
	else if (result == POSITION_UNKNOWN_MARKER)
		problem = "no marker has that name";
	else if (result == POSITION_MARKER_REPEATS)
		problem = "several markers have that name; write a time, or a bar and a beat";
	diagnostics_error(&job->project->diagnostics, "bad-value", (struct location){ 0 },
			  "\"%s\" cannot be \"%s\"; %s", option, text, problem);
	return STATUS_BAD_RECIPE;
}

/* The range of the options replaces the full files. */
static enum status find_range(struct render_job *job, uint64_t session_frames, struct print_ranges *ranges)
{
	const struct render_settings *settings = job->settings;
	struct print_range *range = ARENA_NEW(job->project->arena, struct print_range);
	if (!range)
		return STATUS_NO_MEMORY;
	*range = (struct print_range){ .to = PRINT_RANGE_TO_END, .loudness = true };
	enum status status = STATUS_OK;
	if (settings->from)
		status = read_position(job, "--from", settings->from, &range->from);
	if (status == STATUS_OK && settings->to)
		status = read_position(job, "--to", settings->to, &range->to);
	*ranges = (struct print_ranges){ .items = range, .count = 1, .without_whole = true };
	return status == STATUS_OK ? range_check(job->project, range, (struct location){ 0 }, session_frames) : status;
}

static bool is_chosen(const struct render_settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->region_count; i++)
		if (strcmp(settings->regions[i], name) == 0)
			return true;
	return settings->region_count == 0;
}

/* Reports chosen regions that the recipe does not have. */
static enum status check_chosen(struct render_job *job)
{
	const struct recipe_print *print = &job->project->recipe->print;
	struct text known = { 0 };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < print->region_count && i < 8; i++)
		text_append(&known, "%s%s", i > 0 ? ", " : "", print->regions[i].name);
	for (size_t i = 0; i < job->settings->region_count; i++) {
		size_t found = 0;
		while (found < print->region_count &&
		       strcmp(print->regions[found].name, job->settings->regions[i]) != 0)
			found++;
		if (found < print->region_count)
			continue;
		status = STATUS_BAD_RECIPE;
		if (print->region_count == 0)
			diagnostics_error(&job->project->diagnostics, "unknown-name", (struct location){ 0 },
					  "unknown region \"%s\"; the recipe has no `regions` under `print`",
					  job->settings->regions[i]);
		else
			diagnostics_error(&job->project->diagnostics, "unknown-name", (struct location){ 0 },
					  "unknown region \"%s\"; the recipe has %s%s", job->settings->regions[i],
					  known.bytes ? known.bytes : "", print->region_count > 8 ? " and others" : "");
	}
	const bool failed = known.failed;
	text_release(&known);
	return failed ? STATUS_NO_MEMORY : status;
}

static enum status find_regions(struct render_job *job, uint64_t session_frames, struct print_ranges *ranges)
{
	const struct recipe_print *print = &job->project->recipe->print;
	struct print_range *items = ARENA_ARRAY(job->project->arena, struct print_range, print->region_count);
	if (!items)
		return STATUS_NO_MEMORY;
	enum status status = check_chosen(job);
	*ranges = (struct print_ranges){ .items = items, .without_whole = job->settings->region_count > 0 };
	for (size_t i = 0; i < print->region_count && status != STATUS_NO_MEMORY; i++) {
		const struct recipe_region *region = &print->regions[i];
		if (!is_chosen(job->settings, region->name))
			continue;
		struct print_range *range = &items[ranges->count++];
		enum status checked = range_of_region(job->project, region, session_frames, range);
		if (checked == STATUS_OK)
			checked = range_check(job->project, range, region->at, session_frames);
		status = checked == STATUS_OK ? status : checked;
	}
	return status;
}

enum status range_choice_find(struct render_job *job, struct print_ranges *ranges)
{
	const struct render_settings *settings = job->settings;
	*ranges = (struct print_ranges){ 0 };
	const bool ranged = settings->from || settings->to;
	if (!ranged && settings->region_count == 0 && job->project->recipe->print.region_count == 0)
		return STATUS_OK;
	enum status status = project_open_sources(job->project);
	if (status != STATUS_OK)
		return status;
	const uint64_t session_frames = engine_session_frames(job->project->recipe, job->project->sources);
	status = ranged ? find_range(job, session_frames, ranges) : find_regions(job, session_frames, ranges);
	for (size_t i = 0; i < ranges->count; i++) {
		const struct print_range *range = &ranges->items[i];
		ranges->first = i == 0 || range->from < ranges->first ? range->from : ranges->first;
		ranges->end = range->to > ranges->end ? range->to : ranges->end;
	}
	return status;
}
