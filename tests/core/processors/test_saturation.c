/* Tests the saturation's curves, its stems, and the filters around the curve.
   SPDX-License-Identifier: GPL-3.0-or-later

   They are held against the formulas of its description in long double. */
#include "core/processors/saturation_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define PI 3.14159265358979323846

enum { SHAPES = 7, FRAMES = 6000 };

static const char *const shapes[SHAPES] = { "tanh", "soft", "hard", "tube", "tape", "fold", "bits" };
static const char *const factors[] = { "1x", "2x", "4x", "8x", "16x" };

static long double curve(size_t shape, long double x, double bits)
{
	const long double t = tanhl(x), steps = powl(2.0L, bits - 1.0L);
	switch (shape) {
	case 0:
		return t;
	case 1:
		return fabsl(x) < 1.5L ? x - 4.0L / 27.0L * x * x * x : copysignl(1.0L, x);
	case 2:
		return fminl(fmaxl(x, -1.0L), 1.0L);
	case 3:
		return t - t * t / 4.0L;
	case 4:
		return x / sqrtl(1.0L + x * x);
	case 5:
		return sinl(x);
	default:
		return fminl(fmaxl(rintl(x * steps) / steps, -1.0L), 1.0L);
	}
}

static double decibel(double gain)
{
	return 20.0 * log10(fabs(gain));
}

static void fill_noise(double *column, size_t frames, double level, uint64_t seed)
{
	for (size_t i = 0; i < frames; i++)
		column[i] = level * harness_noise(&seed);
}

/* Without oversampling each sample goes through the curve by itself. */
Test(saturation, static_curve)
{
	static const double drives[] = { -24.0, 0.0, 12.0, 60.0 };
	static const double biases[] = { 0.0, 0.4, -0.9 };
	for (size_t shape = 0; shape < SHAPES; shape++)
		for (size_t d = 0; d < LENGTH(drives); d++)
			for (size_t b = 0; b < LENGTH(biases); b++) {
				const struct saturation_settings settings = { .shape = shapes[shape],
									      .oversampling = "1x",
									      .drive_db = drives[d],
									      .bias = biases[b],
									      .bits = shape == 6 ? 6.0 : 0.0,
									      .output_db = -6.0,
									      .dry = 0.25,
									      .keep_offset = true };
				struct saturation_take take = saturation_take_new(&settings, FRAMES);
				fill_noise(take.in[0], FRAMES, 1.5, 1);
				saturation_take_render(&take, 0);
				const long double rest = shape == 6 ? rintl(biases[b] * 32.0L) / 32.0L : biases[b];
				const long double gain = powl(10.0L, drives[d] / 20.0L), out = powl(10.0L, -0.3L);
				double worst = 0.0;
				for (size_t i = 0; i < FRAMES; i++) {
					const long double s = take.in[0][i];
					const long double wet =
						curve(shape, gain * s + rest, 6.0) - curve(shape, rest, 6.0);
					const long double expected = out * (0.75L * wet + 0.25L * s);
					worst = harness_worse(worst, (double)fabsl(take.out[0][i] - expected));
				}
				/* The phase of a wave that is folded a thousand times has only 13 digits left. */
				cr_expect_leq(worst, shape == 5 ? 1e-12 : 2e-15, "%s, drive %g dB, bias %g: off by %g",
					      shapes[shape], drives[d], biases[b], worst);
				saturation_take_release(&take);
			}
}

/* Where the curve is a line, only the filters remain: they are flat up to 0.4535 of the rate. */
Test(saturation, transparent_where_the_curve_is_a_line)
{
	static const double tones[] = { 50.0, 1000.0, 9000.0, 20000.0 };
	for (size_t factor = 0; factor < LENGTH(factors); factor++)
		for (size_t tone = 0; tone < LENGTH(tones); tone++) {
			const struct saturation_settings settings = { .shape = "hard",
								      .oversampling = factors[factor],
								      .sample_rate = 44100.0 };
			struct saturation_take take = saturation_take_new(&settings, FRAMES);
			for (size_t i = 0; i < FRAMES; i++)
				take.in[0][i] = 0.9 * sin(2.0 * PI * fmod(tones[tone] * (double)i / 44100.0, 1.0));
			saturation_take_render(&take, 0);
			double worst = 0.0;
			for (size_t i = 1000; i < FRAMES; i++)
				worst = harness_worse(worst, fabs(take.out[0][i] - take.in[0][i - take.shape.latency]));
			cr_expect_lt(decibel(worst), factor == 0 ? -300.0 : -160.0, "%s, %g Hz: off by %g dB",
				     factors[factor], tones[tone], decibel(worst));
			saturation_take_release(&take);
		}
}

/* The dry path has the same delay: with linear phase bit for bit, with minimum phase through the same filters. */
Test(saturation, dry_is_in_time)
{
	for (size_t factor = 0; factor < LENGTH(factors); factor++) {
		struct saturation_settings settings = { .shape = "hard", .oversampling = factors[factor], .dry = 1.0 };
		struct saturation_take take = saturation_take_new(&settings, FRAMES);
		fill_noise(take.in[0], FRAMES, 1.0, 2);
		saturation_take_render(&take, 100);
		const size_t latency = take.shape.latency;
		cr_expect_eq(memcmp(take.out[0] + latency, take.in[0], (FRAMES - latency) * sizeof(double)), 0,
			     "%s: not the input", factors[factor]);
		saturation_take_release(&take);
		settings.phase = "minimum";
		settings.dry = 0.5;
		struct saturation_settings wet = settings;
		wet.dry = 0.0;
		struct saturation_take mixed = saturation_take_new(&settings, FRAMES);
		struct saturation_take whole = saturation_take_new(&wet, FRAMES);
		cr_expect_eq(mixed.shape.latency, 0);
		fill_noise(mixed.in[0], FRAMES, 0.2, 3);
		fill_noise(whole.in[0], FRAMES, 0.2, 3);
		saturation_take_render(&mixed, 0);
		saturation_take_render(&whole, 0);
		for (size_t i = 0; i < FRAMES; i++)
			cr_assert_float_eq(mixed.out[0][i], whole.out[0][i], 1e-15, "%s: frame %zu", factors[factor],
					   i);
		saturation_take_release(&mixed);
		saturation_take_release(&whole);
	}
}

/* An odd curve keeps an impulse symmetric around the latency, however hard it is driven. */
Test(saturation, linear_phase_is_symmetric)
{
	for (size_t factor = 0; factor < LENGTH(factors); factor++) {
		const struct saturation_settings settings = { .drive_db = 30.0, .oversampling = factors[factor] };
		struct saturation_take take = saturation_take_new(&settings, FRAMES);
		take.in[0][1000] = 1.0;
		saturation_take_render(&take, 0);
		const double *centre = take.out[0] + 1000 + take.shape.latency;
		cr_expect_gt(fabs(centre[0]), 0.5);
		for (ptrdiff_t i = 1; i < 1000; i++)
			cr_assert_float_eq(centre[i], centre[-i], 1e-15, "%s: %td away", factors[factor], i);
		saturation_take_release(&take);
	}
}

/* Emphasis and its inverse cancel exactly. */
Test(saturation, emphasis_undoes_itself)
{
	static const double gains[] = { -18.0, 6.0, 18.0 };
	for (size_t i = 0; i < LENGTH(gains); i++) {
		const struct saturation_settings settings = { .shape = "hard",
							      .oversampling = "1x",
							      .emphasis = gains[i] };
		struct saturation_take take = saturation_take_new(&settings, FRAMES);
		fill_noise(take.in[0], FRAMES, 0.05, 4);
		saturation_take_render(&take, 0);
		for (size_t k = 0; k < FRAMES; k++)
			cr_assert_float_eq(take.out[0][k], take.in[0][k], 1e-14, "%g dB: frame %zu", gains[i], k);
		saturation_take_release(&take);
	}
}

/* Returns the level at which a soft tone comes out, where `settings` have a tilt. */
static double tone_level(const struct saturation_settings *settings, double hertz, double amplitude)
{
	struct saturation_take take = saturation_take_new(settings, 48000 + 4800);
	double real = 0.0, imaginary = 0.0;
	for (size_t i = 0; i < take.frames; i++)
		take.in[0][i] = amplitude * sin(2.0 * PI * fmod(hertz * (double)i / 48000.0, 1.0));
	saturation_take_render(&take, 0);
	for (size_t i = 0; i < 48000; i++) {
		const double angle = 2.0 * PI * fmod(hertz * (double)i / 48000.0, 1.0);
		real += take.out[0][4800 + i] * cos(angle);
		imaginary += take.out[0][4800 + i] * sin(angle);
	}
	saturation_take_release(&take);
	return decibel(hypot(real, imaginary) / 24000.0 / amplitude);
}

/* (A s + 1)/(s + A), A = 10^(gain/40). */
Test(saturation, tone_tilts)
{
	static const double tones[] = { 20.0, 300.0, 1000.0, 4000.0, 18000.0 };
	for (double tilt = -12.0; tilt <= 12.0; tilt += 12.0)
		for (size_t i = 0; i < LENGTH(tones); i++) {
			const struct saturation_settings settings = { .shape = "hard", .tone = tilt };
			const double x = tones[i] / 1000.0, a = pow(10.0, tilt / 40.0);
			const double expected = 10.0 * log10((a * a * x * x + 1.0) / (x * x + a * a));
			cr_expect_float_eq(tone_level(&settings, tones[i], 0.1), expected, 0.1, "tilt %g dB at %g Hz",
					   tilt, tones[i]);
		}
}

/* A shelf before the limit makes highs reach it earlier. */
Test(saturation, emphasis_bends_highs_first)
{
	const struct saturation_settings flat = { .shape = "tanh" }, tape = { .shape = "tanh", .emphasis = 12.0 };
	cr_expect_float_eq(tone_level(&tape, 100.0, 0.5), tone_level(&flat, 100.0, 0.5), 0.05);
	cr_expect_lt(tone_level(&tape, 15000.0, 0.5), tone_level(&flat, 15000.0, 0.5) - 3.0);
}

static double offset(const struct saturation_settings *settings)
{
	struct saturation_take take = saturation_take_new(settings, 96000);
	for (size_t i = 0; i < take.frames; i++)
		take.in[0][i] = sin(2.0 * PI * fmod(100.0 * (double)i / 48000.0, 1.0));
	saturation_take_render(&take, 0);
	double sum = 0.0;
	for (size_t i = 48000; i < 96000; i++)
		sum += take.out[0][i];
	saturation_take_release(&take);
	return fabs(sum / 48000.0);
}

Test(saturation, offset_is_filtered)
{
	const struct saturation_settings tube = { .shape = "tube", .drive_db = 12.0 };
	const struct saturation_settings kept = { .shape = "tube", .drive_db = 12.0, .keep_offset = true };
	const struct saturation_settings biased = { .bias = 0.5 }, biased_kept = { .bias = 0.5, .keep_offset = true };
	cr_expect_gt(offset(&kept), 0.1);
	cr_expect_lt(offset(&tube), 1e-6);
	cr_expect_gt(offset(&biased_kept), 0.05);
	cr_expect_lt(offset(&biased), 1e-6);
}

/* Lanes of full scale cancel in the whole but for -300 to -20 dB. They still add up, and none is turned up by more than
   the drive. */
Test(saturation, lanes_that_cancel)
{
	enum { LANES = 3 };
	for (size_t shape = 0; shape < SHAPES; shape++)
		for (int variant = 0; variant < 4; variant++) {
			const bool odd = shape != 3 && shape != 6;
			const struct saturation_settings settings = { .shape = shapes[shape],
								      .groups = 1 + LANES,
								      .drive_db = 20.0,
								      .bias = odd && variant == 1 ? 0.0 : 0.3,
								      .phase = variant == 2 ? "minimum" : "linear",
								      .oversampling = variant == 3 ? "1x" : "4x",
								      .antiderivative = odd && variant == 1 };
			struct saturation_take take = saturation_take_new(&settings, FRAMES);
			cr_assert_null(take.problem, "%s", take.problem);
			uint64_t seed = 9;
			for (size_t i = 0; i < FRAMES; i++) {
				const double rest = pow(10.0, -15.0 + 14.0 * (double)i / FRAMES) * harness_noise(&seed);
				take.in[1][i] = harness_noise(&seed);
				take.in[2][i] = harness_noise(&seed);
				take.in[3][i] = rest - take.in[1][i] - take.in[2][i];
				take.in[0][i] = take.in[1][i] + take.in[2][i] + take.in[3][i];
			}
			saturation_take_render(&take, 0);
			double worst = 0.0, loudest = 0.0;
			for (size_t i = 0; i < FRAMES; i++) {
				double sum = 0.0;
				for (size_t lane = 1; lane <= LANES; lane++) {
					sum += take.out[lane][i];
					loudest = harness_worse(loudest, fabs(take.out[lane][i]));
				}
				worst = harness_worse(worst, fabs(sum - take.out[0][i]));
			}
			cr_expect_lt(decibel(worst), -250.0, "%s, variant %d: lanes miss the whole by %g dB",
				     shapes[shape], variant, decibel(worst));
			/* Lanes of up to 2, twice the slope for bits, and the overshoot of two filters. */
			cr_expect_lt(loudest, 10.0 * 2.0 * (shape == 6 ? 2.0 : 1.06) * 2.5,
				     "%s, variant %d: a lane of %g", shapes[shape], variant, loudest);
			saturation_take_release(&take);
		}
}

static void expect_problem(struct saturation_settings settings, const char *words)
{
	struct saturation_take take = saturation_take_new(&settings, 1);
	cr_expect(take.problem && strstr(take.problem, words), "'%s', not '%s'",
		  take.problem ? take.problem : "accepted", words);
	saturation_take_release(&take);
}

Test(saturation, what_does_not_go_together)
{
	static const char *const more = "use more 'oversampling' instead";
	expect_problem((struct saturation_settings){ .shape = "tube", .antiderivative = true }, more);
	expect_problem((struct saturation_settings){ .shape = "bits", .antiderivative = true }, more);
	expect_problem((struct saturation_settings){ .bias = 0.1, .antiderivative = true }, more);
	expect_problem((struct saturation_settings){ .shape = "tanh", .bits = 4.0 }, "leave it out");
}
