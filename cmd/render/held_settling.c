/* Finds the headroom of what was held back, and prints it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/held_settling.h"

#include "cmd/interrupt.h"
#include "cmd/render/held_rendition.h"
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
		if (held->lowered)
			headroom_db = fmax(headroom_db, headroom_needed(peak, file->format, together));
	}
	for (size_t i = 0; i < job->held_count; i++)
		if (job->held[i].lowered)
			job->files[job->held[i].file].headroom_db = headroom_db;
	return status;
}

enum status held_prints_settle(struct render_job *job)
{
	if (job->held_count == 0)
		return STATUS_OK;
	enum status status = held_prints_find_headroom(job) ? find_headroom(job) : STATUS_OK;
	if (status == STATUS_OK)
		status = held_rendition_print(job);
	held_prints_release(job);
	return status;
}
