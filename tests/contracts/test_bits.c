/* stemprint tests: what the bits of a processor do not depend on.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 1300, GROUPS = 2, RANDOM = 6, KERNELS_MAXIMUM = 8, CHANNELS_MAXIMUM = 6 };

/** The input of every variation alike: noise with silences, other noise in each column. */
struct stimulus {
	double **columns; /**< [group][channel], then the key */
	const double **in; /**< of all seats */
	const double **key;
};

static void fill(double *column, uint64_t seed)
{
	uint64_t state = seed;
	for (size_t i = 0; i < FRAMES; i++) {
		const double sample = harness_noise(&state);
		column[i] = i / 200 % 3 == 2 ? 0.0 : sample;
	}
}

static struct stimulus stimulus_new(const struct contract_case *at, size_t seats, size_t groups)
{
	const size_t channels = at->context.channels, keys = at->context.key_channels;
	struct stimulus stimulus = { .columns = harness_columns(GROUPS * channels + keys, FRAMES),
				     .in = calloc(seats * groups * channels, sizeof(double *)),
				     .key = calloc(seats * keys + 1, sizeof(double *)) };
	cr_assert(stimulus.columns != NULL && stimulus.in != NULL && stimulus.key != NULL);
	for (size_t i = 0; i < GROUPS * channels + keys; i++)
		fill(stimulus.columns[i], i + 1);
	for (size_t i = 0; i < seats * groups * channels; i++)
		stimulus.in[i] = stimulus.columns[i % (groups * channels)];
	for (size_t i = 0; i < seats * keys; i++)
		stimulus.key[i] = stimulus.columns[GROUPS * channels + i % keys];
	return stimulus;
}

static void stimulus_release(struct stimulus *stimulus)
{
	free(stimulus->columns);
	free((void *)stimulus->in);
	free((void *)stimulus->key);
}

static void run(struct harness *harness, const struct contract_case *at, size_t seats, size_t groups, size_t block,
		double **out)
{
	struct stimulus stimulus = stimulus_new(at, seats, groups);
	harness_run(harness, stimulus.in, stimulus.key, out, FRAMES, block);
	stimulus_release(&stimulus);
}

/** How a pass differs from the reference: the widest kernel, one block, own output columns. */
struct pass {
	const char *name;
	const struct kernel *kernel;
	size_t block;
	bool in_place;
	bool used; /**< run over something else and reset before */
};

static double **render(const struct contract_case *at, const struct pass *pass)
{
	const size_t seats = at->variations.count;
	struct harness *harness = contract_harness(at, pass->kernel, GROUPS, pass->block, pass->in_place);
	double **out = harness_columns(harness->out_count, FRAMES);
	cr_assert_not_null(out);
	if (pass->used) {
		run(harness, at, seats, GROUPS, 0, out);
		at->processor->reset(harness->batch);
	}
	run(harness, at, seats, GROUPS, pass->block, out);
	harness_free(harness);
	return out;
}

static size_t first_difference(const double *one, const double *other)
{
	for (size_t i = 0; i < FRAMES; i++)
		if (memcmp(&one[i], &other[i], sizeof *one) != 0)
			return i;
	return FRAMES;
}

/* Columns of seat `seat` with `groups` groups, the first `compared` of them, against the reference. */
static void expect_equal(const struct contract_case *at, size_t seat, double *const *reference, double *const *other,
			 size_t compared, const char *pass)
{
	for (size_t i = 0; i < compared; i++) {
		const size_t frame = first_difference(reference[i], other[i]);
		cr_expect_eq(frame, FRAMES, "%s, %s, %s: column %zu differs at frame %zu: %a, not %a",
			     contract_case_name(at), at->variations.items[seat].name, pass, i, frame,
			     other[i][frame % FRAMES], reference[i][frame % FRAMES]);
	}
}

static void compare(const struct contract_case *at, double *const *reference, const struct pass *pass)
{
	double **other = render(at, pass);
	size_t column = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const size_t columns = GROUPS * at->variations.shapes[seat].channels;
		expect_equal(at, seat, reference + column, other + column, columns, pass->name);
		column += columns;
	}
	free(other);
}

static const struct pass whole = { .name = "whole", .block = FRAMES };

/* Block cuts, places, pasts: each against one block at rest in columns of its own. */
static void visit_ways(const struct contract_case *at)
{
	static const struct pass passes[] = {
		{ .name = "blocks of 1", .block = 1 },
		{ .name = "blocks of 7", .block = 7 },
		{ .name = "blocks of 64", .block = 64 },
		{ .name = "blocks of 1000", .block = 1000 },
		{ .name = "in place", .block = FRAMES, .in_place = true },
		{ .name = "in place, blocks of 333", .block = 333, .in_place = true },
		{ .name = "after reset", .block = FRAMES, .used = true },
	};
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	double **reference = render(at, &whole);
	for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++)
		compare(at, reference, &passes[i]);
	for (size_t i = 0; i < count; i++) {
		const struct pass pass = { .name = kernels[i]->name, .kernel = kernels[i], .block = FRAMES };
		compare(at, reference, &pass);
	}
	free(reference);
}

/* Alone in a batch, and as the whole alone, an instance does what it does in company. */
static void visit_company(const struct contract_case *at)
{
	double **reference = render(at, &whole);
	size_t column = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const size_t channels = at->variations.shapes[seat].channels;
		for (size_t groups = 1; groups <= GROUPS; groups++) {
			struct harness *harness = contract_harness_one(at, seat, groups, FRAMES);
			double **out = harness_columns(harness->out_count, FRAMES);
			cr_assert_not_null(out);
			run(harness, at, 1, groups, 0, out);
			expect_equal(at, seat, reference + column, out, groups * channels, "alone");
			free(out);
			harness_free(harness);
		}
		column += GROUPS * channels;
	}
	free(reference);
}

static const struct contract_walk all_rates = { contract_rates, 4, RANDOM };
static const struct contract_walk one_rate = { contract_rates + 1, 1, RANDOM };

Test(contract_bits, block_cuts_places_pasts_and_kernels)
{
	contract_walk(&all_rates, visit_ways);
}

Test(contract_bits, company)
{
	contract_walk(&one_rate, visit_company);
}
