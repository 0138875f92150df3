/* Tests that what was held back is printed as it was, or rounded together with its whole.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/settling.h"

#include "dsp/kernel/select.h"
#include "dsp/stream_key.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(settling, .timeout = 60);

enum { PRINTS = 7, CHANNELS = 2, FRAMES = 10007, PARTS = 3, BITS = 16 };

static const double gain = 0.7;

/* A whole, and twice its three parts in two sets, all of noise. */
struct take {
	struct arena *arena;
	double *columns[PRINTS][CHANNELS];
	struct settling_print prints[PRINTS];
	struct apportion apportions[2][CHANNELS];
	uint64_t keys[2][CHANNELS][PARTS];
	size_t parts[2][PARTS];
	struct settling_sum sums[2];
	struct settling_job job;
};

static void fill(struct take *take)
{
	uint64_t state = 1;
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++) {
			double whole = 0.0;
			for (size_t part = 1; part <= PARTS; part++) {
				state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
				take->columns[part][channel][i] = (double)(int64_t)state * 0x1p-66;
				whole += take->columns[part][channel][i];
			}
			take->columns[0][channel][i] = whole;
			take->columns[4][channel][i] = whole * 0.5;
			take->columns[5][channel][i] = whole * 0.25;
			take->columns[6][channel][i] = whole * 0.25;
		}
}

static void take_init(struct take *take)
{
	*take = (struct take){ .arena = arena_new(), .parts = { { 1, 2, 3 }, { 4, 5, 6 } } };
	for (size_t i = 0; i < PRINTS; i++) {
		for (size_t channel = 0; channel < CHANNELS; channel++)
			take->columns[i][channel] = calloc(FRAMES, sizeof(double));
		take->prints[i].held =
			memory_source_new((const double *const *)take->columns[i], CHANNELS, FRAMES, 48000.0);
		take->prints[i].printer = &memory_printer_new(CHANNELS)->printer;
	}
	fill(take);
	for (size_t set = 0; set < 2; set++) {
		for (size_t channel = 0; channel < CHANNELS; channel++) {
			for (size_t part = 0; part < PARTS; part++)
				take->keys[set][channel][part] =
					stream_key(set, part == 0 ? "mix" : "stems", part * CHANNELS + channel);
			cr_assert(apportion_init(&take->apportions[set][channel], take->arena, kernel_select("plain"),
						 PARTS, BITS, take->keys[set][channel]));
			take->apportions[set][channel].gain = gain;
		}
		take->sums[set] = (struct settling_sum){ 0, take->parts[set], PARTS, take->apportions[set] };
	}
	take->job = (struct settling_job){ .prints = take->prints, .print_count = PRINTS, .frames = FRAMES };
}

static const struct memory_printer *printed(const struct take *take, size_t print)
{
	return (const struct memory_printer *)take->prints[print].printer;
}

static void take_release(struct take *take)
{
	for (size_t i = 0; i < PRINTS; i++) {
		take->prints[i].held->free(take->prints[i].held);
		take->prints[i].printer->free(take->prints[i].printer);
		for (size_t channel = 0; channel < CHANNELS; channel++)
			free(take->columns[i][channel]);
	}
	arena_free(take->arena);
}

static enum status run(struct take *take, size_t workers, struct settling_result *result)
{
	take->job.workers = workers_new(workers);
	enum status status = settling_run(&take->job, take->arena, result);
	workers_free((struct workers *)take->job.workers);
	return status;
}

static bool is_as_it_was(const struct take *take, size_t print)
{
	bool same = printed(take, print)->frames == FRAMES && printed(take, print)->finished == 1;
	for (size_t channel = 0; channel < CHANNELS; channel++)
		same = same && memcmp(printed(take, print)->columns[channel], take->columns[print][channel],
				      FRAMES * sizeof(double)) == 0;
	return same;
}

Test(settling, prints_alone_stay_as_they_were)
{
	for (size_t workers = 1; workers <= 4; workers += 3) {
		struct take take;
		struct settling_result result;
		take_init(&take);
		cr_assert_eq(run(&take, workers, &result), STATUS_OK);
		cr_expect_eq(result.failed_print, SETTLING_NO_PRINT);
		for (size_t i = 0; i < PRINTS; i++)
			cr_expect(is_as_it_was(&take, i), "print %zu", i);
		take_release(&take);
	}
}

/* The blocks must give the same as one call over the whole length from the first frame. */
static void expect_integers(struct take *take, size_t set)
{
	const double *in[PARTS + 1];
	double *out[PARTS];
	for (size_t part = 0; part < PARTS; part++)
		out[part] = calloc(FRAMES, sizeof(double));
	for (size_t channel = 0; channel < CHANNELS; channel++) {
		in[0] = take->columns[0][channel];
		for (size_t part = 0; part < PARTS; part++)
			in[part + 1] = take->columns[take->parts[set][part]][channel];
		apportion_process(&take->apportions[set][channel], in, out, 0, FRAMES);
		for (size_t part = 0; part < PARTS; part++)
			cr_expect_eq(memcmp(out[part], printed(take, take->parts[set][part])->columns[channel],
					    FRAMES * sizeof(double)),
				     0, "set %zu, part %zu, channel %zu", set, part, channel);
		for (size_t i = 0; i < FRAMES; i++)
			cr_assert_leq(fabs(out[0][i] + out[1][i] + out[2][i] - gain * in[0][i]), 1.5 * 0x1p-15);
	}
	for (size_t part = 0; part < PARTS; part++)
		free(out[part]);
}

Test(settling, two_sets_add_up_to_one_whole)
{
	for (size_t workers = 1; workers <= 4; workers++) {
		struct take take;
		struct settling_result result;
		take_init(&take);
		take.job.sums = take.sums;
		take.job.sum_count = 2;
		cr_assert_eq(run(&take, workers, &result), STATUS_OK);
		cr_expect(is_as_it_was(&take, 0), "the whole goes to its printer, which lowers and rounds it");
		expect_integers(&take, 0);
		expect_integers(&take, 1);
		take_release(&take);
	}
}

static enum status refuse(struct printer *printer, const double *const *columns, size_t frames)
{
	(void)columns;
	(void)frames;
	printer->problem = "the disk is full";
	return STATUS_BAD_OUTPUT;
}

Test(settling, the_print_that_fails_is_named)
{
	struct take take;
	struct settling_result result;
	take_init(&take);
	take.prints[4].printer->write = refuse;
	cr_expect_eq(run(&take, 3, &result), STATUS_BAD_OUTPUT);
	cr_expect_eq(result.failed_print, 4);
	cr_expect_str_eq(result.problem, "the disk is full");
	take_release(&take);
}

Test(settling, it_ends_when_it_is_told_to)
{
	static const volatile sig_atomic_t stop = 1;
	struct take take;
	struct settling_result result;
	take_init(&take);
	take.job.stop = &stop;
	cr_expect_eq(run(&take, 2, &result), STATUS_INTERRUPTED);
	cr_expect_eq(result.failed_print, SETTLING_NO_PRINT);
	cr_expect_eq(printed(&take, 0)->finished, 0);
	take_release(&take);
}
