/* stemprint: how a signal's power is spread over third octaves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/third_octave.h"

#include "dsp/elementary.h"
#include "dsp/fft.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/kernel.h"
#include "dsp/kernel/spectrum.h"

#include <math.h>
#include <string.h>

/* A transform lasts at least a second divided by this. */
#define TRANSFORM_SHARE 1.5

struct third_octave_meter {
	const struct kernel *kernel;
	const struct fft *fft;
	double sample_rate;
	size_t channels;
	size_t hop; /* half a transform */
	size_t filled; /* frames of the newer half */
	bool older_sounds, newer_sounds; /* a half that does not may hold anything, and counts as silence */
	uint64_t frames;
	double **halves; /* [2 channel]: the older half, [2 channel + 1]: the newer one */
	const double *window; /* [2 hop] */
	double *first, *second; /* under the window */
	double *work, *spectrum;
	double *powers; /* [hop], in the order of the spectrum */
};

double third_octave_centre(size_t band)
{
	return elementary_pow(10.0, 3.0 + ((double)band + THIRD_OCTAVE_LOWEST) / 10.0);
}

const char *third_octave_name(size_t band)
{
	static const char *const names[THIRD_OCTAVE_BANDS] = {
		"25 Hz",   "31.5 Hz",  "40 Hz",   "50 Hz",    "63 Hz",   "80 Hz",    "100 Hz", "125 Hz",
		"160 Hz",  "200 Hz",   "250 Hz",  "315 Hz",   "400 Hz",  "500 Hz",   "630 Hz", "800 Hz",
		"1 kHz",   "1.25 kHz", "1.6 kHz", "2 kHz",    "2.5 kHz", "3.15 kHz", "4 kHz",  "5 kHz",
		"6.3 kHz", "8 kHz",    "10 kHz",  "12.5 kHz", "16 kHz",  "20 kHz",
	};
	return names[band];
}

static const double *make_window(struct arena *arena, size_t length)
{
	double *window = ARENA_ARRAY(arena, double, length);
	for (size_t i = 0; window && i < length / 2; i++) {
		double slope = elementary_sin(ELEMENTARY_PI * ((double)i + 0.5) / (double)length);
		window[i] = elementary_sin(ELEMENTARY_PI / 2.0 * slope * slope);
		window[length - 1 - i] = window[i];
	}
	return window;
}

static bool make_halves(struct third_octave_meter *meter, struct arena *arena)
{
	meter->halves = ARENA_ARRAY(arena, double *, 2 * meter->channels);
	for (size_t i = 0; meter->halves && i < 2 * meter->channels; i++) {
		meter->halves[i] = ARENA_ARRAY(arena, double, meter->hop);
		if (!meter->halves[i])
			return false;
	}
	return meter->halves;
}

struct third_octave_meter *third_octave_new(struct arena *arena, size_t channels, double sample_rate)
{
	struct third_octave_meter *meter = ARENA_NEW(arena, struct third_octave_meter);
	if (!meter)
		return NULL;
	size_t hop = FFT_SIZE_MINIMUM;
	while ((double)(2 * hop) * TRANSFORM_SHARE < sample_rate && hop < FFT_SIZE_MAXIMUM)
		hop *= 2;
	meter->kernel = kernel_select(NULL);
	meter->sample_rate = sample_rate;
	meter->channels = channels;
	meter->hop = hop;
	meter->fft = fft_new(arena, hop);
	meter->window = make_window(arena, 2 * hop);
	meter->first = ARENA_ARRAY(arena, double, hop);
	meter->second = ARENA_ARRAY(arena, double, hop);
	meter->work = ARENA_ARRAY(arena, double, 2 * hop);
	meter->spectrum = ARENA_ARRAY(arena, double, 2 * hop);
	meter->powers = ARENA_ARRAY(arena, double, hop);
	bool whole = meter->fft && meter->window && meter->first && meter->second && meter->work && meter->spectrum &&
		     meter->powers;
	return whole && make_halves(meter, arena) ? meter : NULL;
}

/* Real and imaginary parts lie in blocks of FFT_LAST * width each. */
static void gather(struct third_octave_meter *meter)
{
	const size_t block = FFT_LAST * meter->kernel->width;
	const double *real = meter->spectrum;
	for (size_t start = 0; start < meter->hop; start += block, real += 2 * block) {
		double *restrict powers = meter->powers + start;
		for (size_t i = 0; i < block; i++)
			powers[i] += real[i] * real[i] + real[block + i] * real[block + i];
	}
}

/* Both halves of every channel. */
static void transform(struct third_octave_meter *meter)
{
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double **halves = &meter->halves[2 * channel];
		if (!meter->older_sounds)
			memset(halves[0], 0, meter->hop * sizeof **halves);
		if (!meter->newer_sounds)
			memset(halves[1], 0, meter->hop * sizeof **halves);
		meter->kernel->column->multiply(meter->first, halves[0], meter->window, meter->hop);
		meter->kernel->column->multiply(meter->second, halves[1], meter->window + meter->hop, meter->hop);
		meter->kernel->spectrum->forward(meter->fft, meter->first, meter->second, meter->work, meter->spectrum);
		gather(meter);
	}
}

/* The newer half is full: it becomes the older one. */
static void turn(struct third_octave_meter *meter)
{
	if (meter->older_sounds || meter->newer_sounds)
		transform(meter);
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double **halves = &meter->halves[2 * channel], *older = halves[0];
		halves[0] = halves[1];
		halves[1] = older;
	}
	meter->older_sounds = meter->newer_sounds;
	meter->newer_sounds = false;
	meter->filled = 0;
}

/* The next frames of the newer half, of every channel; without columns silence. */
static void fill(struct third_octave_meter *meter, const double *const *columns, size_t offset, size_t frames)
{
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double *half = meter->halves[2 * channel + 1];
		if (columns && !meter->newer_sounds)
			memset(half, 0, meter->filled * sizeof *half);
		if (columns)
			memcpy(half + meter->filled, columns[channel] + offset, frames * sizeof *half);
		else if (meter->newer_sounds)
			memset(half + meter->filled, 0, frames * sizeof *half);
	}
	meter->newer_sounds |= !!columns;
	meter->filled += frames;
	if (meter->filled == meter->hop)
		turn(meter);
}

void third_octave_add(struct third_octave_meter *meter, const double *const *columns, size_t offset, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		size_t room = meter->hop - meter->filled, left = frames - done;
		size_t count = left < room ? left : room;
		fill(meter, columns, offset + done, count);
		done += count;
	}
	meter->frames += frames;
}

void third_octave_rest(struct third_octave_meter *meter, uint64_t frames)
{
	for (uint64_t done = 0; done < frames;) {
		size_t room = meter->hop - meter->filled;
		size_t count = frames - done < room ? (size_t)(frames - done) : room;
		fill(meter, NULL, 0, count);
		done += count;
	}
	meter->frames += frames;
}

/* Silence until the last frame has been in both halves. */
static void flush(struct third_octave_meter *meter)
{
	for (unsigned half = 0; half < 2; half++)
		fill(meter, NULL, 0, meter->hop - meter->filled);
}

/* Which slice of the frequencies a bin is: the middle of slice j is (2 j + 1) half slices from 0 Hz, bin k lies at 4 k
   - 1 of them, and what is over half the rate comes back from there. */
static size_t slice_of(size_t bin, size_t size)
{
	return 2 * bin <= size ? (bin == 0 ? 0 : 2 * bin - 1) : 2 * (size - bin);
}

/* The edges of all bands, in slices. */
static size_t find_edges(const struct third_octave_meter *meter, double *edges)
{
	const double slice = meter->sample_rate / (2.0 * (double)meter->hop), half = (double)meter->hop;
	size_t count = 0;
	while (count < THIRD_OCTAVE_BANDS && third_octave_centre(count) < meter->sample_rate / 2.0)
		count++;
	for (size_t i = 0; i <= count; i++)
		edges[i] = fmin(third_octave_centre(0) * elementary_pow(10.0, ((double)i - 0.5) / 10.0) / slice, half);
	return count;
}

/* A slice's power goes to the bands that it lies in. */
static void share(struct third_octaves *octaves, const double *edges, size_t slice, double power)
{
	const double start = (double)slice, end = start + 1.0;
	octaves->below += power * fmin(fmax(edges[0] - start, 0.0), 1.0);
	octaves->above += power * fmin(fmax(end - edges[octaves->count], 0.0), 1.0);
	for (size_t i = 0; i < octaves->count; i++) {
		double within = fmin(end, edges[i + 1]) - fmax(start, edges[i]);
		if (within > 0.0)
			octaves->powers[i] += power * within;
	}
}

void third_octave_read(struct third_octave_meter *meter, struct third_octaves *octaves)
{
	double edges[THIRD_OCTAVE_BANDS + 1];
	*octaves = (struct third_octaves){ .count = find_edges(meter, edges) };
	if (meter->frames == 0)
		return;
	flush(meter);
	const size_t width = meter->kernel->width, block = FFT_LAST * width;
	const double scale = 1.0 / ((double)meter->hop * (double)meter->frames * (double)meter->channels);
	for (size_t bin = 0; bin < meter->hop; bin++) {
		size_t place = fft_place(meter->fft, width, bin);
		size_t packed = place / (2 * block) * block + place % (2 * block);
		share(octaves, edges, slice_of(bin, meter->hop), meter->powers[packed] * scale);
	}
}
