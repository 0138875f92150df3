/* Tests what the compressor listens to: key, key filter, link; and its parameters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/compressor_take.h"
#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static double decibel(double gain)
{
	return 20.0 * log10(fabs(gain));
}

static struct compressor_settings quick(void)
{
	struct compressor_settings settings = compressor_settings_default();
	settings.knee = 0.0;
	settings.attack = 0.001;
	settings.release = 0.01;
	return settings;
}

static void fill_sine(double *column, size_t frames, double hertz, double level_db)
{
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] =
			pow(10.0, level_db / 20.0) * sin(2.0 * 3.14159265358979324 * hertz * (double)frame / 48000.0);
}

/* A loud signal stays as it is while the key is silent, and goes down by the key's curve while the key is loud. */
Test(compressor_key, ducking_follows_the_key_and_not_the_signal)
{
	struct take take = take_new(quick(), 2, 1, 2, 48000);
	for (size_t column = 0; column < 4; column++)
		fill_square(take.in[column], take.frames, column < 2 ? -1.0 : -40.0);
	fill_square(take.key[0] + 16000, 16000, -10.0);
	take_render_alone(&take);
	for (size_t column = 0; column < 4; column++) {
		cr_expect_arr_eq(take.out[column], take.in[column], 16000 * sizeof(double));
		cr_expect_float_eq(decibel(take.out[column][31999] / take.in[column][31999]), -7.5, 1e-6);
		cr_expect_float_eq(decibel(take.out[column][47999] / take.in[column][47999]), 0.0, 1e-6);
	}
	take_release(&take);
}

/* A signal that is twice as loud comes out exactly twice as loud. */
Test(compressor_key, signal_does_not_move_a_keyed_gain)
{
	struct take soft = take_new(quick(), 1, 1, 1, 9600), loud = take_new(quick(), 1, 1, 1, 9600);
	fill_bursts(soft.in[0], soft.frames, 1);
	fill_bursts(soft.key[0], soft.frames, 2);
	memcpy(loud.key[0], soft.key[0], soft.frames * sizeof(double));
	for (size_t frame = 0; frame < soft.frames; frame++)
		loud.in[0][frame] = 1024.0 * soft.in[0][frame];
	take_render_alone(&soft);
	take_render_alone(&loud);
	double moved = 0.0;
	for (size_t frame = 0; frame < soft.frames; frame++) {
		cr_assert_eq(loud.out[0][frame], 1024.0 * soft.out[0][frame]);
		moved = fmax(moved, fabs(soft.out[0][frame] - soft.in[0][frame]));
	}
	cr_expect_gt(moved, 0.01, "the key must act for this to mean anything");
	take_release(&soft);
	take_release(&loud);
}

/* A processor with latency stands on the strip of the key, and the graph puts a delay before the signal. The gain curve
   is the same, later. */
Test(compressor_key, latency_before_the_key_moves_nothing)
{
	static const double lookaheads[] = { 1.0 / 48000.0, 0.001, 0.00532, 0.05 };
	for (size_t i = 0; i < LENGTH(lookaheads); i++) {
		struct compressor_settings through = quick();
		through.ratio = 1.0;
		through.lookahead = lookaheads[i];
		struct take path = take_new(through, 1, 0, 1, 24000);
		struct take direct = take_new(quick(), 1, 1, 1, 24000), later = take_new(quick(), 1, 1, 1, 24000);
		fill_bursts(path.in[0], path.frames, 3);
		take_render_alone(&path);
		const size_t latency = path.latency;
		fill_bursts(direct.in[0], direct.frames, 4);
		memcpy(direct.key[0], path.in[0], path.frames * sizeof(double));
		memcpy(later.in[0] + latency, direct.in[0], (later.frames - latency) * sizeof(double));
		memcpy(later.key[0], path.out[0], path.frames * sizeof(double));
		take_render_alone(&direct);
		take_render_alone(&later);
		double residual = 0.0, moved = 0.0;
		for (size_t frame = latency; frame < later.frames; frame++) {
			residual = fmax(residual, fabs(later.out[0][frame] - direct.out[0][frame - latency]));
			moved = fmax(moved, fabs(later.out[0][frame] - later.in[0][frame]));
		}
		cr_expect_eq(residual, 0.0, "latency %zu: %g", latency, residual);
		cr_expect_gt(moved, 0.01);
		take_release(&path);
		take_release(&direct);
		take_release(&later);
	}
}

/* Returns the largest reduction, in dB, that a sine as key causes. */
static double key_reduction(double highpass, double lowpass, double hertz, bool external)
{
	struct compressor_settings settings = quick();
	settings.highpass = highpass;
	settings.lowpass = lowpass;
	struct take take = take_new(settings, 1, external ? 1 : 0, 1, 24000);
	fill_sine(external ? take.key[0] : take.in[0], take.frames, hertz, -6.0);
	if (external)
		fill_square(take.in[0], take.frames, -12.0);
	take_render_alone(&take);
	double least = 1.0;
	for (size_t frame = 0; frame < take.frames; frame++)
		if (fabs(take.in[0][frame]) > 1e-3)
			least = fmin(least, take.out[0][frame] / take.in[0][frame]);
	take_release(&take);
	return -decibel(least);
}

Test(compressor_key, filter_acts)
{
	static const struct {
		double highpass, lowpass, hertz, least_db, most_db;
	} rows[] = {
		{ 0.0, 0.0, 60.0, 5.0, 10.5 },        { 500.0, 0.0, 60.0, 0.0, 0.0 },
		{ 500.0, 0.0, 5000.0, 5.0, 10.5 },    { 0.0, 500.0, 5000.0, 0.0, 0.0 },
		{ 0.0, 500.0, 60.0, 5.0, 10.5 },      { 500.0, 2000.0, 60.0, 0.0, 0.0 },
		{ 500.0, 2000.0, 12000.0, 0.0, 0.0 }, { 500.0, 2000.0, 1000.0, 4.0, 10.5 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int external = 0; external < 2; external++) {
			const double reduction =
				key_reduction(rows[i].highpass, rows[i].lowpass, rows[i].hertz, external);
			cr_expect(reduction >= rows[i].least_db && reduction <= rows[i].most_db,
				  "row %zu, external %d: %g dB", i, external, reduction);
		}
}

/* Returns the level of a key behind the key filter against its level before it, in dB: at an infinite ratio the
   reduction is the level over the threshold. */
static double key_passed_db(struct compressor_settings settings, double hertz)
{
	settings.threshold = -80.0;
	settings.ratio = INFINITY;
	settings.knee = 0.0;
	settings.rms = true;
	settings.rms_time = 0.1;
	settings.attack = settings.release = 0.1;
	struct take take = take_new(settings, 1, 1, 1, (size_t)(2.0 * settings.sample_rate));
	for (size_t frame = 0; frame < take.frames; frame++) {
		take.in[0][frame] = 0.5;
		take.key[0][frame] = sin(2.0 * pi * hertz * (double)frame / settings.sample_rate);
	}
	take_render_alone(&take);
	const size_t last = take.frames - 1;
	const double reduction_db = decibel(take.in[0][last] / take.out[0][last]);
	take_release(&take);
	return reduction_db - 80.0 + 10.0 * log10(2.0);
}

/* Butterworth of second order: |H|^2 = 1 / (1 + x^4), x = f/corner for the low-pass and corner/f for the high-pass. */
Test(compressor_key, filter_keeps_its_analog_slope)
{
	static const double rates[] = { 44100.0, 48000.0, 96000.0 };
	static const double corners[] = { 200.0, 3000.0, 9000.0, 15000.0 };
	static const double tones[] = { 1000.0, 5000.0, 12000.0, 16000.0, 19900.0 };
	for (size_t rate = 0; rate < LENGTH(rates); rate++)
		for (size_t i = 0; i < LENGTH(corners); i++)
			for (size_t tone = 0; tone < LENGTH(tones); tone++)
				for (int high = 0; high < 2; high++) {
					struct compressor_settings settings = quick();
					settings.sample_rate = rates[rate];
					*(high ? &settings.highpass : &settings.lowpass) = corners[i];
					const double x = high ? corners[i] / tones[tone] : tones[tone] / corners[i];
					const double expected = -10.0 * log10(1.0 + x * x * x * x);
					if (expected < -60.0)
						continue;
					const double passed_db = key_passed_db(settings, tones[tone]);
					cr_expect_float_eq(passed_db, expected, 0.1,
							   "%g Hz, %s at %g Hz, tone of %g Hz: %g dB, not %g",
							   rates[rate], high ? "highpass" : "lowpass", corners[i],
							   tones[tone], passed_db, expected);
				}
}

/* Left is at -4 dBFS, right at -40 dBFS. At full link the curve turns -4 dBFS down by 12 dB. */
Test(compressor_key, link)
{
	static const double left = -4.0, right = -40.0;
	static const struct {
		double link;
		double detected_right; /* magnitude */
	} rows[] = { { 0.0, 0.01 }, { 0.5, 0.5 * 0.01 + 0.5 * 0.63095734448 }, { 1.0, 0.63095734448 } };
	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int keyed = 0; keyed < 2; keyed++) {
			struct compressor_settings settings = quick();
			settings.link = rows[i].link;
			struct take take = take_new(settings, 2, keyed ? 2 : 0, 1, 24000);
			fill_square(take.in[0], take.frames, left);
			fill_square(take.in[1], take.frames, right);
			if (keyed) {
				memcpy(take.key[0], take.in[0], take.frames * sizeof(double));
				memcpy(take.key[1], take.in[1], take.frames * sizeof(double));
			}
			take_render_alone(&take);
			const double over = fmax(decibel(rows[i].detected_right) + 20.0, 0.0);
			cr_expect_float_eq(decibel(take.out[0][23999]), left - 12.0, 1e-5);
			cr_expect_float_eq(decibel(take.out[1][23999]), right - 0.75 * over, 1e-5, "link %g: %g",
					   rows[i].link, decibel(take.out[1][23999]));
			take_release(&take);
		}
}

Test(compressor_key, mix)
{
	static const struct {
		double mix, makeup, gain; /* of a level that the curve turns down by 7.5 dB */
	} rows[] = {
		{ 0.0, 0.0, 1.0 },
		{ 0.0, 24.0, 1.0 },
		{ 0.5, 0.0, 0.5 + 0.5 * 0.42169650343 },
		{ 0.25, 12.0, 0.75 + 0.25 * 0.42169650343 * 3.98107170553 },
		{ 1.0, 0.0, 0.42169650343 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct compressor_settings settings = quick();
		settings.mix = rows[i].mix;
		settings.makeup = rows[i].makeup;
		struct take take = take_new(settings, 1, 0, 1, 24000);
		fill_square(take.in[0], take.frames, -10.0);
		take_render_alone(&take);
		cr_expect_float_eq(take.out[0][23999] / take.in[0][23999], rows[i].gain, 1e-9, "row %zu", i);
		if (rows[i].mix <= 0.0)
			cr_expect_arr_eq(take.out[0], take.in[0], take.frames * sizeof(double), "row %zu", i);
		take_release(&take);
	}
}

/* Silence after sound, and the smallest numbers, must never lead to a value that is not a number. */
Test(compressor_key, extremes_stay_finite)
{
	static const double levels[] = { 0.0, 5e-324, 1e-310, 1e-150, 1.0, 1e6, 1e150 };
	for (size_t i = 0; i < LENGTH(levels); i++)
		for (int rms = 0; rms < 2; rms++) {
			struct compressor_settings settings = compressor_settings_default();
			settings.rms = rms;
			settings.ratio = INFINITY;
			settings.threshold = -80.0;
			struct take take = take_new(settings, 2, 0, 1, 9600);
			for (size_t frame = 0; frame < 4800; frame++)
				take.in[0][frame] = frame % 2 ? levels[i] : -levels[i];
			take.in[1][9000] = 1e-4; /* the gain must act again */
			take_render_alone(&take);
			for (size_t frame = 0; frame < take.frames; frame++)
				cr_assert(isfinite(take.out[0][frame]) && isfinite(take.out[1][frame]), "%g, rms %d",
					  levels[i], rms);
			cr_expect_gt(take.out[1][9000], 0.0, "%g, rms %d", levels[i], rms);
			take_release(&take);
		}
}

Test(compressor_key, refuses_filters_that_make_no_sense)
{
	static const struct {
		double highpass, lowpass;
		const char *problem; /* NULL: fine */
	} rows[] = {
		{ 0.0, 0.0, NULL },
		{ 100.0, 5000.0, NULL },
		{ 23999.0, 0.0, NULL },
		{ 24000.0, 0.0, "'highpass' of the key filter must lie under half the sample rate, 24000 Hz" },
		{ 0.0, 40000.0, "'lowpass' of the key filter must lie under half the sample rate, 24000 Hz" },
		{ 5000.0, 100.0, "the key filter lets nothing through; put 'highpass' under 'lowpass'" },
		{ 100.0, 100.0, "the key filter lets nothing through; put 'highpass' under 'lowpass'" },
	};
	const struct processor *processor = registry_find("compressor");
	struct arena *arena = arena_new();
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct compressor_settings settings = compressor_settings_default();
		settings.highpass = rows[i].highpass;
		settings.lowpass = rows[i].lowpass;
		struct parameter_value *values = take_values(arena, &settings);
		const struct processor_context context = { .sample_rate = 48000.0, .channels = 2 };
		struct processor_shape shape = { .channels = 2 };
		struct location at = { 0 };
		const char *problem = NULL;
		const bool fine = processor->shape(values, &context, arena, &shape, &problem, &at);
		cr_expect_eq(fine, !rows[i].problem, "row %zu", i);
		if (!fine)
			cr_expect_str_eq(problem, rows[i].problem);
	}
	arena_free(arena);
}

/* A recipe that says only `compressor` gets the reference settings. */
Test(compressor_key, defaults_are_as_documented)
{
	struct take plain = take_new(compressor_settings_default(), 2, 0, 1, 100);
	struct arena *arena = arena_new();
	const struct processor *processor = registry_find("compressor");
	const struct parameter_value *fallback =
		parameter_defaults(arena, processor->parameters, processor->parameter_count);
	const struct parameter_value *documented = take_values(arena, &plain.settings);
	for (size_t i = 0; i < processor->parameter_count; i++)
		cr_expect_eq(fallback[i].number, documented[i].number, "%s", processor->parameters[i].name);
	arena_free(arena);
	take_release(&plain);
}
