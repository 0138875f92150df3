/* Finds the headroom of what was held back, and prints it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/held_settling.h"

#include "cmd/interrupt.h"
#include "cmd/render/held_rendition.h"
#include "cmd/render/region_edit.h"
#include "verify/headroom.h"

#include <math.h>

/* A fold makes other peaks than the render had. */
static enum status find_peak(struct render_job *job, const struct held_print *held, double *peak)
{
	struct arena *arena = arena_new();
	struct stored_sound *sound = arena ? held_rendition_sound(job, held, arena) : NULL;
	enum status status = STATUS_NO_MEMORY;
	if (sound)
		status = stored_sound_find_peak(sound, 0, render_job_frames(job), arena, &interrupt_signal, peak);
	if (status == STATUS_BAD_OUTPUT)
		status = render_job_fail(job, status, "output", sound->name, sound->problem);
	arena_free(arena);
	return status;
}

/* Where two parts lie on one another, an edit may be louder than the render. */
static enum status find_edited_peak(struct render_job *job, const struct held_print *held, const struct edit *edit,
				    double *peak)
{
	struct arena *arena = arena_new();
	struct stored_sound *sound = arena ? held_rendition_sound(job, held, arena) : NULL;
	struct edit converted;
	struct stored_sound *edited = NULL;
	double found = 0.0;
	enum status status = STATUS_NO_MEMORY;
	if (sound)
		status = held_rendition_edit(job, job->files[held->file].format, edit, arena, &converted);
	if (status == STATUS_OK && !(edited = edited_sound_new(sound, &converted, arena)))
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = stored_sound_find_peak(edited, 0, converted.frames, arena, &interrupt_signal, &found);
	if (status == STATUS_BAD_OUTPUT)
		status = render_job_fail(job, status, "output", edited->name, edited->problem);
	*peak = fmax(*peak, found);
	arena_free(arena);
	return status;
}

static enum status find_edited_peaks(struct render_job *job, const struct held_print *held, double *peak)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->ranges.count && status == STATUS_OK; i++) {
		const struct print_range *range = &job->ranges.items[i];
		if (range->edited && edit_layers(&range->edit) > 1)
			status = find_edited_peak(job, held, &range->edit, peak);
	}
	return status;
}

static enum status find_headroom(struct render_job *job)
{
	const bool together = job->project->recipe->print.sum == SUM_EXACT;
	double headroom_db = 0.0;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->held_count && status == STATUS_OK; i++) {
		const struct held_print *held = &job->held[i];
		const struct rendered_file *file = &job->files[held->file];
		double peak = file->peak;
		if (held->lowered && render_job_folds(job))
			status = find_peak(job, held, &peak);
		if (held->lowered && status == STATUS_OK)
			status = find_edited_peaks(job, held, &peak);
		if (held->lowered)
			headroom_db = fmax(headroom_db, headroom_needed(peak, file->format, together));
	}
	for (size_t i = 0; i < job->held_count; i++)
		if (job->held[i].lowered)
			job->files[job->held[i].file].headroom_db = headroom_db;
	return status;
}

/* The end of the files is known now, and with it the end of what goes on to it. */
static enum status settle_edits(struct render_job *job)
{
	const double rate = job->project->recipe->session.sample_rate;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->ranges.count && status == STATUS_OK; i++) {
		struct print_range *range = &job->ranges.items[i];
		if (range->edited)
			status = region_edit_make(range->edited, render_job_frames(job), rate, job->project->arena,
						  &range->edit);
	}
	return status;
}

enum status held_prints_settle(struct render_job *job)
{
	if (job->held_count == 0)
		return STATUS_OK;
	enum status status = settle_edits(job);
	if (status == STATUS_OK && held_prints_find_headroom(job))
		status = find_headroom(job);
	if (status == STATUS_OK)
		status = held_rendition_print(job);
	held_prints_release(job);
	return status;
}
