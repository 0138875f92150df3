/* Finds the gains that bring copies to the target loudness, and judges the copies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/loudness/level_job.h"

#include "cmd/loudness/level_copies.h"
#include "cmd/threads.h"
#include "engine/levelled_source.h"
#include "engine/printer.h"
#include "verify/loudness_verdict.h"

#include <math.h>
#include <string.h>

enum { LIMITED_PASSES_MAXIMUM = 12 };

static const double ceiling_fallback_dbtp = -1.0;
static const double near_enough_lu = 0.02;
static const double gain_most_db = 60.0;

static struct source *open_levelled(void *context, size_t index, struct source *source)
{
	const struct level_job *job = context;
	const struct level_copy *file = &job->files[index];
	const struct levelled_source_settings settings = { .gain_db = file->gain_db,
							   .limited = file->limited,
							   .ceiling_dbtp = job->ceiling_dbtp };
	return levelled_source_new(source, &settings);
}

/* Returns the lowest ceiling that the profiles allow at the target. */
static double find_ceiling(const struct level_job *job)
{
	const struct measurement_settings *measured = job->measured->settings;
	double ceiling = job->settings->ceiling_dbtp;
	if (!isnan(ceiling))
		return ceiling;
	for (size_t i = 0; i < measured->profile_count; i++) {
		const struct loudness_limits *limits = &measured->profiles[i]->limits;
		bool loud = job->settings->target_lufs > limits->loud_lufs;
		ceiling = fmin(ceiling, loud ? limits->true_peak_loud_dbtp : limits->true_peak_dbtp);
	}
	return isnan(ceiling) ? ceiling_fallback_dbtp : ceiling;
}

/* Rounds a gain as `normalise` does. The last bits of a meter depend on the CPU and must not reach the prints. */
static double coarse(double gain_db)
{
	const double steps = 1e6; /* it counts the steps in one dB */
	return floor(gain_db * steps - 0.5) / steps;
}

/* This search finds the gain for one file, or for all files of an album. */
struct search {
	double gain_db;
	double last_gain_db, last_lufs; /* they belong to the pass before; NAN stands for no such pass */
	bool settled;
};

static struct search search_from(double lufs, double target_lufs)
{
	double gain_db = coarse(target_lufs - lufs);
	return (struct search){ .gain_db = fmax(-gain_most_db, fmin(gain_most_db, gain_db)),
				.last_gain_db = (double)NAN,
				.last_lufs = (double)NAN };
}

/* Takes a step of the secant method, because a limiter gives back less loudness than it gets gain. */
static void search_on(struct search *search, double lufs, double target_lufs)
{
	double off = target_lufs - lufs;
	double slope = (lufs - search->last_lufs) / (search->gain_db - search->last_gain_db);
	/* A limiter that gives back no loudness any more does not come nearer to the target. */
	if (fabs(off) <= near_enough_lu || isnan(off) || fabs(slope) < 0.02) {
		search->settled = true;
		return;
	}
	double step = slope > 0.05 && slope <= 1.5 ? off / slope : off;
	search->last_gain_db = search->gain_db;
	search->last_lufs = lufs;
	search->gain_db = fmin(gain_most_db, coarse(search->gain_db + fmax(-6.0, fmin(6.0, step))));
}

/* Tells whether a gain puts a file over the ceiling. */
static bool passes_ceiling(const struct level_job *job, size_t index, double gain_db)
{
	return job->measured->files[index].loudness.true_peak_dbtp + gain_db > job->ceiling_dbtp;
}

static bool can_be_limited(const struct level_job *job, size_t index)
{
	return job->settings->limit &&
	       job->measured->batch.files[index].properties.channels <= LEVELLED_CHANNELS_MAXIMUM;
}

static bool set_gain(struct level_job *job, size_t index, double gain_db)
{
	struct level_copy *file = &job->files[index];
	file->gain_db = gain_db;
	file->limited = can_be_limited(job, index) && passes_ceiling(job, index, gain_db);
	return file->limited;
}

/* Measures the files and the album at the present gains. */
static enum status read_levelled(struct level_job *job, struct measurement_job *pass)
{
	const struct file_batch *batch = &job->measured->batch;
	return measurement_job_run(pass, batch->diagnostics, batch->paths, batch->count, &job->copies);
}

static enum status search_album(struct level_job *job)
{
	const double target = job->settings->target_lufs;
	struct search search = search_from(loudness_album_read(job->measured->album).integrated_lufs, target);
	enum status status = STATUS_OK;
	for (size_t pass = 0; pass < LIMITED_PASSES_MAXIMUM && status == STATUS_OK && !search.settled; pass++) {
		struct measurement_job levelled = { 0 };
		bool limited = false;
		for (size_t i = 0; i < job->measured->batch.count; i++)
			limited |= set_gain(job, i, search.gain_db);
		if (!limited)
			return STATUS_OK;
		status = read_levelled(job, &levelled);
		if (status == STATUS_OK)
			search_on(&search, loudness_album_read(levelled.album).integrated_lufs, target);
		measurement_job_release(&levelled);
	}
	return status;
}

static enum status search_files(struct level_job *job)
{
	const size_t count = job->measured->batch.count;
	const double target = job->settings->target_lufs;
	struct search *searches = ARENA_ARRAY(job->measured->batch.arena, struct search, count);
	if (!searches)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		searches[i] = search_from(job->measured->files[i].loudness.integrated_lufs, target);
	for (size_t pass = 0; pass < LIMITED_PASSES_MAXIMUM; pass++) {
		struct measurement_job levelled = { 0 };
		bool limited = false;
		for (size_t i = 0; i < count; i++)
			if (!job->files[i].left_out)
				limited |= set_gain(job, i, searches[i].gain_db) && !searches[i].settled;
		if (!limited)
			return STATUS_OK;
		enum status status = read_levelled(job, &levelled);
		for (size_t i = 0; i < count && status == STATUS_OK; i++)
			if (job->files[i].limited && !searches[i].settled)
				search_on(&searches[i], levelled.files[i].loudness.integrated_lufs, target);
		measurement_job_release(&levelled);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

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
		if (file->left_out || file->limited || !passes_ceiling(job, i, file->gain_db))
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
	verdicts_add(
		&job->verdicts, arena_format(arena, "target %s", name), hit ? VERDICT_PASS : VERDICT_FAIL,
		hit ? arena_format(arena, "%.2f LUFS; %.2f LUFS within %.2f LU asked for", lufs, target,
				   LEVEL_JOB_TOLERANCE_LU)
		    : arena_format(arena,
				   "%.2f LUFS is as near as it comes to %.2f LUFS under %.2f dBTP: ask for a target "
				   "that leaves it more room; nothing is written",
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
	enum status status = level_copies_print(job, open_levelled);
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

enum status level_job_run(struct level_job *job, struct measurement_job *measured,
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
	job->ceiling_dbtp = find_ceiling(job);
	job->copies.open = open_levelled;
	job->copies.open_context = job;
	leave_out(job);
	enum status status = level_copies_expect(job);
	if (status == STATUS_OK)
		status = measured->album ? search_album(job) : search_files(job);
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

enum status level_job_report(struct level_job *job, struct report *report)
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

void level_job_release(struct level_job *job)
{
	for (size_t i = 0; job->files && i < job->measured->batch.count; i++)
		if (job->files[i].printer)
			job->files[i].printer->free(job->files[i].printer);
	measurement_job_release(&job->printed);
	output_set_free(job->outputs);
}
