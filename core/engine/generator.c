/* Computes tones, sweeps, noise and impulses as sources.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/generator.h"

#include "base/frames.h"
#include "dsp/double_pair.h"
#include "dsp/elementary.h"
#include "dsp/pink_filter.h"
#include "dsp/split_mix.h"
#include "dsp/tape_noise.h"

#include <math.h>
#include <string.h>

/* One channel of noise. */
struct noise {
	uint64_t key;
	uint64_t next; /* the next number of the stream */
	struct pink_filter pink;
	struct tape_noise hiss; /* GENERATOR_TAPE_HISS alone has its filter. */
};

struct generator {
	struct source source; /* comes first, so that a pointer to it is one to its generator */
	struct recipe_generator settings;
	double amplitude; /* the peak; for noise the rms */
	uint64_t start, end; /* frames of the session */
	uint64_t position;
	struct noise *noise; /* Each channel has one; it is NULL unless the signal is noise. */
};

/* Returns the sine of an angle in turns. */
static double turn_sine(double turns)
{
	const double part = turns - floor(turns);
	return elementary_sin(2.0 * ELEMENTARY_PI * (part > 0.5 ? part - 1.0 : part));
}

/* The product of frame and frequency is exact, and so is the removal of whole turns: the error does not grow. */
static void tone(const struct generator *generator, double *column, uint64_t first, size_t frames)
{
	const double rate = generator->source.sample_rate, frequency = generator->settings.frequency;
	for (size_t i = 0; i < frames; i++) {
		const struct double_pair run = pair_product((double)(first + i), frequency);
		const struct double_pair whole = pair_product(floor(run.high / rate), rate);
		const double rest = (run.high - whole.high) + (run.low - whole.low);
		column[i] = generator->amplitude * turn_sine(rest / rate);
	}
}

/* A. Farina, AES 108 (2000), gives the phase of a frequency that rises by equal ratios in equal times. */
static void sweep(const struct generator *generator, double *column, uint64_t first, size_t frames)
{
	const struct recipe_generator *settings = &generator->settings;
	const double length = (double)(generator->end - generator->start);
	const double octaves = elementary_log(settings->to / settings->from);
	const double turns = settings->from / generator->source.sample_rate * length / octaves;
	for (size_t i = 0; i < frames; i++) {
		const double grown = elementary_exp((double)(first + i) / length * octaves) - 1.0;
		column[i] = generator->amplitude * turn_sine(turns * grown);
	}
}

static void impulses(const struct generator *generator, double *column, uint64_t first, size_t frames)
{
	memset(column, 0, frames * sizeof *column);
	if (first == 0)
		column[0] = generator->amplitude;
	const double period = generator->settings.every_seconds * generator->source.sample_rate;
	if (period <= 0.0)
		return;
	for (uint64_t number = (uint64_t)((double)first / period);; number++) {
		const uint64_t frame = (uint64_t)llround((double)number * period);
		if (frame >= first + frames)
			return;
		if (frame >= first)
			column[frame - first] = generator->amplitude;
	}
}

/* The noise is even over -1..1, which has an rms of 1/sqrt(3); the least step is 2^-52. */
static void noise(const struct generator *generator, struct noise *noise, double *column, size_t frames)
{
	const double scale = sqrt(3.0) * generator->amplitude;
	for (size_t i = 0; i < frames; i++) {
		const uint64_t random = split_mix(noise->key + SPLIT_MIX_GAMMA * noise->next++);
		const double even = ((double)(int64_t)(random >> 11) - 0x1p52 + 0.5) * 0x1p-52;
		column[i] = scale * even;
	}
	if (generator->settings.kind == GENERATOR_PINK_NOISE)
		pink_filter_process(&noise->pink, column, frames);
	if (generator->settings.kind == GENERATOR_TAPE_HISS)
		tape_noise_process(&noise->hiss, column, frames);
}

static void generate(const struct generator *generator, double *const *columns, uint64_t first, size_t frames)
{
	switch (generator->settings.kind) {
	case GENERATOR_TONE:
		tone(generator, columns[0], first, frames);
		break;
	case GENERATOR_SWEEP:
		sweep(generator, columns[0], first, frames);
		break;
	case GENERATOR_IMPULSE:
		impulses(generator, columns[0], first, frames);
		break;
	case GENERATOR_WHITE_NOISE:
	case GENERATOR_PINK_NOISE:
	case GENERATOR_TAPE_HISS:
		for (size_t i = 0; i < generator->source.channels; i++)
			noise(generator, &generator->noise[i], columns[i], frames);
		return;
	case GENERATOR_NONE:
	case GENERATOR_CLICK: /* marks are sources of another kind */
	case GENERATOR_COUNT_IN:
	case GENERATOR_POP:
	case GENERATOR_LTC:
		return;
	}
	for (size_t i = 1; i < generator->source.channels; i++)
		memcpy(columns[i], columns[0], frames * sizeof *columns[i]);
}

static void silence(double *const *columns, size_t channels, size_t frames)
{
	for (size_t i = 0; i < channels; i++)
		memset(columns[i], 0, frames * sizeof *columns[i]);
}

/* Returns how many of `frames` frames from `position` on lie before `edge`. */
static size_t frames_before(uint64_t edge, uint64_t position, size_t frames)
{
	return edge <= position ? 0 : edge - position < frames ? (size_t)(edge - position) : frames;
}

static enum status generator_read(struct source *source, double *const *columns, size_t frames)
{
	struct generator *generator = (struct generator *)source;
	const size_t before = frames_before(generator->start, generator->position, frames);
	const size_t inside = frames_before(generator->end, generator->position, frames) - before;
	double *from[RECIPE_CHANNELS_MAXIMUM];
	silence(columns, source->channels, before);
	for (size_t i = 0; i < source->channels; i++)
		from[i] = columns[i] + before;
	if (inside > 0)
		generate(generator, from, generator->position + before - generator->start, inside);
	for (size_t i = 0; i < source->channels; i++)
		from[i] += inside;
	silence(from, source->channels, frames - before - inside);
	generator->position += frames;
	return STATUS_OK;
}

/* A second of noise runs before the first frame, so that the lowest octaves of pink noise are there from the start. */
static void warm_up(const struct generator *generator, struct noise *one)
{
	enum { CHUNK = 256 };
	double scratch[CHUNK];
	one->next = 0;
	pink_filter_reset(&one->pink);
	if (generator->settings.kind == GENERATOR_TAPE_HISS)
		tape_noise_reset(&one->hiss);
	for (double left = generator->source.sample_rate; left > 0.0; left -= CHUNK)
		noise(generator, one, scratch, CHUNK);
}

static enum status generator_rewind(struct source *source)
{
	struct generator *generator = (struct generator *)source;
	generator->position = 0;
	for (size_t i = 0; generator->noise && i < source->channels; i++)
		warm_up(generator, &generator->noise[i]);
	return STATUS_OK;
}

/* The generator belongs to the arena. */
static void generator_free(struct source *source)
{
	(void)source;
}

static bool make_noise(struct generator *generator, uint64_t seed, struct arena *arena)
{
	const size_t channels = generator->source.channels;
	generator->amplitude *= sqrt(0.5); /* A full-scale sine, which has 0 dBFS, has this rms. */
	generator->noise = ARENA_ARRAY(arena, struct noise, channels);
	for (size_t i = 0; generator->noise && i < channels; i++) {
		generator->noise[i].key = split_mix(seed + SPLIT_MIX_GAMMA * i);
		pink_filter_init(&generator->noise[i].pink, generator->source.sample_rate);
		if (generator->settings.kind == GENERATOR_TAPE_HISS &&
		    !tape_noise_init(&generator->noise[i].hiss, arena, generator->settings.speed,
				     generator->source.sample_rate))
			return false;
	}
	return generator->noise;
}

struct source *generator_new(const struct recipe_source *from, double sample_rate, uint64_t seed, struct arena *arena)
{
	struct generator *generator = ARENA_NEW(arena, struct generator);
	if (!generator)
		return NULL;
	generator->settings = from->generator;
	generator->amplitude = decibel_to_gain(from->generator.level_dbfs);
	generator->start = frames_of_seconds(from->start_seconds, sample_rate);
	generator->end = generator->start + (uint64_t)fmax(1.0, round(from->generator.length_seconds * sample_rate));
	generator->source = (struct source){
		.sample_rate = sample_rate,
		.channels = from->channel_count,
		.frames = generator->end,
		.read = generator_read,
		.rewind = generator_rewind,
		.free = generator_free,
		.name = from->file,
	};
	const enum generator_kind kind = generator->settings.kind;
	const bool random =
		kind == GENERATOR_WHITE_NOISE || kind == GENERATOR_PINK_NOISE || kind == GENERATOR_TAPE_HISS;
	if (random && !make_noise(generator, seed, arena))
		return NULL;
	(void)generator_rewind(&generator->source);
	return &generator->source;
}
