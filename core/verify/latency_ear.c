/* Plays noise into a plan and notes when a print reacts to it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/latency_ear.h"

#include "verify/noise_drive.h"

#include <math.h>

#define ROUNDING 1e-13

/** A source comes first, so that a pointer to it is one to its mouth. */
struct mouth {
	struct source source;
	struct noise_drive drive;
	size_t position;
};

static enum status speak(struct source *source, double *const *columns, size_t frames)
{
	struct mouth *mouth = (struct mouth *)source;
	for (size_t i = 0; i < source->channels; i++)
		for (size_t frame = 0; frame < frames; frame++)
			columns[i][frame] = noise_drive_sample(&mouth->drive, i, false, mouth->position + frame);
	mouth->position += frames;
	return STATUS_OK;
}

static enum status speak_again(struct source *source)
{
	((struct mouth *)source)->position = 0;
	return STATUS_OK;
}

static void keep(struct source *source)
{
	(void)source;
}

struct source *latency_mouth_new(const struct latency_mouth *mouth, struct arena *arena)
{
	struct mouth *made = ARENA_NEW(arena, struct mouth);
	if (!made)
		return NULL;
	made->drive = (struct noise_drive){
		.level = mouth->level, .start = mouth->start, .pulse = NOISE_DRIVE_NEVER, .frames = mouth->frames
	};
	made->source = (struct source){ .sample_rate = mouth->sample_rate,
					.channels = mouth->channels,
					.frames = mouth->frames,
					.read = speak,
					.rewind = speak_again,
					.free = keep,
					.name = "noise" };
	return &made->source;
}

/** A printer comes first, so that a pointer to it is one to its ear. */
struct latency_ear {
	struct printer printer;
	double **kept; /**< what the first run printed, [channel][frame] */
	double *difference; /**< of the last run, the greatest of all channels */
	size_t frames, position;
	size_t runs;
};

static enum status hear(struct printer *printer, const double *const *columns, size_t frames)
{
	struct latency_ear *ear = (struct latency_ear *)printer;
	for (size_t frame = 0; frame < frames && ear->position < ear->frames; frame++, ear->position++) {
		double most = 0.0;
		for (size_t i = 0; i < printer->channels; i++) {
			if (ear->runs == 1)
				ear->kept[i][ear->position] = columns[i][frame];
			else
				most = fmax(most, fabs(columns[i][frame] - ear->kept[i][ear->position]));
		}
		ear->difference[ear->position] = most;
	}
	return STATUS_OK;
}

static enum status stop(struct printer *printer)
{
	(void)printer;
	return STATUS_OK;
}

struct latency_ear *latency_ear_new(size_t channels, size_t frames, struct arena *arena)
{
	struct latency_ear *ear = ARENA_NEW(arena, struct latency_ear);
	if (!ear)
		return NULL;
	ear->printer = (struct printer){ .channels = channels, .write = hear, .finish = stop };
	ear->frames = frames;
	ear->difference = ARENA_ARRAY(arena, double, frames);
	ear->kept = ARENA_ARRAY(arena, double *, channels);
	for (size_t i = 0; ear->kept && i < channels; i++)
		if (!(ear->kept[i] = ARENA_ARRAY(arena, double, frames)))
			return NULL;
	return ear->kept && ear->difference ? ear : NULL;
}

struct printer *latency_ear_printer(struct latency_ear *ear)
{
	ear->position = 0;
	ear->runs++;
	return &ear->printer;
}

struct latency_reaction latency_ear_reaction(const struct latency_ear *ear)
{
	struct latency_reaction reaction = { .first = ear->position, .first_loud = ear->position };
	double most = 0.0;
	for (size_t i = 0; i < ear->position; i++)
		most = fmax(most, ear->difference[i]);
	for (size_t i = ear->position; i-- > 0;) {
		if (ear->difference[i] > 0.0)
			reaction.first = i;
		if (ear->difference[i] > ROUNDING * most)
			reaction.first_loud = i;
	}
	reaction.heard = most > 0.0;
	return reaction;
}
