/* stemprint tests: the tasks of a pass over printed files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_tasks.h"

#include <criterion/criterion.h>

enum { FILES = 4, BUFFERS = 3 };

static const size_t stems[] = { 1, 2 };
static const struct proof_parties proof = { .mix = 0, .stems = stems, .stem_count = 2 };
static const struct proof_meters meters[FILES] = {
	{ .quality = true, .loudness = true, .channels = 2, .sample_rate = 48000.0 },
	{ .loudness = true, .channels = 2, .sample_rate = 48000.0 },
	{ .channels = 2, .sample_rate = 48000.0 },
	{ .quality = true, .channels = 2, .sample_rate = 48000.0 },
};

static struct arena *arena;
static struct proof_tasks tasks;

static void list(const struct proof_meters *with)
{
	const struct proof_work work = { .file_count = FILES,
					 .meters = with,
					 .proofs = &proof,
					 .proof_count = 1,
					 .buffers = BUFFERS,
					 .workers = FILES };
	arena = arena_new();
	cr_assert_eq(proof_tasks_list(&work, arena, &tasks), STATUS_OK);
}

static void release(void)
{
	arena_free(arena);
}

TestSuite(proof_tasks, .fini = release);

static size_t find(enum proof_task_kind kind, size_t index)
{
	for (size_t i = 0; i < tasks.count; i++)
		if (tasks.what[i].kind == kind && tasks.what[i].index == index)
			return i;
	return SIZE_MAX;
}

static bool needs(size_t task, size_t needed, uint64_t distance)
{
	for (size_t i = 0; i < tasks.items[task].need_count; i++)
		if (tasks.items[task].needs[i].task == needed && tasks.items[task].needs[i].distance == distance)
			return true;
	return false;
}

Test(proof_tasks, a_file_has_the_meters_that_it_asks_for)
{
	list(meters);
	cr_expect_eq(tasks.count, FILES + 6 + 1 + 1, "readings, meters, a proof, the end: %zu", tasks.count);
	for (size_t i = 0; i < FILES; i++) {
		cr_expect_neq(find(PROOF_TASK_READ, i), SIZE_MAX);
		cr_expect_eq(find(PROOF_TASK_QUALITY, i) != SIZE_MAX, meters[i].quality);
		cr_expect_eq(find(PROOF_TASK_PEAKS, i) != SIZE_MAX, meters[i].loudness);
		cr_expect_eq(find(PROOF_TASK_ENERGIES, i) != SIZE_MAX, meters[i].loudness);
	}
	arena_free(arena);
	list(NULL);
	cr_expect_eq(tasks.count, FILES + 1 + 1, "files are only read");
}

/* Lists files with `channels`, of which the one in the middle has another rate, for so many workers. */
static void list_loud(size_t files, size_t channels, size_t workers)
{
	struct proof_meters loud[32];
	for (size_t i = 0; i < files; i++)
		loud[i] = (struct proof_meters){ .loudness = true,
						 .channels = channels,
						 .sample_rate = i == files / 2 ? 44100.0 : 48000.0 };
	const struct proof_work work = { .file_count = files, .meters = loud, .buffers = BUFFERS, .workers = workers };
	arena = arena_new();
	cr_assert_eq(proof_tasks_list(&work, arena, &tasks), STATUS_OK);
}

/* Each file is in one group, which follows the peaks of all its files, and its reading waits for the group. */
static void expect_whole_groups(size_t files)
{
	size_t members = 0;
	for (size_t index = 0; index < tasks.group_count; index++) {
		const struct proof_group *group = &tasks.groups[index];
		const size_t energies = find(PROOF_TASK_ENERGIES, index);
		cr_assert_neq(energies, SIZE_MAX);
		cr_expect_eq(tasks.items[energies].need_count, group->count);
		for (size_t i = 0; i < group->count; i++) {
			cr_expect(needs(energies, find(PROOF_TASK_PEAKS, group->files[i]), 0));
			cr_expect(needs(find(PROOF_TASK_READ, group->files[i]), energies, BUFFERS));
			cr_expect(group->files[i] != files / 2 || group->count == 1, "a group has one rate");
		}
		members += group->count;
	}
	cr_expect_eq(members, files);
}

/* The files of the other rate make a group more. */
Test(proof_tasks, fewer_workers_than_files_measure_loudness_in_groups)
{
	static const struct {
		size_t files, channels, workers, groups;
	} cases[] = {
		{ 6, 2, 0, 2 }, { 6, 2, 1, 2 },  { 6, 2, 2, 3 },  { 6, 2, 6, 6 },
		{ 6, 2, 8, 6 }, { 17, 2, 1, 3 }, { 5, 40, 1, 5 }, { 1, 2, 1, 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		list_loud(cases[i].files, cases[i].channels, cases[i].workers);
		cr_expect_eq(tasks.group_count, cases[i].groups, "case %zu: %zu groups", i, tasks.group_count);
		expect_whole_groups(cases[i].files);
		for (size_t k = 0; k < tasks.count; k++)
			for (size_t n = 0; n < tasks.items[k].need_count; n++)
				cr_expect(tasks.items[k].needs[n].distance > 0 || tasks.items[k].needs[n].task < k);
		if (i + 1 < sizeof cases / sizeof *cases)
			arena_free(arena);
	}
}

/* The meters of a file run at the same time on different blocks: only the energies follow the peaks of their block. */
Test(proof_tasks, meters_follow_the_reading_and_energies_the_peaks)
{
	list(meters);
	for (size_t i = 0; i < FILES; i++) {
		const size_t reading = find(PROOF_TASK_READ, i), quality = find(PROOF_TASK_QUALITY, i);
		const size_t peaks = find(PROOF_TASK_PEAKS, i),
			     energies = find(PROOF_TASK_ENERGIES, i); /* a group each */
		if (quality != SIZE_MAX) {
			cr_expect(needs(quality, reading, 0) && needs(reading, quality, BUFFERS));
			cr_expect_eq(tasks.items[quality].need_count, 1);
		}
		if (peaks == SIZE_MAX)
			continue;
		cr_expect(needs(peaks, reading, 0) && needs(reading, peaks, BUFFERS));
		cr_expect(needs(energies, peaks, 0) && needs(reading, energies, BUFFERS));
		cr_expect(tasks.items[peaks].need_count == 1 && tasks.items[energies].need_count == 1);
	}
}

Test(proof_tasks, a_proof_follows_its_files_and_the_end_follows_all)
{
	list(meters);
	const size_t last = tasks.count - 1, prove = find(PROOF_TASK_PROVE, 0);
	cr_expect_eq(tasks.what[last].kind, PROOF_TASK_END);
	cr_expect_eq(tasks.items[last].need_count, last);
	for (size_t i = 0; i < last; i++)
		cr_expect(needs(last, i, 0), "task %zu", i);
	for (size_t i = 0; i < FILES; i++) {
		const size_t reading = find(PROOF_TASK_READ, i);
		cr_expect_eq(needs(prove, reading, 0), i < 3);
		cr_expect_eq(needs(reading, prove, BUFFERS), i < 3);
	}
	cr_expect_eq(tasks.items[prove].need_count, 3);
}

/* A need of the same block names a task that stands before. */
Test(proof_tasks, stand_in_an_order_in_which_one_worker_can_run_them)
{
	list(meters);
	for (size_t i = 0; i < tasks.count; i++)
		for (size_t k = 0; k < tasks.items[i].need_count; k++) {
			const struct pipeline_need *need = &tasks.items[i].needs[k];
			cr_expect(need->distance > 0 ? need->task < tasks.count : need->task < i);
		}
}
