/* Tests the linear phase equaliser's curves against the analog prototypes, and its symmetry.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/eq_analog.h"
#include "core/processors/eq_take.h"
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 50, BLOCK = 1000, IMPULSE_AT = 37 };

#define SYMMETRY_DB (-250.0)

/* Below this level a curve cannot be heard, and its decibels are not compared. */
#define FLOOR_DB (-60.0)

/** A band, and how near its curve must come. */
struct row {
	struct eq_band band;
	double sample_rate;
	double limit_db;
	double length; /**< seconds; 0: the default */
};

static const struct row rows[] = {
	{ { "bell", 1000.0, 6.0, 1.0, 0.0 }, 48000.0, 0.01, 0.0 },
	{ { "bell", 1000.0, -24.0, 4.0, 0.0 }, 44100.0, 0.01, 0.0 },
	{ { "bell", 60.0, -12.0, 2.0, 0.0 }, 48000.0, 0.01, 0.0 },
	{ { "bell", 60.0, 12.0, 4.0, 0.0 }, 48000.0, 0.1, 0.0 },
	{ { "bell", 40.0, 6.0, 1.0, 0.0 }, 44100.0, 0.01, 0.0 },
	{ { "bell", 200.0, -12.0, 8.0, 0.0 }, 48000.0, 0.02, 0.0 },
	{ { "bell", 15000.0, 9.0, 3.0, 0.0 }, 44100.0, 0.01, 0.0 },
	{ { "bell", 20000.0, 12.0, 1.0, 0.0 }, 44100.0, 0.01, 0.0 },
	{ { "bell", 30.0, 20.0, 10.0, 0.0 }, 48000.0, 1.0, 1.0 },
	{ { "lowshelf", 100.0, 6.0, 0.0, 0.0 }, 48000.0, 0.01, 0.0 },
	{ { "lowshelf", 60.0, -12.0, 0.0, 0.0 }, 192000.0, 0.01, 0.0 },
	{ { "highshelf", 10000.0, 6.0, 0.0, 0.0 }, 44100.0, 0.01, 0.0 },
	{ { "highshelf", 16000.0, -15.0, 0.0, 0.0 }, 48000.0, 0.01, 0.0 },
	{ { "tilt", 600.0, 6.0, 0.0, 0.0 }, 48000.0, 0.01, 0.0 },
	{ { "highpass", 80.0, 0.0, 0.0, 6.0 }, 48000.0, 0.01, 0.0 },
	{ { "highpass", 80.0, 0.0, 0.0, 12.0 }, 48000.0, 0.02, 0.0 },
	{ { "highpass", 30.0, 0.0, 0.0, 18.0 }, 96000.0, 0.01, 0.0 },
	{ { "highpass", 40.0, 0.0, 0.0, 24.0 }, 48000.0, 0.02, 0.0 },
	{ { "highpass", 80.0, 0.0, 0.0, 48.0 }, 48000.0, 0.05, 0.0 },
	{ { "highpass", 20.0, 0.0, 0.0, 48.0 }, 44100.0, 0.1, 0.0 },
	{ { "lowpass", 12000.0, 0.0, 0.0, 12.0 }, 44100.0, 0.01, 0.0 },
	{ { "lowpass", 18000.0, 0.0, 0.0, 48.0 }, 44100.0, 0.01, 0.0 },
	{ { "lowpass", 300.0, 0.0, 0.0, 24.0 }, 48000.0, 0.02, 0.0 },
	{ { "bandpass", 1000.0, 0.0, 1.0, 0.0 }, 48000.0, 0.01, 0.0 },
	{ { "notch", 1000.0, 0.0, 2.0, 0.0 }, 48000.0, 0.1, 0.0 },
};

/** The output of an impulse. */
struct response {
	struct processor_shape shape;
	double **columns;
	size_t frames;
};

static const struct processor *linear_phase_eq(void)
{
	return registry_find("linear-phase-eq");
}

static struct response response_of(const struct eq_band *bands, size_t count, double sample_rate, double length)
{
	struct arena *arena = arena_new();
	struct parameter_value *values = harness_values(arena, linear_phase_eq());
	values[0] = eq_values(arena, bands, count)[0];
	if (length > 0.0)
		harness_set(linear_phase_eq(), values, "length", length);
	const struct harness_seat seat = { values, { .sample_rate = sample_rate, .channels = 1 }, 1 };
	const struct harness_setup setup = { linear_phase_eq(), NULL, BLOCK, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem, "%s", harness->problem);
	struct response response = { .shape = harness->instances[0].shape };
	response.frames = IMPULSE_AT + 2 * response.shape.latency + BLOCK;
	response.columns = harness_columns(2, response.frames);
	response.columns[0][IMPULSE_AT] = 1.0;
	harness_run(harness, (const double *const *)response.columns, NULL, response.columns + 1, response.frames, 0);
	harness_free(harness);
	arena_free(arena);
	return response;
}

/* Returns the part of the response from `early` frames before its centre to as many after it. */
static const double *sound_of(const struct response *response, size_t *frames)
{
	*frames = 2 * response->shape.early + 1;
	return response->columns[1] + IMPULSE_AT + response->shape.latency - response->shape.early;
}

static void check_row(const struct row *row)
{
	struct response response = response_of(&row->band, 1, row->sample_rate, row->length);
	size_t frames;
	const double *sound = sound_of(&response, &frames);
	double worst = 0.0, worst_at = 0.0;
	for (size_t i = 0; i <= POINTS; i++) {
		const double frequency = fmin(20.0 * pow(1000.0, (double)i / POINTS), 20000.0);
		const double expected = analog_decibels(&row->band, frequency);
		if (expected < FLOOR_DB)
			continue;
		const double error = fabs(measured_decibels(sound, frames, row->sample_rate, frequency) - expected);
		worst_at = !(error <= worst) ? frequency : worst_at;
		worst = harness_worse(worst, error);
	}
	cr_expect_leq(worst, row->limit_db, "%s %g Hz gain %g q %g slope %g at %g: %.4f dB off at %g Hz",
		      row->band.type, row->band.freq, row->band.gain, row->band.q, row->band.slope, row->sample_rate,
		      worst, worst_at);
	free(response.columns);
}

Test(linear_phase_eq, follows_the_analog_filters)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_row(&rows[i]);
}

Test(linear_phase_eq, is_symmetric_around_its_latency)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct response response = response_of(&rows[i].band, 1, rows[i].sample_rate, rows[i].length);
		const size_t centre = IMPULSE_AT + response.shape.latency;
		const double *out = response.columns[1];
		const double peak = harness_peak(out, response.frames);
		double worst = 0.0, outside = 0.0;
		for (size_t away = 1; away <= centre; away++) {
			const double later = out[centre + away], sooner = out[centre - away];
			worst = harness_worse(worst, fabs(later - sooner));
			if (away > response.shape.early)
				outside = harness_worse(outside, fmax(fabs(later), fabs(sooner)));
		}
		cr_expect_leq(20.0 * log10(worst / peak + 1e-30), SYMMETRY_DB, "%s %g Hz", rows[i].band.type,
			      rows[i].band.freq);
		cr_expect_leq(20.0 * log10(outside / peak + 1e-30), SYMMETRY_DB, "%s %g Hz", rows[i].band.type,
			      rows[i].band.freq);
		free(response.columns);
	}
}

/* The curves of several bands add up; with no band the signal passes as it is. */
Test(linear_phase_eq, runs_its_bands_in_series)
{
	static const struct eq_band bands[] = {
		{ "highpass", 50.0, 0.0, 0.0, 24.0 },   { "bell", 250.0, -3.0, 1.4, 0.0 },
		{ "bell", 2500.0, 2.0, 0.7, 0.0 },      { "highshelf", 9000.0, 4.0, 0.0, 0.0 },
		{ "lowpass", 19000.0, 0.0, 0.0, 12.0 }, { "bell", 800.0, 0.0, 1.0, 0.0 },
	};
	enum { COUNT = sizeof bands / sizeof bands[0] };
	struct response response = response_of(bands, COUNT, 48000.0, 0.0);
	size_t frames;
	const double *sound = sound_of(&response, &frames);
	for (double frequency = 30.0; frequency <= 20000.0; frequency *= 1.3) {
		double expected = 0.0;
		for (size_t i = 0; i < COUNT; i++)
			expected += analog_decibels(&bands[i], frequency);
		cr_expect_float_eq(measured_decibels(sound, frames, 48000.0, frequency), expected, 0.02, "at %g Hz",
				   frequency);
	}
	free(response.columns);
	response = response_of(bands, 0, 48000.0, 0.0);
	cr_expect_eq(response.shape.latency, 0);
	cr_expect_arr_eq(response.columns[1], response.columns[0], response.frames * sizeof(double));
	free(response.columns);
}

/* The latency follows from how long its bands ring, up to `length`. */
Test(linear_phase_eq, is_as_late_as_its_bands_ask_for)
{
	static const struct eq_band bell = { "bell", 1000.0, 6.0, 1.0, 0.0 }, low = { "bell", 20.0, 6.0, 8.0, 0.0 };
	struct response response = response_of(&bell, 1, 48000.0, 0.0);
	/* The nearer poles are pi 1000 / (A q) per second off the axis; the ring takes ln(10^5) of that, A = 10^(6/40).
	 */
	const double seconds = log(1e5) * pow(10.0, 6.0 / 40.0) / (3.14159265358979 * 1000.0);
	cr_expect_eq(response.shape.early, (size_t)ceil(fmax(seconds, 0.005) * 48000.0));
	free(response.columns);
	response = response_of(&low, 1, 48000.0, 0.0);
	cr_expect_eq(response.shape.early, 12000);
	free(response.columns);
	response = response_of(&low, 1, 48000.0, 0.1);
	cr_expect_eq(response.shape.early, 4800);
	free(response.columns);
}
