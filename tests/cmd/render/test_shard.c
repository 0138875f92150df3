/* Tests that the shards of a list of recipes are a partition of it, wherever their numbers come from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SONGS = 7 };

static char paths[SONGS][512];

static void make_songs(void)
{
	scratch_make();
	for (int i = 0; i < SONGS; i++) {
		char name[32], yaml[256];
		snprintf(name, sizeof name, "%c.yaml", "Bac2dz-"[i]);
		snprintf(yaml, sizeof yaml,
			 "version: 1\ntracks: { hum: { source: { generate: tone, length: 0.1 s } } }\n"
			 "outputs: { master: }\nprint: { directory: song%d }\n",
			 i);
		snprintf(paths[i], sizeof paths[i], "%s", song_recipe(name, yaml));
	}
}

TestSuite(shard, .init = make_songs, .fini = scratch_remove);

/* Runs what renders nothing, and returns a bit for each song that would be rendered. */
static unsigned songs_of(const char *shard, bool backwards, size_t *said)
{
	const char *words[SONGS + 5] = { "render", "--dry-run", "--shard", shard };
	unsigned found = 0;
	for (int i = 0; i < SONGS; i++)
		words[4 + i] = paths[backwards ? SONGS - 1 - i : i];
	struct program_run run = program_expect(0, words);
	for (int i = 0; i < SONGS; i++) {
		char folder[32];
		snprintf(folder, sizeof folder, "song%d\":\n", i);
		found |= strstr(run.out, folder) ? 1u << i : 0u;
	}
	cr_assert_eq(sscanf(strstr(run.out, "shard "), "shard %*u of %*u: %zu of 7 recipes", said), 1, "%s", run.out);
	program_release(&run);
	return found;
}

static size_t count_bits(unsigned bits)
{
	size_t count = 0;
	for (; bits != 0; bits >>= 1)
		count += bits & 1;
	return count;
}

/* Shards are as large as each other, or one larger. The order of the command line does not matter. */
Test(shard, is_a_part_of_a_partition)
{
	const unsigned counts[] = { 1, 2, 3, 7, 9 };
	for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
		unsigned all = 0;
		for (unsigned i = 1; i <= counts[k]; i++) {
			char word[32];
			size_t said, again;
			snprintf(word, sizeof word, "%u/%u", i, counts[k]);
			const unsigned part = songs_of(word, false, &said);
			cr_expect_eq(all & part, 0, "%s takes what another has", word);
			cr_expect_eq(said, count_bits(part), "%s", word);
			cr_expect(said == SONGS / counts[k] || said == SONGS / counts[k] + 1, "%s: %zu", word, said);
			cr_expect_eq(songs_of(word, true, &again), part, "%s depends on the order", word);
			all |= part;
		}
		cr_expect_eq(all, (1u << SONGS) - 1, "%u shards leave songs out", counts[k]);
	}
}

struct variables {
	const char *names[6], *values[6];
	const char *shard; /* what the option says */
	const char *same; /* the shard that this is, or what is said */
};

static const struct variables rows[] = {
	{ { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP",
	    "SLURM_ARRAY_TASK_COUNT" },
	  { "11", "5", "17", "3", "5" },
	  "auto",
	  "3/5" },
	{ { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP",
	    "SLURM_ARRAY_TASK_COUNT" },
	  { "4", "4", "4", "1", "1" },
	  "auto/6",
	  "5/6" },
	{ { "JOB_COMPLETION_INDEX" }, { "0" }, "auto/4", "1/4" },
	{ { "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE" }, { "2", "3" }, "auto", "3/3" },
	{ { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP",
	    "SLURM_ARRAY_TASK_COUNT" },
	  { "9", "1", "9", "1", "3" },
	  "auto",
	  "have gaps" },
	{ { "JOB_COMPLETION_INDEX" }, { "0" }, "auto", "does not tell how many tasks there are" },
	{ { "JOB_COMPLETION_INDEX" }, { "4" }, "auto/4", "this task has the number 4" },
	{ { "JOB_COMPLETION_INDEX" }, { "-1" }, "auto/4", "which is no number" },
	{ { "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX" }, { "0", "0" }, "auto/4", "both number this task" },
	{ { "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE" }, { "0", "0" }, "auto", "counts 0 tasks" },
	{ { NULL }, { NULL }, "auto", "no scheduler has numbered this task" },
};

static void expect_refusal(const char *shard, const char *says)
{
	struct program_run run = program_expect(2, PROGRAM_ARGUMENTS("render", "--shard", shard, paths[0], paths[1]));
	/* The lines are broken where they are full. */
	for (char *at = run.err; *at != '\0'; at++)
		*at = *at == '\n' ? ' ' : *at;
	cr_expect(strstr(run.err, says), "%s: %s", shard, run.err);
	program_release(&run);
}

Test(shard, takes_its_number_from_a_scheduler)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t said;
		for (int k = 0; k < 6 && rows[i].names[k]; k++)
			setenv(rows[i].names[k], rows[i].values[k], 1);
		if (strchr(rows[i].same, '/'))
			cr_expect_eq(songs_of(rows[i].shard, false, &said), songs_of(rows[i].same, false, &said),
				     "row %zu", i);
		else
			expect_refusal(rows[i].shard, rows[i].same);
		for (int k = 0; k < 6 && rows[i].names[k]; k++)
			unsetenv(rows[i].names[k]);
	}
}

Test(shard, that_is_none_is_refused)
{
	const char *const words[] = {
		"0/3",   "4/3",   "1/0",  "1",    "/",    "1/",        "/2",
		"auto/", "autos", "1/2x", "x1/2", "+1/2", "1/1000001", "18446744073709551617/18446744073709551617",
		""
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		expect_refusal(words[i], "--shard takes I/N");
}

/* Without the option the number of a task leaves no song out. */
Test(shard, is_asked_for)
{
	setenv("JOB_COMPLETION_INDEX", "1", 1);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", paths[0], paths[1]));
	cr_expect(song_has("song0/master.wav") && song_has("song1/master.wav"));
	program_release(&run);
	unsetenv("JOB_COMPLETION_INDEX");
}

/* The manifest of a song does not tell whether it was rendered in a shard, and its report has the form of several. */
Test(shard, makes_the_same_manifest_and_the_form_of_several)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", paths[0]));
	size_t length, length_again;
	unsigned char *alone = scratch_read(scratch_path("song0/manifest.json"), &length);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--anew", "--shard", "1/1", "--json", "-", paths[0]));
	unsigned char *shared = scratch_read(scratch_path("song0/manifest.json"), &length_again);
	cr_assert_eq(length, length_again);
	cr_expect_arr_eq(alone, shared, length);
	json_t *document = json_loads(run.out, 0, NULL);
	cr_expect_str_eq(json_string_value(json_object_get(document, "schema")), "stemprint.reports.1");
	cr_expect_eq(json_array_size(json_object_get(document, "recipes")), 1);
	json_decref(document);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "--shard", "2/2", paths[0]));
	cr_expect_str_eq(run.out, "shard     2 of 2: 0 of 1 recipe; nothing to do\n");
	program_release(&run);
	free(alone);
	free(shared);
}
