/* Makes tape hiss of white noise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/tape_noise.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/tape_machine.h"

#include <math.h>
#include <string.h>

enum { RUN = 256, GRID_OF_REACH = 4 };

static const double reach_seconds = 0.0015;
static const double coating = 16e-6, gap = 1.11 * 3e-6; /* metres */

/* Returns P at a frequency in Hz, over 0. */
static double power_at(size_t speed, double frequency)
{
	const double k = 2.0 * ELEMENTARY_PI * frequency / tape_machine_speed(speed);
	const double depth = 2.0 * k * coating, half = 0.5 * k * gap;
	const double lift = frequency / tape_machine_transition(speed), hole = elementary_sin(half) / half;
	return (1.0 - elementary_exp(-depth)) / depth * (1.0 + lift * lift) * hole * hole;
}

/* Returns the A-weighting of IEC 61672-1 as a power; it is 1 at 1 kHz. */
static double a_weight(double frequency)
{
	const double y = frequency * frequency;
	const double low = 20.598997 * 20.598997, second = 107.65265 * 107.65265, third = 737.86223 * 737.86223;
	const double high = 12194.217 * 12194.217;
	const double gain = high * y * y / ((y + low) * (y + high) * sqrt((y + second) * (y + third)));
	return gain * gain * 1.5848932; /* 2.000 dB */
}

/* Returns the A-weighted power of noise with the density P, from 20 Hz to 20 kHz, in steps of 10 Hz. */
static double weighted_power(size_t speed)
{
	double sum = 0.0;
	for (double frequency = 25.0; frequency < 20000.0; frequency += 10.0)
		sum += 10.0 * power_at(speed, frequency) * a_weight(frequency);
	return sum;
}

/* Samples the magnitude on a grid that is wider than the filter, and ends the response by half a cosine. */
static bool design(struct tape_noise *noise, struct arena *arena, size_t speed, double sample_rate)
{
	const size_t size = GRID_OF_REACH * noise->reach;
	double *magnitudes = ARENA_ARRAY(arena, double, size);
	if (!magnitudes)
		return false;
	const double gain = sqrt(0.5 * sample_rate / weighted_power(speed));
	for (size_t bin = 0; bin < size; bin++)
		magnitudes[bin] = sqrt(power_at(speed, 0.5 * sample_rate * ((double)bin + 0.5) / (double)size));
	for (size_t tap = 0; tap <= noise->reach; tap++) {
		double sum = 0.0;
		for (size_t bin = 0; bin < size; bin++) {
			const double share = ((double)bin + 0.5) / (double)size;
			sum += magnitudes[bin] * elementary_cos(ELEMENTARY_PI * share * (double)tap);
		}
		const double place = (double)tap / (double)(noise->reach + 1);
		const double window = 0.5 + 0.5 * elementary_cos(ELEMENTARY_PI * place);
		noise->taps[noise->reach + tap] = noise->taps[noise->reach - tap] = gain * window * sum / (double)size;
	}
	return true;
}

bool tape_noise_init(struct tape_noise *noise, struct arena *arena, size_t speed, double sample_rate)
{
	noise->reach = (size_t)ceil(reach_seconds * sample_rate);
	noise->taps = ARENA_ARRAY(arena, double, 2 * noise->reach + 1);
	noise->past = ARENA_ARRAY(arena, double, 2 * noise->reach + RUN);
	if (!noise->taps || !noise->past)
		return false;
	return design(noise, arena, speed, sample_rate);
}

void tape_noise_process(struct tape_noise *noise, double *column, size_t frames)
{
	const size_t before = 2 * noise->reach;
	for (size_t start = 0; start < frames; start += RUN) {
		const size_t run = frames - start < RUN ? frames - start : RUN;
		memcpy(noise->past + before, column + start, run * sizeof *column);
		for (size_t i = 0; i < run; i++)
			column[start + i] = inner_product(noise->taps, noise->past + i, before + 1);
		memmove(noise->past, noise->past + run, before * sizeof *column);
	}
}

void tape_noise_reset(struct tape_noise *noise)
{
	memset(noise->past, 0, (2 * noise->reach + RUN) * sizeof *noise->past);
}
