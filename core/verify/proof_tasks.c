/* stemprint: cuts a pass over printed files into tasks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_tasks.h"

#include "measure/loudness_meter.h"

/* More channels together are not measured faster. */
enum { GROUP_CHANNELS_ENOUGH = 16 };

struct lister {
	const struct proof_work *work;
	struct pipeline_task *items;
	struct proof_task *what;
	size_t count;
	struct proof_group *groups;
	size_t group_count;
	size_t *group_of; /* [files] the group of each file; NO_GROUP: its loudness is not measured */
	size_t *readings; /* [files] the task that reads each file */
	size_t *energies; /* [groups] the task that measures each group */
	struct pipeline_need *needs; /* the next free need; there is room for all */
};

#define NO_GROUP SIZE_MAX

static struct pipeline_task *add_task(struct lister *lister, enum proof_task_kind kind, size_t index)
{
	struct pipeline_task *task = &lister->items[lister->count];
	lister->what[lister->count++] = (struct proof_task){ kind, index };
	task->needs = lister->needs;
	return task;
}

/* The needs of a task follow each other, so that no other task gets one in between. */
static void add_need(struct lister *lister, struct pipeline_task *task, size_t needed, uint64_t distance)
{
	*lister->needs++ = (struct pipeline_need){ needed, distance };
	task->need_count++;
}

static bool takes_part(const struct proof_parties *proof, size_t file)
{
	bool found = proof->mix == file;
	for (size_t i = 0; i < proof->stem_count && !found; i++)
		found = proof->stems[i] == file;
	return found;
}

static bool has_quality(const struct proof_work *work, size_t file)
{
	return work->meters && work->meters[file].quality;
}

static bool has_loudness(const struct proof_work *work, size_t file)
{
	return work->meters && work->meters[file].loudness;
}

/* Returns from how many channels on a group takes no more files, so that all workers have a group. */
static size_t channels_enough(const struct proof_work *work)
{
	size_t channels = 0;
	for (size_t i = 0; i < work->file_count; i++)
		channels += has_loudness(work, i) ? work->meters[i].channels : 0;
	const size_t each = work->workers > 0 ? channels / work->workers : channels;
	return each < GROUP_CHANNELS_ENOUGH ? each : GROUP_CHANNELS_ENOUGH;
}

static bool has_room(const struct lister *lister, const struct proof_group *group, size_t file, size_t enough)
{
	const struct proof_meters *meters = lister->work->meters, *first = &meters[group->files[0]];
	return first->sample_rate == meters[file].sample_rate && group->channels < enough &&
	       group->channels + meters[file].channels <= LOUDNESS_GROUP_CHANNELS_MAXIMUM;
}

/* Adds a file to the first group that has room, or to a new one, whose files lie behind those of all others. */
static enum status join_group(struct lister *lister, size_t file, size_t enough, struct arena *arena)
{
	size_t index = 0;
	while (index < lister->group_count && !has_room(lister, &lister->groups[index], file, enough))
		index++;
	struct proof_group *group = &lister->groups[index];
	if (index == lister->group_count) {
		group->files = ARENA_ARRAY(arena, size_t, lister->work->file_count - file);
		if (!group->files)
			return STATUS_NO_MEMORY;
		lister->group_count++;
	}
	group->files[group->count++] = file;
	group->channels += lister->work->meters[file].channels;
	lister->group_of[file] = index;
	return STATUS_OK;
}

static enum status make_groups(struct lister *lister, struct arena *arena)
{
	const size_t enough = channels_enough(lister->work);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < lister->work->file_count && status == STATUS_OK; i++) {
		lister->group_of[i] = NO_GROUP;
		if (has_loudness(lister->work, i))
			status = join_group(lister, i, enough, arena);
	}
	return status;
}

/* Tells whether a file is the last one of its group. */
static bool ends_group(const struct lister *lister, size_t file)
{
	const size_t index = lister->group_of[file];
	return index != NO_GROUP && lister->groups[index].files[lister->groups[index].count - 1] == file;
}

/* Finds where the tasks of files and groups will stand, and returns where those of the proofs begin. */
static size_t place_files(struct lister *lister)
{
	size_t next = 0;
	for (size_t i = 0; i < lister->work->file_count; i++) {
		lister->readings[i] = next++;
		next += has_quality(lister->work, i);
		next += has_loudness(lister->work, i);
		if (ends_group(lister, i))
			lister->energies[lister->group_of[i]] = next++;
	}
	return next;
}

/* The energies of a second need its true peak, and so the tasks before. */
static void add_group(struct lister *lister, size_t index)
{
	const struct proof_group *group = &lister->groups[index];
	struct pipeline_task *task = add_task(lister, PROOF_TASK_ENERGIES, index);
	for (size_t i = 0; i < group->count; i++) {
		const size_t file = group->files[i];
		add_need(lister, task, lister->readings[file] + 1 + has_quality(lister->work, file), 0);
	}
}

static void add_meters(struct lister *lister, size_t file)
{
	if (has_quality(lister->work, file))
		add_need(lister, add_task(lister, PROOF_TASK_QUALITY, file), lister->readings[file], 0);
	if (has_loudness(lister->work, file))
		add_need(lister, add_task(lister, PROOF_TASK_PEAKS, file), lister->readings[file], 0);
	if (ends_group(lister, file))
		add_group(lister, lister->group_of[file]);
}

static void add_file(struct lister *lister, size_t file, size_t first_proof)
{
	const struct proof_work *work = lister->work;
	struct pipeline_task *task = add_task(lister, PROOF_TASK_READ, file);
	const size_t meters = (size_t)has_quality(work, file) + has_loudness(work, file);
	for (size_t i = 1; i <= meters; i++)
		add_need(lister, task, lister->readings[file] + i, work->buffers);
	if (lister->group_of[file] != NO_GROUP)
		add_need(lister, task, lister->energies[lister->group_of[file]], work->buffers);
	for (size_t k = 0; k < work->proof_count; k++)
		if (takes_part(&work->proofs[k], file))
			add_need(lister, task, first_proof + k, work->buffers);
	add_meters(lister, file);
}

static void add_proof(struct lister *lister, size_t index)
{
	struct pipeline_task *task = add_task(lister, PROOF_TASK_PROVE, index);
	for (size_t i = 0; i < lister->work->file_count; i++)
		if (takes_part(&lister->work->proofs[index], i))
			add_need(lister, task, lister->readings[i], 0);
}

static enum status list_all(struct lister *lister, struct arena *arena, struct proof_tasks *tasks)
{
	const size_t files = lister->work->file_count, proofs = lister->work->proof_count;
	const size_t first_proof = place_files(lister), count = first_proof + proofs + 1;
	lister->items = ARENA_ARRAY(arena, struct pipeline_task, count);
	lister->what = ARENA_ARRAY(arena, struct proof_task, count);
	/* A file has two meters and a group at most: each needs one task of the file, and its reading needs each. The
	   end needs all. */
	lister->needs = ARENA_ARRAY(arena, struct pipeline_need, 6 * files + count + 2 * files * proofs);
	if (!lister->items || !lister->what || !lister->needs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < files; i++)
		add_file(lister, i, first_proof);
	for (size_t k = 0; k < proofs; k++)
		add_proof(lister, k);
	struct pipeline_task *end = add_task(lister, PROOF_TASK_END, 0);
	for (size_t i = 0; i + 1 < count; i++)
		add_need(lister, end, i, 0);
	*tasks = (struct proof_tasks){ lister->items, lister->what, count, lister->groups, lister->group_count };
	return STATUS_OK;
}

enum status proof_tasks_list(const struct proof_work *work, struct arena *arena, struct proof_tasks *tasks)
{
	const size_t files = work->file_count;
	struct lister lister = {
		.work = work,
		.groups = ARENA_ARRAY(arena, struct proof_group, files),
		.group_of = ARENA_ARRAY(arena, size_t, files),
		.readings = ARENA_ARRAY(arena, size_t, files),
		.energies = ARENA_ARRAY(arena, size_t, files),
	};
	if (!lister.groups || !lister.group_of || !lister.readings || !lister.energies)
		return STATUS_NO_MEMORY;
	const enum status status = make_groups(&lister, arena);
	return status == STATUS_OK ? list_all(&lister, arena, tasks) : status;
}
