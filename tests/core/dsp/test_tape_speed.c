/* Tests wow and flutter as a flutter meter reads them, and that nothing depends on cuts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "dsp/tape_machine.h"
#include "dsp/tape_speed.h"
#include "support/flutter_meter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

TestSuite(tape_speed, .timeout = 120);

enum { SECONDS = 120, EVERY = 48, COUNT = SECONDS * FLUTTER_METER_RATE };

static struct tape_speed speed_of(double wow, double flutter, size_t machine, uint64_t seed)
{
	const struct tape_speed_design design = { .metres = tape_machine_speed(machine),
						  .wow = wow,
						  .flutter = flutter,
						  .sample_rate = 1000.0 * EVERY,
						  .seed = seed };
	struct tape_speed speed;
	tape_speed_init(&speed, &design);
	return speed;
}

/* Returns the figure of the meter, from the way of the tape in each millisecond. */
static double figure(const struct tape_speed *speed)
{
	double *deviation = calloc(COUNT, sizeof *deviation);
	cr_assert_not_null(deviation);
	double before, now;
	tape_speed_fill(speed, kernel_select(NULL), 0, &before, 1);
	for (size_t i = 0; i < COUNT; i++, before = now) {
		tape_speed_fill(speed, kernel_select(NULL), (i + 1) * EVERY, &now, 1);
		cr_assert_leq(fabs(now), speed->most);
		deviation[i] = (now - before) / EVERY;
	}
	const double found = flutter_meter_two_sigma(deviation, COUNT);
	free(deviation);
	return found;
}

Test(tape_speed, is_what_a_flutter_meter_reads)
{
	static const struct {
		double wow, flutter;
	} rows[] = { { 0.001, 0.0 }, { 0.0, 0.001 }, { 0.002, 0.001 } };
	double worst = 0.0;
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
		for (size_t machine = 0; machine < 3; machine++)
			for (uint64_t seed = 0; seed < 3; seed++) {
				const struct tape_speed speed =
					speed_of(rows[row].wow, rows[row].flutter, machine, seed);
				const double wanted = hypot(rows[row].wow, rows[row].flutter);
				const double off = figure(&speed) / wanted - 1.0;
				worst = fmax(worst, fabs(off));
				cr_expect_leq(fabs(off), 0.05, "row %zu, machine %zu, seed %d: %+.1f %%", row, machine,
					      (int)seed, 100.0 * off);
			}
	cr_log_info("at most %.1f %% off", 100.0 * worst);
}

/* Between the points of the grid the cubic is as near as the header says: against the sum of the sines itself. */
Test(tape_speed, is_smooth_and_does_not_depend_on_cuts)
{
	const struct tape_speed speed = speed_of(0.001, 0.001, TAPE_MACHINE_USUAL, 7);
	double whole[TAPE_SPEED_RUN], cut[TAPE_SPEED_RUN];
	const uint64_t first = 1000003;
	tape_speed_fill(&speed, kernel_select(NULL), first, whole, TAPE_SPEED_RUN);
	for (size_t done = 0; done < TAPE_SPEED_RUN;) {
		const size_t frames = done + 7 < TAPE_SPEED_RUN ? 7 : TAPE_SPEED_RUN - done;
		tape_speed_fill(&speed, kernel_select(NULL), first + done, cut + done, frames);
		done += frames;
	}
	cr_expect_arr_eq(whole, cut, sizeof whole);
	for (size_t i = 0; i < TAPE_SPEED_RUN; i++) {
		double sum = 0.0;
		for (size_t k = 0; k < speed.count; k++) {
			const uint64_t phase = speed.sines[k].start + (first + i) * speed.sines[k].increment;
			sum += speed.sines[k].frames * sin(2.0 * acos(-1.0) * ((double)phase * 0x1p-64));
		}
		cr_expect_float_eq(whole[i], sum, 1e-5, "%g and %g", whole[i], sum);
	}
}

/* Frames before the session count down from 2^64, and the tape runs on over frame 0. */
Test(tape_speed, runs_before_the_session)
{
	const struct tape_speed speed = speed_of(0.01, 0.0, TAPE_MACHINE_USUAL, 7);
	double way[TAPE_SPEED_RUN], after;
	tape_speed_fill(&speed, kernel_select(NULL), (uint64_t)0 - 100, way, TAPE_SPEED_RUN);
	tape_speed_fill(&speed, kernel_select(NULL), 0, &after, 1);
	cr_expect_eq(way[100], after);
	for (size_t i = 1; i < TAPE_SPEED_RUN; i++)
		cr_expect_leq(fabs(way[i] - way[i - 1]), 0.05);
}

Test(tape_speed, an_even_speed_has_no_sines)
{
	const struct tape_speed speed = speed_of(0.0, 0.0, TAPE_MACHINE_USUAL, 7);
	cr_expect_eq(speed.count, 0);
	cr_expect_eq(speed.most, 0.0);
}

/* The table of AES6-2008, at some of its points and half-way between two of them. */
Test(tape_speed, weights_by_the_table)
{
	static const double rows[][2] = {
		{ 0.2, -30.6 }, { 1.0, -4.2 }, { 4.0, 0.0 }, { 63.0, -14.2 }, { 200.0, -23.0 }
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_float_eq(20.0 * log10(tape_speed_weight(rows[i][0])), rows[i][1], 1e-9);
	cr_expect_float_eq(20.0 * log10(tape_speed_weight(sqrt(200.0))), -4.0, 1e-9);
}
