/* stemprint: cuts a pass over printed files into tasks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_tasks.h"

struct lister {
	const struct proof_work *work;
	struct pipeline_task *items;
	struct proof_task *what;
	size_t count;
	size_t *readings; /* [files] the task that reads each file */
	struct pipeline_need *needs; /* the next free need; there is room for all */
};

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

static bool has_meter(const struct proof_work *work, size_t file, enum proof_task_kind kind)
{
	if (!work->meters)
		return false;
	return kind == PROOF_TASK_QUALITY ? work->meters[file].quality : work->meters[file].loudness;
}

static size_t meter_count(const struct proof_work *work, size_t file)
{
	size_t count = 0;
	for (enum proof_task_kind kind = PROOF_TASK_QUALITY; kind <= PROOF_TASK_ENERGIES; kind++)
		count += has_meter(work, file, kind);
	return count;
}

static size_t file_task_count(const struct proof_work *work)
{
	size_t count = 0;
	for (size_t i = 0; i < work->file_count; i++)
		count += 1 + meter_count(work, i);
	return count;
}

/* The energies of a second need its true peak, and so the task before. */
static void add_meters(struct lister *lister, size_t file)
{
	size_t before = lister->readings[file];
	for (enum proof_task_kind kind = PROOF_TASK_QUALITY; kind <= PROOF_TASK_ENERGIES; kind++) {
		if (!has_meter(lister->work, file, kind))
			continue;
		struct pipeline_task *task = add_task(lister, kind, file);
		add_need(lister, task, kind == PROOF_TASK_ENERGIES ? before : lister->readings[file], 0);
		before = lister->count - 1;
	}
}

static void add_file(struct lister *lister, size_t file, size_t first_proof)
{
	const struct proof_work *work = lister->work;
	struct pipeline_task *task = add_task(lister, PROOF_TASK_READ, file);
	lister->readings[file] = lister->count - 1;
	for (size_t i = 1; i <= meter_count(work, file); i++)
		add_need(lister, task, lister->readings[file] + i, work->buffers);
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

enum status proof_tasks_list(const struct proof_work *work, struct arena *arena, struct proof_tasks *tasks)
{
	const size_t files = work->file_count, proofs = work->proof_count, file_tasks = file_task_count(work);
	const size_t count = file_tasks + proofs + 1;
	struct lister lister = {
		.work = work,
		.items = ARENA_ARRAY(arena, struct pipeline_task, count),
		.what = ARENA_ARRAY(arena, struct proof_task, count),
		.readings = ARENA_ARRAY(arena, size_t, files),
		/* Each meter needs one task, and one reading needs it; the end needs all. */
		.needs = ARENA_ARRAY(arena, struct pipeline_need, 3 * count + 2 * files * proofs),
	};
	if (!lister.items || !lister.what || !lister.readings || !lister.needs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < files; i++)
		add_file(&lister, i, file_tasks);
	for (size_t k = 0; k < proofs; k++)
		add_proof(&lister, k);
	struct pipeline_task *end = add_task(&lister, PROOF_TASK_END, 0);
	for (size_t i = 0; i + 1 < count; i++)
		add_need(&lister, end, i, 0);
	*tasks = (struct proof_tasks){ lister.items, lister.what, count };
	return STATUS_OK;
}
