/* stemprint tests: offsets, gains and polarities of stems that other code moved and turned up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/side_alignment.h"
#include "support/memory.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { STEMS = 4, CHANNELS = 2, FRAMES = 300000, REACH = 100, MARGIN = 20000 };

/* How the mix holds a stem. */
struct truth {
	double gain;
	double offset;
	const struct stereo_matrix *matrix; /* beside the gain; NULL: each side of the stem is on its own side */
};

struct set {
	struct arena *arena;
	double *mix[CHANNELS], *stems[STEMS][CHANNELS];
	struct source *mix_source, *stem_sources[STEMS];
	struct proof proof;
};

/* Makes noise with a spectrum and an envelope of its own. It has nothing near half the rate, where no filter delays.
   `shared` is heard in all stems. */
static void fill_stem(double *out, const double *shared, double share, double pole, double period, uint64_t seed)
{
	struct noise noise = { seed };
	double state = 0.0;
	for (size_t i = MARGIN; i < FRAMES - MARGIN; i++) {
		state = pole * state + (1.0 - pole) * noise_gauss(&noise);
		out[i] = 0.3 * state * (0.6 + 0.4 * sin((double)i / period));
	}
	for (int pass = 0; pass < 8; pass++)
		for (size_t i = 1; i + 1 < FRAMES; i++)
			out[i - 1] = 0.25 * out[i - 1] + 0.5 * out[i] + 0.25 * out[i + 1];
	for (size_t i = 0; i < FRAMES; i++)
		out[i] += share * shared[i];
}

/* Adds out[n] += gain in(n - offset), by the formula of a sinc under a Blackman window. */
static void add_delayed(double *out, const double *in, double gain, double offset)
{
	const double pi = 3.14159265358979323846, whole = floor(offset), fraction = offset - whole;
	double taps[2 * REACH + 1] = { 0.0 };
	for (int k = -REACH; k <= REACH; k++) {
		const double x = k - fraction, u = x / (REACH + 1.0);
		const double window = 0.42 + 0.5 * cos(pi * u) + 0.08 * cos(2.0 * pi * u);
		taps[k + REACH] = fraction == 0.0 ? (double)(k == 0) : window * sin(pi * x) / (pi * x);
	}
	for (int k = -REACH; k <= REACH; k++)
		for (long n = 0; n < FRAMES && taps[k + REACH] != 0.0; n++) {
			const long from = n - (long)whole - k;
			if (from >= 0 && from < FRAMES)
				out[n] += gain * taps[k + REACH] * in[from];
		}
}

/* Makes stems that each hold `bleed` of one common sound. The mix holds their right sides later by `late` frames. */
static void late_set_init(struct set *set, const struct truth truths[STEMS], const double late[STEMS], double bleed,
			  double noise_level)
{
	*set = (struct set){ .arena = arena_new() };
	static const double poles[STEMS] = { 0.5, 0.9, 0.98, 0.2 }, periods[STEMS] = { 7000, 11000, 16000, 3000 };
	for (size_t channel = 0; channel < CHANNELS; channel++) {
		double *shared = samples_new(FRAMES);
		set->mix[channel] = samples_new(FRAMES);
		fill_stem(shared, shared, 0.0, 0.7, 5000.0, 99 + channel);
		for (size_t i = 0; i < STEMS; i++) {
			double *stem = set->stems[i][channel] = samples_new(FRAMES);
			fill_stem(stem, shared, bleed, poles[i], periods[i], 10 * i + channel + 1);
		}
		free(shared);
	}
	for (size_t channel = 0; channel < CHANNELS; channel++) {
		for (size_t i = 0; i < STEMS; i++)
			for (size_t in = 0; in < CHANNELS; in++) {
				const double share = truths[i].matrix ? truths[i].matrix->gain[channel][in]
								      : (double)(channel == in);
				if (share != 0.0)
					add_delayed(set->mix[channel], set->stems[i][in], share * truths[i].gain,
						    truths[i].offset + (in == 1 ? late[i] : 0.0));
			}
		struct noise noise = { 1234 + channel };
		for (size_t n = 0; n < FRAMES; n++)
			set->mix[channel][n] += noise_level * noise_gauss(&noise);
	}
	set->mix_source = memory_source_new((const double *const *)set->mix, CHANNELS, FRAMES, 48000.0);
	for (size_t i = 0; i < STEMS; i++)
		set->stem_sources[i] =
			memory_source_new((const double *const *)set->stems[i], CHANNELS, FRAMES, 48000.0);
	set->proof = (struct proof){ .mix = set->mix_source, .stems = set->stem_sources, .stem_count = STEMS };
}

static void set_init(struct set *set, const struct truth truths[STEMS], double bleed, double noise_level)
{
	static const double together[STEMS];
	late_set_init(set, truths, together, bleed, noise_level);
}

static void set_release(struct set *set)
{
	set->mix_source->free(set->mix_source);
	for (size_t i = 0; i < STEMS; i++)
		set->stem_sources[i]->free(set->stem_sources[i]);
	for (size_t channel = 0; channel < CHANNELS; channel++) {
		free(set->mix[channel]);
		for (size_t i = 0; i < STEMS; i++)
			free(set->stems[i][channel]);
	}
	arena_free(set->arena);
}

/* Expects the true figures, as accurate as the header promises. */
static struct alignment expect_late(const struct truth truths[STEMS], const double late[STEMS], double bleed,
				    double noise_level)
{
	struct set set;
	struct alignment alignment;
	late_set_init(&set, truths, late, bleed, noise_level);
	cr_assert_eq(side_alignment_find(&set.proof, set.arena, &alignment), STATUS_OK);
	for (size_t i = 0; i < STEMS; i++) {
		const struct alignment_stem *stem = &alignment.stems[i];
		cr_expect(stem->known);
		cr_expect_float_eq(stem->offset, truths[i].offset, 0.01, "stem %zu: %g frames for %g", i, stem->offset,
				   truths[i].offset);
		cr_expect_float_eq(stem->gain_db, 20.0 * log10(fabs(truths[i].gain)), 0.001, "stem %zu: %g dB for %g",
				   i, stem->gain_db, 20.0 * log10(fabs(truths[i].gain)));
		cr_expect_eq(stem->inverted, truths[i].gain < 0.0, "stem %zu", i);
		cr_expect_eq(!stem->matrix, !truths[i].matrix, "stem %zu", i);
		for (size_t side = 0; side < CHANNELS; side++)
			cr_expect_float_eq(stem->side_delays[side], side == 1 ? late[i] : 0.0, 0.01,
					   "stem %zu: side %zu is %g frames later", i, side, stem->side_delays[side]);
		for (size_t k = 0; stem->matrix && truths[i].matrix && k < CHANNELS * CHANNELS; k++)
			cr_expect_float_eq(stem->matrix->gain[k / 2][k % 2],
					   truths[i].gain * truths[i].matrix->gain[k / 2][k % 2], 1e-4,
					   "stem %zu: %zu is %g", i, k, stem->matrix->gain[k / 2][k % 2]);
	}
	set_release(&set);
	return alignment;
}

static struct alignment expect(const struct truth truths[STEMS], double bleed, double noise_level)
{
	static const double together[STEMS];
	return expect_late(truths, together, bleed, noise_level);
}

Test(alignment, of_what_is_right_already_changes_nothing)
{
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 1, 0, NULL }, { 1, 0, NULL }, { 1, 0, NULL } };
	const struct alignment alignment = expect(truths, 0.0, 0.0);
	cr_expect_lt(alignment.residual_dbfs, -300.0);
	cr_expect_lt(alignment.corrected_dbfs, -300.0);
}

Test(alignment, finds_whole_frames_gains_and_polarities)
{
	const struct truth truths[STEMS] = {
		{ 1, 3, NULL }, { -1, 0, NULL }, { 0.9, -480, NULL }, { 1.01, 12000, NULL }
	};
	const struct alignment alignment = expect(truths, 0.0, 0.0);
	cr_expect_gt(alignment.residual_dbfs, -25.0);
	cr_expect_lt(alignment.corrected_dbfs, -200.0, "%g", alignment.corrected_dbfs);
}

Test(alignment, finds_fractions_of_frames)
{
	const struct truth truths[STEMS] = {
		{ 1, 0.5, NULL }, { 0.7, -0.03, NULL }, { 1.4, 100.25, NULL }, { 1, -17.37, NULL }
	};
	const struct alignment alignment = expect(truths, 0.0, 0.0);
	cr_expect_lt(alignment.corrected_dbfs, alignment.residual_dbfs - 50.0, "%g", alignment.corrected_dbfs);
}

/* A stem alone would be misjudged, since the mix holds the common sound four times. */
Test(alignment, takes_correlated_stems_together)
{
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 1.012, 0, NULL }, { 1, 0.25, NULL }, { 0.99, 0, NULL } };
	const struct alignment alignment = expect(truths, 0.4, 0.0);
	cr_expect_lt(alignment.corrected_dbfs, alignment.residual_dbfs - 30.0);
}

/* All stems are off alike, as when the mix was cut too early, and inverted. */
Test(alignment, finds_a_mix_that_is_off_as_a_whole)
{
	const struct truth truths[STEMS] = {
		{ -0.5, 960, NULL }, { -0.5, 960, NULL }, { -0.5, 960, NULL }, { -0.5, 960, NULL }
	};
	const struct alignment alignment = expect(truths, 0.2, 0.0);
	cr_expect_lt(alignment.corrected_dbfs, -200.0);
}

/* The stems stand in the noise of 16 bits. */
Test(alignment, holds_over_noise)
{
	const struct truth truths[STEMS] = { { 1, 0.5, NULL }, { 1, 0, NULL }, { 1.002, 0, NULL }, { -1, 480, NULL } };
	const struct alignment alignment = expect(truths, 0.1, 1.5e-5);
	cr_expect_float_eq(alignment.corrected_dbfs, 20.0 * log10(1.5e-5), 0.5, "%g", alignment.corrected_dbfs);
}

/* The mix lacks a stem, one stem is given twice, and one is silent. */
Test(alignment, tells_what_is_not_there)
{
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 0, 0, NULL }, { 1, 0, NULL }, { 2, 0, NULL } };
	struct set set;
	struct alignment alignment;
	set_init(&set, truths, 0.0, 0.0);
	cr_assert_eq(alignment_find(&set.proof, set.arena, &alignment), STATUS_OK);
	cr_expect_float_eq(alignment.stems[1].gain, 0.0, 1e-6);
	cr_expect_float_eq(alignment.stems[3].gain, 2.0, 1e-6);
	cr_expect_lt(alignment.corrected_dbfs, -150.0);
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++) {
			set.stems[0][channel][i] = set.stems[2][channel][i];
			set.stems[1][channel][i] = 0.0;
		}
	cr_assert_eq(alignment_find(&set.proof, set.arena, &alignment), STATUS_OK);
	cr_expect_not(alignment.stems[1].known);
	cr_expect(alignment.stems[0].known != alignment.stems[2].known);
	cr_expect_float_eq(alignment.stems[3].gain, 2.0, 1e-2);
	set_release(&set);
}

static const struct stereo_matrix swapped = { { { 0, 1 }, { 1, 0 } } };
static const struct stereo_matrix inverted_right = { { { 1, 0 }, { 0, -1 } } };
static const struct stereo_matrix half_width = { { { 0.75, 0.25 }, { 0.25, 0.75 } } };
static const struct stereo_matrix to_the_left = { { { 1, 0 }, { 0, 0.8 } } };
static const struct stereo_matrix copied_left = { { { 1, 0 }, { 1, 0 } } };
static const struct stereo_matrix folded = { { { 0.5, 0.5 }, { 0.5, 0.5 } } };
static const struct stereo_matrix silent_right = { { { 1, 0 }, { 0, 0 } } };
static const struct stereo_matrix anything = { { { 0.9, -0.3 }, { 0.4, 0.6 } } };

Test(alignment, finds_the_matrix_of_one_stem)
{
	const struct stereo_matrix *const matrices[] = { &swapped,     &inverted_right, &half_width,   &to_the_left,
							 &copied_left, &folded,         &silent_right, &anything };
	for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) {
		const struct truth truths[STEMS] = {
			{ 1, 0, NULL }, { 1, 0, matrices[i] }, { 1, 0, NULL }, { 1, 0, NULL }
		};
		const struct alignment alignment = expect(truths, 0.0, 0.0);
		cr_expect_gt(alignment.residual_dbfs, -60.0);
		cr_expect_lt(alignment.corrected_dbfs, -200.0, "%zu: %g", i, alignment.corrected_dbfs);
	}
}

/* No side of the stem is in its own side of the mix, or the two sides cancel in the correlation. */
Test(alignment, finds_the_lag_of_sides_that_are_swapped_or_inverted)
{
	static const struct stereo_matrix swapped_inverted = { { { 0, 1 }, { -1, 0 } } };
	const struct stereo_matrix *const matrices[] = { &swapped, &inverted_right, &swapped_inverted };
	const double offsets[] = { 37, -480, 9600 }, gains[] = { 0.8, 1.25, 1 }; /* The last one has no name. */
	for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) {
		const struct truth one[STEMS] = {
			{ 1, 0, NULL }, { gains[i], offsets[i], matrices[i] }, { 1, 0, NULL }, { 1, 0, NULL }
		};
		const struct truth two[STEMS] = {
			{ 1, 0, NULL }, { 1, offsets[i], matrices[i] }, { 1, 0, NULL }, { 1, 12, &swapped }
		};
		cr_expect_lt(expect(one, 0.0, 0.0).corrected_dbfs, -200.0, "%zu", i);
		cr_expect_float_eq(expect(two, 0.0, 1.5e-5).corrected_dbfs, 20.0 * log10(1.5e-5), 0.5, "%zu", i);
	}
}

/* One gain tells nothing of the fraction. */
Test(alignment, finds_the_fraction_of_sides_that_are_swapped)
{
	const struct truth truths[STEMS] = {
		{ 1, 0, NULL }, { 0.9, 100.25, &swapped }, { 1, 0, NULL }, { 1, -17.4, &inverted_right }
	};
	const struct alignment alignment = expect(truths, 0.0, 0.0);
	cr_expect_lt(alignment.corrected_dbfs, alignment.residual_dbfs - 50.0, "%g", alignment.corrected_dbfs);
}

/* The stems share a sound, and one of two that have a matrix is late by a fraction. */
Test(alignment, finds_matrices_among_correlated_stems)
{
	const struct truth truths[STEMS] = {
		{ 0.7, 0, &half_width }, { 1, 100.25, NULL }, { 1, 12.5, &to_the_left }, { -1, 0, NULL }
	};
	const struct alignment alignment = expect(truths, 0.1, 0.0);
	cr_expect_lt(alignment.corrected_dbfs, alignment.residual_dbfs - 50.0, "%g", alignment.corrected_dbfs);
}

/* All four are off, as loud as one another, in the noise of 16 bits. */
Test(alignment, finds_a_matrix_for_each_stem)
{
	const struct truth truths[STEMS] = {
		{ 1, 0, &swapped }, { 1, 0, &inverted_right }, { 0.5, 0, &folded }, { 1, 0, &half_width }
	};
	const struct alignment alignment = expect(truths, 0.0, 1.5e-5);
	cr_expect_float_eq(alignment.corrected_dbfs, 20.0 * log10(1.5e-5), 0.5, "%g", alignment.corrected_dbfs);
}

/* A stem holds one signal on both sides, or has a silent side. */
Test(alignment, claims_no_matrix_that_nothing_shows)
{
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 1, 0, NULL }, { 1, 0, NULL }, { 1, 0, NULL } };
	struct set set;
	struct alignment alignment;
	set_init(&set, truths, 0.0, 0.0);
	for (size_t i = 0; i < FRAMES; i++) {
		const double both = set.stems[0][0][i], left = set.stems[1][0][i];
		set.mix[0][i] -= 0.25 * both;
		set.mix[1][i] += 0.5 * both - set.stems[0][1][i];
		set.stems[0][1][i] = both;
		set.mix[1][i] += 0.5 * left - set.stems[1][1][i];
		set.stems[1][1][i] = 0.0;
	}
	cr_assert_eq(alignment_find(&set.proof, set.arena, &alignment), STATUS_OK);
	const struct stereo_matrix *moved = alignment.stems[0].matrix, *spread = alignment.stems[1].matrix;
	cr_assert_not_null(moved);
	cr_expect_eq(stereo_matrix_kind(moved), STEREO_BALANCE);
	cr_expect_float_eq(moved->gain[0][0], 0.75, 1e-6);
	cr_expect_float_eq(moved->gain[1][1], 0.5, 1e-6);
	cr_expect_eq(moved->gain[0][1], 0.0);
	cr_assert_not_null(spread);
	cr_expect_float_eq(spread->gain[0][0], 1.0, 1e-6);
	cr_expect_float_eq(spread->gain[1][0], 0.5, 1e-6);
	cr_expect_eq(spread->gain[0][1], 0.0);
	cr_expect_null(alignment.stems[2].matrix);
	cr_expect_lt(alignment.corrected_dbfs, -200.0, "%g", alignment.corrected_dbfs);
	/* The same stem twice: its sound has a matrix, but only one of both stems takes it. */
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t side = 0; side < CHANNELS; side++)
			set.stems[3][side][i] = set.stems[0][side][i];
	cr_assert_eq(alignment_find(&set.proof, set.arena, &alignment), STATUS_OK);
	cr_expect_not(alignment.stems[0].matrix && alignment.stems[3].matrix);
	set_release(&set);
}

Test(alignment, gives_mono_files_no_matrix)
{
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 1, 0, &swapped }, { 1, 0, NULL }, { 1, 0, NULL } };
	struct set set;
	struct alignment alignment;
	set_init(&set, truths, 0.0, 0.0);
	set.mix_source->channels = 1;
	for (size_t i = 0; i < STEMS; i++)
		set.stem_sources[i]->channels = 1;
	cr_assert_eq(alignment_find(&set.proof, set.arena, &alignment), STATUS_OK);
	for (size_t i = 0; i < STEMS; i++)
		cr_expect_null(alignment.stems[i].matrix);
	set_release(&set);
}

Test(alignment, finds_sides_that_are_late)
{
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 1, 0, NULL }, { 0.8, 25, NULL }, { 1, 0, NULL } };
	const double late[STEMS] = { 0, 1200.25, 40, 0 };
	const struct alignment alignment = expect_late(truths, late, 0.0, 0.0);
	cr_expect_lt(alignment.corrected_dbfs, alignment.residual_dbfs - 50.0, "%g", alignment.corrected_dbfs);
}

/* The other stem leads one side to the other, and shares a sound with the late one. */
Test(alignment, finds_a_late_side_beside_a_matrix)
{
	const double late[STEMS] = { 0, 37.5, 0, 0 };
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 0.9, 0, NULL }, { 1, 0, NULL }, { 1, 0, &anything } };
	const struct alignment alignment = expect_late(truths, late, 0.1, 0.0);
	cr_expect_lt(alignment.corrected_dbfs, alignment.residual_dbfs - 50.0, "%g", alignment.corrected_dbfs);
}

/* The mix holds a sound that no stem has, and one stem goes through a matrix: something is left. */
Test(alignment, tells_no_late_side_where_another_fault_is)
{
	const struct truth truths[STEMS] = { { 1, 0, NULL }, { 1, 0, NULL }, { 1, 3, &half_width }, { 1, 0, NULL } };
	struct set set;
	struct alignment alignment;
	set_init(&set, truths, 0.2, 0.02);
	cr_assert_eq(side_alignment_find(&set.proof, set.arena, &alignment), STATUS_OK);
	cr_expect_gt(alignment.corrected_dbfs, -40.0);
	for (size_t i = 0; i < STEMS; i++)
		for (size_t side = 0; side < CHANNELS; side++)
			cr_expect_eq(alignment.stems[i].side_delays[side], 0.0, "stem %zu: %g", i,
				     alignment.stems[i].side_delays[side]);
	set_release(&set);
}
