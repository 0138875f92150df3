/* stemprint: how loud a file is.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/loudness.h"

#include "dsp/elementary.h"
#include "dsp/kernel.h"
#include "verify/gate.h"
#include "verify/true_peak.h"

#include <ebur128.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	STEP_MILLISECONDS = 10,
	MOMENTARY_STEPS = 400 / STEP_MILLISECONDS,
	SHORT_TERM_STEPS = 3000 / STEP_MILLISECONDS,
	INTEGRATED_STEPS = 100 / STEP_MILLISECONDS, /* between two gating blocks: they overlap by 75 % */
	RANGE_STEPS = 1000 / STEP_MILLISECONDS, /* between two short-term values of the range */
	CHUNK_SAMPLES = 4096,
	MAPPED_CHANNELS = 8,
};

static const double sample_limit = 1e15; /* its square times a second of samples is far from overflow */

struct loudness_meter {
	ebur128_state *state;
	struct true_peak_meter *true_peak;
	const struct kernel *kernel;
	size_t channels;
	size_t step_frames;
	size_t step_left; /* frames until the present step is full */
	size_t steps;
	double energies[SHORT_TERM_STEPS]; /* of the last steps, a ring */
	double momentary_energy; /* the largest of all so far */
	double short_term_energy;
	double sample_peak;
	struct gate integrated; /* of momentary blocks */
	struct gate range; /* of short-term blocks */
	bool overloaded;
	double interleaved[CHUNK_SAMPLES];
};

static const int channel_maps[MAPPED_CHANNELS][MAPPED_CHANNELS] = {
	{ EBUR128_LEFT },
	{ EBUR128_LEFT, EBUR128_RIGHT },
	{ EBUR128_LEFT, EBUR128_RIGHT, EBUR128_CENTER },
	{ EBUR128_LEFT, EBUR128_RIGHT, EBUR128_LEFT_SURROUND, EBUR128_RIGHT_SURROUND },
	{ EBUR128_LEFT, EBUR128_RIGHT, EBUR128_CENTER, EBUR128_LEFT_SURROUND, EBUR128_RIGHT_SURROUND },
	{ EBUR128_LEFT, EBUR128_RIGHT, EBUR128_CENTER, EBUR128_UNUSED, EBUR128_LEFT_SURROUND, EBUR128_RIGHT_SURROUND },
	{ EBUR128_LEFT, EBUR128_RIGHT, EBUR128_CENTER, EBUR128_UNUSED, EBUR128_Mp180, EBUR128_LEFT_SURROUND,
	  EBUR128_RIGHT_SURROUND },
	{ EBUR128_LEFT, EBUR128_RIGHT, EBUR128_CENTER, EBUR128_UNUSED, EBUR128_Mp135, EBUR128_Mm135,
	  EBUR128_LEFT_SURROUND, EBUR128_RIGHT_SURROUND },
};

static int channel_position(size_t channels, size_t channel)
{
	if (channel >= MAPPED_CHANNELS)
		return EBUR128_Up000;
	return channel_maps[channels < MAPPED_CHANNELS ? channels - 1 : MAPPED_CHANNELS - 1][channel];
}

static enum status open_state(struct loudness_meter *meter, double sample_rate)
{
	meter->state = ebur128_init((unsigned)meter->channels, (unsigned long)llround(sample_rate), EBUR128_MODE_M);
	if (meter->state == NULL)
		return STATUS_NO_MEMORY;
	for (size_t channel = 0; channel < meter->channels; channel++) {
		int position = channel_position(meter->channels, channel);
		if (ebur128_set_channel(meter->state, (unsigned)channel, position) != EBUR128_SUCCESS)
			return STATUS_DEFECT;
	}
	return STATUS_OK;
}

enum status loudness_new(size_t channels, double sample_rate, struct loudness_meter **meter)
{
	struct loudness_meter *made = calloc(1, sizeof *made);
	if (made == NULL)
		return STATUS_NO_MEMORY;
	enum status status = true_peak_new(channels, sample_rate, &made->true_peak);
	made->kernel = kernel_select(NULL);
	made->channels = channels;
	made->step_frames = (size_t)llround(sample_rate * STEP_MILLISECONDS / 1000.0);
	made->step_left = made->step_frames;
	if (status == STATUS_OK)
		status = open_state(made, sample_rate);
	if (status != STATUS_OK) {
		loudness_free(made);
		return status;
	}
	*meter = made;
	return STATUS_OK;
}

void loudness_free(struct loudness_meter *meter)
{
	if (meter == NULL)
		return;
	if (meter->state != NULL)
		ebur128_destroy(&meter->state);
	true_peak_free(meter->true_peak);
	free(meter);
}

static double mean_of_last(const struct loudness_meter *meter, size_t count)
{
	double sum = 0.0;
	for (size_t i = 0; i < count; i++)
		sum += meter->energies[(meter->steps - count + i) % SHORT_TERM_STEPS];
	return sum / (double)count;
}

/* The window of 3 s would be read three hundred times over if libebur128 were asked for it at every step: one reading of the
   step is enough, and the windows are means of those. */
static enum status end_step(struct loudness_meter *meter)
{
	double lufs;
	if (ebur128_loudness_window(meter->state, STEP_MILLISECONDS, &lufs) != EBUR128_SUCCESS)
		return STATUS_DEFECT;
	meter->energies[meter->steps % SHORT_TERM_STEPS] = gate_energy(lufs);
	meter->steps++;
	meter->step_left = meter->step_frames;
	if (meter->steps >= MOMENTARY_STEPS) {
		double energy = mean_of_last(meter, MOMENTARY_STEPS);
		meter->momentary_energy = fmax(meter->momentary_energy, energy);
		if ((meter->steps - MOMENTARY_STEPS) % INTEGRATED_STEPS == 0)
			gate_add(&meter->integrated, energy);
	}
	if (meter->steps >= SHORT_TERM_STEPS) {
		double energy = mean_of_last(meter, SHORT_TERM_STEPS);
		meter->short_term_energy = fmax(meter->short_term_energy, energy);
		if ((meter->steps - SHORT_TERM_STEPS) % RANGE_STEPS == 0)
			gate_add(&meter->range, energy);
	}
	return STATUS_OK;
}

static void interleave_stereo(double *restrict out, const double *restrict left, const double *restrict right,
			      size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		out[2 * i] = left[i];
		out[2 * i + 1] = right[i];
	}
}

static void interleave(struct loudness_meter *meter, const double *const *columns, size_t first, size_t frames)
{
	if (meter->channels == 2) {
		interleave_stereo(meter->interleaved, columns[0] + first, columns[1] + first, frames);
		return;
	}
	for (size_t channel = 0; channel < meter->channels; channel++) {
		const double *column = columns[channel] + first;
		double *out = meter->interleaved + channel;
		for (size_t i = 0; i < frames; i++)
			out[i * meter->channels] = column[i];
	}
}

static enum status add_weighted(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	size_t chunk = CHUNK_SAMPLES / meter->channels;
	for (size_t done = 0; done < frames;) {
		size_t count = frames - done < chunk ? frames - done : chunk;
		if (count > meter->step_left)
			count = meter->step_left;
		interleave(meter, columns, done, count);
		if (ebur128_add_frames_double(meter->state, meter->interleaved, count) != EBUR128_SUCCESS)
			return STATUS_NO_MEMORY;
		done += count;
		meter->step_left -= count;
		enum status status = meter->step_left == 0 ? end_step(meter) : STATUS_OK;
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

enum status loudness_add(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double peak = meter->kernel->peak(columns[channel], frames);
		if (!(peak <= sample_limit))
			meter->overloaded = true;
		meter->sample_peak = fmax(meter->sample_peak, peak);
	}
	if (meter->overloaded)
		return STATUS_OK;
	enum status status = true_peak_add(meter->true_peak, columns, frames);
	return status == STATUS_OK ? add_weighted(meter, columns, frames) : status;
}

/* -HUGE_VAL means that nothing passed the gate. */
static double finite_or_absent(double value)
{
	return isfinite(value) ? value : (double)NAN;
}

static double level_or_absent(double linear)
{
	return finite_or_absent(gain_to_decibel(linear));
}

enum status loudness_read(struct loudness_meter *meter, struct loudness *loudness)
{
	*loudness = (struct loudness){ NAN, NAN, NAN, NAN, NAN, level_or_absent(meter->sample_peak) };
	if (meter->overloaded)
		return STATUS_OK;
	double true_peak;
	enum status status = true_peak_read(meter->true_peak, &true_peak);
	if (status != STATUS_OK)
		return status;
	loudness->true_peak_dbtp = level_or_absent(true_peak);
	loudness->integrated_lufs = gate_integrated(&meter->integrated);
	loudness->momentary_max_lufs = gate_lufs(meter->momentary_energy);
	loudness->short_term_max_lufs = gate_lufs(meter->short_term_energy);
	loudness->range_lu = gate_range(&meter->range);
	return STATUS_OK;
}
