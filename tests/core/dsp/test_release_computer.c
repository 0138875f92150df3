/* Tests the release computer against two gain computers that hold 0 dB, bit for bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "noise.h"

#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { TABLES = 8, FRAMES = 3000 };

static double overshoots[FRAMES + 1], expected[FRAMES + 1], actual[FRAMES + 1];

static void hold_0_db(double rows[GAIN_COMPUTER_ROWS], double attack, double release)
{
	memset(rows, 0, GAIN_COMPUTER_ROWS * sizeof *rows);
	rows[GAIN_COMPUTER_MEAN] = rows[GAIN_COMPUTER_WET] = 1.0;
	rows[GAIN_COMPUTER_SLOPE] = -1.0;
	rows[GAIN_COMPUTER_RANGE] = -1000.0;
	rows[GAIN_COMPUTER_ATTACK] = attack;
	rows[GAIN_COMPUTER_RELEASE] = release;
}

/* Computes frame by frame: the second computer gets the overshoot of the first gain, where that is larger. Returns the
   gains in dB. */
static void limit_by_gain_computers(const double *weights, double state[RELEASE_COMPUTER_POLES])
{
	const struct kernel *plain = kernel_select("plain");
	double slow_rows[GAIN_COMPUTER_ROWS], fast_rows[GAIN_COMPUTER_ROWS];
	double slow[GAIN_COMPUTER_STATE_ROWS] = { 0.0 }, fast[GAIN_COMPUTER_STATE_ROWS] = { 0.0 };
	hold_0_db(slow_rows, weights[RELEASE_COMPUTER_SLOW], weights[RELEASE_COMPUTER_SLOW]);
	hold_0_db(fast_rows, 1.0, weights[RELEASE_COMPUTER_FAST]);
	for (size_t i = 0; i < FRAMES; i++) {
		double asked = overshoots[i], gain = 1.0;
		const double *const in = &asked;
		double *const out = &gain;
		if (weights[RELEASE_COMPUTER_SLOW] > 0.0) {
			plain->dynamics->gain_computer(&in, &out, 1, 1, slow_rows, slow);
			asked = fmax(gain > RELEASE_COMPUTER_NEARLY_ONE ? 1.0 : 1.0 / gain, asked);
		}
		plain->dynamics->gain_computer(&in, &out, 1, 1, fast_rows, fast);
		const bool is_there = overshoots[i] <= 1.0 && gain > RELEASE_COMPUTER_NEARLY_ONE;
		expected[i] = is_there ? 1.0 : floor(gain / RELEASE_COMPUTER_GRAIN) * RELEASE_COMPUTER_GRAIN;
	}
	state[RELEASE_COMPUTER_SLOW] = slow[1];
	state[RELEASE_COMPUTER_FAST] = fast[1];
}

/* The signal has peaks of all heights and lengths, some beyond any that a limiter sees, and long rests. */
static void make_overshoots(uint64_t seed)
{
	for (size_t i = 0; i < FRAMES;) {
		const size_t length = 1 + (size_t)noise_between(&seed, 0.0, 60.0);
		const double height = noise(&seed) < 0.5 ? 0.0 : noise_between(&seed, -6.0, 1.0);
		const bool is_rough = noise(&seed) < 0.5;
		for (size_t end = i + length; i < end && i < FRAMES; i++)
			overshoots[i] = height == 0.0 ? 1.0 : 1.0 + pow(10.0, height) * (is_rough ? noise(&seed) : 1.0);
	}
	overshoots[FRAMES / 2] = seed % 2 == 0 ? 1e40 : (double)INFINITY;
}

static void expect_table(const struct kernel *kernel, const double *weights, size_t cut, const double *last)
{
	double state[RELEASE_COMPUTER_POLES] = { 0.0 };
	actual[FRAMES] = -1.0;
	for (size_t start = 0; start < FRAMES; start += cut)
		kernel->dynamics->release_computer(overshoots + start, actual + start,
						   FRAMES - start < cut ? FRAMES - start : cut, weights, state);
	for (size_t i = 0; i < FRAMES; i++)
		cr_assert_eq(actual[i], expected[i], "%s by %zu, frame %zu: %a, not %a", kernel->name, cut, i,
			     actual[i], expected[i]);
	cr_assert_eq(actual[FRAMES], -1.0, "wrote past the end");
	cr_assert_eq(state[RELEASE_COMPUTER_FAST], last[RELEASE_COMPUTER_FAST], "%s by %zu", kernel->name, cut);
	cr_assert_eq(state[RELEASE_COMPUTER_SLOW], last[RELEASE_COMPUTER_SLOW], "%s by %zu", kernel->name, cut);
}

Test(release_computer, is_two_gain_computers)
{
	static const double weights[][RELEASE_COMPUTER_POLES] = {
		{ 0.0, 0.00026 }, { 0.0000326, 0.00026 }, { 0.01, 0.08 }, { 0.5, 0.9 }, { 1.0, 1.0 },
	};
	static const size_t cuts[] = { FRAMES, 1, 7, 33, 256 };
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
		double last[RELEASE_COMPUTER_POLES];
		make_overshoots(i + 1);
		limit_by_gain_computers(weights[i], last);
		for (size_t table = 0; table < tables; table++)
			for (size_t cut = 0; cut < sizeof cuts / sizeof *cuts; cut++)
				expect_table(kernels[table], weights[i], cuts[cut], last);
	}
}

/* The instant gain meets the overshoot, and is lower by no more than a grain and the error of the gain computer. */
Test(release_computer, meets_the_overshoot)
{
	static const double weights[RELEASE_COMPUTER_POLES] = { 0.0, 1.0 };
	const struct kernel *kernel = kernel_select(NULL);
	double state[RELEASE_COMPUTER_POLES] = { 0.0 };
	uint64_t seed = 9;
	for (size_t i = 0; i < FRAMES; i++)
		overshoots[i] = pow(10.0, noise_between(&seed, 1e-5, 4.0));
	kernel->dynamics->release_computer(overshoots, actual, FRAMES, weights, state);
	for (size_t i = 0; i < FRAMES; i++) {
		const double exact = 1.0 / overshoots[i];
		cr_assert_float_eq(actual[i], exact, RELEASE_COMPUTER_GRAIN + 3e-10 * exact, "%a, not %a", actual[i],
				   exact);
	}
}
