/* Measures loudness, silence and equality of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/init/survey.h"

#include "cmd/job/file_batch.h"
#include "cmd/threads.h"
#include "measure/loudness_meter.h"

#include <math.h>
#include <string.h>

enum { CHANNELS_MAXIMUM = 2 };

static const double sound_dbfs = -70.0; /* a sound begins where a sample passes this */

/* What is known of one file while it is read. */
struct surveyed {
	struct loudness_meter *meter;
	uint64_t position;
	uint64_t first_sound;
	uint64_t hash[2];
	bool sounds;
	bool equal_sides;
};

struct survey {
	struct file_batch batch;
	struct surveyed *surveyed;
	struct draft_file *files;
	double sound;
};

/* Two mixing functions with different constants, so that unequal files are told apart. Nobody's security rests on it.
 */
static void add_to_hash(uint64_t hash[2], double sample)
{
	uint64_t bits;
	memcpy(&bits, &sample, sizeof bits);
	hash[0] = (hash[0] ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
	hash[0] ^= hash[0] >> 29;
	hash[1] = (hash[1] + bits) * UINT64_C(0xd6e8feb86659fd93);
	hash[1] ^= hash[1] >> 32;
}

static enum status begin(void *context, size_t index, const struct audio_properties *properties)
{
	struct survey *survey = context;
	struct surveyed *surveyed = &survey->surveyed[index];
	surveyed->equal_sides = properties->channels == 2;
	surveyed->hash[0] = properties->channels;
	surveyed->hash[1] = properties->sample_rate;
	return loudness_meter_new(properties->channels, properties->sample_rate, &surveyed->meter);
}

static void look(struct surveyed *surveyed, const double *const *columns, size_t channels, size_t frames, double sound)
{
	for (size_t i = 0; i < frames; i++)
		for (size_t channel = 0; channel < channels; channel++) {
			const double sample = columns[channel][i];
			add_to_hash(surveyed->hash, sample);
			if (!surveyed->sounds && fabs(sample) > sound) {
				surveyed->sounds = true;
				surveyed->first_sound = surveyed->position + i;
			}
		}
	if (surveyed->equal_sides)
		surveyed->equal_sides = memcmp(columns[0], columns[1], frames * sizeof **columns) == 0;
	surveyed->position += frames;
}

static enum status hear(void *context, size_t index, const double *const *columns, size_t frames)
{
	struct survey *survey = context;
	struct surveyed *surveyed = &survey->surveyed[index];
	look(surveyed, columns, survey->batch.files[index].properties.channels, frames, survey->sound);
	return loudness_meter_add(surveyed->meter, columns, frames);
}

static enum status end(void *context, size_t index)
{
	struct survey *survey = context;
	struct surveyed *surveyed = &survey->surveyed[index];
	struct draft_file *file = &survey->files[index];
	struct loudness loudness;
	const enum status status = loudness_meter_read(surveyed->meter, &loudness);
	loudness_meter_free(surveyed->meter);
	surveyed->meter = NULL;
	file->integrated_lufs = loudness.integrated_lufs;
	file->peak_dbfs = loudness.sample_peak_dbfs;
	file->first_sound = surveyed->sounds ? surveyed->first_sound : surveyed->position;
	file->dual_mono = surveyed->equal_sides;
	memcpy(file->hash, surveyed->hash, sizeof file->hash);
	return status;
}

/* Leaves out what a drafted recipe could not take. */
static void refuse_some(struct survey *survey)
{
	for (size_t i = 0; i < survey->batch.count; i++) {
		struct audio_probe *file = &survey->batch.files[i];
		if (file->status != STATUS_OK)
			continue;
		const unsigned channels = file->properties.channels;
		if (file->properties.open_ended)
			problem_set(&file->problem, "%s", AUDIO_OPEN_ENDED_TEXT);
		else if (channels > CHANNELS_MAXIMUM)
			problem_set(&file->problem, "it has %u channels; make tracks of them with `channels`",
				    channels);
		else
			continue;
		file->status = STATUS_BAD_SOURCE;
	}
}

static enum status read_all(struct survey *survey, size_t jobs)
{
	const struct file_batch_listener listener = { .begin = begin, .hear = hear, .end = end, .context = survey };
	struct workers *workers = threads_start(jobs);
	if (!workers)
		return STATUS_LIMIT;
	const enum status status = file_batch_read(&survey->batch, workers, &listener);
	workers_free(workers);
	return status;
}

static enum status describe(struct survey *survey, size_t index, struct arena *arena)
{
	const struct audio_probe *probe = &survey->batch.files[index];
	struct draft_file *file = &survey->files[index];
	if (probe->status == STATUS_OK) {
		file->sample_rate = probe->properties.sample_rate;
		file->channels = probe->properties.channels;
		file->frames = probe->properties.frames;
		return STATUS_OK;
	}
	file->problem = arena_text(arena, probe->problem.text, strlen(probe->problem.text));
	return file->problem ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status survey_run(const char *const *paths, size_t count, size_t jobs, struct diagnostics *diagnostics,
		       struct draft_file *files)
{
	struct survey survey = { .files = files, .sound = pow(10.0, sound_dbfs / 20.0) };
	survey.surveyed = ARENA_ARRAY(diagnostics->arena, struct surveyed, count);
	if (!survey.surveyed)
		return STATUS_NO_MEMORY;
	/* A warning about an open end would come twice, since such a file is left out with a reason. */
	struct diagnostics probing;
	diagnostics_init(&probing, diagnostics->arena, NULL);
	enum status status = file_batch_probe(&survey.batch, &probing, paths, count);
	survey.batch.diagnostics = diagnostics;
	if (status == STATUS_OK) {
		refuse_some(&survey);
		status = read_all(&survey, jobs);
	}
	for (size_t i = 0; i < count; i++) {
		loudness_meter_free(survey.surveyed[i].meter);
		if (status == STATUS_OK)
			status = describe(&survey, i, diagnostics->arena);
	}
	return status;
}
