/* Tests that a band that moves makes no noise of its own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/ramp.h"
#include "dsp/varying_design.h"
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { LEAD = 640, SWEEP = 4800, FRAMES = LEAD + SWEEP + 3200, VALUES = 3 };

static const double rate = 48000.0;

/** A band that moves in straight lines from the first to the last value of each, in 100 ms. */
struct course {
	const char *name;
	const char *type;
	enum filter_kind kind;
	double first[VALUES], last[VALUES]; /**< frequency, gain in dB, q */
	double limit; /**< dBFS of what the grid adds to a full-scale input */
};

static const struct course courses[] = {
	{ "10 dB of a bell at 1 kHz", "bell", FILTER_BELL, { 1000, 0, 1 }, { 1000, 10, 1 }, -100.0 },
	{ "10 dB of a bell at 60 Hz", "bell", FILTER_BELL, { 60, 5, 2 }, { 60, -5, 2 }, -100.0 },
	{ "10 dB of a bell at 9 kHz", "bell", FILTER_BELL, { 9000, -10, 4 }, { 9000, 0, 4 }, -100.0 },
	{ "10 dB of a low shelf", "lowshelf", FILTER_LOW_SHELF, { 150, 0, 0.7071 }, { 150, 10, 0.7071 }, -100.0 },
	{ "10 dB of a high shelf", "highshelf", FILTER_HIGH_SHELF, { 6000, 4, 0.7071 }, { 6000, -6, 0.7071 }, -100.0 },
	{ "an octave of a bell", "bell", FILTER_BELL, { 800, 6, 1.5 }, { 1600, 6, 1.5 }, -100.0 },
	{ "an octave of a low-pass", "lowpass", FILTER_LOW_PASS, { 1000, 0, 0.9 }, { 2000, 0, 0.9 }, -100.0 },
	{ "four octaves of a high-pass", "highpass", FILTER_HIGH_PASS, { 50, 0, 0.7071 }, { 800, 0, 0.7071 }, -100.0 },
	{ "the q of a bell", "bell", FILTER_BELL, { 2000, 8, 0.7 }, { 2000, 8, 6 }, -75.0 },
};

static double at(const struct course *course, size_t value, double frame)
{
	const double share = fmin(fmax((frame - LEAD) / SWEEP, 0.0), 1.0);
	return course->first[value] + (course->last[value] - course->first[value]) * share;
}

static double sound(size_t frame)
{
	const double t = (double)frame / rate;
	return 0.25 * (sin(6.283185307 * 61.0 * t) + sin(6.283185307 * 1003.0 * t) + sin(6.283185307 * 2221.0 * t) +
		       sin(6.283185307 * 8011.0 * t));
}

static struct filter_band band_at(const struct course *course, double frame)
{
	return (struct filter_band){ course->kind, at(course, 0, frame), at(course, 1, frame), at(course, 2, frame),
				     2 };
}

/* Returns the magnitude of a section in dB: its equations in the variable p = tan(w / 2) / g of the analog filter. */
static double section_db(const struct varying_section *section, double w)
{
	const double *c = section->rows;
	const long double g = (long double)c[VARYING_FILTER_A2] / c[VARYING_FILTER_A1];
	const long double k = (1.0L / c[VARYING_FILTER_A1] - 1.0L) / g - g;
	const long double complex p = I * (long double)tan(0.5 * w) / g, below = p * p + k * p + 1.0L;
	const long double complex band = c[VARYING_FILTER_M1] * p / below, low = c[VARYING_FILTER_M2] / below;
	return 20.0 * log10((double)cabsl(c[VARYING_FILTER_M0] + band + low));
}

/* Says whether the equaliser may leave a correction out: it never changes more than 0.02 dB. */
static bool is_left_out(const struct course *course, size_t section)
{
	for (size_t frame = LEAD; frame <= LEAD + SWEEP; frame += 32) {
		struct varying_section sections[VARYING_SECTIONS_PER_BAND];
		const struct filter_band band = band_at(course, (double)frame);
		varying_design(&band, rate, sections);
		for (int i = 1; i <= 100; i++)
			if (fabs(section_db(&sections[section], 0.907 * 3.14159265358979 * i / 100.0)) > 0.02)
				return false;
	}
	return true;
}

/* Designs the filter anew for every frame, and runs it in long double. */
static void reference(const struct course *course, const double *in, double *out)
{
	long double states[VARYING_SECTIONS_PER_BAND][2] = { { 0 } };
	bool left_out[VARYING_SECTIONS_PER_BAND] = { false };
	left_out[1] = is_left_out(course, 1); /* Each course has one section and its correction. */
	for (size_t i = 0; i < FRAMES; i++) {
		struct varying_section sections[VARYING_SECTIONS_PER_BAND];
		const struct filter_band band = band_at(course, (double)i);
		const size_t count = varying_design(&band, rate, sections);
		long double x = in[i];
		for (size_t k = 0; k < count; k++) {
			if (left_out[k])
				continue;
			const double *c = sections[k].rows;
			long double *s = states[k];
			const long double g = (long double)c[VARYING_FILTER_A2] / c[VARYING_FILTER_A1];
			const long double v1 = (long double)c[VARYING_FILTER_A1] * (s[0] + g * (x - s[1]));
			const long double v2 = s[1] + g * v1;
			s[0] = 2.0L * v1 - s[0];
			s[1] = 2.0L * v2 - s[1];
			x = c[VARYING_FILTER_M0] * x + c[VARYING_FILTER_M1] * v1 + c[VARYING_FILTER_M2] * v2;
		}
		out[i] = (double)x;
	}
}

static struct parameter_value *values_of(struct arena *arena, const struct processor *eq, const struct course *course,
					 const double *numbers)
{
	static const char *const names[VALUES] = { "freq", "gain", "q" };
	struct parameter_value *values = harness_values(arena, eq);
	struct parameter_value *fields = harness_add_item(arena, &eq->parameters[0], values);
	const bool gains = course->kind != FILTER_LOW_PASS && course->kind != FILTER_HIGH_PASS;
	for (size_t i = 0; i < eq->parameters[0].field_count; i++) {
		const struct parameter *field = &eq->parameters[0].fields[i];
		for (size_t choice = 0; field->choices && field->choices[choice]; choice++)
			if (strcmp(field->choices[choice], course->type) == 0)
				fields[i].number = (double)choice;
		for (size_t k = 0; k < VALUES; k++) {
			if (strcmp(field->name, names[k]) == 0 && (k != 1 || gains)) {
				fields[i].number = numbers[k];
				fields[i].given = true;
			}
		}
	}
	return values;
}

static void render(const struct course *course, const double *in, double *out)
{
	struct arena *arena = arena_new();
	const struct processor *eq = registry_find("eq");
	double low[VALUES], high[VALUES];
	for (size_t k = 0; k < VALUES; k++) {
		low[k] = fmin(course->first[k], course->last[k]);
		high[k] = fmax(course->first[k], course->last[k]);
	}
	const struct harness_seat seat = { values_of(arena, eq, course, course->first),
					   { .sample_rate = rate, .channels = 1 },
					   1 };
	const struct harness_range range = { values_of(arena, eq, course, low), values_of(arena, eq, course, high) };
	const struct harness_setup setup = { eq, NULL, AUTOMATION_GRID_FRAMES, false };
	struct harness *harness = harness_new_moving(&setup, &seat, &range, 1);
	cr_assert_not_null(harness);
	for (size_t frame = 0; frame < FRAMES; frame += AUTOMATION_GRID_FRAMES) {
		const double next = (double)(frame + AUTOMATION_GRID_FRAMES);
		const double numbers[VALUES] = { at(course, 0, next), at(course, 1, next), at(course, 2, next) };
		const double *from = in + frame;
		double *to = out + frame;
		eq->retune(harness->batch, 0, values_of(arena, eq, course, numbers));
		harness_run(harness, &from, NULL, &to, AUTOMATION_GRID_FRAMES, 0);
	}
	harness_free(harness);
	arena_free(arena);
}

Test(eq_sweep, the_grid_is_not_heard)
{
	static double in[FRAMES], out[FRAMES], expected[FRAMES];
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = sound(i);
	for (size_t i = 0; i < sizeof courses / sizeof courses[0]; i++) {
		double worst = 0.0;
		render(&courses[i], in, out);
		reference(&courses[i], in, expected);
		for (size_t k = 0; k < FRAMES; k++)
			worst = harness_worse(worst, fabs(out[k] - expected[k]));
		cr_expect_leq(20.0 * log10(worst), courses[i].limit, "%s: %.1f dBFS", courses[i].name,
			      20.0 * log10(worst));
	}
}
