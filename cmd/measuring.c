/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/measuring.h"

#include "cmd/jobs.h"

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
	if (!file->course)
		return STATUS_NO_MEMORY;
	return loudness_new_with(properties->channels, properties->sample_rate, &meter, &file->meter);
}

static enum status hear(void *context, size_t index, const double *const *columns, size_t frames)
{
	struct measuring *measuring = context;
	return loudness_add(measuring->files[index].meter, columns, frames);
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
	loudness_free(file->meter);
	file->meter = NULL;
	file->done = status == STATUS_OK;
	return status;
}

/* A map must fit every file that it is for. */
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

static enum status read_all(struct measuring *measuring, size_t jobs)
{
	const struct survey_listener listener = { .begin = begin, .hear = hear, .end = end, .context = measuring };
	struct workers *workers = jobs_start(jobs);
	if (!workers)
		return STATUS_LIMIT;
	enum status status = survey_read(&measuring->survey, workers, &listener);
	workers_free(workers);
	return status;
}

enum status measuring_run(struct measuring *measuring, struct diagnostics *diagnostics, const char *const *paths,
			  size_t count, size_t jobs, const struct measuring_settings *settings)
{
	*measuring = (struct measuring){ .settings = settings, .verdicts = { .arena = diagnostics->arena } };
	measuring->files = ARENA_ARRAY(diagnostics->arena, struct measured_file, count);
	if (settings->album)
		measuring->album = loudness_album_new();
	if (!measuring->files || (settings->album && !measuring->album))
		return STATUS_NO_MEMORY;
	enum status status = survey_probe(&measuring->survey, diagnostics, paths, count);
	if (status == STATUS_OK) {
		check_channels(measuring);
		status = read_all(measuring, jobs);
	}
	if (status == STATUS_OK)
		survey_tell(&measuring->survey);
	return status;
}

static struct report_file describe(const struct measuring *measuring, size_t index)
{
	const struct measuring_settings *settings = measuring->settings;
	const struct audio_properties *properties = &measuring->survey.files[index].properties;
	return (struct report_file){
		.path = measuring->survey.paths[index],
		.role = REPORT_FILE,
		.name = measuring->survey.paths[index],
		.frames = properties->frames,
		.sample_rate = properties->sample_rate,
		.channels = properties->channels,
		.container = audio_container_name(properties->format),
		.encoding = audio_encoding_name(properties->format),
		.speakers = settings->speakers ? settings->speakers : properties->speakers,
		.dual_mono = settings->dual_mono && properties->channels == 1,
		.measured = true,
		.loudness = measuring->files[index].loudness,
		.course = measuring->files[index].course,
	};
}

enum status measuring_report(struct measuring *measuring, struct report *report)
{
	struct arena *arena = measuring->survey.arena;
	struct report_file *files = ARENA_ARRAY(arena, struct report_file, measuring->survey.count);
	struct report_album *album = ARENA_NEW(arena, struct report_album);
	if (!files || !album)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < measuring->survey.count; i++)
		if (measuring->files[i].done)
			files[report->file_count++] = describe(measuring, i);
	if (measuring->album)
		*album = (struct report_album){ .file_count = measuring->album_count,
						.loudness = loudness_album_read(measuring->album) };
	report->files = files;
	report->album = measuring->album ? album : NULL;
	report->verdicts = &measuring->verdicts;
	return measuring->verdicts.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

void measuring_release(struct measuring *measuring)
{
	for (size_t i = 0; measuring->files && i < measuring->survey.count; i++)
		loudness_free(measuring->files[i].meter);
	loudness_album_free(measuring->album);
}
