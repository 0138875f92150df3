/* Measures the loudness and the quality of audio files and judges them by profiles.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/measurement_job.h"

#include "cmd/job/measurement_memory.h"
#include "cmd/job/resource_check.h"
#include "cmd/threads.h"
#include "verify/loudness_verdict.h"

#include <math.h>

static enum status begin(void *context, size_t index, const struct audio_properties *properties)
{
	struct measurement_job *job = context;
	const struct measurement_settings *settings = job->settings;
	const struct loudness_settings meter = {
		.speakers = settings->speakers ? settings->speakers : properties->speakers,
		.dual_mono = settings->dual_mono,
	};
	struct measured_file *file = &job->files[index];
	file->course = ARENA_NEW(job->batch.arena, struct loudness_course);
	if (settings->pictures)
		file->overview = overview_new(job->batch.arena, properties->frames, properties->channels,
					      properties->sample_rate);
	if (!file->course || (settings->pictures && !file->overview))
		return STATUS_NO_MEMORY;
	enum status status =
		loudness_meter_new_with(properties->channels, properties->sample_rate, &meter, &file->meter);
	if (status != STATUS_OK || !settings->quality)
		return status;
	file->quality = ARENA_NEW(job->batch.arena, struct quality);
	if (!file->quality)
		return STATUS_NO_MEMORY;
	return quality_new(properties->channels, properties->sample_rate, properties->bits, &file->quality_meter);
}

const char *measurement_job_name(const struct measurement_job *job, size_t file)
{
	return job->settings->names ? job->settings->names[file] : job->batch.paths[file];
}

static struct source *open_other(void *context, size_t index, struct source *source)
{
	const struct measurement_settings *settings = ((struct measurement_job *)context)->settings;
	return settings->open(settings->open_context, index, source);
}

static enum status hear(void *context, size_t index, const double *const *columns, size_t frames)
{
	struct measurement_job *job = context;
	struct measured_file *file = &job->files[index];
	if (job->with_level)
		level_add(&file->level_meter, columns, job->batch.files[index].properties.channels, frames);
	if (file->overview)
		overview_add(file->overview, columns, frames);
	enum status status = loudness_meter_add(file->meter, columns, frames);
	if (status == STATUS_OK && file->quality_meter)
		status = quality_add(file->quality_meter, columns, frames);
	return status;
}

static void free_loudness(struct measured_file *file)
{
	loudness_meter_free(file->meter);
	file->meter = NULL;
}

static void free_quality(struct measured_file *file)
{
	quality_free(file->quality_meter);
	file->quality_meter = NULL;
}

static enum status read_meters(struct measured_file *file)
{
	enum status status = loudness_meter_read(file->meter, &file->loudness);
	loudness_meter_read_course(file->meter, file->course);
	if (file->overview)
		overview_read(file->overview);
	if (status == STATUS_OK && file->quality_meter)
		status = quality_read(file->quality_meter, file->quality);
	return status;
}

/* A file that waits for those before it has no meters any more: there may be many of them. An album takes the meters of
   its loudness in the order of the files. */
static enum status finish(void *context, size_t index, bool whole)
{
	struct measurement_job *job = context;
	struct measured_file *file = &job->files[index];
	const enum status status = whole ? read_meters(file) : STATUS_OK;
	free_quality(file);
	if (!whole || !job->album)
		free_loudness(file);
	return status;
}

static enum status end(void *context, size_t index)
{
	struct measurement_job *job = context;
	struct measured_file *file = &job->files[index];
	enum status status = STATUS_OK;
	if (job->album) {
		status = loudness_album_add(job->album, file->meter);
		job->album_count++;
	}
	free_loudness(file);
	file->done = status == STATUS_OK;
	return status;
}

/* A channel map must fit every file that it applies to. */
static void check_channels(struct measurement_job *job)
{
	const struct measurement_settings *settings = job->settings;
	for (size_t i = 0; settings->speakers && i < job->batch.count; i++) {
		struct audio_probe *file = &job->batch.files[i];
		if (file->status != STATUS_OK || file->properties.channels == settings->speaker_count)
			continue;
		problem_set(&file->problem, "it has %u channel%s, and --channels names %zu; name each",
			    file->properties.channels, file->properties.channels == 1 ? "" : "s",
			    settings->speaker_count);
		file->status = STATUS_BAD_SOURCE;
	}
}

static enum status read_all(struct measurement_job *job)
{
	const struct file_batch_listener listener = { .begin = begin,
						      .hear = hear,
						      .finish = finish,
						      .end = end,
						      .open = job->settings->open ? open_other : NULL,
						      .context = job };
	struct workers *workers = threads_start(job->settings->jobs);
	if (!workers)
		return STATUS_LIMIT;
	enum status status = file_batch_read(&job->batch, workers, &listener);
	workers_free(workers);
	return status;
}

static bool wants_level(const struct measurement_settings *settings)
{
	for (size_t i = 0; i < settings->profile_count; i++)
		if (!isnan(settings->profiles[i]->limits.rms_least_dbfs) ||
		    !isnan(settings->profiles[i]->limits.rms_most_dbfs))
			return true;
	return false;
}

/* Reports all files that are longer than is allowed. */
static enum status check_frames(struct measurement_job *job)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->batch.count; i++) {
		const struct audio_probe *file = &job->batch.files[i];
		if (file->status == STATUS_OK &&
		    resource_check_frames(job->batch.diagnostics, job->batch.paths[i], file->properties.frames,
					  job->settings->limits) != STATUS_OK)
			status = STATUS_LIMIT;
	}
	return status;
}

/* Finds before the first block what the meters would not have. */
static enum status check_memory(struct measurement_job *job)
{
	const struct measurement_settings *settings = job->settings;
	const struct measurement_extras extras = { .quality = settings->quality,
						   .pictures = settings->pictures,
						   .album = settings->album };
	const size_t threads = threads_count(settings->jobs);
	uint64_t bytes;
	const enum status status = measurement_memory_find(&job->batch, &extras, threads, &bytes);
	return status == STATUS_OK ? resource_check_meters(job->batch.diagnostics, job->batch.count, threads, bytes,
							   settings->limits)
				   : status;
}

enum status measurement_job_run(struct measurement_job *job, struct diagnostics *diagnostics, const char *const *paths,
				size_t count, const struct measurement_settings *settings)
{
	*job = (struct measurement_job){ .settings = settings,
					 .with_level = wants_level(settings),
					 .verdicts = { .arena = diagnostics->arena },
					 .notes = { .arena = diagnostics->arena } };
	job->files = ARENA_ARRAY(diagnostics->arena, struct measured_file, count);
	if (settings->album)
		job->album = loudness_album_new();
	if (!job->files || (settings->album && !job->album))
		return STATUS_NO_MEMORY;
	enum status status = resource_check_files(diagnostics, count, settings->limits);
	if (status == STATUS_OK)
		status = file_batch_probe(&job->batch, diagnostics, paths, count);
	if (status == STATUS_OK)
		status = check_frames(job);
	if (status == STATUS_OK) {
		check_channels(job);
		status = check_memory(job);
	}
	return status == STATUS_OK ? read_all(job) : status;
}

static struct report_file describe(const struct measurement_job *job, size_t index)
{
	const struct measurement_settings *settings = job->settings;
	const struct audio_properties *properties = &job->batch.files[index].properties;
	return (struct report_file){
		.path = measurement_job_name(job, index),
		.location = job->batch.paths[index],
		.role = REPORT_FILE,
		.name = measurement_job_name(job, index),
		.frames = properties->frames,
		.sample_rate = properties->sample_rate,
		.channels = properties->channels,
		.container = audio_container_name(properties->format.container),
		.encoding = audio_encoding_name(properties->format.encoding),
		.speakers = settings->speakers ? settings->speakers : properties->speakers,
		.dual_mono = settings->dual_mono && properties->channels == 1,
		.headroom_db = properties->headroom_db,
		.measured = true,
		.loudness = job->files[index].loudness,
		.course = job->files[index].course,
		.quality = job->files[index].quality,
		.waveform = job->files[index].overview ? job->files[index].overview->waveform : NULL,
		.octaves = job->files[index].overview ? &job->files[index].overview->octaves : NULL,
	};
}

/* Profiles judge the loudness of an album as a whole, but the peaks of each of its files. */
static struct loudness_limits limits_of_file(const struct measurement_job *job, const struct loudness_profile *profile)
{
	struct loudness_limits limits = profile->limits;
	if (job->album)
		limits.integrated_lufs = limits.tolerance_lu = (double)NAN;
	return limits;
}

static void judge_file(struct measurement_job *job, const struct loudness_profile *profile, size_t index)
{
	const struct measured_file *file = &job->files[index];
	const struct loudness_figures figures = { file->loudness, level_read(&file->level_meter).rms_dbfs };
	const struct loudness_limits limits = limits_of_file(job, profile);
	struct loudness_profile of_file = *profile;
	of_file.plays &= !job->album;
	verdicts_add_profile(&job->verdicts, &job->notes, measurement_job_name(job, index), &figures, &limits,
			     &of_file);
}

/* The loudness of an album is that of the whole, or that of its loudest programme, as the profile asks. */
static void judge_album(struct measurement_job *job, const struct loudness_profile *profile)
{
	struct loudness_figures figures = { loudness_album_read(job->album), (double)NAN };
	struct loudness_limits limits = loudness_limits_none();
	struct loudness_profile of_album = *profile;
	of_album.unchecked_count = 0;
	limits.integrated_lufs = profile->limits.integrated_lufs;
	limits.tolerance_lu = profile->limits.tolerance_lu;
	if (isnan(profile->album_loudest_lufs)) {
		verdicts_add_profile(&job->verdicts, &job->notes, "album", &figures, &limits, &of_album);
		return;
	}
	of_album.plays = false;
	limits.integrated_lufs = profile->album_loudest_lufs;
	figures.loudness.integrated_lufs = (double)NAN;
	for (size_t i = 0; i < job->batch.count; i++)
		if (job->files[i].done)
			figures.loudness.integrated_lufs =
				fmax(figures.loudness.integrated_lufs, job->files[i].loudness.integrated_lufs);
	verdicts_add_profile(&job->verdicts, &job->notes, "loudest of the album", &figures, &limits, &of_album);
}

static bool judge_quality(struct measurement_job *job)
{
	struct arena *arena = job->batch.arena;
	struct quality *all = ARENA_ARRAY(arena, struct quality, job->batch.count);
	const char **names = ARENA_ARRAY(arena, const char *, job->batch.count);
	size_t count = 0;
	if (!all || !names)
		return false;
	for (size_t i = 0; i < job->batch.count; i++) {
		if (!job->files[i].done)
			continue;
		all[count] = *job->files[i].quality;
		names[count] = measurement_job_name(job, i);
		verdicts_add_quality(&job->verdicts, names[count], &all[count], job->settings->quality);
		count++;
	}
	if (job->settings->set)
		verdicts_add_set(&job->verdicts, all, names, count);
	return true;
}

static void judge(struct measurement_job *job)
{
	for (size_t p = 0; p < job->settings->profile_count && !job->settings->unjudged; p++) {
		const struct loudness_profile *profile = job->settings->profiles[p];
		for (size_t i = 0; i < job->batch.count; i++)
			if (job->files[i].done)
				judge_file(job, profile, i);
		if (job->album)
			judge_album(job, profile);
	}
}

/* Lists the targets of all profiles, because every profile judges every file. */
static size_t list_targets(const struct measurement_job *job, struct report_target *targets)
{
	size_t count = 0;
	for (size_t i = 0; i < job->settings->profile_count; i++) {
		const struct loudness_profile *profile = job->settings->profiles[i];
		if (!isnan(profile->limits.integrated_lufs))
			targets[count++] = (struct report_target){ profile->name, profile->limits.integrated_lufs,
								   profile->limits.tolerance_lu };
	}
	return count;
}

enum status measurement_job_report(struct measurement_job *job, struct report *report)
{
	struct arena *arena = job->batch.arena;
	struct report_file *files = ARENA_ARRAY(arena, struct report_file, report->file_count + job->batch.count);
	struct report_album *album = ARENA_NEW(arena, struct report_album);
	struct report_target *targets = ARENA_ARRAY(arena, struct report_target, job->settings->profile_count);
	if (!files || !album || !targets)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < report->file_count; i++)
		files[i] = report->files[i];
	const size_t target_count = list_targets(job, targets);
	for (size_t i = 0; i < job->batch.count; i++) {
		if (!job->files[i].done)
			continue;
		files[report->file_count] = describe(job, i);
		files[report->file_count].targets = targets;
		files[report->file_count++].target_count = target_count;
	}
	if (job->album)
		*album = (struct report_album){ .file_count = job->album_count,
						.loudness = loudness_album_read(job->album) };
	report->files = files;
	report->album = job->album ? album : NULL;
	if (job->settings->quality && !judge_quality(job))
		return STATUS_NO_MEMORY;
	judge(job);
	report->verdicts = &job->verdicts;
	report->notes = &job->notes;
	return job->verdicts.failed || job->notes.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

void measurement_job_release(struct measurement_job *job)
{
	for (size_t i = 0; job->files && i < job->batch.count; i++) {
		free_loudness(&job->files[i]);
		free_quality(&job->files[i]);
		overview_release(job->files[i].overview);
	}
	loudness_album_free(job->album);
}
