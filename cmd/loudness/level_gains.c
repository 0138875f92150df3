/* Finds the gains that bring copies to the target loudness.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/loudness/level_gains.h"

#include "engine/levelled_source.h"

#include <math.h>

enum { LIMITED_PASSES_MAXIMUM = 12 };

static const double ceiling_fallback_dbtp = -1.0;
static const double near_enough_lu = 0.02;
static const double gain_most_db = 60.0;

struct source *level_gains_open(void *context, size_t index, struct source *source)
{
	const struct level_job *job = context;
	const struct level_copy *file = &job->files[index];
	const struct levelled_source_settings settings = { .gain_db = file->gain_db,
							   .limited = file->limited,
							   .ceiling_dbtp = job->ceiling_dbtp };
	return levelled_source_new(source, &settings);
}

/* Returns the lowest ceiling that the profiles allow at the target. */
double level_gains_ceiling(const struct level_job *job)
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
bool level_gains_pass_ceiling(const struct level_job *job, size_t index, double gain_db)
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
	file->limited = can_be_limited(job, index) && level_gains_pass_ceiling(job, index, gain_db);
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

enum status level_gains_find(struct level_job *job)
{
	return job->measured->album ? search_album(job) : search_files(job);
}
