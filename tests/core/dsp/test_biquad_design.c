/* Tests that all designs are stable and that their bits are known.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/biquad_design.h"
#include "dsp/response_fit.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { KINDS = FILTER_TILT + 1 };

/* The poles are strictly inside the stability triangle. */
static bool stable(const struct biquad *section)
{
	return section->a2 < 1.0 && fabs(section->a1) < 1.0 + section->a2;
}

/* The zeros are inside the unit circle or on it; a0 of the numerator is b0. */
static bool minimum_phase(const struct biquad *section)
{
	const double b1 = section->b1 / section->b0;
	const double b2 = section->b2 / section->b0;
	return b2 <= 1.0 + 1e-12 && fabs(b1) <= 1.0 + b2 + 1e-12;
}

static void check_design(struct filter_band band, double sample_rate, uint64_t *hash)
{
	struct biquad sections[BIQUADS_PER_BAND];
	const size_t count = biquad_design(&band, sample_rate, sections, NULL);
	cr_assert_leq(count, BIQUADS_PER_BAND);
	for (size_t i = 0; i < count; i++) {
		cr_assert(stable(&sections[i]), "kind %d %g Hz gain %g q %g order %zu at %g", (int)band.kind,
			  band.frequency, band.gain_db, band.q, band.order, sample_rate);
		cr_assert(minimum_phase(&sections[i]), "kind %d %g Hz gain %g q %g order %zu at %g", (int)band.kind,
			  band.frequency, band.gain_db, band.q, band.order, sample_rate);
		uint64_t bits[sizeof sections[i] / sizeof(uint64_t)];
		memcpy(bits, &sections[i], sizeof bits);
		for (size_t k = 0; k < sizeof bits / sizeof bits[0]; k++)
			*hash = (*hash ^ bits[k]) * 0x100000001b3u;
	}
}

static uint64_t check_all(double sample_rate)
{
	static const double shares[] = { 0.0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.37, 0.42, 0.45, 0.47, 0.499 };
	static const double qs[] = { 0.1, 0.7071, 3.0, 40.0 };
	static const double gains[] = { -30.0, -6.0, 0.01, 30.0 };
	uint64_t hash = 0xcbf29ce484222325u;
	for (int kind = 0; kind < KINDS; kind++)
		for (size_t share = 0; share < sizeof shares / sizeof shares[0]; share++)
			for (size_t i = 0; i < 16; i++)
				check_design((struct filter_band){ .kind = (enum filter_kind)kind,
								   .frequency = fmax(5.0, shares[share] * sample_rate),
								   .gain_db = gains[i % 4],
								   .q = qs[i / 4],
								   .order = 1 + i % 8 },
					     sample_rate, &hash);
	return hash;
}

/* Builds by gcc and clang at several levels, with and without AVX and FMA, and on an emulated Nehalem, gave these
   hashes. A change of them changes the prints of every recipe with an equaliser. */
Test(biquad_design, stable_and_the_same_bits_everywhere, .timeout = 60)
{
	static const struct {
		double sample_rate;
		uint64_t hash;
	} rows[] = {
		{ 8000.0, 0xc7b880d8ce594c1cu },  { 44100.0, 0x63553ebe833eb432u },  { 48000.0, 0xcb40dfb17287463bu },
		{ 96000.0, 0x7084fdf158172a7fu }, { 192000.0, 0x31befa660db66a0fu }, { 384000.0, 0x32c5e9f7c11634e1u },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const uint64_t hash = check_all(rows[i].sample_rate);
		cr_expect_eq(hash, rows[i].hash, "%g Hz: 0x%016llx", rows[i].sample_rate, (unsigned long long)hash);
	}
}

Test(biquad_design, nothing_to_do_needs_no_section)
{
	static const enum filter_kind kinds[] = { FILTER_BELL, FILTER_LOW_SHELF, FILTER_HIGH_SHELF, FILTER_TILT };
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct filter_band band = { .kind = kinds[i], .frequency = 1000.0, .q = 1.0 };
		struct biquad sections[BIQUADS_PER_BAND];
		double error = 1.0;
		cr_expect_eq(biquad_design(&band, 48000.0, sections, &error), 0);
		cr_expect_eq(error, 0.0);
	}
	cr_expect_eq(biquad_tail_frames(NULL, 0), 0.0);
}

/* Low bands cost one section per two orders; the speed depends on it. */
Test(biquad_design, sections_are_spent_where_they_are_needed)
{
	static const struct {
		struct filter_band band;
		size_t sections;
	} rows[] = {
		{ { FILTER_HIGH_PASS, 80.0, 0.0, 0.7071, 2 }, 1 },
		{ { FILTER_HIGH_PASS, 80.0, 0.0, 0.7071, 8 }, 4 },
		{ { FILTER_HIGH_PASS, 80.0, 0.0, 0.7071, 1 }, 1 },
		{ { FILTER_BELL, 250.0, -3.0, 1.0, 0 }, 1 },
		{ { FILTER_BELL, 3200.0, 4.0, 1.0, 0 }, 1 },
		{ { FILTER_BELL, 8000.0, 3.0, 1.0, 0 }, 1 },
		{ { FILTER_LOW_SHELF, 100.0, 6.0, 0.7071, 0 }, 1 },
		{ { FILTER_HIGH_SHELF, 10000.0, 3.0, 0.7071, 0 }, 1 },
		{ { FILTER_TILT, 1000.0, 3.0, 1.0, 0 }, 1 },
		{ { FILTER_NOTCH, 50.0, 0.0, 10.0, 0 }, 1 },
		{ { FILTER_BELL, 16000.0, 12.0, 0.5, 0 }, 2 },
		{ { FILTER_BAND_PASS, 1000.0, 0.0, 1.0, 0 }, 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct biquad sections[BIQUADS_PER_BAND];
		double error = 0.0;
		cr_expect_eq(biquad_design(&rows[i].band, 48000.0, sections, &error), rows[i].sections, "row %zu", i);
		cr_expect_leq(error, BIQUAD_DESIGN_ERROR_DB, "row %zu: %g dB", i, error);
	}
}

/* For one pole of radius r, |h| sums from n on to r^n / (1 - r) (1 - r) = r^n. */
Test(biquad_design, tail_of_one_pole_and_of_two_together)
{
	const double radius = 0.999;
	const struct biquad pole = { 1.0 - radius, 0.0, 0.0, -radius, 0.0 };
	const struct biquad twice[] = { pole, pole };
	const double alone = log(1e-6) / log(radius);
	cr_expect_float_eq(biquad_tail_frames(&pole, 1), alone, 0.07 / (1.0 - radius), "%g",
			   biquad_tail_frames(&pole, 1));
	/* (1 + n (1 - r)) r^n = 1e-6 near n (1 - r) = 16.69 */
	cr_expect_float_eq(biquad_tail_frames(twice, 2) * (1.0 - radius), 16.69, 0.08, "%g",
			   biquad_tail_frames(twice, 2));
}

/* The response is too slow to be summed to its end: the rest is estimated. */
Test(biquad_design, tail_of_a_very_slow_pole)
{
	const double radius = 1.0 - 1e-7;
	const struct biquad pole = { 1.0 - radius, 0.0, 0.0, -radius, 0.0 };
	const double found = biquad_tail_frames(&pole, 1) * 1e-7;
	cr_expect_float_eq(found, 13.8155, 0.15, "%g time constants", found);
}

/* The fit returns the roots of a curve that was made from roots. */
Test(response_fit, finds_a_known_response)
{
	const struct response_model truth = { .log_gain = 0.7,
					      .count = 2,
					      .factors = { { -1.2, 0.5, false, false }, { 0.3, 0.6, true, false } } };
	struct response_model model = { .count = 2,
					.factors = { { 0.5, 0.06, false, false }, { 0.1, 0.04, true, false } } };
	struct response_target target = { .count = 64 };
	for (size_t i = 0; i < target.count; i++) {
		target.phi[i] = (double)i / 63.0;
		target.log_power[i] = response_log_power(&truth, target.phi[i]);
		target.weight[i] = 1.0;
	}
	response_fit(&model, &target);
	for (size_t i = 0; i < target.count; i++)
		cr_expect_float_eq(response_log_power(&model, target.phi[i]), target.log_power[i], 1e-6);
	cr_expect_float_eq(model.factors[0].c1, -1.2, 1e-6);
	cr_expect_float_eq(model.factors[0].c2, 0.5, 1e-6);
	cr_expect_float_eq(model.factors[1].c1, 0.3, 1e-6);
	cr_expect_float_eq(model.factors[1].c2, 0.6, 1e-6);
}

Test(response_fit, log_is_close)
{
	for (double x = 1e-200; x < 1e200; x *= 1.0037)
		cr_assert_float_eq(response_log(x), log(x), 1e-13 + 3e-16 * fabs(log(x)), "ln %g", x);
}
