/* stemprint tests: the smallest headroom with which nothing clips, against the rounding itself.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/headroom.h"

#include <criterion/criterion.h>
#include <math.h>

static const struct print_format pcm16 = { CONTAINER_WAV, ENCODING_PCM16, DITHER_NONE, 0.0 };
static const struct print_format pcm16_tpdf = { CONTAINER_WAV, ENCODING_PCM16, DITHER_TPDF, 0.0 };
static const struct print_format pcm16_shaped = { CONTAINER_WAV, ENCODING_PCM16, DITHER_WANNAMAKER_9, 0.0 };
static const struct print_format pcm24_tpdf = { CONTAINER_FLAC, ENCODING_PCM24, DITHER_TPDF, 0.0 };
static const struct print_format float32 = { CONTAINER_WAV, ENCODING_FLOAT32, DITHER_NONE, 0.0 };

Test(headroom, is_a_multiple_of_half_a_decibel)
{
	cr_expect_eq(headroom_needed(0.0, &pcm16, false), 0.0);
	cr_expect_eq(headroom_needed(0.99, &pcm24_tpdf, true), 0.0);
	cr_expect_eq(headroom_needed(1.0, &pcm24_tpdf, false), 0.5, "full scale is one step too much");
	cr_expect_eq(headroom_needed(pow(10.0, 3.49 / 20.0), &pcm24_tpdf, false), 3.5);
	cr_expect_eq(headroom_needed(pow(10.0, 3.5 / 20.0), &pcm24_tpdf, false), 4.0);
	cr_expect_eq(headroom_needed(pow(10.0, 3.51 / 20.0), &pcm24_tpdf, false), 4.0);
	cr_expect_eq(headroom_needed(1e9, &pcm24_tpdf, false), HEADROOM_MOST_DB);
	cr_expect_eq(headroom_needed(1e9, &float32, false), 0.0);
}

/* Returns the largest integer that a sample of that height may become. */
static double highest(double peak, double dither, double rounding)
{
	return peak * 0x1p15 + dither + rounding;
}

Test(headroom, leaves_room_for_dither_and_rounding)
{
	/* the magnitudes of Wannamaker's nine weights, and of the 1 before them */
	const double shaped = 1.0 + 2.412 + 3.370 + 3.937 + 4.174 + 3.353 + 2.205 + 1.281 + 0.569 + 0.0847;
	const struct {
		const struct print_format *format;
		bool together;
		double dither, rounding;
	} rows[] = { { &pcm16, false, 0.0, 0.5 },
		     { &pcm16, true, 0.0, 1.0 },
		     { &pcm16_tpdf, false, 1.0, 0.5 },
		     { &pcm16_tpdf, true, 1.0, 1.0 },
		     { &pcm16_shaped, false, shaped, 0.5 * shaped },
		     { &pcm16_shaped, true, shaped, shaped } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (double peak = 0.9995; peak < 1.1; peak += 1e-5) {
			const double headroom_db = headroom_needed(peak, rows[i].format, rows[i].together);
			const double lowered = peak * pow(10.0, -headroom_db / 20.0);
			const double less = peak * pow(10.0, (0.5 - headroom_db) / 20.0);
			cr_assert_leq(highest(lowered, rows[i].dither, rows[i].rounding), 32767.0 + 1e-9);
			cr_assert(headroom_db == 0.0 ||
				  highest(less, rows[i].dither, rows[i].rounding) > 32767.0 - 1e-9);
		}
}
