/* Reads the headers of the files of a null test, makes the files fit each other, and opens them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_files.h"

#include "cmd/job/file_probe.h"
#include "forensics/fitted_source.h"
#include "io/audio_pair.h"
#include "io/audio_source.h"
#include "io/resample.h"

#include <math.h>

/* Reports all files that are wrong at once. If none is wrong, it pairs left and right halves. */
static enum status probe(struct null_job *job, const char *const *paths, size_t count)
{
	struct audio_probe *probes = ARENA_ARRAY(job->arena, struct audio_probe, count);
	struct null_members members;
	if (!probes)
		return STATUS_NO_MEMORY;
	enum status status = file_probe(paths, count, probes);
	for (size_t i = 0; i < count && status != STATUS_NO_MEMORY; i++)
		if (probes[i].status != STATUS_OK)
			(void)null_job_fail(job, probes[i].status, "source", paths[i], probes[i].problem.text);
		else if (probes[i].properties.open_ended)
			diagnostics_warning(job->diagnostics, "open-ended", (struct location){ 0 }, "\"%s\": %s",
					    paths[i], AUDIO_OPEN_ENDED_TEXT);
	if (status == STATUS_OK)
		status = null_members_make(paths, probes, count, !job->settings->without_pairs, job->diagnostics,
					   &members);
	if (status == STATUS_OK) {
		job->members = members.items;
		job->count = members.count;
	}
	return status;
}

static bool same_file(const struct audio_properties *a, const struct audio_properties *b)
{
	return a->identity.device == b->identity.device && a->identity.inode == b->identity.inode;
}

/* A pattern like *.wav also matches the mix. */
static void warn_of_repetition(struct null_job *job)
{
	for (size_t i = 1; job->count > 2 && i < job->count; i++)
		for (size_t k = 0; k < i; k++)
			if (same_file(&job->members[i].properties, &job->members[k].properties)) {
				diagnostics_warning(job->diagnostics, "heard-twice", (struct location){ 0 },
						    k == 0 ? "stem \"%s\" is the mix itself; leave it out"
							   : "stem \"%s\" is given twice; leave one out",
						    job->members[i].name);
				break;
			}
}

/* A time stamp counts from midnight. One beyond a day is wrong, and the test would wait that long for the file. */
static bool has_start(const struct audio_properties *file)
{
	enum { DAY_SECONDS = 24 * 60 * 60 };
	return file->stamped && file->stamp <= (uint64_t)DAY_SECONDS * file->sample_rate;
}

/* Returns the start of a file by its stamp, in frames of the mix. */
static uint64_t stamp_of(const struct null_job *job, size_t index)
{
	const struct audio_properties *file = &job->members[index].properties;
	return resampled_frames(file->stamp, file->sample_rate, job->members[0].properties.sample_rate);
}

/* Sets the starts of the files by their stamps. The earliest file starts at frame 0. */
static enum status set_starts(struct null_job *job)
{
	uint64_t first = UINT64_MAX;
	for (size_t i = 0; i < job->count; i++) {
		const struct audio_properties *file = &job->members[i].properties;
		if (!has_start(file))
			return null_job_fail(
				job, STATUS_BAD_SOURCE, "source", job->members[i].name,
				file->stamped
					? "its time stamp is beyond a day; leave out --by-stamp"
					: "it has no time stamp; print a Broadcast Wave, or leave out --by-stamp");
		first = stamp_of(job, i) < first ? stamp_of(job, i) : first;
	}
	for (size_t i = 0; i < job->count; i++)
		job->starts[i] = stamp_of(job, i) - first;
	return STATUS_OK;
}

/* A stem that was printed from its own start adds up only when it starts there. */
static void warn_of_stamps(struct null_job *job)
{
	const struct audio_properties *mix = &job->members[0].properties;
	for (size_t i = 1; i < job->count && has_start(mix); i++) {
		const struct audio_properties *file = &job->members[i].properties;
		double seconds = (double)file->stamp / file->sample_rate - (double)mix->stamp / mix->sample_rate;
		if (!has_start(file) || seconds == 0.0)
			continue;
		diagnostics_warning(job->diagnostics, "time-stamp", (struct location){ 0 },
				    "stem \"%s\" is stamped %.3f s %s than the mix; --by-stamp puts it there",
				    job->members[i].name, fabs(seconds), seconds > 0.0 ? "later" : "earlier");
	}
}

static enum status compare(struct null_job *job)
{
	const struct audio_properties *mix = &job->members[0].properties;
	struct proof_shape_file *files = ARENA_ARRAY(job->arena, struct proof_shape_file, job->count);
	if (!files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->count; i++) {
		const struct audio_properties *file = &job->members[i].properties;
		files[i] = (struct proof_shape_file){
			.name = job->members[i].name,
			.sample_rate = file->sample_rate,
			.channels = file->channels,
			.frames = job->starts[i] + resampled_frames(file->frames, file->sample_rate, mix->sample_rate),
			.converted = job->settings->resample && file->sample_rate != mix->sample_rate,
		};
	}
	job->shape = proof_shape_judge(files, job->count, job->settings->allow_lengths, &job->verdicts);
	return STATUS_OK;
}

/* The dither of a file from elsewhere is unknown, and so is its rounding: floor and bound allow for both. */
static struct format_error error_of(const struct audio_properties *file, const struct audio_properties *mix)
{
	const enum audio_encoding encoding = file->format.encoding;
	if (file->sample_rate != mix->sample_rate)
		return (struct format_error){ 0 };
	if (file->bits > 0)
		return format_error_of_foreign_integers(file->bits);
	if (encoding == AUDIO_FLOAT32 || encoding == AUDIO_FLOAT64)
		return format_error_of_floats(encoding == AUDIO_FLOAT32 ? 32 : 64);
	return (struct format_error){ 0 };
}

/* Many workstations sum in the floats that they print. */
static struct format_error error_of_mix(const struct audio_properties *mix)
{
	struct format_error error = error_of(mix, mix);
	error.sum_step = error.relative_step;
	return error;
}

enum status null_files_read(struct null_job *job, const char *const *paths, size_t count)
{
	enum status status = probe(job, paths, count);
	if (status == STATUS_OK && job->settings->by_stamp)
		status = set_starts(job);
	if (status != STATUS_OK)
		return status;
	warn_of_repetition(job);
	if (!job->settings->by_stamp)
		warn_of_stamps(job);
	return compare(job);
}

/* Opens one file, or the left and right files of a pair. */
static enum status open_member(struct null_job *job, size_t index)
{
	const struct null_member *member = &job->members[index];
	struct source *sources[2] = { NULL, NULL };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < (member->paired ? 2 : 1) && status == STATUS_OK; i++) {
		const struct audio_source_options options = { .sample_rate = job->members[0].properties.sample_rate,
							      .start_frames = job->starts[index],
							      .expected = &member->halves[i] };
		struct problem problem;
		status = audio_source_open(member->paths[i], &options, &sources[i], &problem);
		if (status != STATUS_OK)
			(void)null_job_fail(job, status, "source", member->paths[i], problem.text);
	}
	job->opened[index] = sources[0];
	if (status == STATUS_OK && member->paired)
		job->opened[index] = audio_pair_new(sources[0], sources[1], 2);
	return status == STATUS_OK && !job->opened[index] ? STATUS_NO_MEMORY : status;
}

static enum status open_file(struct null_job *job, size_t index)
{
	const struct audio_properties *mix = &job->members[0].properties;
	enum status status = open_member(job, index);
	if (status != STATUS_OK)
		return status;
	job->files[index] = (struct proof_file){
		.source =
			fitted_source_new(job->arena, job->opened[index], job->shape.channels, job->shape.frames, 0.0),
		.error = index == 0 ? error_of_mix(mix) : error_of(&job->members[index].properties, mix),
	};
	job->files[index].error.headroom_db = null_job_headroom(job, &job->members[index].properties);
	if (job->settings->pictures)
		job->files[index].overview =
			overview_new(job->arena, job->shape.frames, job->shape.channels, mix->sample_rate);
	const bool drawn = !job->settings->pictures || job->files[index].overview;
	return job->files[index].source && drawn ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status null_files_open(struct null_job *job)
{
	struct problem problem;
	enum status status = audio_source_reserve(2 * job->count, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(job->diagnostics, status, "source", (struct location){ 0 }, "%s", problem.text);
	for (size_t i = 0; i < job->count && status == STATUS_OK; i++)
		status = open_file(job, i);
	for (size_t i = 1; i < job->count; i++)
		job->stems[i - 1] = i;
	job->proof = (struct proof_request){
		.stems = job->stems,
		.stem_count = job->count - 1,
		.limits = { .max_residual_dbfs = job->settings->max_residual_dbfs,
			    .engine_residual_peak = (double)NAN,
			    .engine_residual_rms = (double)NAN },
	};
	return status;
}
