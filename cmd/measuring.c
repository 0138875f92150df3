/* Measures the loudness and the quality of audio files and judges them by profiles.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/measuring.h"

#include "cmd/jobs.h"
#include "verify/loudness_verdict.h"

#include <math.h>

static enum status begin(void *context, size_t index, const struct audio_properties *properties)
{
	struct measuring *measuring = context;
	const struct measuring_settings *settings = measuring->settings;
	const struct loudness_settings meter = {
		.speakers = settings->speakers ? settings->speakers : properties->speakers,
		.dual_mono = settings->dual_mono,
	};
	struct measured_file *file = &measuring->files[index];
	file->course = ARENA_NEW(measuring->survey.arena, struct loudness_course);
	if (settings->pictures)
		file->waveform = waveform_new(measuring->survey.arena, properties->frames, properties->channels);
	if (!file->course || (settings->pictures && !file->waveform))
		return STATUS_NO_MEMORY;
	enum status status = loudness_new_with(properties->channels, properties->sample_rate, &meter, &file->meter);
	if (status != STATUS_OK || !settings->quality)
		return status;
	file->quality = ARENA_NEW(measuring->survey.arena, struct quality);
	if (!file->quality)
		return STATUS_NO_MEMORY;
	return quality_new(properties->channels, properties->sample_rate, properties->bits, &file->quality_meter);
}

const char *measuring_name(const struct measuring *measuring, size_t file)
{
	return measuring->settings->names ? measuring->settings->names[file] : measuring->survey.paths[file];
}

static struct source *open_other(void *context, size_t index, struct source *source)
{
	const struct measuring_settings *settings = ((struct measuring *)context)->settings;
	return settings->open(settings->open_context, index, source);
}

static enum status hear(void *context, size_t index, const double *const *columns, size_t frames)
{
	struct measuring *measuring = context;
	struct measured_file *file = &measuring->files[index];
	if (measuring->with_level)
		level_add(&file->level_meter, columns, measuring->survey.files[index].properties.channels, frames);
	if (file->waveform)
		waveform_add(file->waveform, columns, frames);
	enum status status = loudness_add(file->meter, columns, frames);
	if (status == STATUS_OK && file->quality_meter)
		status = quality_add(file->quality_meter, columns, frames);
	return status;
}

static enum status end(void *context, size_t index)
{
	struct measuring *measuring = context;
	struct measured_file *file = &measuring->files[index];
	enum status status = loudness_read(file->meter, &file->loudness);
	loudness_read_course(file->meter, file->course);
	if (status == STATUS_OK && measuring->album) {
		status = loudness_album_add(measuring->album, file->meter);
		measuring->album_count++;
	}
	if (status == STATUS_OK && file->quality_meter)
		status = quality_read(file->quality_meter, file->quality);
	loudness_free(file->meter);
	quality_free(file->quality_meter);
	file->meter = NULL;
	file->quality_meter = NULL;
	file->done = status == STATUS_OK;
	return status;
}

/* A channel map must fit every file that it applies to. */
static void check_channels(struct measuring *measuring)
{
	const struct measuring_settings *settings = measuring->settings;
	for (size_t i = 0; settings->speakers && i < measuring->survey.count; i++) {
		struct audio_probe *file = &measuring->survey.files[i];
		if (file->status != STATUS_OK || file->properties.channels == settings->speaker_count)
			continue;
		problem_set(&file->problem, "it has %u channel%s, and --channels names %zu; name each",
			    file->properties.channels, file->properties.channels == 1 ? "" : "s",
			    settings->speaker_count);
		file->status = STATUS_BAD_SOURCE;
	}
}

static enum status read_all(struct measuring *measuring)
{
	const struct survey_listener listener = { .begin = begin,
						  .hear = hear,
						  .end = end,
						  .open = measuring->settings->open ? open_other : NULL,
						  .context = measuring };
	struct workers *workers = jobs_start(measuring->settings->jobs);
	if (!workers)
		return STATUS_LIMIT;
	enum status status = survey_read(&measuring->survey, workers, &listener);
	workers_free(workers);
	return status;
}

static bool wants_level(const struct measuring_settings *settings)
{
	for (size_t i = 0; i < settings->profile_count; i++)
		if (!isnan(settings->profiles[i]->limits.rms_least_dbfs) ||
		    !isnan(settings->profiles[i]->limits.rms_most_dbfs))
			return true;
	return false;
}

enum status measuring_run(struct measuring *measuring, struct diagnostics *diagnostics, const char *const *paths,
			  size_t count, const struct measuring_settings *settings)
{
	*measuring = (struct measuring){ .settings = settings,
					 .with_level = wants_level(settings),
					 .verdicts = { .arena = diagnostics->arena },
					 .notes = { .arena = diagnostics->arena } };
	measuring->files = ARENA_ARRAY(diagnostics->arena, struct measured_file, count);
	if (settings->album)
		measuring->album = loudness_album_new();
	if (!measuring->files || (settings->album && !measuring->album))
		return STATUS_NO_MEMORY;
	enum status status = survey_probe(&measuring->survey, diagnostics, paths, count);
	if (status == STATUS_OK) {
		check_channels(measuring);
		status = read_all(measuring);
	}
	return status;
}

static struct report_file describe(const struct measuring *measuring, size_t index)
{
	const struct measuring_settings *settings = measuring->settings;
	const struct audio_properties *properties = &measuring->survey.files[index].properties;
	return (struct report_file){
		.path = measuring_name(measuring, index),
		.role = REPORT_FILE,
		.name = measuring_name(measuring, index),
		.frames = properties->frames,
		.sample_rate = properties->sample_rate,
		.channels = properties->channels,
		.container = audio_container_name(properties->format),
		.encoding = audio_encoding_name(properties->format),
		.speakers = settings->speakers ? settings->speakers : properties->speakers,
		.dual_mono = settings->dual_mono && properties->channels == 1,
		.headroom_db = properties->headroom_db,
		.measured = true,
		.loudness = measuring->files[index].loudness,
		.course = measuring->files[index].course,
		.quality = measuring->files[index].quality,
		.waveform = measuring->files[index].waveform,
	};
}

/* Profiles judge the loudness of an album as a whole, but the peaks of each of its files. */
static struct loudness_limits limits_of_file(const struct measuring *measuring, const struct loudness_profile *profile)
{
	struct loudness_limits limits = profile->limits;
	if (measuring->album)
		limits.integrated_lufs = limits.tolerance_lu = (double)NAN;
	return limits;
}

static void judge_file(struct measuring *measuring, const struct loudness_profile *profile, size_t index)
{
	const struct measured_file *file = &measuring->files[index];
	const struct loudness_figures figures = { file->loudness, level_read(&file->level_meter).rms_dbfs };
	const struct loudness_limits limits = limits_of_file(measuring, profile);
	struct loudness_profile of_file = *profile;
	of_file.plays &= !measuring->album;
	verdicts_add_profile(&measuring->verdicts, &measuring->notes, measuring_name(measuring, index), &figures,
			     &limits, &of_file);
}

/* The loudness of an album is that of the whole, or that of its loudest programme, as the profile asks. */
static void judge_album(struct measuring *measuring, const struct loudness_profile *profile)
{
	struct loudness_figures figures = { loudness_album_read(measuring->album), (double)NAN };
	struct loudness_limits limits = loudness_limits_none();
	struct loudness_profile of_album = *profile;
	of_album.unchecked_count = 0;
	limits.integrated_lufs = profile->limits.integrated_lufs;
	limits.tolerance_lu = profile->limits.tolerance_lu;
	if (isnan(profile->album_loudest_lufs)) {
		verdicts_add_profile(&measuring->verdicts, &measuring->notes, "album", &figures, &limits, &of_album);
		return;
	}
	of_album.plays = false;
	limits.integrated_lufs = profile->album_loudest_lufs;
	figures.loudness.integrated_lufs = (double)NAN;
	for (size_t i = 0; i < measuring->survey.count; i++)
		if (measuring->files[i].done)
			figures.loudness.integrated_lufs =
				fmax(figures.loudness.integrated_lufs, measuring->files[i].loudness.integrated_lufs);
	verdicts_add_profile(&measuring->verdicts, &measuring->notes, "loudest of the album", &figures, &limits,
			     &of_album);
}

static bool judge_quality(struct measuring *measuring)
{
	struct arena *arena = measuring->survey.arena;
	struct quality *all = ARENA_ARRAY(arena, struct quality, measuring->survey.count);
	const char **names = ARENA_ARRAY(arena, const char *, measuring->survey.count);
	size_t count = 0;
	if (!all || !names)
		return false;
	for (size_t i = 0; i < measuring->survey.count; i++) {
		if (!measuring->files[i].done)
			continue;
		all[count] = *measuring->files[i].quality;
		names[count] = measuring_name(measuring, i);
		verdicts_add_quality(&measuring->verdicts, names[count], &all[count], measuring->settings->quality);
		count++;
	}
	if (measuring->settings->set)
		verdicts_add_set(&measuring->verdicts, all, names, count);
	return true;
}

static void judge(struct measuring *measuring)
{
	for (size_t p = 0; p < measuring->settings->profile_count && !measuring->settings->unjudged; p++) {
		const struct loudness_profile *profile = measuring->settings->profiles[p];
		for (size_t i = 0; i < measuring->survey.count; i++)
			if (measuring->files[i].done)
				judge_file(measuring, profile, i);
		if (measuring->album)
			judge_album(measuring, profile);
	}
}

/* Lists the targets of all profiles, because every profile judges every file. */
static size_t list_targets(const struct measuring *measuring, struct report_target *targets)
{
	size_t count = 0;
	for (size_t i = 0; i < measuring->settings->profile_count; i++) {
		const struct loudness_profile *profile = measuring->settings->profiles[i];
		if (!isnan(profile->limits.integrated_lufs))
			targets[count++] = (struct report_target){ profile->name, profile->limits.integrated_lufs,
								   profile->limits.tolerance_lu };
	}
	return count;
}

enum status measuring_report(struct measuring *measuring, struct report *report)
{
	struct arena *arena = measuring->survey.arena;
	struct report_file *files =
		ARENA_ARRAY(arena, struct report_file, report->file_count + measuring->survey.count);
	struct report_album *album = ARENA_NEW(arena, struct report_album);
	struct report_target *targets = ARENA_ARRAY(arena, struct report_target, measuring->settings->profile_count);
	if (!files || !album || !targets)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < report->file_count; i++)
		files[i] = report->files[i];
	const size_t target_count = list_targets(measuring, targets);
	for (size_t i = 0; i < measuring->survey.count; i++) {
		if (!measuring->files[i].done)
			continue;
		files[report->file_count] = describe(measuring, i);
		files[report->file_count].targets = targets;
		files[report->file_count++].target_count = target_count;
	}
	if (measuring->album)
		*album = (struct report_album){ .file_count = measuring->album_count,
						.loudness = loudness_album_read(measuring->album) };
	report->files = files;
	report->album = measuring->album ? album : NULL;
	if (measuring->settings->quality && !judge_quality(measuring))
		return STATUS_NO_MEMORY;
	judge(measuring);
	report->verdicts = &measuring->verdicts;
	report->notes = &measuring->notes;
	return measuring->verdicts.failed || measuring->notes.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

void measuring_release(struct measuring *measuring)
{
	for (size_t i = 0; measuring->files && i < measuring->survey.count; i++) {
		loudness_free(measuring->files[i].meter);
		quality_free(measuring->files[i].quality_meter);
	}
	loudness_album_free(measuring->album);
}
