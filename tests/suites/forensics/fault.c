/* Makes faults in stems and mixes, without the code under test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault.h"

#include <criterion/criterion.h>
#include <math.h>
#include <soxr.h>
#include <stdlib.h>
#include <string.h>

enum { REACH = 64 };

static const double pi = 3.14159265358979323846;

static double *copy_of(const double *column, size_t frames)
{
	double *copy = malloc(frames * sizeof *copy);
	cr_assert_not_null(copy);
	memcpy(copy, column, frames * sizeof *copy);
	return copy;
}

static double at(const double *column, size_t frames, long place)
{
	return place < 0 || (size_t)place >= frames ? 0.0 : column[place];
}

void fault_delay(struct signal signal, double frames)
{
	const long whole = (long)floor(frames);
	const double fraction = frames - (double)whole;
	double taps[2 * REACH + 1];
	for (int k = -REACH; k <= REACH; k++) {
		const double x = k - fraction, u = x / (REACH + 1.0);
		taps[k + REACH] = fraction == 0.0 ? (double)(k == 0)
						  : (0.42 + 0.5 * cos(pi * u) + 0.08 * cos(2.0 * pi * u)) *
							    sin(pi * x) / (pi * x);
	}
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double *copy = copy_of(signal.columns[channel], signal.frames);
		for (size_t i = 0; i < signal.frames; i++) {
			double sum = 0.0;
			for (int k = fraction == 0.0 ? 0 : -REACH; k <= (fraction == 0.0 ? 0 : REACH); k++)
				sum += taps[k + REACH] * at(copy, signal.frames, (long)i - whole - k);
			signal.columns[channel][i] = sum;
		}
		free(copy);
	}
}

void fault_gain(struct signal signal, double gain_db)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++)
			signal.columns[channel][i] *= pow(10.0, gain_db / 20.0);
}

void fault_invert(struct signal signal)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++)
			signal.columns[channel][i] = -signal.columns[channel][i];
}

static double peak_of(struct signal signal)
{
	double peak = 0.0;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++)
			peak = fmax(peak, fabs(signal.columns[channel][i]));
	return peak;
}

void fault_offset(struct signal signal, double dbfs)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++)
			signal.columns[channel][i] += pow(10.0, dbfs / 20.0);
}

void fault_clip(struct signal signal, double below_peak_db)
{
	const double ceiling = peak_of(signal) * pow(10.0, -below_peak_db / 20.0);
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++)
			signal.columns[channel][i] = fmax(-ceiling, fmin(ceiling, signal.columns[channel][i]));
}

void fault_limit(struct signal signal, double below_peak_db)
{
	const double ceiling = peak_of(signal) * pow(10.0, -below_peak_db / 20.0);
	const double release = exp(-1.0 / (0.05 * signal.rate));
	double gain = 1.0;
	for (size_t i = 0; i < signal.frames; i++) {
		const double level = fmax(fabs(signal.columns[0][i]), fabs(signal.columns[1][i]));
		const double wanted = level > ceiling ? ceiling / level : 1.0;
		gain = wanted < gain ? wanted : 1.0 - (1.0 - gain) * release;
		gain = fmin(gain, wanted);
		for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
			signal.columns[channel][i] *= gain;
	}
}

void fault_compress(struct signal signal, double below_peak_db)
{
	const double threshold = peak_of(signal) * pow(10.0, -below_peak_db / 20.0);
	const double attack = exp(-1.0 / (0.01 * signal.rate)), release = exp(-1.0 / (0.2 * signal.rate));
	double level = 0.0;
	for (size_t i = 0; i < signal.frames; i++) {
		const double here = fmax(fabs(signal.columns[0][i]), fabs(signal.columns[1][i]));
		const double pole = here > level ? attack : release;
		level = pole * level + (1.0 - pole) * here;
		for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
			signal.columns[channel][i] *= level > threshold ? sqrt(threshold / level) : 1.0;
	}
}

void fault_cut(struct signal signal, double seconds)
{
	size_t end = signal.frames;
	while (end > 0 && fabs(signal.columns[0][end - 1]) < 1e-3)
		end--;
	const size_t lost = (size_t)(seconds * signal.rate);
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = end > lost ? end - lost : 0; i < signal.frames; i++)
			signal.columns[channel][i] = 0.0;
}

static double uniform(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(*state >> 11) * 0x1p-53;
}

void fault_quantise(struct signal signal, unsigned bits, bool dithered)
{
	const double scale = ldexp(1.0, (int)bits - 1);
	uint64_t state = 12345;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++) {
			const double dither = dithered ? uniform(&state) - uniform(&state) : 0.0;
			signal.columns[channel][i] = nearbyint(signal.columns[channel][i] * scale + dither) / scale;
		}
}

void fault_mute(struct signal signal, double seconds)
{
	const size_t frames = (size_t)(seconds * signal.rate);
	size_t loudest = 0;
	for (size_t i = 0; i < signal.frames; i++)
		if (fabs(signal.columns[0][i]) > fabs(signal.columns[0][loudest]))
			loudest = i;
	const size_t from = loudest > frames / 2 ? loudest - frames / 2 : 0;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = from; i < from + frames && i < signal.frames; i++)
			signal.columns[channel][i] = 0.0;
}

void fault_behead(struct signal signal, double seconds)
{
	size_t begin = 0;
	while (begin < signal.frames && fabs(signal.columns[0][begin]) < 1e-3)
		begin++;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < begin + (size_t)(seconds * signal.rate) && i < signal.frames; i++)
			signal.columns[channel][i] = 0.0;
}

void fault_slip(struct signal signal, double frames)
{
	const size_t middle = signal.frames / 2;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double *copy = copy_of(signal.columns[channel], signal.frames);
		for (size_t i = middle; i < signal.frames; i++)
			signal.columns[channel][i] = at(copy, signal.frames, (long)i - (long)frames);
		free(copy);
	}
}

void fault_click(struct signal signal, double dbfs)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t click = 1; click <= 3; click++)
			for (size_t i = 0; i < 12; i++)
				signal.columns[channel][click * signal.frames / 5 + i] +=
					pow(10.0, dbfs / 20.0) * (i % 2 == 0 ? 1.0 : -1.0) * (1.0 - (double)i / 12.0);
}

void fault_noise(struct signal signal, double dbfs)
{
	uint64_t state = 4711;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++)
			signal.columns[channel][i] += pow(10.0, dbfs / 20.0) * sqrt(12.0) * (uniform(&state) - 0.5);
}

void fault_hum(struct signal signal, double dbfs)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++) {
			const double turn = 2.0 * pi * 50.0 * (double)i / signal.rate;
			signal.columns[channel][i] +=
				pow(10.0, dbfs / 20.0) * (sin(turn) + 0.5 * sin(2.0 * turn) + 0.3 * sin(3.0 * turn));
		}
}

/* The error is fed back through (1 - 1/z)^2, which moves it to high frequencies. */
void fault_shape(struct signal signal, unsigned bits)
{
	const double scale = ldexp(1.0, (int)bits - 1);
	uint64_t state = 999;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double last = 0.0, before = 0.0;
		for (size_t i = 0; i < signal.frames; i++) {
			const double wanted = signal.columns[channel][i] * scale - 2.0 * last + before;
			const double word = nearbyint(wanted + uniform(&state) - uniform(&state));
			before = last;
			last = word - wanted;
			signal.columns[channel][i] = word / scale;
		}
	}
}

/* Converts a column with soxr, and cuts or fills it to `frames`. */
static double *converted(const double *column, size_t frames, double from, double to, size_t *out_frames)
{
	const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
	*out_frames = (size_t)ceil((double)frames * to / from);
	double *out = calloc(*out_frames, sizeof *out);
	size_t done = 0;
	cr_assert_not_null(out);
	cr_assert_null(soxr_oneshot(from, to, 1, column, frames, NULL, out, *out_frames, &done,
				    &(soxr_io_spec_t){ SOXR_FLOAT64_I, SOXR_FLOAT64_I, 1.0, NULL, 0 }, &quality, NULL));
	return out;
}

void fault_convert(struct signal signal, double rate)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		size_t there, back;
		double *once = converted(signal.columns[channel], signal.frames, signal.rate, rate, &there);
		double *twice = converted(once, there, rate, signal.rate, &back);
		memcpy(signal.columns[channel], twice, (back < signal.frames ? back : signal.frames) * sizeof(double));
		free(once);
		free(twice);
	}
}

void fault_drift(struct signal signal, double ppm)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		size_t frames;
		double *out = converted(signal.columns[channel], signal.frames, 1e6, 1e6 + ppm, &frames);
		memcpy(signal.columns[channel], out,
		       (frames < signal.frames ? frames : signal.frames) * sizeof(double));
		free(out);
	}
}

void fault_ride(struct signal signal, double depth_db)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < signal.frames; i++)
			signal.columns[channel][i] *=
				pow(10.0, depth_db / 20.0 * sin(2.0 * pi * (double)i / (7.0 * signal.rate)));
}

/* The quotient of two polynomials of the second order in z^-1, by its difference equation. */
static void filter(struct signal signal, const double b[3], const double a[3])
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0;
		for (size_t i = 0; i < signal.frames; i++) {
			const double x = signal.columns[channel][i];
			const double y = (b[0] * x + b[1] * x1 + b[2] * x2 - a[1] * y1 - a[2] * y2) / a[0];
			x2 = x1;
			x1 = x;
			y2 = y1;
			y1 = y;
			signal.columns[channel][i] = y;
		}
	}
}

void fault_peak(struct signal signal, double frequency, double gain_db, double q)
{
	const double a = pow(10.0, gain_db / 40.0), w = 2.0 * pi * frequency / signal.rate, alpha = sin(w) / (2.0 * q);
	const double b0 = 1.0 + alpha * a, b1 = -2.0 * cos(w), b2 = 1.0 - alpha * a;
	const double a0 = 1.0 + alpha / a, a1 = -2.0 * cos(w), a2 = 1.0 - alpha / a;
	filter(signal, (const double[3]){ b0, b1, b2 }, (const double[3]){ a0, a1, a2 });
}

void fault_lowpass(struct signal signal, double frequency)
{
	const double pole = exp(-2.0 * pi * frequency / signal.rate);
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double state = 0.0;
		for (size_t i = 0; i < signal.frames; i++) {
			state = pole * state + (1.0 - pole) * signal.columns[channel][i];
			signal.columns[channel][i] = state;
		}
	}
}

void fault_highpass(struct signal signal, double frequency)
{
	const double w = 2.0 * pi * frequency / signal.rate, alpha = sin(w) / sqrt(2.0);
	const double half = (1.0 + cos(w)) / 2.0;
	filter(signal, (const double[3]){ half, -2.0 * half, half },
	       (const double[3]){ 1.0 + alpha, -2.0 * cos(w), 1.0 - alpha });
}

void fault_squeeze(struct signal signal, double below_peak_db)
{
	const double threshold = peak_of(signal) * pow(10.0, -below_peak_db / 20.0);
	const double attack = exp(-1.0 / (0.001 * signal.rate)), release = exp(-1.0 / (0.03 * signal.rate));
	double over_db = 0.0;
	for (size_t i = 0; i < signal.frames; i++) {
		const double here = fmax(fabs(signal.columns[0][i]), fabs(signal.columns[1][i]));
		const double wanted = here > threshold ? 20.0 * log10(here / threshold) : 0.0;
		const double pole = wanted > over_db ? attack : release;
		over_db = wanted + pole * (over_db - wanted);
		for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
			signal.columns[channel][i] *= pow(10.0, -0.75 * over_db / 20.0);
	}
}

void fault_phase(struct signal signal, double frequency)
{
	const double w = 2.0 * pi * frequency / signal.rate, alpha = sin(w) / 1.4;
	const double b0 = 1.0 - alpha, b1 = -2.0 * cos(w), b2 = 1.0 + alpha;
	filter(signal, (const double[3]){ b0, b1, b2 }, (const double[3]){ b2, b1, b0 });
}

void fault_chorus(struct signal signal, double wet_db)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double *copy = copy_of(signal.columns[channel], signal.frames);
		uint64_t state = 77 + channel;
		double aim = 10.0, delay = 10.0;
		for (size_t i = 0; i < signal.frames; i++) {
			if (i % 4800 == 0)
				aim = 6.0 + 8.0 * uniform(&state);
			delay += (aim - delay) / 4800.0;
			const double place = (double)i - delay * signal.rate / 1000.0, whole = floor(place);
			const double before = at(copy, signal.frames, (long)whole);
			const double after = at(copy, signal.frames, (long)whole + 1);
			signal.columns[channel][i] +=
				pow(10.0, wet_db / 20.0) * (before + (place - whole) * (after - before));
		}
		free(copy);
	}
}

void fault_allpass(struct signal signal, double depth)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++) {
		double x1[4] = { 0.0 }, y1[4] = { 0.0 };
		for (size_t i = 0; i < signal.frames; i++) {
			double x = signal.columns[channel][i];
			for (int stage = 0; stage < 4; stage++) {
				const double turn = 2.0 * pi * (double)i / signal.rate * (0.9 + 0.37 * stage);
				const double c = -0.3 + depth * sin(turn + (double)channel);
				const double y = c * x + x1[stage] - c * y1[stage];
				x1[stage] = x;
				y1[stage] = y;
				x = y;
			}
			signal.columns[channel][i] = x;
		}
	}
}

void fault_sides(struct signal signal, double ll, double lr, double rl, double rr)
{
	for (size_t i = 0; i < signal.frames; i++) {
		const double left = signal.columns[0][i], right = signal.columns[1][i];
		signal.columns[0][i] = ll * left + lr * right;
		signal.columns[1][i] = rl * left + rr * right;
	}
}

void fault_late_side(struct signal signal, double frames)
{
	double *left = copy_of(signal.columns[0], signal.frames);
	fault_delay(signal, frames);
	memcpy(signal.columns[0], left, signal.frames * sizeof *left);
	free(left);
}

void fault_echo(struct signal signal, double milliseconds, double level_db)
{
	const size_t late = (size_t)(milliseconds / 1000.0 * signal.rate);
	double *repeats = copy_of(signal.columns[0], signal.frames);
	for (size_t i = 0; i < signal.frames; i++)
		repeats[i] = 0.5 * (repeats[i] + signal.columns[1][i]) + (i < late ? 0.0 : 0.5 * repeats[i - late]);
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = late; i < signal.frames; i++)
			signal.columns[channel][i] += pow(10.0, level_db / 20.0) * repeats[i - late];
	free(repeats);
}

/* Each of some thousand taps is a single random one, which is as dense as noise to the ear. */
void fault_reverb(struct signal signal, double seconds, double level_db)
{
	enum { REFLECTIONS = 1200 };
	double *dry = copy_of(signal.columns[0], signal.frames);
	uint64_t state = 4711;
	for (size_t i = 0; i < signal.frames; i++)
		dry[i] = 0.5 * (dry[i] + signal.columns[1][i]);
	for (size_t k = 0; k < REFLECTIONS * MATERIAL_CHANNELS; k++) {
		const double at = 0.015 + 1.2 * seconds * uniform(&state);
		const double sign = uniform(&state) < 0.5 ? -1.0 : 1.0;
		const double gain = sign * pow(10.0, level_db / 20.0 - 3.0 * at / seconds) / sqrt(REFLECTIONS / 8.0);
		const size_t late = (size_t)(at * signal.rate);
		double *column = signal.columns[k % MATERIAL_CHANNELS];
		for (size_t i = late; i < signal.frames; i++)
			column[i] += gain * dry[i - late];
	}
	free(dry);
}
