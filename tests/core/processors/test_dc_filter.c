/* Tests the DC filter.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { BLOCK = 4096 };

struct take {
	struct arena *arena;
	struct harness *harness;
};

static struct take take_new(double sample_rate, double freq, double slope)
{
	const struct processor *processor = registry_find("dc-filter");
	struct arena *arena = arena_new();
	cr_assert(processor && arena);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	harness_set(processor, values, "freq", freq);
	harness_set(processor, values, "slope", slope);
	const struct harness_seat seat = { values, { .sample_rate = sample_rate, .channels = 1 }, 1 };
	const struct harness_setup setup = { processor, NULL, BLOCK, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	return (struct take){ arena, harness };
}

static void take_release(struct take *take)
{
	harness_free(take->harness);
	arena_free(take->arena);
}

static double **run(struct take *take, double (*sample)(size_t frame), size_t frames)
{
	double **columns = harness_columns(2, frames);
	cr_assert_not_null(columns);
	for (size_t i = 0; i < frames; i++)
		columns[0][i] = sample(i);
	harness_run(take->harness, (const double *const *)columns, NULL, columns + 1, frames, 0);
	return columns;
}

static double steady(size_t frame)
{
	(void)frame;
	return 1.0;
}

static double impulse(size_t frame)
{
	return frame == 0 ? 1.0 : 0.0;
}

/* The columns are rate, freq, slope, and what may be left of a full-scale offset once the filter has settled, in dBFS:
   rounding near a pole that is next to the unit circle. */
static const struct {
	double sample_rate, freq, slope, floor_db;
} rows[] = {
	{ 44100.0, 1.0, 6.0, -240.0 },   { 48000.0, 5.0, 6.0, -240.0 },   { 192000.0, 5.0, 6.0, -240.0 },
	{ 48000.0, 40.0, 6.0, -240.0 },  { 48000.0, 1.0, 12.0, -200.0 },  { 48000.0, 5.0, 12.0, -200.0 },
	{ 192000.0, 5.0, 12.0, -200.0 }, { 44100.0, 40.0, 12.0, -200.0 },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* After 40 time constants the rest is e^-40, -347 dB (6 dB/oct), or e^-28, -245 dB (12 dB/oct, damping 0.7071). */
Test(dc_filter, nothing_stays_of_an_offset)
{
	for (size_t row = 0; row < ROWS; row++) {
		struct take take = take_new(rows[row].sample_rate, rows[row].freq, rows[row].slope);
		const size_t frames = (size_t)(40.0 * rows[row].sample_rate / (2.0 * 3.14159 * rows[row].freq));
		double **columns = run(&take, steady, frames + 1000);
		const double left = harness_peak(columns[1] + frames, 1000);
		cr_log_info("row %zu: %.1f dBFS", row, 20.0 * log10(left));
		cr_expect_leq(20.0 * log10(left), rows[row].floor_db, "row %zu: %.1f dBFS", row, 20.0 * log10(left));
		free(columns);
		take_release(&take);
	}
}

/* Returns |s / (s + 1)| or |s^2 / (s^2 + sqrt(2) s + 1)| at s = j f / freq, the Butterworth filters, in dB. */
static double analog_db(double frequency, double freq, double slope)
{
	const double power = pow(frequency / freq, slope / 3.0);
	return 10.0 * log10(power / (1.0 + power));
}

/* Returns the DFT of the impulse response at one frequency, in dB. */
static double response_db(const double *column, size_t frames, double frequency, double sample_rate)
{
	double cosine = 0.0, sine = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double angle = 2.0 * 3.14159265358979323846 * frequency * (double)i / sample_rate;
		cosine += column[i] * cos(angle);
		sine += column[i] * sin(angle);
	}
	return 20.0 * log10(hypot(cosine, sine));
}

Test(dc_filter, follows_the_analog_filter)
{
	static const double shares[] = { 0.25, 0.5, 1.0, 2.0, 4.0, 20.0, 200.0 };
	for (size_t row = 0; row < ROWS; row++) {
		struct take take = take_new(rows[row].sample_rate, rows[row].freq, rows[row].slope);
		const size_t frames = (size_t)(30.0 * rows[row].sample_rate / (2.0 * 3.14159 * rows[row].freq));
		double **columns = run(&take, impulse, frames);
		for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
			const double frequency = shares[i] * rows[row].freq;
			const double got = response_db(columns[1], frames, frequency, rows[row].sample_rate);
			const double wanted = analog_db(frequency, rows[row].freq, rows[row].slope);
			cr_expect_float_eq(got, wanted, 0.02, "row %zu, %g Hz: %.4f dB, analog %.4f dB", row, frequency,
					   got, wanted);
		}
		free(columns);
		take_release(&take);
	}
}

Test(dc_filter, slopes_are_two)
{
	struct take take = take_new(48000.0, 5.0, 9.0);
	cr_expect_str_eq(take.harness->problem,
			 "the slope of a dc-filter is 6 or 12 dB/oct; use 'eq' for steeper ones");
	take_release(&take);
}
