/* Reads a short audio file into memory, at the rate of the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_recording.h"

#include "io/audio_source.h"
#include "io/resample.h"

#include <math.h>
#include <stdint.h>

/* The size counts frames at the session's rate. */
static enum status check_size(const struct audio_properties *file, uint64_t frames, unsigned sample_rate,
			      struct problem *problem)
{
	const uint64_t most = AUDIO_RECORDING_BYTES_MAXIMUM / sizeof(double) / file->channels;
	if (frames == 0) {
		problem_set(problem, "it is too short for a rate of %u Hz; use another file", sample_rate);
		return STATUS_BAD_SOURCE;
	}
	if (frames > (uint64_t)AUDIO_RECORDING_SECONDS_MAXIMUM * sample_rate) {
		problem_set(problem, "it lasts %.1f s, and a response at most %d s; trim the file",
			    (double)file->frames / (double)file->sample_rate, AUDIO_RECORDING_SECONDS_MAXIMUM);
		return STATUS_BAD_SOURCE;
	}
	if (frames > most) {
		problem_set(problem, "its %u channels are too much for %.1f s; trim the file to %.1f s", file->channels,
			    (double)frames / sample_rate, floor(10.0 * (double)most / sample_rate) / 10.0);
		return STATUS_BAD_SOURCE;
	}
	return STATUS_OK;
}

static double **columns_new(struct arena *arena, size_t channels, size_t frames)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	for (size_t i = 0; columns && i < channels; i++) {
		columns[i] = ARENA_ARRAY(arena, double, frames);
		if (!columns[i])
			return NULL;
	}
	return columns;
}

/* A conversion can turn a very large finite sample into one that is not finite. */
static enum status scale(double *const *columns, size_t channels, size_t frames, double gain, struct problem *problem)
{
	for (size_t i = 0; i < channels; i++)
		for (size_t frame = 0; frame < frames; frame++) {
			columns[i][frame] *= gain;
			if (!isfinite(columns[i][frame])) {
				problem_set(problem, "it is too loud to be converted; export it again");
				return STATUS_NOT_FINITE;
			}
		}
	return STATUS_OK;
}

enum status audio_recording_read(const char *path, unsigned sample_rate, const struct audio_properties *expected,
				 struct arena *arena, const struct recording **recording, struct problem *problem)
{
	const uint64_t frames = resampled_frames(expected->frames, expected->sample_rate, sample_rate);
	const size_t channels = expected->channels;
	enum status status = check_size(expected, frames, sample_rate, problem);
	if (status != STATUS_OK)
		return status;
	const struct audio_source_options options = { .sample_rate = sample_rate, .expected = expected };
	struct source *source;
	status = audio_source_open(path, &options, &source, problem);
	if (status != STATUS_OK)
		return status;
	struct recording *made = ARENA_NEW(arena, struct recording);
	double **columns = columns_new(arena, channels, (size_t)frames);
	if (!made || !columns) {
		problem_set(problem, "out of memory");
		status = STATUS_NO_MEMORY;
	} else {
		status = source->read(source, columns, (size_t)frames);
		if (status != STATUS_OK)
			problem_set(problem, "%s", source->problem);
	}
	source->free(source);
	if (status == STATUS_OK && expected->sample_rate != sample_rate)
		status = scale(columns, channels, (size_t)frames, (double)expected->sample_rate / sample_rate, problem);
	if (status != STATUS_OK)
		return status;
	*made = (struct recording){ .channels = channels,
				    .frames = (size_t)frames,
				    .columns = (const double *const *)columns,
				    .level_gain = (double)sample_rate / (double)expected->sample_rate };
	*recording = made;
	return STATUS_OK;
}
