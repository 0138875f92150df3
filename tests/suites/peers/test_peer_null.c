/* Compares the residual of a null test of real music with SoX.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>

static void begin(void)
{
	peer_need(SOX);
	peer_begin();
}

TestSuite(peer_null, .init = begin, .fini = peer_end);

#define HATS STEMPRINT_ROOT "/fixtures/big-band/hats.wav"
#define CYMBALS STEMPRINT_ROOT "/fixtures/big-band/cymbals.flac"
#define PAD STEMPRINT_ROOT "/fixtures/big-band/pad.flac"

/* SoX makes the mix through a compressor that the stems do not pass, so the residual is music, too. */
static const char *make_mix(void)
{
	static char mix[512];
	snprintf(mix, sizeof mix, "%s", scratch_path("mix.wav"));
	peer_sox_run((const char *const[]){ "-D", "-m", "-v", "0.9", HATS, "-v", "0.9", CYMBALS, "-v", "0.9", PAD, "-b",
					    "24", mix, "compand", "0.01,0.1", "-30,-30,0,-10", NULL });
	return mix;
}

static json_t *null_of(const char *mix)
{
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("null", "--json", "-", mix, HATS, CYMBALS, PAD));
	json_t *report = json_loads(run.out, 0, NULL);
	cr_assert_not_null(report);
	program_release(&run);
	json_t *null = json_incref(json_array_get(json_object_get(report, "null"), 0));
	json_decref(report);
	return null;
}

#define RESIDUAL(mix) "-D", "-m", "-v", "1", mix, "-v", "-1", HATS, "-v", "-1", CYMBALS, "-v", "-1", PAD, "-n"

Test(peer_null, levels_of_the_residual)
{
	const char *mix = make_mix();
	json_t *null = null_of(mix);
	const char *const words[] = { RESIDUAL(mix), "stats", NULL };
	double rms = peer_sox_figure(words, "RMS lev dB"), peak = peer_sox_figure(words, "Pk lev dB");
	cr_assert(rms > -60.0 && rms < -10.0, "%.2f dB: nothing to compare", rms);
	cr_expect_float_eq(json_number_value(json_object_get(null, "residual_rms_dbfs")), rms, 0.011);
	cr_expect_float_eq(json_number_value(json_object_get(null, "residual_peak_dbfs")), peak, 0.011);
	json_decref(null);
}

/* The test compares one second after the other. */
Test(peer_null, course_of_the_residual)
{
	const char *mix = make_mix();
	json_t *null = null_of(mix), *course = json_object_get(json_object_get(null, "course"), "rms_dbfs");
	cr_assert_eq(json_array_size(course), 12);
	for (size_t second = 0; second < 11; second++) {
		char from[16];
		snprintf(from, sizeof from, "%zu", second);
		const char *const words[] = { RESIDUAL(mix), "trim", from, "1", "stats", NULL };
		cr_expect_float_eq(json_number_value(json_array_get(course, second)),
				   peer_sox_figure(words, "RMS lev dB"), 0.011, "second %zu", second);
	}
	json_decref(null);
}

/* The band-passes have 32768 taps. Their slopes of 11 Hz are small relative to bands from 1 kHz on. */
Test(peer_null, bands_of_the_residual)
{
	const char *mix = make_mix();
	json_t *null = null_of(mix), *bands = json_object_get(json_object_get(null, "spectrum"), "third_octaves");
	static const size_t some[] = { 16, 18, 20, 24, 28 };
	for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
		double centre = 1000.0 * pow(10.0, ((double)some[i] - 16.0) / 10.0);
		char band[64];
		snprintf(band, sizeof band, "%.3f-%.3f", centre / pow(10.0, 0.05), centre * pow(10.0, 0.05));
		const char *const words[] = { RESIDUAL(mix), "sinc", "-n", "32767", band, "stats", NULL };
		json_t *value = json_object_get(json_array_get(bands, some[i]), "rms_dbfs");
		cr_expect_float_eq(json_number_value(value), peer_sox_figure(words, "RMS lev dB"), 0.1, "%s Hz", band);
	}
	json_decref(null);
}

/* SoX adds in integers of 32 bits, and rounds the sum to float32, which has 24 bits. The stems are words of 24 bits, of
   which three add up to more bits than that. `gain` is that of the hats in the mix. */
static void expect_float_sum(int exit_code, const char *gain)
{
	char stems[3][512], mix[512];
	const char *const sources[] = { HATS, CYMBALS, PAD };
	for (size_t i = 0; i < 3; i++) {
		char name[16];
		snprintf(name, sizeof name, "stem%zu.wav", i);
		snprintf(stems[i], sizeof stems[i], "%s", scratch_path(name));
		peer_sox_run((const char *const[]){ "-D", "-v", "0.83", sources[i], "-b", "24", stems[i], NULL });
	}
	snprintf(mix, sizeof mix, "%s", scratch_path("mix.wav"));
	peer_sox_run((const char *const[]){ "-D", "-m", "-v", gain, stems[0], "-v", "1", stems[1], "-v", "1", stems[2],
					    "-b", "32", "-e", "floating-point", mix, NULL });
	struct program_run run =
		program_expect(exit_code, PROGRAM_ARGUMENTS("null", "--json", "-", mix, stems[0], stems[1], stems[2]));
	json_t *report = json_loads(run.out, 0, NULL);
	cr_assert_not_null(report);
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	cr_expect_eq(json_is_true(json_object_get(null, "explained")), exit_code == 0);
	cr_expect_eq(json_array_size(json_object_get(null, "causes")) == 0, exit_code == 0);
	json_decref(report);
	program_release(&run);
}

Test(peer_null, float_sums_of_24_bit_words_are_clean)
{
	expect_float_sum(0, "1");
}

Test(peer_null, float_sums_hide_no_gain)
{
	expect_float_sum(1, "1.0001");
}
