/* stemprint: fits gains and delays by iteratively reweighted least squares over a spectrogram.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/robust_fit.h"

#include "dsp/elementary.h"
#include "dsp/least_squares.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

enum { SIZE = PROOF_BLOCK, HALF = SIZE / 2, BINS = HALF + 1, STEPS = 16, NEAR = 2, WINDOWS_MOST = 4000 };

#define DEPENDENT 1e-9 /* share of the energy of a column that the others must leave */
#define GAIN_STEP 0.1
#define DELAY_STEP 0.25 /* frames */
#define SETTLED 1e-5 /* of a gain, or frames */
#define NOTHING 1e-30 /* a mean square that no format can hold */

struct pass {
	struct proof_reader *reader;
	const struct robust_signal *signals;
	size_t count;
	struct fourier_transform *transform;
	double *window; /* [SIZE] */
	double **halves; /* [signal * channels + channel][2 * SIZE] the block before, then the block */
	double *parts; /* [signal][real, imaginary][bin]: the signals, then what is left of the residual */
	double *power; /* [bin] of what is left */
	double least; /* power of a bin that the formats leave */
	uint64_t windows, stride;
	struct least_squares squares; /* the gains, then the delays */
	double before, after;
	double levels; /* sum over bins of what is left, as natural logarithms */
	uint64_t bins;
};

static bool pass_init(struct pass *pass, double floor, struct arena *arena)
{
	const size_t columns = (pass->count + 1) * pass->reader->channels;
	double sum = 0.0;
	pass->transform = fourier_transform_new(arena, SIZE);
	pass->window = ARENA_ARRAY(arena, double, SIZE);
	pass->halves = ARENA_ARRAY(arena, double *, columns);
	pass->parts = ARENA_ARRAY(arena, double, (pass->count + 1) * 2 * BINS);
	pass->power = ARENA_ARRAY(arena, double, BINS);
	if (!pass->transform || !pass->window || !pass->halves || !pass->parts || !pass->power ||
	    !least_squares_init(&pass->squares, arena, 2 * pass->count))
		return false;
	for (size_t i = 0; i < columns; i++) {
		pass->halves[i] = ARENA_ARRAY(arena, double, 2 * SIZE);
		if (!pass->halves[i])
			return false;
	}
	for (size_t i = 0; i < SIZE; i++) {
		pass->window[i] = 0.5 - 0.5 * cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / SIZE);
		sum += pass->window[i] * pass->window[i];
	}
	pass->least = fmax(floor, NOTHING) * sum;
	const uint64_t windows = 2 * pass->reader->frames / SIZE * pass->reader->channels;
	pass->stride = windows / WINDOWS_MOST + 1;
	return true;
}

static void transform_column(struct pass *pass, const double *samples, double *part)
{
	struct fourier_transform *transform = pass->transform;
	for (size_t i = 0; i < SIZE; i++)
		transform->samples[i] = pass->window[i] * samples[i];
	fourier_transform_forward(transform);
	for (size_t k = 0; k < BINS; k++) {
		part[k] = transform->bins[k][0];
		part[BINS + k] = transform->bins[k][1];
	}
}

/* Changes a signal as the fit says so far, and adds to the residual what that changes. A stem counts negatively. */
static void change(struct pass *pass, size_t index)
{
	const struct robust_signal *signal = &pass->signals[index];
	const double sign = signal->file == 0 ? 1.0 : -1.0;
	double *part = pass->parts + index * 2 * BINS, *rest = pass->parts + pass->count * 2 * BINS;
	for (size_t k = 0; k < BINS; k++) {
		const double angle = -2.0 * ELEMENTARY_PI * (double)k / SIZE * signal->delay;
		const double u = sign * signal->gain * cos(angle), v = sign * signal->gain * sin(angle);
		const double real = part[k], imaginary = part[BINS + k];
		part[k] = u * real - v * imaginary;
		part[BINS + k] = u * imaginary + v * real;
		rest[k] += part[k] - sign * real;
		rest[BINS + k] += part[BINS + k] - sign * imaginary;
	}
}

static double energy_of(const double *part)
{
	double energy = 0.0;
	for (size_t k = 0; k < 2 * BINS; k++)
		energy += part[k] * part[k];
	return energy;
}

/* Sums up the power that is left around each bin: that of a single bin is as much chance as sound. */
static void sum_power(struct pass *pass)
{
	const double *rest = pass->parts + pass->count * 2 * BINS;
	for (size_t k = 0; k < BINS; k++) {
		const size_t first = k > NEAR ? k - NEAR : 0, last = k + NEAR < BINS ? k + NEAR : BINS - 1;
		double power = 0.0;
		for (size_t i = first; i <= last; i++)
			power += rest[i] * rest[i] + rest[BINS + i] * rest[BINS + i];
		pass->power[k] = power / (double)(last - first + 1);
	}
}

/* Adds the products of two changed signals to the normal equations. The column of a delay is -iw times the signal. */
static void add_pair(struct pass *pass, size_t p, size_t q)
{
	const double *one = pass->parts + p * 2 * BINS, *other = pass->parts + q * 2 * BINS;
	const size_t count = pass->count, all = 2 * count;
	double *gram = pass->squares.gram, gains = 0.0, mixed = 0.0, delays = 0.0;
	for (size_t k = 0; k < BINS; k++) {
		const double w = 2.0 * ELEMENTARY_PI * (double)k / SIZE;
		const double weight = 1.0 / (pass->power[k] + pass->least);
		const double real = weight * (one[k] * other[k] + one[BINS + k] * other[BINS + k]);
		const double imaginary = weight * (one[k] * other[BINS + k] - one[BINS + k] * other[k]);
		gains += real;
		mixed += w * imaginary;
		delays += w * w * real;
	}
	gram[p * all + q] += gains;
	gram[p * all + count + q] += mixed;
	gram[(count + q) * all + p] += mixed;
	gram[(count + p) * all + count + q] += delays;
}

static void add_right(struct pass *pass, size_t p)
{
	const double *one = pass->parts + p * 2 * BINS, *rest = pass->parts + pass->count * 2 * BINS;
	double gain = 0.0, delay = 0.0;
	for (size_t k = 0; k < BINS; k++) {
		const double w = 2.0 * ELEMENTARY_PI * (double)k / SIZE;
		const double weight = 1.0 / (pass->power[k] + pass->least);
		gain -= weight * (one[k] * rest[k] + one[BINS + k] * rest[BINS + k]);
		delay += weight * w * (one[k] * rest[BINS + k] - one[BINS + k] * rest[k]);
	}
	pass->squares.right[p] += gain;
	pass->squares.right[pass->count + p] += delay;
}

static void add_window(struct pass *pass, size_t channel, size_t start)
{
	for (size_t i = 0; i <= pass->count; i++)
		transform_column(pass, pass->halves[i * pass->reader->channels + channel] + start,
				 pass->parts + i * 2 * BINS);
	const double *rest = pass->parts + pass->count * 2 * BINS;
	pass->before += energy_of(rest);
	for (size_t p = 0; p < pass->count; p++)
		change(pass, p);
	pass->after += energy_of(rest);
	sum_power(pass);
	for (size_t k = 1; k < BINS; k += 2 * NEAR + 1)
		pass->levels += log(pass->power[k] + pass->least);
	pass->bins += (BINS + 2 * NEAR - 1) / (2 * NEAR + 1);
	for (size_t p = 0; p < pass->count; p++) {
		for (size_t q = 0; q < pass->count; q++)
			add_pair(pass, p, q);
		add_right(pass, p);
	}
}

static enum status take_block(struct pass *pass, size_t *frames)
{
	struct proof_reader *reader = pass->reader;
	const enum status status = proof_reader_next(reader, frames);
	for (size_t i = 0; i <= pass->count && status == STATUS_OK; i++)
		for (size_t channel = 0; channel < reader->channels; channel++) {
			const size_t file = i < pass->count ? pass->signals[i].file : 0;
			double *const *columns = i == pass->count ? reader->residual
						 : file == 0      ? reader->mix
								  : reader->stems[file - 1];
			double *halves = pass->halves[i * reader->channels + channel];
			memcpy(halves, halves + SIZE, SIZE * sizeof(double));
			memcpy(halves + SIZE, columns[channel], *frames * sizeof(double));
			memset(halves + SIZE + *frames, 0, (SIZE - *frames) * sizeof(double));
		}
	return status;
}

/* Sums up the normal equations of a step. */
static enum status sum_up(struct pass *pass, const int64_t *lags)
{
	const size_t all = 2 * pass->count, columns = (pass->count + 1) * pass->reader->channels;
	enum status status = proof_reader_start(pass->reader, lags);
	size_t frames = 1;
	pass->squares.count = all;
	memset(pass->squares.gram, 0, all * all * sizeof(double));
	memset(pass->squares.right, 0, all * sizeof(double));
	for (size_t i = 0; i < columns; i++)
		memset(pass->halves[i], 0, 2 * SIZE * sizeof(double));
	pass->windows = 0;
	pass->bins = 0;
	pass->before = pass->after = pass->levels = 0.0;
	while (status == STATUS_OK && frames > 0) {
		status = take_block(pass, &frames);
		for (size_t start = HALF; start <= SIZE && status == STATUS_OK; start += HALF) {
			if (pass->windows++ % pass->stride != 0)
				continue;
			for (size_t channel = 0; channel < pass->reader->channels; channel++)
				add_window(pass, channel, start);
		}
	}
	return status;
}

/* A delay that is not fitted loses its column. */
static void drop_delays(struct pass *pass)
{
	const size_t all = 2 * pass->count;
	for (size_t p = 0; p < pass->count; p++)
		for (size_t i = 0; i < all && !pass->signals[p].delays; i++) {
			pass->squares.gram[(pass->count + p) * all + i] = 0.0;
			pass->squares.gram[i * all + pass->count + p] = 0.0;
			pass->squares.right[pass->count + p] = 0.0;
		}
}

static double clamp(double value, double limit)
{
	return fmax(-limit, fmin(limit, value));
}

/* Returns whether the step was negligible. */
static bool step(const struct pass *pass, struct robust_signal *signals)
{
	bool settled = true;
	for (size_t p = 0; p < pass->count; p++) {
		const double gain = pass->squares.right[p], delay = pass->squares.right[pass->count + p];
		signals[p].gain *= 1.0 + clamp(gain, GAIN_STEP);
		signals[p].delay += clamp(delay, DELAY_STEP);
		settled &= fabs(gain) < SETTLED && fabs(delay) < SETTLED;
	}
	return settled;
}

enum status robust_fit_run(struct robust_fit *fit, struct proof_reader *reader, const int64_t *lags, double floor,
			   struct robust_signal *signals, size_t count, struct arena *arena)
{
	struct pass pass = { .reader = reader, .signals = signals, .count = count };
	*fit = (struct robust_fit){ 0 };
	if (!pass_init(&pass, floor, arena))
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	for (int i = 0; i < STEPS && status == STATUS_OK && !fit->settled; i++) {
		status = sum_up(&pass, lags);
		if (i == 0)
			fit->before = pass.before;
		fit->after = pass.after;
		fit->level = pass.bins > 0 ? 10.0 / log(10.0) * pass.levels / (double)pass.bins : 0.0;
		if (status != STATUS_OK)
			break;
		drop_delays(&pass);
		least_squares_solve(&pass.squares, DEPENDENT);
		fit->settled = step(&pass, signals);
	}
	return status;
}
