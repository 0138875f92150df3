/* Rounds and prints what was held back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/held_rendition.h"

#include "cmd/interrupt.h"
#include "cmd/render/file_outputs.h"
#include "cmd/render/rendered_file.h"
#include "engine/exact_sum.h"
#include "engine/folded_sound.h"
#include "engine/settling.h"

/* The prints of one rate. */
struct rendition {
	struct render_job *job;
	struct arena *arena; /* everything that is needed until the files are printed */
	double sample_rate; /* as in print_format */
	uint64_t frames;
	const struct held_print **held; /* [count] those of the job that have this rate */
	size_t count;
	struct settling_print *prints; /* [count] */
};

static struct rendered_file *file_of(const struct render_job *job, const struct held_print *held)
{
	return &job->files[held->file];
}

struct stored_sound *held_rendition_sound(const struct render_job *job, const struct held_print *held,
					  struct arena *arena)
{
	struct stored_sound *sound = held_sound_stored(held->sound);
	return render_job_folds(job) ? folded_sound_new(sound, render_job_frames(job), arena) : sound;
}

/* Returns the number of prints when the file is not among them. */
static size_t find_held(const struct rendition *rendition, size_t file)
{
	size_t index = 0;
	while (index < rendition->count && rendition->held[index]->file != file)
		index++;
	return index;
}

/* Each set of stems has one sum. */
static enum status round_set(const struct rendition *rendition, const struct rendered_set *set,
			     struct settling_sum *sum)
{
	const struct render_job *job = rendition->job;
	const size_t channels = job->files[set->mix].channels;
	struct apportion *apportions = ARENA_ARRAY(rendition->arena, struct apportion, channels);
	size_t *parts = ARENA_ARRAY(rendition->arena, size_t, set->file_count);
	if (!apportions || !parts)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < set->file_count; i++)
		parts[i] = find_held(rendition, set->files[i]);
	const double headroom_db = job->files[set->mix].headroom_db;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < channels && status == STATUS_OK; i++)
		status = exact_sum_init(&apportions[i], set->graph, set->proof, i, headroom_db, job->settings->kernel,
					rendition->arena);
	*sum = (struct settling_sum){ .whole = find_held(rendition, set->mix),
				      .parts = parts,
				      .part_count = set->file_count,
				      .apportions = apportions };
	return status;
}

/* The sets of the passes that print stems are held back as a whole, or not at all. A set has the rate of its mix. */
static enum status round_together(const struct rendition *rendition, struct settling_job *settling)
{
	struct render_job *job = rendition->job;
	struct settling_sum *sums = ARENA_ARRAY(rendition->arena, struct settling_sum, job->set_count);
	enum status status = sums ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->set_count && status == STATUS_OK; i++)
		if (job->sets[i].file_count > 0 && find_held(rendition, job->sets[i].mix) < rendition->count)
			status = round_set(rendition, &job->sets[i], &sums[settling->sum_count++]);
	settling->sums = sums;
	return status;
}

static enum status report_failure(const struct rendition *rendition, enum status status,
				  const struct settling_result *result)
{
	if (status == STATUS_OK || result->failed_print == SETTLING_NO_PRINT)
		return status;
	const char *problem = result->problem ? result->problem : status_text(status);
	const struct held_print *held = rendition->held[result->failed_print];
	return render_job_fail(rendition->job, status, "output", file_of(rendition->job, held)->name, problem);
}

static enum status settle(const struct rendition *rendition)
{
	struct render_job *job = rendition->job;
	struct settling_job settling = { .prints = rendition->prints,
					 .print_count = rendition->count,
					 .frames = rendition->frames,
					 .workers = job->settings->workers,
					 .stop = &interrupt_signal };
	enum status status = STATUS_OK;
	if (job->project->recipe->print.sum == SUM_EXACT)
		status = round_together(rendition, &settling);
	if (status != STATUS_OK)
		return status;
	struct settling_result result;
	status = settling_run(&settling, rendition->arena, &result);
	return report_failure(rendition, status, &result);
}

static enum status open_print(const struct rendition *rendition, size_t index)
{
	struct render_job *job = rendition->job;
	const struct held_print *held = rendition->held[index];
	struct stored_sound *sound = held_rendition_sound(job, held, rendition->arena);
	struct source *source = sound ? stored_sound_source(sound, rendition->arena) : NULL;
	if (!source)
		return STATUS_NO_MEMORY;
	const enum status status = file_outputs_open(job, held->file);
	rendition->prints[index] = (struct settling_print){ source, job->files[held->file].input };
	return status;
}

static enum status list_prints(struct rendition *rendition)
{
	const struct render_job *job = rendition->job;
	rendition->held = ARENA_ARRAY(rendition->arena, const struct held_print *, job->held_count);
	rendition->prints = ARENA_ARRAY(rendition->arena, struct settling_print, job->held_count);
	if (!rendition->held || !rendition->prints)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->held_count; i++)
		if (file_of(job, &job->held[i])->format->sample_rate == rendition->sample_rate)
			rendition->held[rendition->count++] = &job->held[i];
	return STATUS_OK;
}

static enum status print(struct rendition *rendition)
{
	struct render_job *job = rendition->job;
	enum status status = list_prints(rendition);
	for (size_t i = 0; i < rendition->count && status == STATUS_OK; i++)
		status = open_print(rendition, i);
	if (status == STATUS_OK)
		status = settle(rendition);
	for (size_t i = 0; i < rendition->count && status == STATUS_OK; i++)
		file_of(job, rendition->held[i])->peak = stored_sound_peak(rendition->prints[i].held);
	return status;
}

static enum status print_rate(struct render_job *job, const struct print_format *format)
{
	struct rendition rendition = { .job = job,
				       .arena = arena_new(),
				       .sample_rate = format->sample_rate,
				       .frames = rendered_file_frame(job, format, render_job_frames(job)) };
	if (!rendition.arena)
		return STATUS_NO_MEMORY;
	const enum status status = print(&rendition);
	arena_free(rendition.arena);
	return status;
}

/* Tells whether no held print before this one has its rate. */
static bool begins_rate(const struct render_job *job, size_t index)
{
	const double sample_rate = file_of(job, &job->held[index])->format->sample_rate;
	for (size_t i = 0; i < index; i++)
		if (file_of(job, &job->held[i])->format->sample_rate == sample_rate)
			return false;
	return true;
}

enum status held_rendition_print(struct render_job *job)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->held_count && status == STATUS_OK; i++)
		if (begins_rate(job, i))
			status = print_rate(job, file_of(job, &job->held[i])->format);
	return status;
}
