/* Runs the stages of levelled copies: gains, copies, reading back, verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/loudness/level_stages.h"

#include "cmd/loudness/level_copies.h"
#include "cmd/loudness/level_gains.h"
#include "engine/printer.h"
#include "verify/loudness_verdict.h"

#include <math.h>

/* A file without a loudness cannot be brought to the target, so it is left out. */
static void leave_out(struct level_job *job)
{
	struct measurement_job *measured = job->measured;
	bool album_silent = measured->album && isnan(loudness_album_read(measured->album).integrated_lufs);
	for (size_t i = 0; i < measured->batch.count; i++) {
		bool silent = measured->album ? album_silent : isnan(measured->files[i].loudness.integrated_lufs);
		job->files[i].left_out = !measured->files[i].done || silent;
		if (measured->files[i].done && silent)
			verdicts_add(&job->verdicts,
				     arena_format(job->verdicts.arena, "target %s", measurement_job_name(measured, i)),
				     VERDICT_UNKNOWN,
				     "not measurable: silent, or shorter than 400 ms; it is not copied");
	}
}

/* A peak may stand in the way where no limiter holds it down. */
static bool check_ceiling(struct level_job *job)
{
	bool well = true;
	for (size_t i = 0; i < job->measured->batch.count; i++) {
		const struct level_copy *file = &job->files[i];
		if (file->left_out || file->limited || !level_gains_pass_ceiling(job, i, file->gain_db))
			continue;
		double peak = job->measured->files[i].loudness.true_peak_dbtp + file->gain_db;
		struct arena *arena = job->verdicts.arena;
		well = false;
		const char *remedy =
			arena_format(arena, "ask for %s%.2f LUFS", job->settings->limit ? "" : "--limit, or for ",
				     job->settings->target_lufs - (peak - job->ceiling_dbtp) - 0.005);
		verdicts_add(&job->verdicts, arena_format(arena, "target %s", measurement_job_name(job->measured, i)),
			     VERDICT_FAIL,
			     arena_format(arena,
					  "%+.2f dB would put its true peak at %.2f dBTP, over the ceiling of %.2f "
					  "dBTP%s: %s; nothing is written",
					  file->gain_db, peak, job->ceiling_dbtp,
					  job->settings->limit ? ", and it has more channels than can be limited" : "",
					  remedy ? remedy : ""));
	}
	return well;
}

/* Judges whether the copy, or the album as a whole, has reached the target. */
static void judge_loudness(struct level_job *job, const char *name, double lufs)
{
	struct arena *arena = job->verdicts.arena;
	const double target = job->settings->target_lufs;
	bool hit = fabs(lufs - target) <= LEVEL_JOB_TOLERANCE_LU;
	verdicts_add(&job->verdicts, arena_format(arena, "target %s", name), hit ? VERDICT_PASS : VERDICT_FAIL,
		     hit ? arena_format(arena, "%.2f LUFS; %.2f LUFS within %.2f LU asked for", lufs, target,
					LEVEL_JOB_TOLERANCE_LU)
			 : arena_format(arena,
					"it reaches %.2f LUFS, and not %.2f LUFS, under %.2f dBTP: ask for a lower "
					"target; nothing is written",
					lufs, target, job->ceiling_dbtp));
}

static void judge_copies(struct level_job *job)
{
	/* The last digit that a report shows hides dither and the rounding to the format. */
	const double hidden_db = 0.004;
	struct measurement_job *printed = &job->printed;
	struct loudness_limits limits = loudness_limits_none();
	limits.true_peak_dbtp = job->ceiling_dbtp + hidden_db;
	for (size_t i = 0; i < printed->batch.count; i++) {
		const struct loudness_figures figures = { printed->files[i].loudness, (double)NAN };
		const char *name = measurement_job_name(printed, i);
		if (!printed->album)
			judge_loudness(job, name, figures.loudness.integrated_lufs);
		verdicts_add_loudness(&job->verdicts, name, &figures, &limits, "--target");
	}
	if (printed->album)
		judge_loudness(job, "album", loudness_album_read(printed->album).integrated_lufs);
}

/* Reads the copies back as files of their own. */
static enum status read_back(struct level_job *job)
{
	struct file_batch *batch = &job->measured->batch;
	const char **paths = ARENA_ARRAY(batch->arena, const char *, batch->count);
	const char **names = ARENA_ARRAY(batch->arena, const char *, batch->count);
	size_t count = 0;
	if (!paths || !names)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < batch->count; i++) {
		if (!job->files[i].output)
			continue;
		paths[count] = output_path(job->files[i].output);
		names[count++] = level_copies_path(job, i);
	}
	job->copies = *job->measured->settings;
	job->copies.unjudged = false;
	job->copies.names = names;
	enum status status = measurement_job_run(&job->printed, batch->diagnostics, paths, count, &job->copies);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (!job->printed.files[i].done)
			status = STATUS_BAD_OUTPUT;
	return status;
}

static enum status print(struct level_job *job)
{
	enum status status = level_copies_print(job, level_gains_open);
	if (status == STATUS_OK)
		status = read_back(job);
	if (status != STATUS_OK)
		return status;
	judge_copies(job);
	if (job->verdicts.counts[VERDICT_FAIL] > 0)
		return STATUS_OK;
	status = output_set_commit(job->outputs);
	job->committed = status == STATUS_OK;
	if (status != STATUS_OK)
		diagnostics_failure(job->measured->batch.diagnostics, status, "output", (struct location){ 0 }, "%s",
				    output_set_problem(job->outputs));
	return status;
}

enum status level_stages_run(struct level_job *job, struct measurement_job *measured,
			     const struct level_settings *settings)
{
	struct arena *arena = measured->batch.arena;
	*job = (struct level_job){ .settings = settings,
				   .measured = measured,
				   .copies = *measured->settings,
				   .files = ARENA_ARRAY(arena, struct level_copy, measured->batch.count),
				   .verdicts = { .arena = arena } };
	if (!job->files)
		return STATUS_NO_MEMORY;
	job->ceiling_dbtp = level_gains_ceiling(job);
	job->copies.open = level_gains_open;
	job->copies.open_context = job;
	leave_out(job);
	enum status status = level_copies_expect(job);
	if (status == STATUS_OK)
		status = level_gains_find(job);
	if (status != STATUS_OK || !check_ceiling(job))
		return status;
	return print(job);
}

static enum status add_trims(const struct level_job *job, struct report *report)
{
	const struct measurement_job *measured = job->measured;
	struct report_trim *trims = ARENA_ARRAY(measured->batch.arena, struct report_trim, measured->batch.count);
	if (!trims)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < measured->batch.count; i++)
		if (job->files[i].output)
			trims[report->trim_count++] =
				(struct report_trim){ .strip = measurement_job_name(measured, i),
						      .processor = job->files[i].limited ? "gain and limiter" : "gain",
						      .gain_db = job->files[i].gain_db,
						      .loudness = measured->files[i].loudness };
	report->trims = trims;
	return STATUS_OK;
}

enum status level_stages_report(struct level_job *job, struct report *report)
{
	enum status status = STATUS_OK;
	if (job->committed)
		status = add_trims(job, report);
	if (status == STATUS_OK && job->committed)
		status = measurement_job_report(&job->printed, report);
	for (size_t i = 0; status == STATUS_OK && report->verdicts && i < report->verdicts->count; i++)
		verdicts_add(&job->verdicts, report->verdicts->items[i].name, report->verdicts->items[i].status,
			     report->verdicts->items[i].detail);
	report->verdicts = &job->verdicts;
	return job->verdicts.failed ? STATUS_NO_MEMORY : status;
}

void level_stages_release(struct level_job *job)
{
	for (size_t i = 0; job->files && i < job->measured->batch.count; i++)
		if (job->files[i].printer)
			job->files[i].printer->free(job->files[i].printer);
	measurement_job_release(&job->printed);
	output_set_free(job->outputs);
}
