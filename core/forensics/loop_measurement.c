/* Measures a loop through hardware.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/loop_measurement.h"

#include "base/frames.h"
#include "dsp/calibration.h"
#include "dsp/elementary.h"
#include "forensics/loop_residual.h"
#include "forensics/loop_spectra.h"

#include <math.h>
#include <string.h>

enum { SIZE = 16384, BURST_MARGIN_FRAMES = 4096, CHUNK_FRAMES = 4096 };

static const double sure_drift = 3.0; /* standard errors */

static double rounded(double value, double steps)
{
	return round(value * steps) / steps;
}

static enum status find_peak(const struct loop_case *loop, double *peak)
{
	struct loop_columns columns = loop_columns_new(loop->arena, loop->answer->channels, CHUNK_FRAMES);
	if (!columns.columns)
		return STATUS_NO_MEMORY;
	enum status status = loop->answer->rewind(loop->answer);
	*peak = 0.0;
	for (uint64_t at = 0; at < loop->answer->frames && status == STATUS_OK; at += CHUNK_FRAMES) {
		status = loop->answer->read(loop->answer, columns.columns, CHUNK_FRAMES);
		for (size_t k = 0; k < columns.channels && status == STATUS_OK; k++)
			for (size_t i = 0; i < CHUNK_FRAMES; i++)
				*peak = fmax(*peak, fabs(columns.columns[k][i]));
	}
	return status;
}

static void load(struct fourier_transform *transform, const double *samples, const double *window, size_t frames)
{
	memset(transform->samples, 0, transform->size * sizeof *transform->samples);
	for (size_t i = 0; i < frames; i++)
		transform->samples[i] = window ? window[i] * samples[i] : samples[i];
	fourier_transform_forward(transform);
}

static double sum_of(const double *values, size_t count)
{
	double sum = 0.0;
	for (size_t k = 1; k < count; k++)
		sum += values[k];
	return sum;
}

/* What is compared: frames of the send and of the answer as the model has it. */
struct comparison {
	const struct loop_case *loop;
	struct loop_columns send, answer;
	struct fourier_transform *x, *y;
	struct loop_spectra *spectra;
	double *weights, *window;
};

static bool make_room(struct comparison *comparison, const struct loop_case *loop, size_t frames, size_t size)
{
	const size_t channels = loop->send->channels;
	*comparison = (struct comparison){
		.loop = loop,
		.send = loop_columns_new(loop->arena, channels, frames),
		.answer = loop_columns_new(loop->arena, channels, frames),
		.x = fourier_transform_new(loop->arena, size),
		.y = fourier_transform_new(loop->arena, size),
		.spectra = loop_spectra_new(loop->arena, size),
		.weights = ARENA_ARRAY(loop->arena, double, size / 2),
		.window = ARENA_ARRAY(loop->arena, double, frames),
	};
	return comparison->send.columns && comparison->answer.columns && comparison->x && comparison->y &&
	       comparison->spectra && comparison->weights && comparison->window;
}

static void add_window(struct comparison *comparison, const double *window)
{
	for (size_t k = 0; k < comparison->send.channels; k++) {
		load(comparison->x, comparison->send.columns[k], window, comparison->send.frames);
		load(comparison->y, comparison->answer.columns[k], window, comparison->send.frames);
		loop_spectra_add(comparison->spectra, comparison->x, comparison->y);
	}
}

/* Adds windows of the send, from frame `first` to under `end`, and of the answer as the model has it. */
static enum status add_windows(struct comparison *comparison, struct loop_model model, uint64_t first, uint64_t end,
			       const double *window)
{
	const struct loop_case *loop = comparison->loop;
	const size_t frames = comparison->send.frames;
	struct source *answer = loop_answer_open(loop, model, 0.0);
	uint64_t sent = 0, came = 0;
	if (!answer)
		return STATUS_NO_MEMORY;
	enum status status = loop->send->rewind(loop->send);
	loop_spectra_clear(comparison->spectra);
	for (uint64_t at = first; at + frames <= end && status == STATUS_OK; at += frames) {
		status = loop_columns_read(&comparison->send, loop->send, &sent, at, frames);
		if (status == STATUS_OK)
			status = loop_columns_read(&comparison->answer, answer, &came, at, frames);
		if (status == STATUS_OK)
			add_window(comparison, window);
	}
	answer->free(answer);
	return status;
}

/* Measures by the burst alone: its round trip, and its gain. */
static enum status measure_burst(const struct loop_case *loop, struct loop_measurement *measurement)
{
	const double rate = loop->send->sample_rate;
	const size_t first = frames_of_seconds(CALIBRATION_BURST_AT, rate) - BURST_MARGIN_FRAMES;
	const size_t frames = frames_of_seconds(CALIBRATION_BURST_SECONDS, rate) + 2 * (size_t)BURST_MARGIN_FRAMES;
	struct comparison comparison;
	size_t size = SIZE;
	double extreme;
	while (size < frames)
		size *= 2;
	if (!make_room(&comparison, loop, frames, size))
		return STATUS_NO_MEMORY;
	for (size_t k = 0; k < size / 2; k++)
		comparison.weights[k] = 1.0;
	const enum status status = add_windows(&comparison, measurement->model, first, first + frames, NULL);
	if (status != STATUS_OK)
		return status;
	measurement->model.lag += loop_spectra_delay(comparison.spectra, comparison.weights, &extreme);
	measurement->gain = extreme / sum_of(comparison.spectra->send, comparison.spectra->bin_count);
	return STATUS_OK;
}

/* Lets each bin count by its coherence c: c / (1 - c) over its own size, after E. J. Hannan and P. J. Thomson,
   Biometrika 60 (1973). */
static void weigh_by_coherence(struct comparison *comparison)
{
	const struct loop_spectra *spectra = comparison->spectra;
	for (size_t k = 0; k < spectra->bin_count; k++) {
		const double *cross = spectra->cross[k];
		const double square = cross[0] * cross[0] + cross[1] * cross[1];
		const double powers = spectra->send[k] * spectra->answer[k];
		const double coherence = powers > 0.0 ? fmin(1.0, square / powers) : 0.0;
		comparison->weights[k] = square > 0.0 ? coherence / (1.0 - coherence + 1e-3) / sqrt(square) : 0.0;
	}
}

/* Returns the gain of the line through all products at a delay. */
static double gain_at(const struct loop_spectra *spectra, double delay)
{
	double product = 0.0;
	for (size_t k = 1; k < spectra->bin_count; k++) {
		const double turn = 2.0 * ELEMENTARY_PI * (double)k * delay / (double)spectra->size;
		product += spectra->cross[k][0] * elementary_cos(turn) - spectra->cross[k][1] * elementary_sin(turn);
	}
	const double power = sum_of(spectra->send, spectra->bin_count);
	return power > 0.0 ? product / power : 0.0;
}

/* Measures by all of the sound: the round trip and the gain. */
static enum status measure_sound(const struct loop_case *loop, struct loop_measurement *measurement)
{
	struct comparison comparison;
	double extreme;
	if (!make_room(&comparison, loop, SIZE, SIZE))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < SIZE; i++)
		comparison.window[i] = 0.5 - 0.5 * elementary_cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / SIZE);
	const enum status status =
		add_windows(&comparison, measurement->model, 0, loop->send->frames, comparison.window);
	if (status != STATUS_OK)
		return status;
	weigh_by_coherence(&comparison);
	const double delay = loop_spectra_delay(comparison.spectra, comparison.weights, &extreme);
	measurement->model.lag += delay;
	measurement->gain = gain_at(comparison.spectra, delay);
	return STATUS_OK;
}

static enum status find_place(const struct loop_case *loop, struct loop_measurement *measurement,
			      struct loop_place *place)
{
	enum status status = loop_search(loop, place);
	if (status != STATUS_OK)
		return status;
	measurement->clearness = place->clearness;
	measurement->found = place->found;
	return STATUS_OK;
}

static enum status measure_clock(const struct loop_case *loop, const struct loop_place *place,
				 struct loop_measurement *measurement)
{
	struct loop_line line;
	const enum status status = loop_track(loop, place, &line);
	if (status != STATUS_OK)
		return status;
	measurement->drift_error_ppm = 1e6 * line.drift_error;
	measurement->drift_ppm = isnan(line.drift_error) ? (double)NAN : rounded(1e6 * line.model.drift, 1e3);
	measurement->model = line.model;
	if (!(fabs(line.model.drift) > sure_drift * line.drift_error)) {
		measurement->model.lag += line.model.drift * (double)place->frame;
		measurement->model.drift = 0.0;
	}
	return STATUS_OK;
}

static void round_figures(struct loop_measurement *measurement)
{
	const double sign = measurement->gain < 0.0 ? -1.0 : 1.0;
	measurement->model.lag = rounded(measurement->model.lag, 1024.0);
	measurement->model.drift = 1e-6 * rounded(1e6 * measurement->model.drift, 1e3);
	measurement->gain = sign * decibel_to_gain(rounded(gain_to_decibel(fabs(measurement->gain)), 1e4));
}

enum status loop_measure(const struct loop_case *loop, struct loop_measurement *measurement)
{
	struct loop_place place = { .found = true };
	*measurement = (struct loop_measurement){ .clearness = (double)NAN,
						  .drift_ppm = (double)NAN,
						  .drift_error_ppm = (double)NAN,
						  .gain = 1.0,
						  .residual_db = (double)NAN };
	enum status status = find_peak(loop, &measurement->peak);
	if (status == STATUS_OK)
		status = find_place(loop, measurement, &place);
	if (status != STATUS_OK || !measurement->found)
		return status;
	status = measure_clock(loop, &place, measurement);
	const uint64_t lead = loop->calibrated ? calibration_frames(loop->send->sample_rate) : 0;
	if (status == STATUS_OK)
		status = loop->calibrated ? measure_burst(loop, measurement) : measure_sound(loop, measurement);
	if (status == STATUS_OK)
		status = loop_residual_measure(loop, measurement->model, measurement->gain, lead,
					       &measurement->residual_db);
	if (status == STATUS_OK)
		status = loop_noise_measure(loop, measurement->model, &measurement->noise);
	round_figures(measurement);
	return status;
}
