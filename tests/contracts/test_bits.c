/* Tests what the bits of a processor do not depend on.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"
#include "dsp/kernel/select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT = 1300, LONG = 9000, GROUPS = 2, KERNELS_MAXIMUM = 8 };

#define MIXED SIZE_MAX

/** The input of all variations: noise with silences, different in each column. */
struct stimulus {
	double **columns; /**< [group][channel], then the key */
	const double **in; /**< the columns of all seats */
	const double **key;
};

/** What is wrong with the signal: nothing, or some samples are no numbers. */
enum flaw { SOUND, NOT_A_NUMBER, INFINITE };

/* Spoils one sample, the rest of a block, or everything, in turn. */
static bool is_flawed(size_t column, size_t frame)
{
	return column % 3 == 0 ? frame == 50 : column % 3 == 1 ? frame >= 100 && frame < 180 : true;
}

static void fill(double *samples, size_t frames, size_t column, enum flaw flaw)
{
	uint64_t state = column + 1;
	for (size_t i = 0; i < frames; i++) {
		const double noise = harness_noise(&state);
		samples[i] = i / 200 % 3 == 2 ? 0.0 : noise;
		if (flaw != SOUND && is_flawed(column, i))
			samples[i] = flaw == INFINITE ? copysign(INFINITY, noise) : (double)NAN;
	}
}

static struct stimulus stimulus_new(const struct contract_case *at, size_t seats, size_t groups, size_t frames,
				    enum flaw flaw)
{
	const size_t channels = at->context.channels, keys = at->context.key_channels;
	const size_t sounds = (groups > GROUPS ? groups : GROUPS) * channels;
	struct stimulus stimulus = { .columns = harness_columns(sounds + keys, frames),
				     .in = calloc(seats * groups * channels, sizeof(double *)),
				     .key = calloc(seats * keys + 1, sizeof(double *)) };
	cr_assert(stimulus.columns && stimulus.in && stimulus.key);
	for (size_t i = 0; i < sounds + keys; i++)
		fill(stimulus.columns[i], frames, i, flaw);
	for (size_t i = 0; i < seats * groups * channels; i++)
		stimulus.in[i] = stimulus.columns[i % (groups * channels)];
	for (size_t i = 0; i < seats * keys; i++)
		stimulus.key[i] = stimulus.columns[sounds + i % keys];
	return stimulus;
}

static void stimulus_release(struct stimulus *stimulus)
{
	free(stimulus->columns);
	free((void *)stimulus->in);
	free((void *)stimulus->key);
}

/** Blocks of one frame, of seven frames, and longer ones, so that each kind follows each other kind. */
enum { CUT_LONGEST = 200, CUTS = 64 + 9 + 2 };

static const size_t *mixed_cuts(void)
{
	static size_t cuts[CUTS];
	for (size_t i = 0; i < CUTS; i++)
		cuts[i] = i < 64 ? 1 : i < 64 + 9 ? 7 : i == CUTS - 2 ? 64 : CUT_LONGEST;
	return cuts;
}

static void run(struct harness *harness, const struct contract_case *at, size_t groups, size_t block, size_t frames,
		enum flaw flaw, double **out)
{
	const size_t seats = harness->count;
	struct stimulus stimulus = stimulus_new(at, seats, groups, frames, flaw);
	if (block == MIXED)
		harness_run_cut(harness, stimulus.in, stimulus.key, out, frames, mixed_cuts(), CUTS);
	else
		harness_run(harness, stimulus.in, stimulus.key, out, frames, block);
	stimulus_release(&stimulus);
}

/** How a pass differs from the reference, which is the widest kernel in one block, with output columns of its own, from
 * rest. */
struct pass {
	const char *name;
	const struct kernel *kernel;
	size_t block; /**< 0: all frames; MIXED */
	bool in_place;
	bool by_column; /**< one column after the other, if channels are independent */
	bool used; /**< the batch ran over another signal, and was reset */
	enum flaw past; /**< what was wrong with that signal */
};

static double **render(const struct contract_case *at, const struct pass *pass, size_t frames)
{
	const size_t block = pass->block > 0 ? pass->block : frames;
	const size_t longest = block == MIXED ? CUT_LONGEST : block;
	struct harness *harness = contract_harness(at, pass->kernel, GROUPS, longest, pass->in_place);
	harness->by_column = pass->by_column;
	double **out = harness_columns(harness->out_count, frames);
	cr_assert_not_null(out);
	if (pass->used) {
		run(harness, at, GROUPS, 0, frames, pass->past, out);
		at->processor->reset(harness->batch);
	}
	run(harness, at, GROUPS, block, frames, SOUND, out);
	harness_free(harness);
	return out;
}

static size_t first_difference(const double *one, const double *other, size_t frames)
{
	if (memcmp(one, other, frames * sizeof *one) == 0)
		return frames;
	size_t i = 0;
	while (memcmp(&one[i], &other[i], sizeof *one) == 0)
		i++;
	return i;
}

/* Compares the columns of seat `seat` with the reference. It has `groups` groups, and the first `compared` of them
 * count. */
static void expect_equal(const struct contract_case *at, size_t seat, double *const *reference, double *const *other,
			 size_t compared, size_t frames, const char *pass)
{
	for (size_t i = 0; i < compared; i++) {
		const size_t frame = first_difference(reference[i], other[i], frames);
		cr_expect_eq(frame, frames, "%s, %s, %s: column %zu differs at frame %zu: %a, not %a",
			     contract_case_name(at), at->variations.items[seat].name, pass, i, frame,
			     other[i][frame % frames], reference[i][frame % frames]);
	}
}

static void compare(const struct contract_case *at, double *const *reference, const struct pass *pass, size_t frames)
{
	double **other = render(at, pass, frames);
	size_t column = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const size_t columns = GROUPS * at->variations.shapes[seat].channels;
		expect_equal(at, seat, reference + column, other + column, columns, frames, pass->name);
		column += columns;
	}
	free(other);
}

static const struct pass whole = { .name = "whole" };

/* Compares each kind of cut, output column and past with one block from rest in columns of its own. */
static void visit_ways(const struct contract_case *at)
{
	static const struct pass passes[] = {
		{ .name = "mixed blocks", .block = MIXED },
		{ .name = "in place", .in_place = true },
		{ .name = "in place, blocks of 333", .block = 333, .in_place = true },
		{ .name = "column by column", .by_column = true },
		{ .name = "column by column, in place, mixed blocks",
		  .block = MIXED,
		  .in_place = true,
		  .by_column = true },
		{ .name = "after noise and reset", .used = true },
		{ .name = "after NaN and reset", .used = true, .past = NOT_A_NUMBER },
		{ .name = "after Inf and reset", .used = true, .past = INFINITE },
	};
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	const size_t frames = contract_frames(at, SHORT);
	double **reference = render(at, &whole, frames);
	for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++)
		if (!passes[i].by_column || at->variations.shapes[0].channels_apart)
			compare(at, reference, &passes[i], frames);
	for (size_t i = 0; i + 1 < count; i++) { /* the last is the widest */
		const struct pass pass = { .name = kernels[i]->name, .kernel = kernels[i] };
		compare(at, reference, &pass, frames);
	}
	free(reference);
}

static void visit_short_blocks(const struct contract_case *at)
{
	static const struct pass passes[] = {
		{ .name = "blocks of 1", .block = 1 },
		{ .name = "blocks of 7", .block = 7 },
		{ .name = "blocks of 64", .block = 64 },
	};
	const size_t frames = contract_frames(at, SHORT);
	double **reference = render(at, &whole, frames);
	for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++)
		compare(at, reference, &passes[i], frames);
	free(reference);
}

static void visit_long_blocks(const struct contract_case *at)
{
	static const struct pass passes[] = {
		{ .name = "blocks of 1000", .block = 1000 },
		{ .name = "blocks of 4096", .block = 4096 },
		{ .name = "in place, blocks of 4096", .block = 4096, .in_place = true },
	};
	const size_t frames = contract_frames(at, LONG);
	double **reference = render(at, &whole, frames);
	for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++)
		compare(at, reference, &passes[i], frames);
	free(reference);
}

/* An instance that is alone in a batch, or that has only the whole, gives the same bits as one with others. */
static void visit_company(const struct contract_case *at)
{
	const size_t frames = contract_frames(at, SHORT);
	double **reference = render(at, &whole, frames);
	size_t column = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const size_t channels = at->variations.shapes[seat].channels;
		for (size_t groups = 1; groups <= GROUPS; groups++) {
			struct harness *harness = contract_harness_one(at, seat, groups, frames);
			double **out = harness_columns(harness->out_count, frames);
			cr_assert_not_null(out);
			run(harness, at, groups, 0, frames, SOUND, out);
			expect_equal(at, seat, reference + column, out, groups * channels, frames, "alone");
			free(out);
			harness_free(harness);
		}
		column += GROUPS * channels;
	}
	free(reference);
}

/* Runs an instance of some groups, from the group `first` of the stimulus on. */
static double **render_groups(const struct contract_case *at, size_t seat, const struct stimulus *stimulus,
			      size_t first, size_t groups, size_t frames)
{
	struct harness *harness = contract_harness_one(at, seat, groups, frames);
	double **out = harness_columns(harness->out_count, frames);
	cr_assert_not_null(out);
	harness_run(harness, stimulus->in + first * at->context.channels, stimulus->key, out, frames, 0);
	harness_free(harness);
	return out;
}

/* A group that is apart gives the same bits when it is the only one of its instance: workers share groups so. With the
   whole and two lanes, a processor may work out the last lane from the others, which is not apart. */
static void visit_groups(const struct contract_case *at)
{
	enum { LANES = 2 };
	const size_t frames = contract_frames(at, LONG);
	struct stimulus stimulus = stimulus_new(at, 1, 1 + LANES, frames, SOUND);
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const struct processor_shape *shape = &at->variations.shapes[seat];
		if (!shape->groups_apart)
			continue;
		cr_expect_eq(at->processor->law, STEM_LAW_LINEAR, "%s", contract_case_name(at));
		double **all = render_groups(at, seat, &stimulus, 0, 1 + LANES, frames);
		for (size_t group = 0; group <= LANES; group++) {
			double **out = render_groups(at, seat, &stimulus, group, 1, frames);
			expect_equal(at, seat, all + group * shape->channels, out, shape->channels, frames,
				     "a group alone");
			free(out);
		}
		free(all);
	}
	stimulus_release(&stimulus);
}

CONTRACT_TEST(bits, groups_apart_need_no_other_group)
{
	contract_walk(&contract_home, processor, visit_groups);
	contract_walk(&contract_light, processor, visit_groups);
}

CONTRACT_TEST(bits, cuts_places_pasts_and_kernels)
{
	contract_walk(&contract_home, processor, visit_ways);
	contract_walk(&contract_light, processor, visit_ways);
}

CONTRACT_TEST(bits, short_and_long_blocks)
{
	struct contract_walk few = contract_light;
	few.most = 3;
	contract_walk(&few, processor, visit_short_blocks);
	contract_walk(&few, processor, visit_long_blocks);
}

CONTRACT_TEST(bits, company)
{
	contract_walk(&contract_home, processor, visit_company);
}

CONTRACT_TEST(all_rates_bits, cuts_places_pasts_and_kernels)
{
	contract_walk(&contract_slow, processor, visit_ways);
}

CONTRACT_TEST(all_rates_bits, long_blocks_and_company)
{
	struct contract_walk few = contract_slow;
	few.most = 3;
	contract_walk(&few, processor, visit_long_blocks);
	contract_walk(&contract_light, processor, visit_company);
}
