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

/* A proof of the files, and its causes. */
struct set {
	struct arena *arena;
	const double *columns[STEMS + 1];
	struct source *sources[STEMS + 1];
	struct forensics forensics;
};

static void find_causes(struct set *set)
{
	set->arena = arena_new();
	for (size_t i = 0; i <= STEMS; i++) {
		set->columns[i] = files[i];
		set->sources[i] = memory_source_new(&set->columns[i], 1, FRAMES, rate);
	}
	const struct proof proof = { .mix = set->sources[0], .stems = set->sources + 1, .stem_count = STEMS };
	cr_assert(forensics_run(&proof, floor_dbfs, set->arena, &set->forensics) == STATUS_OK);
	cr_assert(set->forensics.cause_count > 0);
}

static void close_set(struct set *set)
{
	for (size_t i = 0; i <= STEMS; i++)
		set->sources[i]->free(set->sources[i]);
	arena_free(set->arena);
}

static void expect_cause(enum cause_kind kind, size_t stem)
{
	struct set set;
	find_causes(&set);
	const struct cause *cause = &set.forensics.causes[0];
	cr_expect(cause->kind == kind && cause->stem == stem && cause->confidence >= CAUSE_KNOWN, "%s, %.2f: %s",
		  cause_kind_name(cause->kind), cause->confidence, cause->evidence);
	close_set(&set);
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

/* A section of R. Bristow-Johnson's cookbook, b and a over a0. */
struct section {
	double b[3], a[2];
};

static struct section bell(double hertz, double gain_db, double q)
{
	const double w = 2.0 * pi * hertz / rate, x = pow(10.0, gain_db / 40.0), alpha = sin(w) / (2.0 * q);
	const double a0 = 1.0 + alpha / x, a1 = -2.0 * cos(w);
	return (struct section){ { (1.0 + alpha * x) / a0, a1 / a0, (1.0 - alpha * x) / a0 },
				 { a1 / a0, (1.0 - alpha / x) / a0 } };
}

static struct section low_pass_section(double hertz)
{
	const double w = 2.0 * pi * hertz / rate, alpha = sin(w) / sqrt(2.0), a0 = 1.0 + alpha, c = cos(w);
	return (struct section){ { (1.0 - c) / 2.0 / a0, (1.0 - c) / a0, (1.0 - c) / 2.0 / a0 },
				 { -2.0 * c / a0, (1.0 - alpha) / a0 } };
}

/* Filters a file by a gain and a section, and makes it late. */
static void filter_file(double *samples, struct section section, double gain, size_t late)
{
	double *out = samples_new(FRAMES), x[2] = { 0.0 }, y[2] = { 0.0 };
	for (size_t i = 0; i + late < FRAMES; i++) {
		const double now = section.b[0] * samples[i] + section.b[1] * x[0] + section.b[2] * x[1] -
				   section.a[0] * y[0] - section.a[1] * y[1];
		x[1] = x[0];
		x[0] = samples[i];
		y[1] = y[0];
		y[0] = now;
		out[i + late] = gain * now;
	}
	memcpy(samples, out, FRAMES * sizeof *out);
	free(out);
}

/* The mix holds the first stem through a filter. Expects the filter, then an offset and a gain unless they are 0. */
static void expect_parts(const struct section *sections, size_t count, double gain_db, size_t late)
{
	const size_t parts = 1U + (late > 0 ? 1U : 0U) + (gain_db != 0.0 ? 1U : 0U);
	make_mix();
	double *clean = samples_new(FRAMES);
	memcpy(clean, files[1], sizeof files[1]);
	for (size_t i = 0; i < count; i++)
		filter_file(files[1], sections[i], i == 0 ? pow(10.0, gain_db / 20.0) : 1.0, i == 0 ? late : 0);
	for (size_t i = 0; i < FRAMES; i++)
		files[0][i] += files[1][i] - clean[i];
	memcpy(files[1], clean, sizeof files[1]);
	free(clean);
	struct set set;
	find_causes(&set);
	const struct cause *causes = set.forensics.causes;
	size_t leading = 0;
	for (size_t i = 0; i < set.forensics.cause_count; i++) {
		bool first = true;
		for (size_t k = 0; k < i; k++)
			first &= causes[k].fault != causes[i].fault;
		leading += first;
		if (!first)
			continue;
		cr_expect(causes[i].stem == 0 && causes[i].confidence >= CAUSE_KNOWN, "%s", causes[i].evidence);
		cr_expect(i > 0 || causes[i].kind == CAUSE_FILTER, "%s", causes[i].evidence);
		if (i > 0 && causes[i].kind == CAUSE_OFFSET)
			cr_expect_float_eq(causes[i].value, (double)late, 0.05, "%s", causes[i].evidence);
		else if (i > 0 && causes[i].kind == CAUSE_GAIN)
			cr_expect_float_eq(causes[i].value, gain_db, 0.02, "%s", causes[i].evidence);
		else
			cr_expect(i == 0, "%s", causes[i].evidence);
	}
	cr_expect_eq(leading, parts, "%zu faults", leading);
	close_set(&set);
}

Test(causes, an_equaliser_stands_beside_a_gain_and_an_offset)
{
	const struct section section = bell(1000.0, 2.0, 1.0);
	make_stems();
	expect_parts(&section, 1, -0.5, 37);
	make_stems();
	expect_parts(&section, 1, 0.0, 5);
	make_stems();
	expect_parts(&section, 1, 0.3, 0);
}

/* A low-pass delays what it passes evenly, and is no offset. */
Test(causes, a_filter_alone_is_no_offset_and_no_gain)
{
	const struct section sections[] = { low_pass_section(2500.0), low_pass_section(2500.0) };
	double low = 0.0;
	make_stems();
	for (size_t i = 0; i < FRAMES; i++)
		files[1][i] = low += 0.3 * (files[1][i] - low);
	expect_parts(sections, 2, 0.0, 0);
	make_stems();
	expect_parts(sections, 1, 0.0, 0);
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
