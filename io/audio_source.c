/* Makes an audio file a source of a session: it selects channels, converts the rate and adds silence in front.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_source.h"

#include "io/audio_reader.h"
#include "io/resample.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct audio_source {
	struct source source; /* this member is first, because the engine sees only it */
	struct audio_reader *reader;
	struct resampler *resampler; /* NULL means that the file has the session's rate */
	uint64_t start_frames;
	uint64_t position;
	struct problem problem;
	double *columns[AUDIO_CHANNELS_MAXIMUM]; /* the next part is written here */
};

/* The engine hands back the source of audio_source_open(), which is the first member of a struct audio_source. */
static struct audio_source *audio_source_of(struct source *source)
{
	return (struct audio_source *)source;
}

static enum status pull(void *context, double *const *columns, size_t frames)
{
	struct audio_source *source = context;
	return audio_reader_read(source->reader, columns, frames, &source->problem);
}

static enum status read_sounding(struct audio_source *source, double *const *columns, size_t frames)
{
	return source->resampler ? resampler_read(source->resampler, columns, frames)
				 : audio_reader_read(source->reader, columns, frames, &source->problem);
}

static uint64_t within(uint64_t position, uint64_t end, uint64_t frames)
{
	if (position >= end)
		return 0;
	return end - position < frames ? end - position : frames;
}

static enum status source_read(struct source *interface, double *const *columns, size_t frames)
{
	struct audio_source *source = audio_source_of(interface);
	size_t silent = (size_t)within(source->position, source->start_frames, frames);
	size_t sounding = (size_t)within(source->position + silent, interface->frames, frames - silent);
	for (size_t i = 0; i < interface->channels; i++) {
		memset(columns[i], 0, silent * sizeof(double));
		source->columns[i] = columns[i] + silent;
	}
	if (sounding > 0) {
		enum status status = read_sounding(source, source->columns, sounding);
		if (status != STATUS_OK)
			return status;
	}
	for (size_t i = 0; i < interface->channels; i++)
		memset(columns[i] + silent + sounding, 0, (frames - silent - sounding) * sizeof(double));
	source->position += frames;
	return STATUS_OK;
}

static enum status source_skip(struct source *interface, uint64_t frames)
{
	struct audio_source *source = audio_source_of(interface);
	uint64_t silent = within(source->position, source->start_frames, frames);
	uint64_t sounding = within(source->position + silent, interface->frames, frames - silent);
	source->position += frames;
	return audio_reader_skip(source->reader, sounding, &source->problem);
}

static enum status source_rewind(struct source *interface)
{
	struct audio_source *source = audio_source_of(interface);
	source->position = 0;
	if (source->resampler)
		resampler_reset(source->resampler);
	return audio_reader_rewind(source->reader, &source->problem);
}

static enum status confirm_file(struct source *interface)
{
	struct audio_source *source = audio_source_of(interface);
	return audio_reader_confirm(source->reader, &source->problem);
}

static void source_free(struct source *interface)
{
	if (!interface)
		return;
	struct audio_source *source = audio_source_of(interface);
	resampler_free(source->resampler);
	audio_reader_free(source->reader);
	free(source);
}

static enum status open_parts(struct audio_source *source, const char *path, const struct audio_source_options *options,
			      struct problem *problem)
{
	enum status status = audio_reader_open(path, options->channels, options->channel_count, options->expected,
					       &source->reader, problem);
	if (status == STATUS_OK && options->hash)
		status = audio_reader_hash(source->reader, options->hash, problem);
	if (status == STATUS_OK && options->file_hash)
		status = audio_reader_hash_file(source->reader, options->file_hash_kind, options->file_hash, problem);
	if (status != STATUS_OK)
		return status;
	const struct audio_properties *file = audio_reader_properties(source->reader);
	unsigned rate = options->sample_rate ? options->sample_rate : file->sample_rate;
	source->source.sample_rate = rate;
	source->source.channels = options->channel_count ? options->channel_count : file->channels;
	source->source.frames = options->start_frames + resampled_frames(file->frames, file->sample_rate, rate);
	source->start_frames = options->start_frames;
	if (rate == file->sample_rate)
		return STATUS_OK;
	source->resampler = resampler_new(file->sample_rate, rate, source->source.channels, pull, source);
	if (!source->resampler) {
		problem_set(problem, "out of memory");
		return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

enum status audio_source_open(const char *path, const struct audio_source_options *options, struct source **source,
			      struct problem *problem)
{
	*source = NULL;
	struct audio_source *made = calloc(1, sizeof *made);
	if (!made) {
		problem_set(problem, "out of memory");
		return STATUS_NO_MEMORY;
	}
	made->source = (struct source){ .read = source_read,
					.rewind = source_rewind,
					.confirm = confirm_file,
					.free = source_free,
					.name = path,
					.problem = made->problem.text };
	enum status status = open_parts(made, path, options, problem);
	if (!made->resampler)
		made->source.skip = source_skip;
	if (status != STATUS_OK)
		source_free(&made->source);
	else
		*source = &made->source;
	return status;
}

enum status audio_source_reserve(size_t count, struct problem *problem)
{
	enum { OTHERS = 64 }; /* the terminal, the outputs, and files that libraries hold */
	struct rlimit now;
	rlim_t needed = (rlim_t)count * 2 + OTHERS;
	if (getrlimit(RLIMIT_NOFILE, &now) != 0 || now.rlim_cur >= needed)
		return STATUS_OK;
	now.rlim_cur = now.rlim_max < needed ? now.rlim_max : needed;
	if (setrlimit(RLIMIT_NOFILE, &now) == 0 && now.rlim_cur >= needed)
		return STATUS_OK;
	problem_set(problem, "%zu files must be open at once, and the limit is %llu; raise it with ulimit -n", count,
		    (unsigned long long)now.rlim_cur);
	return STATUS_LIMIT;
}

void audio_source_reserve_most(void)
{
	struct rlimit now;
	if (getrlimit(RLIMIT_NOFILE, &now) != 0)
		return;
	now.rlim_cur = now.rlim_max;
	setrlimit(RLIMIT_NOFILE, &now);
}
