/* Rounds and prints what was held back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/held_rendition.h"

#include "cmd/interrupt.h"
#include "cmd/render/file_outputs.h"
#include "cmd/render/region_edit.h"
#include "cmd/render/rendered_file.h"
#include "engine/edited_sound.h"
#include "engine/exact_sum.h"
#include "engine/folded_sound.h"
#include "engine/settling.h"

#define NO_RANGE SIZE_MAX
#define CUT_SILENCE 1e-6

/* The prints of one rate: the full files, or an edited range of them. */
struct rendition {
	struct render_job *job;
	struct arena *arena; /* everything that is needed until the files are printed */
	const struct print_format *format; /* all have its rate */
	uint64_t frames;
	size_t range; /* the number of the edited range; NO_RANGE: the full files */
	struct edit edit; /* that of the range, in frames of this rate */
	const struct held_print **held; /* [count] those of the job that have this rate */
	size_t count;
	struct settling_print *prints; /* [count] */
};

static struct rendered_file *file_of(const struct render_job *job, const struct held_print *held)
{
	return &job->files[held->file];
}

static struct rendered_file *part_of(const struct render_job *job, const struct held_print *held, size_t range)
{
	return &job->parts[held->file * job->ranges.count + range];
}

/* Returns the file that the rendition prints. */
static struct rendered_file *printed_file(const struct rendition *rendition, size_t index)
{
	const struct held_print *held = rendition->held[index];
	return rendition->range == NO_RANGE ? file_of(rendition->job, held)
					    : part_of(rendition->job, held, rendition->range);
}

struct stored_sound *held_rendition_sound(const struct render_job *job, const struct held_print *held,
					  struct arena *arena)
{
	struct stored_sound *sound = held_sound_stored(held->sound);
	return render_job_folds(job) ? folded_sound_new(sound, render_job_frames(job), arena) : sound;
}

/** What a frame of the session becomes. */
struct placing {
	const struct render_job *job;
	const struct print_format *format;
};

static uint64_t place_of(const void *context, uint64_t frame)
{
	const struct placing *placing = context;
	return rendered_file_frame(placing->job, placing->format, frame);
}

enum status held_rendition_edit(const struct render_job *job, const struct print_format *format,
				const struct edit *from, struct arena *arena, struct edit *edit)
{
	const struct placing placing = { job, format };
	return region_edit_convert(from, place_of, &placing, arena, edit);
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
	return render_job_fail(rendition->job, status, "output", printed_file(rendition, result->failed_print)->name,
			       problem);
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

/* Opens the file of an edited range, which takes its own dither and shaping from its first frame on. */
static enum status open_part(const struct rendition *rendition, size_t index, struct stored_sound *sound)
{
	struct render_job *job = rendition->job;
	struct rendered_file *part = printed_file(rendition, index);
	struct stored_sound *edited = edited_sound_new(sound, &rendition->edit, rendition->arena);
	struct source *source = edited ? stored_sound_source(edited, rendition->arena) : NULL;
	struct problem problem;
	if (!source)
		return STATUS_NO_MEMORY;
	const enum status status = rendered_file_open(job, part, NULL, &problem);
	if (status != STATUS_OK)
		return render_job_fail(job, status, "output", part->name, problem.text);
	rendition->prints[index] = (struct settling_print){ source, part->printer };
	return STATUS_OK;
}

static enum status open_print(const struct rendition *rendition, size_t index)
{
	struct render_job *job = rendition->job;
	const struct held_print *held = rendition->held[index];
	struct stored_sound *sound = held_rendition_sound(job, held, rendition->arena);
	if (sound && rendition->range != NO_RANGE)
		return open_part(rendition, index, sound);
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
		if (file_of(job, &job->held[i])->format->sample_rate == rendition->format->sample_rate)
			rendition->held[rendition->count++] = &job->held[i];
	return STATUS_OK;
}

/* Tells whether the range ends in the middle of the sound, and not by a fade. */
static bool cuts_off(const struct rendition *rendition)
{
	const struct edit *edit = &rendition->job->ranges.items[rendition->range].edit;
	const struct edit_part *last = &edit->parts[edit->part_count - 1];
	return edit->fade_out.frames == 0 && last->from + last->frames < render_job_frames(rendition->job);
}

/* Notes the peak just before the end of an edited range, as the engine does at the end of a tail. */
static enum status note_cut(const struct rendition *rendition, size_t index)
{
	struct render_job *job = rendition->job;
	struct stored_sound *sound = held_rendition_sound(job, rendition->held[index], rendition->arena);
	struct stored_sound *edited = sound ? edited_sound_new(sound, &rendition->edit, rendition->arena) : NULL;
	const uint64_t frames = rendition->frames < STORED_SOUND_FRAMES ? rendition->frames : STORED_SOUND_FRAMES;
	double *cut = &job->ranges.items[rendition->range].cut_peak, peak;
	if (!edited)
		return STATUS_NO_MEMORY;
	const enum status status = stored_sound_find_peak(edited, rendition->frames - frames, frames, rendition->arena,
							  &interrupt_signal, &peak);
	*cut = peak > *cut && peak > CUT_SILENCE ? peak : *cut;
	return status;
}

/* Completes a file of an edited range, as range_printer.h does with the files of other ranges. */
static void complete_part(struct rendered_file *part)
{
	part->statistics = audio_printer_statistics(part->printer);
	part->printer->free(part->printer);
	part->printer = NULL;
}

static enum status print(struct rendition *rendition)
{
	enum status status = list_prints(rendition);
	for (size_t i = 0; i < rendition->count && status == STATUS_OK; i++)
		status = open_print(rendition, i);
	if (status == STATUS_OK)
		status = settle(rendition);
	for (size_t i = 0; i < rendition->count && status == STATUS_OK; i++) {
		struct rendered_file *file = printed_file(rendition, i);
		file->peak = stored_sound_peak(rendition->prints[i].held);
		if (rendition->range != NO_RANGE)
			complete_part(file);
		if (rendition->range != NO_RANGE && cuts_off(rendition))
			status = note_cut(rendition, i);
	}
	return status;
}

/* Prints the full files of a rate, or an edited range of them. */
static enum status print_rate(struct render_job *job, const struct print_format *format, size_t range)
{
	struct rendition rendition = { .job = job,
				       .arena = arena_new(),
				       .format = format,
				       .range = range,
				       .frames = rendered_file_frame(job, format, render_job_frames(job)) };
	enum status status = rendition.arena ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK && range != NO_RANGE) {
		status = held_rendition_edit(job, format, &job->ranges.items[range].edit, rendition.arena,
					     &rendition.edit);
		rendition.frames = rendition.edit.frames;
	}
	if (status == STATUS_OK)
		status = print(&rendition);
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

/* The files of an edited range take the headroom of the full files, which come first. */
enum status held_rendition_print(struct render_job *job)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->held_count && status == STATUS_OK; i++) {
		const struct print_format *format = file_of(job, &job->held[i])->format;
		if (!begins_rate(job, i))
			continue;
		status = print_rate(job, format, NO_RANGE);
		for (size_t range = 0; range < job->ranges.count && status == STATUS_OK; range++)
			if (job->ranges.items[range].edited)
				status = print_rate(job, format, range);
	}
	return status;
}
