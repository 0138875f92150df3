/* stemprint: compares two versions of a sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/comparison.h"

#include "dsp/elementary.h"
#include "measure/level.h"
#include "measure/loudness_meter.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 4096 };

#define SOFT_POWER 1e-9 /* -90 dBFS */
#define DEEPEST 1e-6 /* of the louder power: 60 dB */

/* One version while it is read. */
struct side {
	struct source *source;
	uint64_t left; /* frames */
	double **columns; /* [channel][BLOCK] */
	struct loudness_meter *meter;
	struct level_meter level;
	struct third_octave_meter *octaves;
};

struct reading {
	struct side sides[COMPARISON_SIDES];
	double peak, squares;
	uint64_t position, first;
	bool subtracts;
};

static enum status side_init(struct side *side, struct source *source, struct arena *arena)
{
	*side = (struct side){ .source = source, .left = source->frames };
	side->columns = ARENA_ARRAY(arena, double *, source->channels);
	double *samples = ARENA_ARRAY(arena, double, source->channels *BLOCK);
	side->octaves = third_octave_new(arena, source->channels, source->sample_rate);
	if (!side->columns || !samples || !side->octaves)
		return STATUS_NO_MEMORY;
	for (size_t channel = 0; channel < source->channels; channel++)
		side->columns[channel] = samples + channel * BLOCK;
	return loudness_meter_new(source->channels, source->sample_rate, &side->meter);
}

/* Reads the next frames of one version. Behind its end it is silent, and not measured. */
static enum status side_read(struct side *side, size_t frames)
{
	const size_t there = side->left < frames ? (size_t)side->left : frames;
	const double *const *columns = (const double *const *)side->columns;
	enum status status = there > 0 ? side->source->read(side->source, side->columns, there) : STATUS_OK;
	for (size_t channel = 0; channel < side->source->channels; channel++)
		memset(side->columns[channel] + there, 0, (frames - there) * sizeof(double));
	side->left -= there;
	if (status != STATUS_OK || there == 0)
		return status;
	level_add(&side->level, columns, side->source->channels, there);
	third_octave_add(side->octaves, columns, 0, there);
	return loudness_meter_add(side->meter, columns, there);
}

static void subtract(struct reading *reading, size_t frames)
{
	for (size_t channel = 0; channel < reading->sides[0].source->channels; channel++) {
		const double *old = reading->sides[COMPARISON_OLD].columns[channel];
		const double *now = reading->sides[COMPARISON_NEW].columns[channel];
		for (size_t i = 0; i < frames; i++) {
			const double difference = now[i] - old[i];
			if (difference != 0.0 && reading->position + i < reading->first)
				reading->first = reading->position + i;
			reading->peak = fmax(reading->peak, fabs(difference));
			reading->squares += difference * difference;
		}
	}
}

static enum status read_all(struct reading *reading, const volatile sig_atomic_t *stop, size_t *failed)
{
	enum status status = STATUS_OK;
	while (status == STATUS_OK) {
		const uint64_t old = reading->sides[COMPARISON_OLD].left, now = reading->sides[COMPARISON_NEW].left;
		const uint64_t left = old > now ? old : now;
		const size_t frames = left < BLOCK ? (size_t)left : BLOCK;
		if (frames == 0)
			break;
		if (*stop)
			return STATUS_INTERRUPTED;
		for (size_t i = 0; i < COMPARISON_SIDES && status == STATUS_OK; i++) {
			*failed = i;
			status = side_read(&reading->sides[i], frames);
		}
		if (status == STATUS_OK && reading->subtracts)
			subtract(reading, frames);
		reading->position += frames;
	}
	return status;
}

static enum status side_end(struct side *side, struct compared_sound *sound)
{
	*sound = (struct compared_sound){ .sample_rate = side->source->sample_rate,
					  .channels = side->source->channels,
					  .frames = side->source->frames,
					  .rms_dbfs = level_read(&side->level).rms_dbfs };
	third_octave_read(side->octaves, &sound->octaves);
	return loudness_meter_read(side->meter, &sound->loudness);
}

static void conclude(const struct reading *reading, struct comparison *comparison)
{
	const double samples = (double)reading->position * (double)reading->sides[0].source->channels;
	comparison->subtracted = reading->subtracts;
	comparison->first = reading->first;
	comparison->peak_dbfs = reading->subtracts ? gain_to_decibel(reading->peak) : (double)NAN;
	comparison->rms_dbfs = reading->subtracts ? gain_to_decibel(sqrt(reading->squares / samples)) : (double)NAN;
}

static enum status compare(struct reading *reading, struct source *const *sources, const volatile sig_atomic_t *stop,
			   struct comparison *comparison, size_t *failed, struct arena *arena)
{
	enum status status = STATUS_OK;
	reading->subtracts =
		sources[0]->sample_rate == sources[1]->sample_rate && sources[0]->channels == sources[1]->channels;
	for (size_t i = 0; i < COMPARISON_SIDES && status == STATUS_OK; i++) {
		*failed = i;
		status = side_init(&reading->sides[i], sources[i], arena);
	}
	if (status == STATUS_OK)
		status = read_all(reading, stop, failed);
	for (size_t i = 0; i < COMPARISON_SIDES && status == STATUS_OK; i++)
		status = side_end(&reading->sides[i], &comparison->sounds[i]);
	if (status == STATUS_OK)
		conclude(reading, comparison);
	return status;
}

enum status comparison_run(struct source *const sources[COMPARISON_SIDES], const volatile sig_atomic_t *stop,
			   struct comparison *comparison, size_t *failed)
{
	struct reading reading = { .first = COMPARISON_NOWHERE };
	struct arena *arena = arena_new();
	*comparison = (struct comparison){ 0 };
	const enum status status =
		arena ? compare(&reading, sources, stop, comparison, failed, arena) : STATUS_NO_MEMORY;
	for (size_t i = 0; i < COMPARISON_SIDES; i++)
		loudness_meter_free(reading.sides[i].meter);
	arena_free(arena);
	return status;
}

double comparison_band(const struct comparison *comparison, size_t band)
{
	const double old = comparison->sounds[COMPARISON_OLD].octaves.powers[band];
	const double now = comparison->sounds[COMPARISON_NEW].octaves.powers[band];
	const double louder = fmax(old, now);
	if (!(louder > SOFT_POWER))
		return 0.0;
	return 10.0 * log10(fmax(now, DEEPEST * louder) / fmax(old, DEEPEST * louder));
}
