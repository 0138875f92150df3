/* Tests the de-esser against the formulas of its description.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/de_esser_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const double pi = 3.14159265358979323846;

enum { SECOND = 48000 };

/* Returns the gain of a wide take at its end in dB: root mean square of the last 0.1 s, out against in. */
static double end_gain(const struct processor_take *take)
{
	const size_t start = take->frames - 4800;
	return processor_take_rms_db(take->out[0] + take->latency, start, take->frames - take->latency) -
	       processor_take_rms_db(take->in[0], start, take->frames - take->latency);
}

/* Makes the times so slow that the ripple of a tone's square is gone. */
static struct de_esser_settings steady_settings(void)
{
	struct de_esser_settings settings = de_esser_settings_default();
	settings.rms_time = 0.1;
	return settings;
}

Test(de_esser, static_curve)
{
	static const struct {
		double threshold, ratio, knee, range, level_db;
	} rows[] = {
		{ -24.0, 4.0, 6.0, 8.0, -30.0 },    { -24.0, 4.0, 6.0, 8.0, -24.0 },
		{ -24.0, 4.0, 6.0, 8.0, -18.0 },    { -24.0, 4.0, 6.0, 8.0, -3.0 },
		{ -30.0, 2.0, 0.0, 36.0, -10.0 },   { -40.0, INFINITY, 0.0, 36.0, -20.0 },
		{ -50.0, 10.0, 24.0, 36.0, -45.0 }, { -12.0, 1.0, 6.0, 8.0, 0.0 },
		{ -20.0, 3.0, 12.0, 0.0, 0.0 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct de_esser_settings settings = steady_settings();
		settings.threshold = rows[i].threshold;
		settings.ratio = rows[i].ratio;
		settings.knee = rows[i].knee;
		settings.range = rows[i].range;
		struct processor_take take = de_esser_take(&settings, SECOND);
		de_esser_add_sine(take.in[0], SECOND, 48000.0, 12000.0, rows[i].level_db);
		processor_take_render(&take);
		const double level = rows[i].level_db - 10.0 * log10(2.0) +
				     10.0 * log10(de_esser_reference_detector_power(&settings, 12000.0));
		const double expected = de_esser_reference_curve(&settings, level);
		cr_expect_float_eq(end_gain(&take), expected, 0.01, "row %zu: %g dB, not %g", i, end_gain(&take),
				   expected);
		processor_take_release(&take);
	}
}

/* The threshold is so low and the ratio so high that every tone is held at the threshold: the gain shows how much of
   the tone the detector hears. */
Test(de_esser, hears_its_band)
{
	static const double tones[] = { 300.0, 1000.0, 2500.0, 4000.0, 5500.0, 7000.0, 10000.0, 15000.0, 20000.0 };
	static const double qs[] = { 0.3, 1.0, 4.0 };
	double worst = 0.0;
	for (size_t i = 0; i < LENGTH(tones); i++)
		for (size_t form = 0; form < 4; form++) {
			struct de_esser_settings settings = steady_settings();
			settings.bandpass = form > 0;
			settings.q = form > 0 ? qs[form - 1] : 1.0;
			settings.threshold = -60.0;
			settings.ratio = INFINITY;
			settings.knee = 0.0;
			settings.range = 36.0;
			struct processor_take take = de_esser_take(&settings, SECOND);
			de_esser_add_sine(take.in[0], SECOND, 48000.0, tones[i], -26.0);
			processor_take_render(&take);
			const double heard = -26.0 - 10.0 * log10(2.0) +
					     10.0 * log10(de_esser_reference_detector_power(&settings, tones[i]));
			const double off = fabs(end_gain(&take) - de_esser_reference_curve(&settings, heard));
			cr_expect_leq(off, 0.03, "%g Hz, form %zu: off by %g dB", tones[i], form, off);
			worst = harness_worse(worst, off);
			processor_take_release(&take);
		}
	cr_log_info("worst: %.4f dB", worst);
}

/* A vowel and an s are two tones: only their balance counts, not how loud they are. */
Test(de_esser, relative_detection_does_not_know_the_level)
{
	static const double sibilants_db[] = { -30.0, -12.0, -6.0, 0.0, 12.0 };
	static const double levels_db[] = { 0.0, -20.0, -40.0, -60.0 };
	for (size_t i = 0; i < LENGTH(sibilants_db); i++)
		for (size_t level = 0; level < LENGTH(levels_db); level++) {
			struct de_esser_settings settings = steady_settings();
			settings.relative = true;
			settings.threshold = -12.0;
			settings.range = 20.0;
			struct processor_take take = de_esser_take(&settings, SECOND);
			const double low = levels_db[level] - 13.0;
			de_esser_add_sine(take.in[0], SECOND, 48000.0, 500.0, low);
			de_esser_add_sine(take.in[0], SECOND, 48000.0, 9000.0, low + sibilants_db[i]);
			processor_take_render(&take);
			const double share = pow(10.0, sibilants_db[i] / 10.0);
			const double heard = share * de_esser_reference_detector_power(&settings, 9000.0) +
					     de_esser_reference_detector_power(&settings, 500.0);
			const double expected =
				de_esser_reference_curve(&settings, 10.0 * log10(heard / (1.0 + share)));
			cr_expect_float_eq(end_gain(&take), expected, 0.05, "%g dB of s at %g dBFS: %g dB, not %g",
					   sibilants_db[i], levels_db[level], end_gain(&take), expected);
			processor_take_release(&take);
		}
}

/* A key holds the gain while the signal is an impulse: its response is that of the formula. */
static double split_response_error(const struct de_esser_settings *settings, double key_db)
{
	enum { AT = SECOND / 2, LENGTH_OF_RESPONSE = 4096 };
	struct processor_take take = de_esser_take_of(settings, 1, 1, 1, SECOND);
	for (size_t frame = 0; frame < take.frames; frame++)
		take.key[0][frame] = pow(10.0, key_db / 20.0) * (frame % 2 == 0 ? 1.0 : -1.0);
	take.in[0][AT] = 1.0;
	processor_take_render(&take);
	/* The detector passes half the sample rate at 0 dB. */
	const double gain_db = de_esser_reference_curve(settings, key_db);
	double worst = 0.0;
	for (double hertz = 20.0; hertz < 0.49 * settings->sample_rate; hertz *= 1.07) {
		double cosine = 0.0, sine = 0.0;
		for (size_t frame = 0; frame < LENGTH_OF_RESPONSE; frame++) {
			const double phase = 2.0 * pi * hertz * (double)frame / settings->sample_rate;
			cosine += take.out[0][AT + frame] * cos(phase);
			sine += take.out[0][AT + frame] * sin(phase);
		}
		const double power = cosine * cosine + sine * sine;
		worst = harness_worse(
			worst, fabs(10.0 * log10(power / de_esser_reference_split_power(settings, gain_db, hertz))));
	}
	processor_take_release(&take);
	return worst;
}

Test(de_esser, split_is_the_shelf_of_the_formula)
{
	static const double rates[] = { 44100.0, 48000.0, 96000.0 };
	for (size_t i = 0; i < LENGTH(rates); i++) {
		struct de_esser_settings settings = de_esser_settings_default();
		settings.sample_rate = rates[i];
		settings.split = true;
		settings.range = 36.0;
		settings.knee = 0.0;
		for (double key_db = -24.0; key_db <= 0.0; key_db += 8.0) {
			const double off = split_response_error(&settings, key_db);
			cr_expect_leq(off, 1e-5, "shelf, key at %g dBFS: off by %g dB", key_db, off);
		}
	}
}

/* The key of a bell is a tone at its centre; the bell is as deep as the range. */
Test(de_esser, bell_is_as_deep_as_its_gain)
{
	static const double ranges[] = { 3.0, 12.0, 30.0 };
	static const double qs[] = { 0.5, 2.0, 8.0 };
	for (size_t i = 0; i < LENGTH(ranges); i++)
		for (size_t k = 0; k < LENGTH(qs); k++) {
			struct de_esser_settings settings = de_esser_settings_default();
			settings.split = settings.bandpass = true;
			settings.freq = 6000.0;
			settings.q = qs[k];
			settings.threshold = -60.0;
			settings.range = ranges[i];
			static const double factors[] = { 0.25, 0.7, 1.0, 1.3, 3.0 };
			for (size_t f = 0; f < LENGTH(factors); f++) {
				struct processor_take take = de_esser_take_of(&settings, 1, 1, 1, SECOND);
				de_esser_add_sine(take.key[0], SECOND, 48000.0, 6000.0, 0.0);
				de_esser_add_sine(take.in[0], SECOND, 48000.0, 6000.0 * factors[f], -30.0);
				processor_take_render(&take);
				const double expected = 10.0 * log10(de_esser_reference_split_power(
								       &settings, -ranges[i], 6000.0 * factors[f]));
				cr_expect_float_eq(end_gain(&take), expected, 0.002,
						   "range %g, q %g, %g Hz: %g dB, not %g", ranges[i], qs[k],
						   6000.0 * factors[f], end_gain(&take), expected);
				processor_take_release(&take);
			}
		}
}

/* The key is a square at half the sample rate. Its mean square follows within rms_time, which is a thousandth of the
   time constants or less. */
Test(de_esser, timing)
{
	static const double taus[] = { 0.1, 0.5 };
	static const double rates[] = { 44100.0, 96000.0 };
	for (size_t i = 0; i < LENGTH(taus); i++)
		for (size_t rate = 0; rate < LENGTH(rates); rate++) {
			struct de_esser_settings settings = de_esser_settings_default();
			settings.sample_rate = rates[rate];
			settings.attack = 0.1;
			settings.release = taus[i];
			settings.rms_time = 0.0001;
			settings.range = 10.0;
			const size_t attack = (size_t)(0.1 * rates[rate]), release = (size_t)(taus[i] * rates[rate]);
			const size_t on = 100, off = on + 20 * attack;
			struct processor_take take = de_esser_take_of(&settings, 1, 1, 1, off + 4 * release);
			for (size_t frame = 0; frame < take.frames; frame++) {
				take.in[0][frame] = 1.0;
				take.key[0][frame] = frame < on || frame >= off ? 0.0 : frame % 2 == 0 ? 1.0 : -1.0;
			}
			processor_take_render(&take);
			for (size_t n = 1; n <= 3; n++) {
				const double gone = 10.0 * (1.0 - exp(-(double)n)), left = 10.0 * exp(-(double)n);
				const double falling = -processor_take_gain_db(&take, 0, on + n * attack);
				const double rising = -processor_take_gain_db(&take, 0, off + n * release);
				cr_expect_float_eq(falling, gone, 0.01 * gone, "attack 0.1 s, %zu: %g dB", n, falling);
				cr_expect_float_eq(rising, left, 0.01 * left, "release %g s, %zu: %g dB", taus[i], n,
						   rising);
			}
			processor_take_release(&take);
		}
}

/* Under the threshold, and without a range, every bit passes. */
Test(de_esser, at_rest_it_is_transparent)
{
	for (int variant = 0; variant < 16; variant++) {
		struct de_esser_settings settings = de_esser_settings_default();
		settings.split = variant & 1;
		settings.bandpass = variant & 2;
		settings.relative = variant & 4;
		const bool loud = variant & 8;
		settings.range = loud ? 0.0 : 20.0;
		settings.threshold = loud ? -60.0 : 0.0;
		struct processor_take take = de_esser_take_of(&settings, 2, 0, 1, SECOND);
		processor_take_set(&take, "lookahead", variant % 3 * 0.001);
		for (size_t channel = 0; channel < 2; channel++)
			de_esser_fill_voice(take.in[channel], SECOND, channel + 1);
		/* Noise alone would be at 0 dB against itself; the hum keeps it under. */
		for (size_t channel = 0; channel < 2 && !loud; channel++)
			de_esser_add_sine(take.in[channel], SECOND, 48000.0, 100.0, 6.0);
		processor_take_render(&take);
		for (size_t channel = 0; channel < 2; channel++)
			cr_expect_arr_eq(take.out[channel] + take.latency, take.in[channel],
					 (SECOND - take.latency) * sizeof(double), "variant %d", variant);
		processor_take_release(&take);
	}
}

Test(de_esser, what_it_refuses)
{
	static const struct {
		double rate, freq, band;
		bool q;
		const char *problem;
	} rows[] = {
		{ 44100.0, 18000.0, 0.0, false, NULL },
		{ 32000.0, 18000.0, 0.0, false,
		  "'freq' is too near half the sample rate, or above it; at most 14400 Hz here" },
		{ 48000.0, 6000.0, 0.0, true, "a 'highpass' has no 'q'; leave it out, or write 'band: bandpass'" },
		{ 48000.0, 6000.0, 1.0, true, NULL },
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct processor_take take = processor_take_new("de-esser", 1, 1);
		take.sample_rate = rows[i].rate;
		processor_take_set(&take, "freq", rows[i].freq);
		processor_take_set(&take, "band", rows[i].band);
		if (rows[i].q)
			processor_take_set(&take, "q", 2.0);
		const char *problem = processor_take_problem(&take);
		cr_expect((!problem) == (!rows[i].problem), "row %zu: %s", i, problem);
		if (problem && rows[i].problem)
			cr_expect_str_eq(problem, rows[i].problem);
		processor_take_release(&take);
	}
}
