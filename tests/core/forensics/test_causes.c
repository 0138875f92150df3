/* Tests causes that other models would explain, too, on noise that is made here.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics.h"
#include "forensics/residual_course.h"
#include "support/coded.h"
#include "support/memory.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEMS = 3, FRAMES = 180 * CODED_HOP, TAPS = 255, SECTION = 30 * CODED_HOP, CELLS = 4000 };

static const double rate = 48000.0, pi = 3.14159265358979324;
static const double floor_dbfs = -140.0;

static double files[STEMS + 1][FRAMES];

/* Noise in bursts, each stem with lengths of its own, and 30 dB softer between. */
static void make_stems(void)
{
	static const size_t lengths[STEMS] = { 9700, 13100, 17300 };
	struct noise noise = { 7 };
	for (size_t s = 0; s < STEMS; s++)
		for (size_t i = 0; i < FRAMES; i++)
			files[1 + s][i] = (i % lengths[s] > lengths[s] / 2 ? 0.1 : 0.003) * noise_gauss(&noise);
}

static void make_mix(void)
{
	for (size_t i = 0; i < FRAMES; i++)
		files[0][i] = files[1][i] + files[2][i] + files[3][i];
}

static void expect_cause(enum cause_kind kind, size_t stem)
{
	const double *columns[STEMS + 1];
	struct source *sources[STEMS + 1];
	struct arena *arena = arena_new();
	struct forensics forensics;
	for (size_t i = 0; i <= STEMS; i++) {
		columns[i] = files[i];
		sources[i] = memory_source_new(&columns[i], 1, FRAMES, rate);
	}
	const struct proof proof = { .mix = sources[0], .stems = sources + 1, .stem_count = STEMS };
	cr_assert(forensics_run(&proof, floor_dbfs, arena, &forensics) == STATUS_OK);
	cr_assert(forensics.cause_count > 0);
	const struct cause *cause = &forensics.causes[0];
	cr_expect(cause->kind == kind && cause->stem == stem && cause->confidence >= CAUSE_KNOWN, "%s, %.2f: %s",
		  cause_kind_name(cause->kind), cause->confidence, cause->evidence);
	for (size_t i = 0; i <= STEMS; i++)
		sources[i]->free(sources[i]);
	arena_free(arena);
}

/* The noise of each moment of a flanger is like no other noise, and comes with the bursts of its stem. */
Test(causes, a_flanger_of_noise_is_made_of_its_stem)
{
	make_stems();
	make_mix();
	for (size_t i = FRAMES; i-- > 0;) {
		const double delay = 48.0 - 47.0 * cos(pi * (double)i / rate);
		const size_t whole = (size_t)delay;
		const double part = delay - (double)whole;
		if (i > whole)
			files[1][i] += 0.5 * ((1.0 - part) * files[1][i - whole] + part * files[1][i - whole - 1]);
	}
	expect_cause(CAUSE_RANDOM, 0);
}

/* A stem may have a mean of its own. Where it rests, it holds the constant alone. */
Test(causes, a_constant_shows_where_a_stem_rests)
{
	make_stems();
	for (size_t i = 0; i < FRAMES; i++)
		files[2][i] = i % 13100 > 6550 ? files[2][i] + 0.002 : 0.0;
	make_mix();
	for (size_t i = 0; i < FRAMES; i++)
		files[2][i] += 0.0004;
	expect_cause(CAUSE_CONSTANT, 1);
}

/* The last hit stands at its peak just before the cut, as if a limiter had worked there. */
Test(causes, a_tail_that_is_cut_is_not_limited)
{
	const size_t cut = FRAMES - 9000;
	make_stems();
	for (size_t i = 0; i < FRAMES; i++) {
		const double since = (double)(i < cut - 4000 ? i % 20000 : i - (cut - 4000));
		const double hit = 1.2 * exp(-since / 2000.0) * sin(2.0 * pi * 120.0 * since / rate);
		files[1][i] = fmax(-0.6, fmin(0.6, hit));
	}
	make_mix();
	for (size_t i = cut; i < FRAMES; i++)
		files[1][i] = 0.0;
	expect_cause(CAUSE_CUT, 0);
}

/* Takes away what lies above 15 kHz of a stem, by a sinc under a Hann window. */
static void low_pass(double *samples)
{
	const double cut = 15000.0 / rate;
	double *out = samples_new(FRAMES), taps[TAPS];
	for (size_t k = 0; k < TAPS; k++) {
		const double x = (double)k - (TAPS - 1) / 2.0;
		const double sinc = x == 0.0 ? 2.0 * cut : sin(2.0 * pi * cut * x) / (pi * x);
		taps[k] = sinc * (0.5 + 0.5 * cos(2.0 * pi * x / (TAPS + 1)));
	}
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t k = 0; k < TAPS; k++)
			if (i + TAPS / 2 >= k && i + TAPS / 2 - k < FRAMES)
				out[i] += taps[k] * samples[i + TAPS / 2 - k];
	memcpy(samples, out, FRAMES * sizeof *out);
	free(out);
}

/* A stem of low sound with a little hiss, and another one that has nothing above 15 kHz. */
static void make_dull_stems(double hiss, bool steady)
{
	struct noise noise = { 11 };
	double low[4] = { 0.0 };
	make_stems();
	low_pass(files[3]);
	for (size_t i = 0; i < FRAMES; i++) {
		const double level = steady || i % 9700 > 4850 ? hiss : 0.1 * hiss;
		for (size_t k = 0; k < 4; k++)
			low[k] += 0.05 * ((k == 0 ? 10.0 * files[1][i] : low[k - 1]) - low[k]);
		files[1][i] = low[3] + level * noise_gauss(&noise);
	}
	make_mix();
}

/* The converter ripples by 0.005 dB, which leaves about as much as the hiss that it takes. */
Test(causes, a_converter_ripples_in_its_pass_band)
{
	make_dull_stems(2e-4, false);
	low_pass(files[1]);
	for (size_t i = FRAMES; i-- > 7;)
		files[1][i] += 6e-4 * files[1][i - 7];
	expect_cause(CAUSE_RATE, 0);
}

Test(causes, a_converter_takes_steady_hiss)
{
	make_dull_stems(1e-4, true);
	low_pass(files[1]);
	expect_cause(CAUSE_RATE, 0);
}

/* Sections of a file are coded apart, so that no frames are found. The error of noise is no noise like it. */
Test(causes, a_coded_file_is_known_by_its_level)
{
	make_stems();
	make_mix();
	double *copy = samples_new(FRAMES);
	memcpy(copy, files[3], sizeof files[3]);
	for (size_t i = 0; i + SECTION <= FRAMES; i += SECTION)
		coded(files[3] + i, copy + i, SECTION, 37 * (i / SECTION) % 800, CODED_SINE, 0.1, 1.5, CODED_HOP);
	memcpy(files[3], copy, sizeof files[3]);
	free(copy);
	expect_cause(CAUSE_CODEC, 2);
}

static float residual[CELLS], powers[STEMS + 1][CELLS];

/* The correlations of two courses by the textbook, over pairs of cells. */
static double correlation(const float *one, const float *other)
{
	const size_t count = CELLS / 2;
	double mean[2] = { 0.0, 0.0 }, both = 0.0, ones = 0.0, others = 0.0;
	for (size_t i = 0; i < count; i++) {
		mean[0] += sqrt((double)one[2 * i] + (double)one[2 * i + 1]) / (double)count;
		mean[1] += sqrt((double)other[2 * i] + (double)other[2 * i + 1]) / (double)count;
	}
	for (size_t i = 0; i < count; i++) {
		const double x = sqrt((double)one[2 * i] + (double)one[2 * i + 1]) - mean[0];
		const double y = sqrt((double)other[2 * i] + (double)other[2 * i + 1]) - mean[1];
		both += x * y;
		ones += x * x;
		others += y * y;
	}
	return both / sqrt(ones * others);
}

Test(causes, a_residual_follows_the_stem_that_it_is_made_of)
{
	float *power[STEMS + 1];
	struct noise noise = { 3 };
	for (size_t i = 0; i < CELLS; i++) {
		for (size_t s = 0; s <= STEMS; s++)
			powers[s][i] = (float)pow(noise_gauss(&noise), 4.0);
		residual[i] = 0.01F * powers[2][i] * (float)(1.0 + 0.1 * sin((double)i));
	}
	for (size_t s = 0; s <= STEMS; s++)
		power[s] = powers[s];
	const struct residual_cells cells = { .file_count = STEMS + 1,
					      .channels = 1,
					      .frames = (uint64_t)CELLS * CELL_SHORTEST,
					      .cell_frames = CELL_SHORTEST,
					      .cell_count = CELLS,
					      .residual = residual,
					      .power = power };
	const struct residual_course course = residual_course_of(&cells, 0.0);
	cr_expect_eq(course.stem, 1);
	cr_expect_float_eq(course.likeness, correlation(powers[2], residual), 1e-9);
	cr_expect(residual_course_is_made_of(&course, 1) && residual_course_follows(&course, 1));
	cr_expect(!residual_course_is_made_of(&course, 0) && !residual_course_follows(&course, 2));
	memcpy(powers[3], powers[2], sizeof powers[2]);
	const struct residual_course twins = residual_course_of(&cells, 0.0);
	cr_expect(!residual_course_is_made_of(&twins, twins.stem), "two stems that go alike: %.2f", twins.ahead);
}
