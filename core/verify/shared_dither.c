/* Takes FFmpeg's dither out of a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/shared_dither.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "dsp/least_squares.h"
#include "verify/proof_meter.h"

#include <math.h>
#include <string.h>

/* CHUNK: frames within which a stem rests or sounds. SHAPE_FRAMES: from which the shape is found. */
enum { CHUNK = 256, SHAPE_FRAMES = 65536, TURN_FRAMES = 4096, LONGEST_BUFFER = 8192, LEAST_TURN_FRAMES = 256 };

/* By how much the taps of a shaper must lower the rest. */
#define SHAPER_LEAST 0.9

/* Chance reaches a square of a likeness, over its variance, of so much once in 10^23 sets. */
#define LEAST_LIKENESS 100.0

/* By how much the power of the rest may pass that of rounding. Rounding is exact to some percent; a decibel is what the
   floor of any proof allows. */
#define REST_TOLERANCE 1.26

/* No shaper of FFmpeg's raises the noise by more. */
#define LOUDEST_DB 30.0

bool shared_dither_is_possible(const struct proof_result *result, const double *stem_steps, size_t stem_count)
{
	double sum = 0.0;
	for (size_t i = 0; i < stem_count; i++)
		sum += stem_steps[i];
	return result->residual_rms_dbfs <= gain_to_decibel(sum) + LOUDEST_DB;
}

struct shared_dither *shared_dither_new(struct arena *arena, size_t channels, double mix_step, const double *stem_steps,
					size_t stem_count)
{
	struct shared_dither *dither = ARENA_NEW(arena, struct shared_dither);
	if (!dither)
		return NULL;
	*dither = (struct shared_dither){ .arena = arena,
					  .channels = channels,
					  .stem_count = stem_count,
					  .mix_step = mix_step,
					  .stem_steps = ARENA_ARRAY(arena, double, stem_count),
					  .heard = ARENA_ARRAY(arena, double, SHARED_DITHER_LEARNING),
					  .noise = ARENA_ARRAY(arena, double *, channels),
					  .resting = ARENA_ARRAY(arena, bool, stem_count) };
	if (!dither->stem_steps || !dither->heard || !dither->noise || !dither->resting)
		return NULL;
	memcpy(dither->stem_steps, stem_steps, stem_count * sizeof *stem_steps);
	for (size_t i = 0; i < stem_count; i++)
		dither->stem_sum += stem_steps[i];
	for (size_t channel = 0; channel < channels; channel++) {
		dither->noise[channel] = ARENA_ARRAY(arena, double, RESAMPLER_DITHER_FRAMES);
		if (!dither->noise[channel])
			return NULL;
	}
	return dither;
}

void shared_dither_hear(struct shared_dither *dither, const double *residual, size_t frames)
{
	const size_t room = SHARED_DITHER_LEARNING - (size_t)dither->frames;
	const size_t count = frames < room ? frames : room;
	memcpy(dither->heard + dither->frames, residual, count * sizeof *residual);
	dither->frames += count;
}

/* What a kind of noise does for the first frames of the residual. */
struct shape_fit {
	double shape[SHARED_DITHER_TAPS]; /* linear amplitudes */
	double explained, explained_flat; /* energy, with all taps and with the first one */
};

/* Copies of the noise that are late by 0 frames and more make up the residual. */
static void fit_shape(const struct shared_dither *dither, const double *noise, struct least_squares *squares,
		      struct shape_fit *fit)
{
	const size_t frames = dither->frames < SHAPE_FRAMES ? (size_t)dither->frames : SHAPE_FRAMES;
	double products[SHARED_DITHER_TAPS];
	squares->count = SHARED_DITHER_TAPS;
	for (size_t i = 0; i < SHARED_DITHER_TAPS; i++) {
		for (size_t k = i; k < SHARED_DITHER_TAPS; k++) {
			const double product = inner_product(noise, noise + (k - i), frames - k);
			squares->gram[i * SHARED_DITHER_TAPS + k] = product;
			squares->gram[k * SHARED_DITHER_TAPS + i] = product;
		}
		products[i] = inner_product(dither->heard + i, noise, frames - i);
		squares->right[i] = products[i];
	}
	fit->explained_flat = products[0] * products[0] / squares->gram[0];
	least_squares_solve(squares, 1e-9);
	fit->explained = 0.0;
	for (size_t i = 0; i < SHARED_DITHER_TAPS; i++) {
		fit->shape[i] = squares->right[i];
		fit->explained += squares->right[i] * products[i];
	}
}

/* Chooses the kind of noise that explains most. Returns the amplitude of the noise in the residual; 0: chance explains
   as much. */
static double choose_kind(struct shared_dither *dither, struct least_squares *squares)
{
	const size_t frames = dither->frames < SHAPE_FRAMES ? (size_t)dither->frames : SHAPE_FRAMES;
	const double energy = inner_product(dither->heard, dither->heard, frames);
	double *noise = dither->noise[0], amplitude = 0.0, most = 0.0;
	for (enum resampler_dither kind = 0; kind < RESAMPLER_DITHER_COUNT; kind++) {
		struct shape_fit fit;
		resampler_dither_fill(kind, 0, noise);
		fit_shape(dither, noise, squares, &fit);
		const bool shaped = kind == RESAMPLER_DITHER_TRIANGULAR &&
				    energy - fit.explained < SHAPER_LEAST * (energy - fit.explained_flat);
		const double explained = shaped ? fit.explained : fit.explained_flat;
		if (explained <= most)
			continue;
		most = explained;
		dither->kind = kind;
		dither->shaped = shaped;
		amplitude = shaped ? fit.shape[0]
				   : inner_product(dither->heard, noise, frames) / inner_product(noise, noise, frames);
		memcpy(dither->shape, fit.shape, sizeof fit.shape);
	}
	return most * (double)frames > LEAST_LIKENESS * energy ? amplitude : 0.0;
}

/* Divides the shape by the amplitude, so that it begins with 1. The amplitude is known but for whether the mix was
   dithered. */
static void scale_shape(struct shared_dither *dither, double measured)
{
	const double without = dither->rests[0].amplitude, with = dither->rests[1].amplitude;
	const double amplitude = fabs(measured - with) <= fabs(measured - without) ? with : without;
	dither->shape_power = dither->shape_sum = 1.0;
	dither->shape[0] = 1.0;
	for (size_t i = 1; i < SHARED_DITHER_TAPS; i++) {
		dither->shape[i] = dither->shaped ? dither->shape[i] / amplitude : 0.0;
		dither->shape_power += dither->shape[i] * dither->shape[i];
		dither->shape_sum += fabs(dither->shape[i]);
	}
}

/* Plays the noise from a frame on, as it was shaped, when it begins again after `turn` frames: noise[frames], up to
   CHUNK. */
static void play(const struct shared_dither *dither, const double *source, uint64_t frame, size_t turn, double *noise,
		 size_t frames)
{
	double plain[CHUNK + SHARED_DITHER_TAPS] = { 0.0 };
	const size_t before = frame < SHARED_DITHER_TAPS ? (size_t)frame : SHARED_DITHER_TAPS;
	const double *first = plain + SHARED_DITHER_TAPS;
	size_t at = (size_t)((frame - before) % turn);
	for (size_t i = SHARED_DITHER_TAPS - before; i < SHARED_DITHER_TAPS + frames; i++) {
		plain[i] = source[at];
		at = at + 1 < turn ? at + 1 : 0;
	}
	memcpy(noise, first, frames * sizeof *noise);
	for (size_t tap = 1; dither->shaped && tap < SHARED_DITHER_TAPS; tap++)
		for (size_t i = 0; i < frames; i++)
			noise[i] += dither->shape[tap] * plain[SHARED_DITHER_TAPS + i - tap];
}

/* Returns the frames after which the noise in the residual begins again, by its largest product with the frames behind
   the first turn. `explained` is the part that other turns explain; NULL: none. */
static size_t find_turn(const struct shared_dither *dither, const double *shaped, const double *explained, double sign)
{
	const size_t left = (size_t)dither->frames - RESAMPLER_DITHER_FRAMES;
	const size_t frames = left < TURN_FRAMES ? left : TURN_FRAMES;
	double rest[TURN_FRAMES], most = 0.0;
	size_t turn = RESAMPLER_DITHER_FRAMES;
	for (size_t i = 0; i < frames; i++)
		rest[i] = dither->heard[RESAMPLER_DITHER_FRAMES + i] - (explained ? explained[i] : 0.0);
	for (size_t buffer = 0; buffer < LONGEST_BUFFER; buffer++) {
		const double product = sign * inner_product(rest, shaped + buffer, frames);
		if (product > most) {
			most = product;
			turn = RESAMPLER_DITHER_FRAMES - buffer;
		}
	}
	return turn;
}

/* The mix may have passed through buffers of another size than the stems. */
static bool find_turns(struct shared_dither *dither)
{
	dither->mix_turn = dither->stem_turn = RESAMPLER_DITHER_FRAMES;
	if (dither->frames < RESAMPLER_DITHER_FRAMES + LEAST_TURN_FRAMES)
		return true;
	double *shaped = ARENA_ARRAY(dither->arena, double, LONGEST_BUFFER + TURN_FRAMES);
	double *explained = ARENA_ARRAY(dither->arena, double, TURN_FRAMES);
	if (!shaped || !explained)
		return false;
	for (size_t i = 0; i < LONGEST_BUFFER + TURN_FRAMES; i += CHUNK)
		play(dither, dither->noise[0], i, RESAMPLER_DITHER_FRAMES, shaped + i, CHUNK);
	dither->stem_turn = find_turn(dither, shaped, NULL, -1.0);
	const double *stems = shaped + (RESAMPLER_DITHER_FRAMES - dither->stem_turn);
	for (size_t i = 0; i < TURN_FRAMES; i++)
		explained[i] = -dither->stem_sum * stems[i];
	dither->mix_turn = find_turn(dither, shaped, explained, 1.0);
	return true;
}

static bool begin_rests(struct shared_dither *dither)
{
	for (size_t dithered = 0; dithered < 2; dithered++) {
		struct shared_dither_rest *rest = &dither->rests[dithered];
		const double step = dither->mix_step;
		/* The mix may have been dithered by another program. */
		rest->power = (dithered ? 1.0 : 3.0) * step * step / 12.0;
		rest->bound = (dithered ? 0.5 : 1.5) * step + 0.5 * dither->stem_sum;
		for (size_t i = 0; i < dither->stem_count; i++)
			rest->power += dither->stem_steps[i] * dither->stem_steps[i] / 12.0;
		rest->amplitude = (dithered ? step : 0.0) - dither->stem_sum;
		if (!truncation_init(&rest->level, dither->channels, dither->arena))
			return false;
	}
	return true;
}

bool shared_dither_learn(struct shared_dither *dither, bool *found)
{
	struct least_squares squares;
	*found = false;
	if (!least_squares_init(&squares, dither->arena, SHARED_DITHER_TAPS) || !begin_rests(dither))
		return false;
	if (dither->frames < TRUNCATION_BLOCK)
		return true;
	const double amplitude = choose_kind(dither, &squares);
	*found = amplitude < 0.0;
	if (!*found)
		return true;
	for (size_t channel = 0; channel < dither->channels; channel++)
		resampler_dither_fill(dither->kind, channel, dither->noise[channel]);
	scale_shape(dither, amplitude);
	if (!find_turns(dither))
		return false;
	dither->frames = 0;
	return true;
}

/* Tells whether the samples are no more than dither. */
static bool is_soft(const struct shared_dither *dither, const double *samples, double step, size_t frames)
{
	const double most = step * dither->shape_sum * (resampler_dither_peak(dither->kind) + 1.0);
	bool soft = true;
	for (size_t i = 0; i < frames && soft; i++)
		soft = fabs(samples[i]) <= most;
	return soft;
}

static bool is_zero(const double *samples, size_t frames)
{
	bool zero = true;
	for (size_t i = 0; i < frames && zero; i++)
		zero = samples[i] == 0.0;
	return zero;
}

/* Marks the stems that rest: they are zero, or alike. */
static void mark_resting(struct shared_dither *dither, const double *const *const *stems, size_t channel, size_t from,
			 size_t frames)
{
	for (size_t i = 0; i < dither->stem_count; i++)
		dither->resting[i] = is_zero(stems[i][channel] + from, frames);
	for (size_t i = 0; i < dither->stem_count; i++) {
		const double *one = stems[i][channel] + from;
		if (!is_soft(dither, one, dither->stem_steps[i], frames))
			continue;
		for (size_t k = i + 1; k < dither->stem_count; k++)
			if (memcmp(one, stems[k][channel] + from, frames * sizeof *one) == 0)
				dither->resting[i] = dither->resting[k] = true;
	}
}

/* Adds what is left in a chunk of one channel. */
static void add_chunk(struct shared_dither *dither, const double *residual, const double *const *const *stems,
		      size_t channel, size_t from, size_t frames)
{
	double rest[CHUNK], with_mix[CHUNK], of_stems[CHUNK], of_mix[CHUNK], sounding = 0.0;
	mark_resting(dither, stems, channel, from, frames);
	memcpy(rest, residual + from, frames * sizeof *rest);
	for (size_t i = 0; i < dither->stem_count; i++) {
		if (!dither->resting[i])
			sounding += dither->stem_steps[i];
		for (size_t k = 0; dither->resting[i] && k < frames; k++)
			rest[k] += stems[i][channel][from + k];
	}
	const double *noise = dither->noise[channel];
	play(dither, noise, dither->frames + from, dither->stem_turn, of_stems, frames);
	play(dither, noise, dither->frames + from, dither->mix_turn, of_mix, frames);
	for (size_t k = 0; k < frames; k++) {
		rest[k] += sounding * of_stems[k];
		with_mix[k] = rest[k] - dither->mix_step * of_mix[k];
	}
	const struct kernel *kernel = kernel_select(NULL);
	for (size_t dithered = 0; dithered < 2; dithered++) {
		const double *left = dithered ? with_mix : rest;
		struct shared_dither_rest *sum = &dither->rests[dithered];
		sum->peak = fmax(sum->peak, kernel->column->peak(left, frames));
		truncation_add(&sum->level, channel, left, frames);
		for (size_t k = 0; k < frames; k++)
			sum->taken += (residual[from + k] - left[k]) * (residual[from + k] - left[k]);
	}
}

void shared_dither_add(struct shared_dither *dither, const double *const *residual, const double *const *const *stems,
		       size_t frames)
{
	for (size_t done = 0, count; done < frames; done += count) {
		const size_t room = truncation_room(&dither->rests[0].level);
		count = frames - done < CHUNK ? frames - done : CHUNK;
		count = count < room ? count : room;
		for (size_t channel = 0; channel < dither->channels; channel++)
			add_chunk(dither, residual[channel], stems, channel, done, count);
		for (size_t dithered = 0; dithered < 2; dithered++)
			truncation_advance(&dither->rests[dithered].level, count);
	}
	dither->frames += frames;
}

/* Files of 24 bits are truncated after the dither, so the rest may have constants. */
static bool rest_is_rounding(const struct shared_dither *dither, const struct shared_dither_rest *rest)
{
	const double constant = fmax(fabs(rest->level.lowest), fabs(rest->level.highest));
	return rest->amplitude < 0.0 && rest->peak <= rest->bound * dither->shape_sum + constant &&
	       truncation_explains(&rest->level, dither->mix_step, dither->stem_sum, rest->power * dither->shape_power,
				   REST_TOLERANCE);
}

/* Returns the amplitude at which the dithers of stems and mix add up at most. */
static double noise_most(const struct shared_dither *dither, const struct shared_dither_rest *rest)
{
	return dither->mix_turn == dither->stem_turn ? -rest->amplitude : dither->stem_sum + dither->mix_step;
}

/* Returns whether the mix holds the dither: then less is left when its dither is taken out as well. */
static bool mix_is_dithered(const struct shared_dither *dither)
{
	const double without = dither->rests[0].level.around, with = dither->rests[1].level.around;
	return with < without;
}

bool shared_dither_explains(const struct shared_dither *dither, struct shared_dither_floor *floor)
{
	const struct shared_dither_rest *rest = &dither->rests[mix_is_dithered(dither)];
	if (!rest_is_rounding(dither, rest))
		return false;
	const double noise = rest->amplitude * rest->amplitude * resampler_dither_power(dither->kind);
	const double taken = rest->taken / (double)(dither->frames * dither->channels);
	const double constant = fmax(fabs(rest->level.lowest), fabs(rest->level.highest));
	floor->power = fmax(noise * dither->shape_power, taken) + rest->power * dither->shape_power +
		       truncation_power(&rest->level);
	floor->bound =
		(rest->bound + noise_most(dither, rest) * resampler_dither_peak(dither->kind)) * dither->shape_sum +
		constant;
	return true;
}
