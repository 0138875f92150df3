/* Puts the files of a render in groups.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/rendered_group.h"

/* What was rendered, before it is put in groups. */
struct rendered {
	struct rendered_file *files;
	struct rendered_set *sets;
	size_t file_count, set_count;
};

/* Moves a file: what it has open belongs to its new place. */
static void move_file(struct rendered_file *to, struct rendered_file *from)
{
	*to = *from;
	from->printer = NULL;
	from->converter = NULL;
}

/* The stems of a set and its mix are files of the same group. */
static enum status copy_set(struct render_job *job, const struct rendered_set *from, size_t first_file,
			    struct rendered_set *to)
{
	*to = *from;
	to->files = ARENA_ARRAY(job->project->arena, size_t, from->file_count);
	if (!to->files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < from->file_count; i++)
		to->files[i] = first_file + from->files[i];
	to->mix = first_file + from->mix;
	return STATUS_OK;
}

/* `range` is the number of the range, or that of no range for the full files. */
static enum status add_group(struct render_job *job, const struct rendered *rendered, size_t range)
{
	struct rendered_group *group = &job->groups[job->group_count++];
	const size_t ranges = job->ranges.count;
	*group = (struct rendered_group){ job->file_count, rendered->file_count, job->set_count, rendered->set_count };
	for (size_t i = 0; i < rendered->file_count; i++)
		move_file(&job->files[job->file_count++],
			  range < ranges ? &job->parts[i * ranges + range] : &rendered->files[i]);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < rendered->set_count && status == STATUS_OK; i++) {
		struct rendered_set *set = &job->sets[job->set_count++];
		status = copy_set(job, &rendered->sets[i], group->first_file, set);
		/* What the engine measured belongs to the render, and is judged once. */
		set->has_lanes &= job->group_count == 1;
		set->range = range < ranges ? &job->ranges.items[range] : NULL;
	}
	return status;
}

enum status rendered_groups_gather(struct render_job *job)
{
	struct arena *arena = job->project->arena;
	const size_t ranges = job->ranges.count, groups = ranges + !job->ranges.without_whole;
	const struct rendered rendered = { job->files, job->sets, job->file_count, job->set_count };
	job->groups = ARENA_ARRAY(arena, struct rendered_group, groups);
	struct rendered_file *files = ARENA_ARRAY(arena, struct rendered_file, groups * rendered.file_count);
	struct rendered_set *sets = ARENA_ARRAY(arena, struct rendered_set, groups * rendered.set_count);
	if (!job->groups || !files || !sets)
		return STATUS_NO_MEMORY;
	job->rendered = job->files;
	job->rendered_count = job->file_count;
	job->files = files;
	job->sets = sets;
	job->file_count = job->set_count = 0;
	enum status status = STATUS_OK;
	for (size_t i = ranges + 1 - groups; i <= ranges && status == STATUS_OK; i++)
		status = add_group(job, &rendered, i == 0 ? ranges : i - 1);
	return status;
}
