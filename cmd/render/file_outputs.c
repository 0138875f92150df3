/* Makes the outputs of a file and of its ranges, and opens what prints them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/file_outputs.h"

#include "cmd/render/range_printer.h"
#include "cmd/render/rendered_file.h"

enum status file_outputs_open(struct render_job *job, size_t index)
{
	struct rendered_file *file = &job->files[index];
	struct rendered_file *parts = &job->parts[index * job->ranges.count];
	struct problem problem;
	const enum status status = rendered_file_open(job, file, NULL, &problem);
	if (status != STATUS_OK)
		return render_job_fail(job, status, "output", file->name, problem.text);
	for (size_t i = 0; i < job->ranges.count; i++)
		parts[i].headroom_db = file->headroom_db;
	file->input = job->ranges.count == 0 ? file->printer : range_printer_new(job, file, parts);
	return file->input ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status add_output(struct render_job *job, struct rendered_file *file)
{
	const enum status status = output_set_add(job->outputs, file->name, &file->output);
	if (status != STATUS_OK)
		diagnostics_failure(&job->project->diagnostics, status, "output", (struct location){ 0 }, "%s",
				    output_set_problem(job->outputs));
	return status;
}

/* Limits are those of the full mix. A part of it that nobody meant to judge would fail them. */
static bool spare_from_limits(struct rendered_file *part, struct arena *arena)
{
	if (!part->mix || !part->mix->loudness || part->range->loudness)
		return true;
	struct recipe_mix *mix = ARENA_NEW(arena, struct recipe_mix);
	if (!mix)
		return false;
	*mix = *part->mix;
	mix->loudness = NULL;
	part->mix = mix;
	return true;
}

static enum status add_part(struct render_job *job, const struct rendered_file *file, const struct print_range *range,
			    struct rendered_file *part)
{
	struct arena *arena = job->project->arena;
	*part = *file;
	part->output = NULL;
	part->range = range;
	part->dithered_as = file->name;
	part->name = print_range_file(range, file->name, arena);
	part->title = range->name ? arena_format(arena, "regions/%s/%s", range->name, file->title) : file->title;
	if (!part->name || !part->title || !spare_from_limits(part, arena))
		return STATUS_NO_MEMORY;
	return add_output(job, part);
}

enum status file_outputs_add(struct render_job *job, size_t index)
{
	const struct print_ranges *ranges = &job->ranges;
	struct rendered_file *file = &job->files[index];
	enum status status = ranges->without_whole ? STATUS_OK : add_output(job, file);
	for (size_t i = 0; i < ranges->count && status == STATUS_OK; i++)
		status = add_part(job, file, &ranges->items[i], &job->parts[index * ranges->count + i]);
	return status;
}
