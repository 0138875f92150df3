/* Tests what the equaliser promises besides its curves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/eq_take.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Compares bits, not numbers: -0 and NaN count. */
static bool same_bits(const double *a, const double *b, size_t frames)
{
	return memcmp(a, b, frames * sizeof *a) == 0;
}

static void fill_noise(double *column, size_t frames, uint64_t seed)
{
	for (size_t i = 0; i < frames; i++)
		column[i] = noise(&seed);
}

/* The chains have different lengths, so that a batch has vectors of several numbers of sections, none of them full. */
static const struct eq_band chain_short[] = { { "bell", 300.0, 4.0, 0.8, 0.0 } };
static const struct eq_band chain_mix[] = {
	{ "highpass", 80.0, 0.0, 0.0, 24.0 },   { "bell", 3200.0, 2.0, 0.9, 0.0 },
	{ "bell", 9000.0, -5.0, 2.0, 0.0 },     { "highshelf", 12000.0, 3.0, 0.0, 0.0 },
	{ "lowpass", 18000.0, 0.0, 0.0, 48.0 }, { "tilt", 900.0, 1.0, 0.0, 0.0 },
};
static const struct eq_band chain_flat[] = { { "bell", 1000.0, 0.0, 1.0, 0.0 }, { "tilt", 500.0, 0.0, 0.0, 0.0 } };

static const struct {
	const struct eq_band *bands;
	size_t count, channels, groups;
} chains[] = {
	{ chain_short, 1, 1, 1 }, { chain_mix, 6, 2, 1 }, { chain_flat, 2, 1, 1 },
	{ chain_short, 1, 2, 4 }, { chain_mix, 4, 1, 3 }, { NULL, 0, 2, 1 },
};
enum { CHAINS = sizeof chains / sizeof chains[0], CHAIN_FRAMES = 3000 };

static void takes_fill(struct take *takes)
{
	for (size_t i = 0; i < CHAINS; i++) {
		takes[i] = take_new(chains[i].bands, chains[i].count, 44100.0, chains[i].channels, chains[i].groups,
				    CHAIN_FRAMES);
		for (size_t k = 0; k < chains[i].channels * chains[i].groups; k++)
			fill_noise(takes[i].in[k], CHAIN_FRAMES, 100 * i + k + 1);
	}
}

static void takes_compare(const struct take *takes, const struct take *expected, const char *what, size_t number)
{
	for (size_t i = 0; i < CHAINS; i++)
		for (size_t k = 0; k < chains[i].channels * chains[i].groups; k++)
			cr_expect(same_bits(takes[i].out[k], expected[i].out[k], CHAIN_FRAMES),
				  "%s %zu: chain %zu, column %zu", what, number, i, k);
}

static void takes_release(struct take *takes)
{
	for (size_t i = 0; i < CHAINS; i++)
		take_release(&takes[i]);
}

/* Renders each chain alone with the plain kernel in one block; all others are compared with that. */
static void takes_expected(struct take *takes)
{
	takes_fill(takes);
	for (size_t i = 0; i < CHAINS; i++)
		take_render(&takes[i], 1, kernel_select("plain"), CHAIN_FRAMES, false);
}

Test(eq, blocks_change_no_bit)
{
	static const size_t blocks[] = { 1, 7, 64, 1000, CHAIN_FRAMES };
	struct take expected[CHAINS];
	takes_expected(expected);
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		struct take takes[CHAINS];
		takes_fill(takes);
		take_render(takes, CHAINS, NULL, blocks[i], i % 2 == 0);
		takes_compare(takes, expected, "block", blocks[i]);
		takes_release(takes);
	}
	takes_release(expected);
}

Test(eq, kernels_change_no_bit)
{
	const struct kernel *kernels[16];
	const size_t count = kernel_list(kernels, 16);
	struct take expected[CHAINS];
	cr_assert_geq(count, 2);
	takes_expected(expected);
	for (size_t i = 0; i < count; i++) {
		struct take takes[CHAINS];
		takes_fill(takes);
		take_render(takes, CHAINS, kernels[i], 512, false);
		takes_compare(takes, expected, kernels[i]->name, i);
		takes_release(takes);
	}
	takes_release(expected);
}

Test(eq, nothing_to_do_passes_every_bit)
{
	static const struct eq_band flat[] = { { "bell", 1000.0, 0.0, 3.0, 0.0 },
					       { "lowshelf", 100.0, 0.0, 0.0, 0.0 },
					       { "highshelf", 9000.0, 0.0, 0.0, 0.0 },
					       { "tilt", 700.0, 0.0, 0.0, 0.0 } };
	static const double odd[] = { -0.0, 0x1p-1074, -0x1p-1050, 1.0 / 3.0, (double)INFINITY, (double)NAN, -1e300 };
	enum { FRAMES = sizeof odd / sizeof odd[0] };
	for (size_t i = 0; i < 4; i++) {
		struct take take = take_new(flat, i % 2 == 0 ? 0 : 4, 48000.0, 1, 1, FRAMES);
		memcpy(take.in[0], odd, sizeof odd);
		take_render(&take, 1, NULL, 3, i / 2 == 0);
		cr_expect(same_bits(take.out[0], odd, FRAMES), "row %zu", i);
		cr_expect_eq(take.shape.tail_seconds, 0.0);
		cr_expect_eq(take.shape.latency, 0);
		take_release(&take);
	}
}

Test(eq, reset_is_a_new_batch)
{
	enum { FRAMES = 500 };
	struct arena *arena = arena_new();
	double in[FRAMES];
	double first[FRAMES];
	double second[FRAMES];
	const double *ins[] = { in };
	double *outs[] = { first };
	const struct processor_instance instance = {
		.values = eq_values(arena, chain_mix, 6),
		.context = { .sample_rate = 48000.0, .channels = 1 },
		.shape = { .channels = 1 },
		.groups = 1,
		.in = ins,
		.out = outs,
	};
	fill_noise(in, FRAMES, 5);
	void *batch = eq()->batch_new(arena, kernel_select(NULL), &instance, 1, FRAMES);
	cr_assert_not_null(batch);
	eq()->process(batch, 0, FRAMES);
	memcpy(second, first, sizeof second);
	eq()->process(batch, 0, FRAMES);
	cr_expect(!same_bits(first, second, FRAMES), "the state lives on between blocks");
	eq()->reset(batch);
	eq()->process(batch, 0, FRAMES);
	cr_expect(same_bits(first, second, FRAMES));
	arena_free(arena);
}

/* Group 0 is the whole, groups 1 to 4 are lanes that add up to it. */
Test(eq, lanes_add_up_to_the_whole)
{
	static const struct {
		double sample_rate;
		struct eq_band bands[3];
	} rows[] = {
		{ 48000.0,
		  { { "highpass", 80.0, 0.0, 0.0, 12.0 },
		    { "bell", 3000.0, 6.0, 1.0, 0.0 },
		    { "highshelf", 9000.0, 4.0, 0.0, 0.0 } } },
		{ 192000.0,
		  { { "highpass", 20.0, 0.0, 0.0, 48.0 },
		    { "lowshelf", 60.0, 12.0, 0.0, 0.0 },
		    { "bell", 30.0, -12.0, 4.0, 0.0 } } },
		{ 192000.0,
		  { { "lowpass", 20.0, 0.0, 0.0, 48.0 },
		    { "bell", 20.0, 18.0, 10.0, 0.0 },
		    { "tilt", 200.0, 6.0, 0.0, 0.0 } } },
		{ 44100.0,
		  { { "highpass", 20.0, 0.0, 10.0, 0.0 },
		    { "notch", 50.0, 0.0, 10.0, 0.0 },
		    { "lowpass", 20000.0, 0.0, 0.0, 48.0 } } },
	};
	enum { FRAMES = 100000, LANES = 4 };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct take take = take_new(rows[row].bands, 3, rows[row].sample_rate, 1, 1 + LANES, FRAMES);
		double residual = 0.0;
		for (size_t lane = 1; lane <= LANES; lane++) {
			fill_noise(take.in[lane], FRAMES, lane);
			for (size_t i = 0; i < FRAMES; i++) {
				take.in[lane][i] = 0.25 * take.in[lane][i];
				take.in[0][i] += take.in[lane][i];
			}
		}
		take_render(&take, 1, NULL, 1024, false);
		for (size_t i = 0; i < FRAMES; i++)
			residual = fmax(residual, fabs(take.out[0][i] - take.out[1][i] - take.out[2][i] -
						       take.out[3][i] - take.out[4][i]));
		cr_log_info("row %zu: lanes null to %.1f dBFS", row, 20.0 * log10(residual));
		cr_expect_leq(20.0 * log10(residual), -200.0, "row %zu", row);
		take_release(&take);
	}
}

/* Returns after how many frames the rest of |response| adds up to no more than 120 dB under full scale. */
static size_t ring_frames(const double *response, size_t frames)
{
	double rest = 0.0;
	while (frames > 0 && rest + fabs(response[frames - 1]) < 1e-6)
		rest += fabs(response[--frames]);
	return frames;
}

static const struct {
	double sample_rate;
	size_t count;
	struct eq_band bands[4];
} tails[] = {
	{ 48000.0, 1, { { "highpass", 80.0, 0.0, 0.0, 12.0 } } },
	{ 44100.0, 1, { { "highpass", 20.0, 0.0, 0.0, 48.0 } } },
	{ 48000.0, 1, { { "bell", 50.0, 18.0, 10.0, 0.0 } } },
	{ 48000.0, 1, { { "bell", 50.0, -18.0, 10.0, 0.0 } } },
	{ 96000.0, 2, { { "lowshelf", 100.0, 6.0, 0.0, 0.0 }, { "highpass", 40.0, 0.0, 0.0, 24.0 } } },
	{ 48000.0,
	  4,
	  { { "bell", 200.0, 12.0, 4.0, 0.0 },
	    { "bell", 200.0, 12.0, 4.0, 0.0 },
	    { "bell", 200.0, 12.0, 4.0, 0.0 },
	    { "bell", 200.0, 12.0, 4.0, 0.0 } } },
	{ 192000.0, 1, { { "notch", 100.0, 0.0, 20.0, 0.0 } } },
	{ 44100.0, 1, { { "highshelf", 12000.0, 6.0, 0.0, 0.0 } } },
	{ 48000.0, 1, { { "tilt", 700.0, 6.0, 0.0, 0.0 } } },
};

Test(eq, tail_is_what_is_declared)
{
	enum { FRAMES = 1 << 20 };
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		struct take take = take_new(tails[i].bands, tails[i].count, tails[i].sample_rate, 1, 1, FRAMES);
		take.in[0][0] = 1.0;
		take_render(&take, 1, NULL, 4096, false);
		const double declared = take.shape.tail_seconds * tails[i].sample_rate;
		const double measured = (double)ring_frames(take.out[0], FRAMES);
		cr_expect_geq(declared, measured, "row %zu: %g declared, %g measured", i, declared, measured);
		cr_expect_leq(declared, 1.01 * measured + 2.0, "row %zu: %g declared, %g measured", i, declared,
			      measured);
		take_release(&take);
	}
}

/* The input is the worst for the tail at full scale: the sign of the response, played backwards. */
Test(eq, worst_input_is_silent_after_the_tail)
{
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		const double sample_rate = tails[i].sample_rate;
		struct take probe = take_new(tails[i].bands, tails[i].count, sample_rate, 1, 1, 1 << 19);
		probe.in[0][0] = 1.0;
		take_render(&probe, 1, NULL, 4096, false);
		const size_t tail = (size_t)ceil(probe.shape.tail_seconds * sample_rate);
		struct take take = take_new(tails[i].bands, tails[i].count, sample_rate, 1, 1, probe.frames + 2 * tail);
		for (size_t k = 0; k < probe.frames; k++)
			take.in[0][k] = copysign(1.0, probe.out[0][probe.frames - 1 - k]);
		take_render(&take, 1, NULL, 4096, false);
		for (size_t k = probe.frames + tail; k < take.frames; k++)
			if (fabs(take.out[0][k]) > 1e-6)
				cr_assert_fail("row %zu: %g at %zu frames after the tail", i, take.out[0][k],
					       k - probe.frames - tail);
		take_release(&take);
		take_release(&probe);
	}
}

Test(eq, wrong_bands_are_told)
{
	static const struct {
		struct eq_band band;
		uint32_t column; /* of the field to blame */
		const char *problem;
	} rows[] = {
		{ { "bell", 22100.0, 3.0, 0.0, 0.0 },
		  2,
		  "'freq' is too near half the sample rate, or above it; at most 22005 Hz here" },
		{ { "highpass", 30000.0, 0.0, 0.0, 0.0 },
		  2,
		  "'freq' is too near half the sample rate, or above it; at most 22005 Hz here" },
		{ { "highpass", 80.0, 3.0, 0.0, 0.0 }, 3, "a 'highpass' band has no 'gain'; leave it out" },
		{ { "lowpass", 80.0, 3.0, 0.0, 0.0 }, 3, "a 'lowpass' band has no 'gain'; leave it out" },
		{ { "bandpass", 80.0, 3.0, 0.0, 0.0 }, 3, "a 'bandpass' band has no 'gain'; leave it out" },
		{ { "notch", 80.0, 3.0, 0.0, 0.0 }, 3, "a 'notch' band has no 'gain'; leave it out" },
		{ { "bell", 80.0, 3.0, 0.0, 24.0 }, 5, "a 'bell' band has no 'slope'; leave it out" },
		{ { "tilt", 80.0, 3.0, 2.0, 0.0 }, 4, "a 'tilt' band has no 'q'; leave it out" },
		{ { "highpass", 80.0, 0.0, 1.0, 24.0 },
		  4,
		  "'q' goes with a slope of 12 dB/oct, all others are Butterworth; leave out 'q' or 'slope'" },
		{ { "lowpass", 80.0, 0.0, 0.0, 13.0 },
		  5,
		  "'slope' comes in steps of 6 dB/oct; write 6, 12, 18, 24, 30, 36, 42 or 48 dB/oct" },
	};
	const struct processor_context context = { .sample_rate = 44100.0, .channels = 2 };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct eq_band bands[] = { { "bell", 1000.0, 3.0, 0.0, 0.0 }, rows[i].band };
		struct arena *arena = arena_new();
		struct processor_shape shape = { .channels = 2 };
		const char *problem = NULL;
		struct location at = { 0 };
		cr_assert_not(eq()->shape(eq_values(arena, bands, 2), &context, arena, &shape, &problem, &at),
			      "row %zu", i);
		cr_expect_str_eq(problem, rows[i].problem, "row %zu: %s", i, problem);
		cr_expect_eq(at.line, 2, "row %zu", i);
		cr_expect_eq(at.column, rows[i].column, "row %zu", i);
		arena_free(arena);
	}
}

/* `q` may stand beside a slope that is named but is 12 dB/oct, and each step of the slope is right. */
Test(eq, right_bands_pass)
{
	static const struct eq_band rows[] = { { "highpass", 80.0, 0.0, 2.0, 12.0 },
					       { "lowpass", 22005.0, 0.0, 0.0, 6.0 },
					       { "lowpass", 80.0, 0.0, 0.0, 48.0 },
					       { "tilt", 1000.0, -30.0, 0.0, 0.0 },
					       { "notch", 5.0, 0.0, 40.0, 0.0 } };
	const struct processor_context context = { .sample_rate = 44100.0, .channels = 2 };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		struct processor_shape shape = { .channels = 2 };
		const char *problem = "";
		struct location at = { 0 };
		cr_expect(eq()->shape(eq_values(arena, &rows[i], 1), &context, arena, &shape, &problem, &at),
			  "row %zu: %s", i, problem);
		cr_expect(isfinite(shape.tail_seconds) && shape.tail_seconds > 0.0, "row %zu: %g", i,
			  shape.tail_seconds);
		cr_expect_eq(shape.latency, 0);
		arena_free(arena);
	}
}
