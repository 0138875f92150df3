/* Tests gain, polarity, pan, balance, width, mid-side, mono and swap.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 300, BLOCK = 128, SETTINGS_MAXIMUM = 3 };

/** One setting: a number, or the word of a choice. */
struct setting {
	const char *name;
	const char *word; /**< NULL: the number */
	double number;
};

/** One run of a processor over noise with special values at its start. */
struct run {
	double **in, **out;
	size_t channels; /**< of the output */
};

/* These values are what a product could break: both zeros, the smallest and the largest magnitudes. */
static const double specials[] = { 0.0, -0.0, 0x1p-1022, -0x1p-1074, 1e300, -1e300, 1.0, -1.0 };

static struct run run_new(const char *name, size_t channels, const struct setting *settings)
{
	const struct processor *processor = registry_find(name);
	struct arena *arena = arena_new();
	cr_assert(processor && arena);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	for (size_t i = 0; i < SETTINGS_MAXIMUM && settings[i].name; i++) {
		if (settings[i].word)
			harness_choose(processor, values, settings[i].name, settings[i].word);
		else
			harness_set(processor, values, settings[i].name, settings[i].number);
	}
	const struct harness_seat seat = { values,
					   { .sample_rate = 48000.0, .channels = channels, .key_channels = 0 },
					   1 };
	const struct harness_setup setup = { processor, NULL, BLOCK, true };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert(harness && !harness->problem);
	struct run run = { harness_columns(channels, FRAMES), harness_columns(harness->out_count, FRAMES),
			   harness->out_count };
	cr_assert(run.in && run.out);
	for (size_t channel = 0; channel < channels; channel++) {
		uint64_t seed = channel;
		for (size_t i = 0; i < FRAMES; i++)
			run.in[channel][i] = harness_noise(&seed);
		memcpy(run.in[channel], specials, sizeof specials);
	}
	harness_run(harness, (const double *const *)run.in, NULL, run.out, FRAMES, 0);
	harness_free(harness);
	arena_free(arena);
	return run;
}

static void run_release(struct run *run)
{
	free(run->in);
	free(run->out);
}

static bool same_bits(const double *one, const double *other)
{
	return memcmp(one, other, FRAMES * sizeof *one) == 0;
}

#define NUMBER(name_, number_)                                                                                         \
	{                                                                                                              \
		.name = (name_), .number = (number_)                                                                   \
	}
#define WORD(name_, word_)                                                                                             \
	{                                                                                                              \
		.name = (name_), .word = (word_)                                                                       \
	}

/* Every processor here has settings that pass each bit. The defaults are such settings, but for polarity. */
Test(gains, at_rest_every_bit_passes)
{
	static const struct {
		const char *name;
		size_t channels;
		struct setting settings[SETTINGS_MAXIMUM];
	} rows[] = {
		{ "gain", 1, { { 0 } } },
		{ "gain", 6, { NUMBER("gain", 0.0) } },
		{ "balance", 2, { { 0 } } },
		{ "balance", 2, { NUMBER("position", 0.0) } },
		{ "width", 2, { { 0 } } },
		{ "width", 2, { NUMBER("width", 1.0) } },
		{ "mid-side", 2, { { 0 } } },
		{ "mid-side", 2, { WORD("mode", "adjust"), NUMBER("mid", 0.0), NUMBER("side", 0.0) } },
		{ "mono", 1, { { 0 } } },
		{ "mono", 1, { WORD("of", "mid") } },
		{ "mono", 2, { WORD("of", "left") } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run run = run_new(rows[i].name, rows[i].channels, rows[i].settings);
		for (size_t channel = 0; channel < run.channels; channel++)
			cr_expect(same_bits(run.out[channel], run.in[channel]), "row %zu, %s", i, rows[i].name);
		run_release(&run);
	}
}

Test(gains, minus_infinity_is_positive_zero)
{
	static const double zeros[FRAMES];
	struct run run = run_new("gain", 2, (const struct setting[]){ NUMBER("gain", -INFINITY), { 0 } });
	cr_expect(same_bits(run.out[0], zeros));
	cr_expect(same_bits(run.out[1], zeros));
	run_release(&run);
}

Test(gains, gain_is_ten_to_a_twentieth)
{
	static const double rows[] = { -144.0, -80.0, -6.0, -0.1, 0.001, 3.0, 20.0, 60.0 };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run run = run_new("gain", 1, (const struct setting[]){ NUMBER("gain", rows[i]), { 0 } });
		const long double gain = powl(10.0L, (long double)rows[i] / 20.0L);
		for (size_t k = sizeof specials / sizeof specials[0]; k < FRAMES; k++) {
			const long double expected = gain * run.in[0][k];
			cr_expect_leq(fabsl(run.out[0][k] - expected), 8e-16L * fabsl(expected), "%g dB", rows[i]);
		}
		run_release(&run);
	}
}

/* The rows are gains: left out = ll L + lr R, right out = rl L + rr R. A mono input is L. */
struct matrix_row {
	const char *name;
	size_t channels;
	struct setting settings[SETTINGS_MAXIMUM];
	double ll, lr, rl, rr;
	double limit;
};

/* A side alone, or both sides swapped, keep the sign of zero and the last bit. */
Test(gains, what_moves_keeps_every_bit)
{
	struct run right = run_new("mono", 2, (const struct setting[]){ WORD("of", "right"), { 0 } });
	struct run swapped = run_new("swap", 2, (const struct setting[]){ { 0 } });
	cr_assert_eq(right.channels, 1);
	cr_assert_eq(swapped.channels, 2);
	cr_expect(same_bits(right.out[0], right.in[1]));
	cr_expect(same_bits(swapped.out[0], swapped.in[1]));
	cr_expect(same_bits(swapped.out[1], swapped.in[0]));
	run_release(&right);
	run_release(&swapped);
}

/* The output is the first row of the matrix alone. */
Test(gains, mono_is_one_row)
{
	static const struct {
		const char *of;
		double left, right;
	} rows[] = { { "sum", .5, .5 }, { "mid", .5, .5 }, { "side", .5, -.5 }, { "left", 1, 0 }, { "right", 0, 1 } };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct run run = run_new("mono", 2, (const struct setting[]){ WORD("of", rows[row].of), { 0 } });
		cr_assert_eq(run.channels, 1);
		for (size_t i = sizeof specials / sizeof specials[0]; i < FRAMES; i++)
			cr_expect_eq(run.out[0][i], rows[row].left * run.in[0][i] + rows[row].right * run.in[1][i],
				     "%s", rows[row].of);
		run_release(&run);
	}
}

static void check_row(const struct matrix_row *row, size_t index)
{
	struct run run = run_new(row->name, row->channels, row->settings);
	cr_assert_eq(run.channels, 2);
	double worst = 0.0;
	for (size_t i = sizeof specials / sizeof specials[0]; i < FRAMES; i++) {
		const double left = run.in[0][i];
		const double right = row->channels == 2 ? run.in[1][i] : 0.0;
		worst = harness_worse(worst, fabs(run.out[0][i] - (row->ll * left + row->lr * right)));
		worst = harness_worse(worst, fabs(run.out[1][i] - (row->rl * left + row->rr * right)));
	}
	cr_expect_leq(worst, row->limit, "row %zu, %s: off by %g", index, row->name, worst);
	run_release(&run);
}

Test(gains, matrices)
{
	static const struct matrix_row rows[] = {
		/* The pan laws at the centre and half right are tabled elsewhere to six digits. */
		{ "pan", 1, { { 0 } }, .707107, 0, .707107, 0, 1e-6 },
		{ "pan", 1, { NUMBER("position", 0.5), WORD("law", "-3 dB") }, .382683, 0, .923880, 0, 1e-6 },
		{ "pan", 1, { WORD("law", "-4.5 dB") }, .594604, 0, .594604, 0, 1e-6 },
		{ "pan", 1, { NUMBER("position", 0.5), WORD("law", "-4.5 dB") }, .309307, 0, .832412, 0, 1e-6 },
		{ "pan", 1, { WORD("law", "-6 dB") }, .5, 0, .5, 0, 0 },
		{ "pan", 1, { NUMBER("position", 0.5), WORD("law", "-6 dB") }, .25, 0, .75, 0, 0 },
		{ "pan", 1, { WORD("law", "0 dB") }, 1, 0, 1, 0, 0 },
		{ "pan", 1, { NUMBER("position", 0.5), WORD("law", "0 dB") }, .5, 0, 1, 0, 0 },
		/* The hard sides are exact in every law. */
		{ "pan", 1, { NUMBER("position", -1), WORD("law", "-3 dB") }, 1, 0, 0, 0, 0 },
		{ "pan", 1, { NUMBER("position", 1), WORD("law", "-3 dB") }, 0, 0, 1, 0, 0 },
		{ "pan", 1, { NUMBER("position", -1), WORD("law", "-4.5 dB") }, 1, 0, 0, 0, 0 },
		{ "pan", 1, { NUMBER("position", 1), WORD("law", "-4.5 dB") }, 0, 0, 1, 0, 0 },
		{ "pan", 1, { NUMBER("position", -1), WORD("law", "-6 dB") }, 1, 0, 0, 0, 0 },
		{ "pan", 1, { NUMBER("position", 1), WORD("law", "-6 dB") }, 0, 0, 1, 0, 0 },
		{ "pan", 1, { NUMBER("position", 1), WORD("law", "0 dB") }, 0, 0, 1, 0, 0 },
		{ "balance", 2, { NUMBER("position", 0.5) }, .5, 0, 0, 1, 0 },
		{ "balance", 2, { NUMBER("position", -0.25) }, 1, 0, 0, .75, 0 },
		{ "balance", 2, { NUMBER("position", 1) }, 0, 0, 0, 1, 0 },
		{ "balance", 2, { NUMBER("position", -1) }, 1, 0, 0, 0, 0 },
		{ "width", 2, { NUMBER("width", 0) }, .5, .5, .5, .5, 0 },
		{ "width", 2, { NUMBER("width", 0.5) }, .75, .25, .25, .75, 0 },
		{ "width", 2, { NUMBER("width", 2) }, 1.5, -.5, -.5, 1.5, 0 },
		{ "mid-side", 2, { NUMBER("side", -INFINITY) }, .5, .5, .5, .5, 0 },
		{ "mid-side", 2, { NUMBER("mid", -INFINITY) }, .5, -.5, -.5, .5, 0 },
		{ "mid-side", 2, { NUMBER("side", 20.0) }, 5.5, -4.5, -4.5, 5.5, 1e-14 },
		{ "mid-side", 2, { WORD("mode", "encode") }, .5, .5, .5, -.5, 0 },
		{ "mid-side", 2, { WORD("mode", "encode"), NUMBER("mid", -20.0) }, .05, .05, .5, -.5, 1e-16 },
		{ "mid-side", 2, { WORD("mode", "decode") }, 1, 1, 1, -1, 0 },
		{ "mid-side", 2, { WORD("mode", "decode"), NUMBER("side", 20.0) }, 1, 10, 1, -10, 1e-14 },
		{ "polarity", 2, { { 0 } }, -1, 0, 0, -1, 0 },
		{ "polarity", 2, { WORD("channels", "all") }, -1, 0, 0, -1, 0 },
		{ "polarity", 2, { WORD("channels", "left") }, -1, 0, 0, 1, 0 },
		{ "polarity", 2, { WORD("channels", "right") }, 1, 0, 0, -1, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_row(&rows[i], i);
}

/* Left and right are swapped exactly when the position changes its sign; with the -3 dB law the power stays. */
Test(gains, pan_is_symmetric)
{
	static const char *const laws[] = { "-3 dB", "-4.5 dB", "-6 dB", "0 dB" };
	for (size_t law = 0; law < 4; law++) {
		for (int step = 0; step <= 20; step++) {
			const double position = step / 20.0;
			struct setting settings[] = { NUMBER("position", position), WORD("law", laws[law]), { 0 } };
			struct run right = run_new("pan", 1, settings);
			settings[0].number = -position;
			struct run left = run_new("pan", 1, settings);
			cr_expect(memcmp(right.out[0], left.out[1], FRAMES * sizeof(double)) == 0);
			cr_expect(memcmp(right.out[1], left.out[0], FRAMES * sizeof(double)) == 0);
			const double power = right.out[0][6] * right.out[0][6] + right.out[1][6] * right.out[1][6];
			if (law == 0)
				cr_expect_float_eq(power, 1.0, 4e-16, "at %g", position);
			run_release(&right);
			run_release(&left);
		}
	}
}

/* An error about values that do not go together names its remedy. */
Test(gains, refusals)
{
	static const struct {
		const char *name, *parameter, *word;
		size_t channels;
		const char *problem;
	} rows[] = {
		{ "pan", "law", "-3 dB", 2,
		  "pan places a mono signal; this one has 2 channels; use 'balance' or 'width'" },
		{ "pan", "law", "-3 dB", 6, "pan places a mono signal; this one has more than 2 channels; remove it" },
		{ "balance", NULL, NULL, 1, "balance needs a stereo signal; this one has 1 channel; use 'pan'" },
		{ "balance", NULL, NULL, 3,
		  "balance needs a stereo signal; this one has more than 2 channels; remove it" },
		{ "width", NULL, NULL, 1, "width needs a stereo signal; this one has 1 channel; use 'pan' before it" },
		{ "width", NULL, NULL, 16,
		  "width needs a stereo signal; this one has more than 2 channels; remove it" },
		{ "mid-side", NULL, NULL, 1,
		  "mid-side needs a stereo signal; this one has 1 channel; use 'pan' before it" },
		{ "mid-side", NULL, NULL, 4,
		  "mid-side needs a stereo signal; this one has more than 2 channels; remove it" },
		{ "mono", "of", "side", 1,
		  "mono of one side needs a stereo signal; this one has 1 channel; remove it" },
		{ "mono", NULL, NULL, 6,
		  "mono folds a stereo signal; this one has more than 2 channels; take two of them with 'channels' of "
		  "the source" },
		{ "swap", NULL, NULL, 1, "swap needs a stereo signal; this one has 1 channel; remove it" },
		{ "swap", NULL, NULL, 3,
		  "swap needs a stereo signal; this one has more than 2 channels; order them with 'channels' of the "
		  "source" },
		{ "polarity", "channels", "left", 1, "polarity of one side needs a stereo signal; use 'all'" },
		{ "polarity", "channels", "right", 6, "polarity of one side needs a stereo signal; use 'all'" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct processor *processor = registry_find(rows[i].name);
		struct arena *arena = arena_new();
		struct parameter_value *values = harness_values(arena, processor);
		if (rows[i].parameter)
			harness_choose(processor, values, rows[i].parameter, rows[i].word);
		const struct harness_seat seat = {
			values, { .sample_rate = 48000.0, .channels = rows[i].channels, .key_channels = 0 }, 1
		};
		const struct harness_setup setup = { processor, NULL, BLOCK, false };
		struct harness *harness = harness_new(&setup, &seat, 1);
		cr_assert_not_null(harness);
		cr_expect_str_eq(harness->problem, rows[i].problem, "row %zu", i);
		harness_free(harness);
		arena_free(arena);
	}
}
