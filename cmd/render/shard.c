/* Reads --shard, which leaves a task of several its part of the recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/shard.h"

#include "cmd/command_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_SHARD = 768 };

static const struct argp_option options[] = {
	{ .name = "shard",
	  .key = KEY_SHARD,
	  .arg = "I/N",
	  .doc = "render only part I of N of the recipes, from 1/N to N/N; `auto` and `auto/N` take I from Slurm, "
		 "Kubernetes or AWS Batch" },
	{ 0 },
};

/* A scheduler tells each task of an array its number. */
static const struct scheduler {
	const char *number;
	const char *count; /* the number of tasks; NULL: it does not tell */
	const char *first, *step; /* the number of the first task, and from one to the next; NULL: 0 and 1 */
	const char *last;
} schedulers[] = {
	{ "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP",
	  "SLURM_ARRAY_TASK_MAX" },
	{ "JOB_COMPLETION_INDEX", NULL, NULL, NULL, NULL },
	{ "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", NULL, NULL, NULL },
};

#define SCHEDULERS "SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, AWS_BATCH_JOB_ARRAY_INDEX"

/* Reads a whole number, which may be 0 and ends where the text does. */
static bool read_number(const char *text, size_t *number)
{
	char *end = NULL;
	errno = 0;
	*number = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

static size_t variable(const char *name, struct argp_state *state)
{
	const char *text = getenv(name);
	size_t number = 0;
	if (!text || !read_number(text, &number))
		command_line_refuse(state, "--shard: %s is %s%s, which is no number; name the shard as I/N", name,
				    text ? "" : "not set", text ? text : "");
	return number;
}

/* Returns the one scheduler that has numbered this task. */
static const struct scheduler *find_scheduler(struct argp_state *state)
{
	const struct scheduler *found = NULL;
	for (size_t i = 0; i < sizeof schedulers / sizeof *schedulers; i++) {
		if (!getenv(schedulers[i].number))
			continue;
		if (found)
			command_line_refuse(state, "--shard: %s and %s both number this task; name the shard as I/N",
					    found->number, schedulers[i].number);
		found = &schedulers[i];
	}
	if (!found)
		command_line_refuse(state, "--shard: no scheduler has numbered this task (" SCHEDULERS
					   "); name the shard as I/N");
	return found;
}

/* Takes index and count from the scheduler. A list like 1,5,9 has gaps, so that its numbers are no shards. */
static void count_off(const struct scheduler *scheduler, struct shard *shard, struct argp_state *state)
{
	const size_t number = variable(scheduler->number, state);
	if (!scheduler->count)
		command_line_refuse(state, "--shard auto: %s does not tell how many tasks there are; write auto/N",
				    scheduler->number);
	shard->index = number;
	shard->count = variable(scheduler->count, state);
	if (!scheduler->first)
		return;
	const size_t first = variable(scheduler->first, state), step = variable(scheduler->step, state),
		     last = variable(scheduler->last, state);
	if (step == 0 || number < first || last < first || (number - first) % step != 0 || (last - first) % step != 0 ||
	    (last - first) / step != shard->count - 1)
		command_line_refuse(state,
				    "--shard auto: the numbers of the tasks (%s) have gaps; number them from 0 and "
				    "write auto/N",
				    scheduler->number);
	shard->index = (number - first) / step;
}

static void check_index(const char *word, const struct shard *shard, struct argp_state *state)
{
	if (shard->index >= shard->count)
		command_line_refuse(state,
				    "--shard %.64s: this task has the number %zu, and %zu tasks are numbered from 0 to "
				    "%zu; change the array, or N",
				    word, shard->index, shard->count, shard->count - 1);
}

static void parse_shard(const char *word, struct shard *shard, struct argp_state *state)
{
	const char *slash = strchr(word, '/');
	const size_t length = slash ? (size_t)(slash - word) : strlen(word);
	char *end = NULL;
	const bool automatic = length == 4 && strncmp(word, "auto", length) == 0;
	shard->count = slash ? command_line_whole_number(slash + 1, SHARDS_MOST) : 0;
	if (automatic && !slash) {
		count_off(find_scheduler(state), shard, state);
		if (shard->count == 0 || shard->count > SHARDS_MOST)
			command_line_refuse(state, "--shard auto: the scheduler counts %zu tasks; write auto/N",
					    shard->count);
	} else if (automatic && shard->count > 0) {
		shard->index = variable(find_scheduler(state)->number, state);
	} else {
		const size_t number = slash && *word >= '1' && *word <= '9' ? strtoul(word, &end, 10) : 0;
		if (shard->count == 0 || end != slash || number > shard->count)
			command_line_refuse(state,
					    "--shard takes I/N with I from 1 to N and N up to %d, or auto, or auto/N; "
					    "not \"%.64s\"",
					    SHARDS_MOST, word);
		shard->index = number - 1;
	}
	check_index(word, shard, state);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != KEY_SHARD)
		return ARGP_ERR_UNKNOWN;
	parse_shard(argument, state->input, state);
	return 0;
}

const struct argp shard_argp = { .options = options, .parser = parse };

static int by_path(const void *a, const void *b)
{
	return strcmp(**(const char *const *const *)a, **(const char *const *const *)b);
}

/* Two equal paths may stand in either order: they are the same recipe, and are refused later, or in two shards. */
static void leave_out(const struct shard *shard, const char ***sorted, struct file_arguments *files)
{
	size_t kept = 0;
	qsort(sorted, files->count, sizeof *sorted, by_path);
	for (size_t rank = 0; rank < files->count; rank++)
		if (rank % shard->count != shard->index)
			*sorted[rank] = NULL;
	for (size_t i = 0; i < files->count; i++)
		if (files->paths[i])
			files->paths[kept++] = files->paths[i];
	files->count = kept;
}

enum status shard_keep(const struct shard *shard, struct file_arguments *files)
{
	if (shard->count == 0 || files->count == 0)
		return STATUS_OK;
	const char ***sorted = calloc(files->count, sizeof *sorted);
	if (!sorted)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < files->count; i++)
		sorted[i] = &files->paths[i];
	leave_out(shard, sorted, files);
	free(sorted);
	return STATUS_OK;
}
