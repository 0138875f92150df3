/* Compares the files of two versions, several at once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/diff/difference_job.h"

#include "cmd/interrupt.h"
#include "cmd/job/file_probe.h"
#include "cmd/job/memory_parts.h"
#include "cmd/job/resource_check.h"
#include "cmd/threads.h"
#include "engine/queue.h"
#include "io/audio_probe.h"
#include "io/audio_source.h"
#include "io/equal_bytes.h"

#include <math.h>

/* A pair of files that are both there. */
struct pair {
	const struct paired_name *name;
	struct difference_file *file;
	struct audio_probe probes[COMPARISON_SIDES];
	enum status status; /* of the pair */
	size_t failed; /* the side that it is about */
	struct problem problem;
};

struct job {
	struct pair *pairs; /* [count] */
	size_t count;
	struct diagnostics *diagnostics;
};

/* Keeps what is wrong with a file. The other pairs go on. */
static enum status keep(struct pair *pair, enum status status, size_t side, const char *problem)
{
	if (status != STATUS_BAD_SOURCE && status != STATUS_NOT_FINITE && status != STATUS_LIMIT)
		return status;
	pair->status = status;
	pair->failed = side;
	if (problem)
		problem_set(&pair->problem, "%s", problem);
	return STATUS_OK;
}

static enum status compare_sources(struct pair *pair, struct source *const *sources)
{
	struct comparison *comparison = pair->file->comparison;
	size_t failed = 0;
	const enum status status = comparison_run(sources, &interrupt_signal, comparison, &failed);
	if (status == STATUS_LIMIT)
		return keep(pair, status, failed, "its rate or its channels are more than can be measured");
	if (status != STATUS_OK)
		return keep(pair, status, failed, sources[failed]->problem);
	pair->file->fate = !comparison->subtracted ? DIFFERENCE_RESHAPED
			   : comparison->first == COMPARISON_NOWHERE &&
					   comparison->sounds[0].frames == comparison->sounds[1].frames
				   ? DIFFERENCE_SAME_SOUND
				   : DIFFERENCE_CHANGED;
	return STATUS_OK;
}

static enum status compare_sounds(struct pair *pair)
{
	struct source *sources[COMPARISON_SIDES] = { NULL, NULL };
	enum status status = STATUS_OK;
	size_t side = 0;
	for (; side < COMPARISON_SIDES && status == STATUS_OK; side++) {
		const struct audio_source_options options = { .expected = &pair->probes[side].properties };
		status = audio_source_open(pair->name->paths[side], &options, &sources[side], &pair->problem);
	}
	status = status == STATUS_OK ? compare_sources(pair, sources) : keep(pair, status, side - 1, NULL);
	for (size_t i = 0; i < COMPARISON_SIDES; i++)
		if (sources[i])
			sources[i]->free(sources[i]);
	return status;
}

static enum status compare_pair(void *context, size_t index)
{
	struct pair *pair = &((struct job *)context)->pairs[index];
	bool equal = false;
	if (pair->status != STATUS_OK)
		return STATUS_OK;
	const enum status status = equal_bytes(pair->name->paths, &equal, &pair->failed, &pair->problem);
	if (status != STATUS_OK)
		return keep(pair, status, pair->failed, NULL);
	if (!equal)
		return compare_sounds(pair);
	pair->file->fate = DIFFERENCE_SAME_BYTES;
	pair->file->comparison = NULL;
	return STATUS_OK;
}

/* Lists all files, and those of which there are two. */
static enum status job_init(struct job *job, const struct paired_names *names, struct difference *difference)
{
	struct arena *arena = job->diagnostics->arena;
	difference->files = ARENA_ARRAY(arena, struct difference_file, names->count);
	job->pairs = ARENA_ARRAY(arena, struct pair, names->count);
	if (!difference->files || !job->pairs)
		return STATUS_NO_MEMORY;
	difference->count = names->count;
	for (size_t i = 0; i < names->count; i++) {
		const struct paired_name *name = &names->items[i];
		struct difference_file *file = &difference->files[i];
		*file = (struct difference_file){ .name = name->name,
						  .fate = name->paths[COMPARISON_OLD] ? DIFFERENCE_GONE
										      : DIFFERENCE_NEW };
		if (!name->paths[COMPARISON_OLD] || !name->paths[COMPARISON_NEW])
			continue;
		file->comparison = ARENA_NEW(arena, struct comparison);
		if (!file->comparison)
			return STATUS_NO_MEMORY;
		job->pairs[job->count++] = (struct pair){ .name = name, .file = file };
	}
	return STATUS_OK;
}

/* Probes all headers in one child, before there are threads. */
static enum status probe(struct job *job)
{
	struct arena *arena = job->diagnostics->arena;
	const size_t count = COMPARISON_SIDES * job->count;
	const char **paths = ARENA_ARRAY(arena, const char *, count);
	struct audio_probe *probes = ARENA_ARRAY(arena, struct audio_probe, count);
	if (!paths || !probes)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		paths[i] = job->pairs[i / COMPARISON_SIDES].name->paths[i % COMPARISON_SIDES];
	if (file_probe(paths, count, probes) == STATUS_NO_MEMORY)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct pair *pair = &job->pairs[i / COMPARISON_SIDES];
		pair->probes[i % COMPARISON_SIDES] = probes[i];
		if (probes[i].status != STATUS_OK && pair->status == STATUS_OK) {
			pair->status = probes[i].status;
			pair->failed = i % COMPARISON_SIDES;
			pair->problem = probes[i].problem;
		}
	}
	return STATUS_OK;
}

/* Finds before any sound is read what the comparison would not have. The largest pairs may be read at once. */
static enum status check_resources(const struct job *job, size_t jobs, const struct resource_limits *limits)
{
	const size_t threads = threads_count(jobs), pairs = threads < job->count ? threads : job->count;
	uint64_t bytes = memory_of_program(threads) + arena_footprint(job->diagnostics->arena), most = 0;
	enum status status = resource_check_files(job->diagnostics, COMPARISON_SIDES * job->count, limits);
	for (size_t i = 0; i < job->count; i++) {
		const struct pair *pair = &job->pairs[i];
		uint64_t needed = 0;
		for (size_t side = 0; side < COMPARISON_SIDES && pair->status == STATUS_OK; side++) {
			const struct audio_properties *properties = &pair->probes[side].properties;
			needed += memory_of_read_back(properties->channels) +
				  memory_of_loudness(properties->channels, properties->sample_rate);
			if (resource_check_frames(job->diagnostics, pair->name->paths[side], properties->frames,
						  limits) != STATUS_OK)
				status = STATUS_LIMIT;
		}
		most = needed > most ? needed : most;
	}
	bytes += pairs * most;
	return status == STATUS_OK ? resource_check_readers(job->diagnostics, COMPARISON_SIDES * pairs, bytes, limits)
				   : status;
}

static enum status compare_all(struct job *job, size_t jobs)
{
	struct problem problem;
	const struct queue queue = { .count = job->count, .run = compare_pair, .context = job };
	struct workers *workers = threads_start(jobs);
	if (!workers)
		return STATUS_LIMIT;
	enum status status = audio_source_reserve(COMPARISON_SIDES * workers_count(workers), &problem);
	if (status == STATUS_OK)
		status = queue_run(&queue, workers);
	else
		diagnostics_failure(job->diagnostics, status, "source", (struct location){ 0 }, "%s", problem.text);
	workers_free(workers);
	return status;
}

/* Adds an error for each file that could not be read. Returns the first of their statuses. */
static enum status report_faults(const struct job *job)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->count; i++) {
		const struct pair *pair = &job->pairs[i];
		if (pair->status == STATUS_OK)
			continue;
		diagnostics_failure(job->diagnostics, pair->status, "source", (struct location){ 0 }, "\"%s\": %s",
				    pair->name->paths[pair->failed], pair->problem.text);
		status = status == STATUS_OK ? pair->status : status;
	}
	return status;
}

static const char *detail_of(const struct difference_file *file, double max_dbfs, struct arena *arena)
{
	switch (file->fate) {
	case DIFFERENCE_SAME_BYTES:
	case DIFFERENCE_SAME_SOUND:
		return "no sample differs";
	case DIFFERENCE_RESHAPED:
		return "the rate or the channel count differs; compare files of one rate and one channel count";
	case DIFFERENCE_NEW:
		return "only the new version has this file";
	case DIFFERENCE_GONE:
		return "only the old version has this file";
	case DIFFERENCE_CHANGED:
	case DIFFERENCE_FATES:
		break;
	}
	if (file->comparison->sounds[COMPARISON_OLD].frames != file->comparison->sounds[COMPARISON_NEW].frames)
		return "the length differs";
	return arena_format(arena, "the difference peaks at %.2f dBFS; the limit is %.2f dBFS",
			    file->comparison->peak_dbfs, max_dbfs);
}

static bool passes(const struct difference_file *file, double max_dbfs)
{
	if (file->fate == DIFFERENCE_CHANGED)
		return file->comparison->peak_dbfs <= max_dbfs &&
		       file->comparison->sounds[0].frames == file->comparison->sounds[1].frames;
	return file->fate == DIFFERENCE_SAME_BYTES || file->fate == DIFFERENCE_SAME_SOUND;
}

static enum status judge(struct difference *difference, struct arena *arena)
{
	struct verdicts *verdicts = ARENA_NEW(arena, struct verdicts);
	if (!verdicts)
		return STATUS_NO_MEMORY;
	verdicts->arena = arena;
	for (size_t i = 0; i < difference->count && !isnan(difference->max_dbfs); i++) {
		const struct difference_file *file = &difference->files[i];
		verdicts_add(verdicts, arena_format(arena, "difference %s", file->name),
			     passes(file, difference->max_dbfs) ? VERDICT_PASS : VERDICT_FAIL,
			     detail_of(file, difference->max_dbfs, arena));
	}
	difference->verdicts = verdicts;
	return verdicts->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status difference_job_run(const struct paired_names *names, size_t jobs, const struct resource_limits *limits,
			       struct diagnostics *diagnostics, struct difference *difference)
{
	struct job job = { .diagnostics = diagnostics };
	enum status status = job_init(&job, names, difference);
	if (status == STATUS_OK)
		status = probe(&job);
	if (status == STATUS_OK)
		status = check_resources(&job, jobs, limits);
	if (status == STATUS_OK)
		status = compare_all(&job, jobs);
	if (status == STATUS_OK)
		status = report_faults(&job);
	return status == STATUS_OK ? judge(difference, diagnostics->arena) : status;
}
