/* Holds the tempo map against closed formulas and a plain numeric integration, and bars against counting.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/tempo_map.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

enum { SEGMENTS = 12, PROBES = 40 };

static const double second_error = 1e-11; /* a session of minutes: a millionth of a frame */

static struct tempo_change tempos[SEGMENTS];
static struct metre_change metres[SEGMENTS];

static struct tempo_map empty_map(void)
{
	return (struct tempo_map){ .tempos = tempos, .metres = metres };
}

static struct tempo_map map_of_two(double from, double to, double quarters, enum tempo_ramp ramp)
{
	struct tempo_map map = empty_map();
	tempo_map_add_metre(&map, 0.0, 4, 4);
	tempo_map_add(&map, 0.0, from, ramp);
	tempo_map_add(&map, quarters, to, TEMPO_HOLD);
	return map;
}

Test(tempo_map, a_constant_tempo_is_a_line)
{
	struct tempo_map map = empty_map();
	tempo_map_add(&map, 0.0, 120.0, TEMPO_HOLD);
	cr_expect_eq(tempo_map_seconds(&map, 32.0), 16.0);
	cr_expect_eq(tempo_map_seconds(&map, -2.0), -1.0);
	cr_expect_eq(tempo_map_quarter(&map, 16.0), 32.0);
	cr_expect_eq(tempo_map_bpm(&map, 1e6), 120.0);
	cr_expect_not(tempo_map_changes(&map));
}

/* The integral of 60 / (v0 + k b) is 60 / k ln(v1 / v0). */
Test(tempo_map, a_ramp_over_beats_lasts_as_its_integral_says)
{
	static const double rows[][3] = { { 60, 180, 16 }, { 180, 60, 16 }, { 120, 121, 400 }, { 10, 1000, 1 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct tempo_map map = map_of_two(rows[i][0], rows[i][1], rows[i][2], TEMPO_RAMP_OVER_BEATS);
		const long double slope = ((long double)rows[i][1] - rows[i][0]) / rows[i][2];
		const long double end = 60.0L / slope * logl((long double)rows[i][1] / rows[i][0]);
		cr_expect(fabsl(tempo_map_seconds(&map, rows[i][2]) - end) < 1e-14L * end, "%g to %g", rows[i][0],
			  rows[i][1]);
		for (int part = 1; part < 16; part++) {
			const double beat = rows[i][2] * part / 16;
			const long double time =
				60.0L / slope * logl(((long double)rows[i][0] + slope * beat) / rows[i][0]);
			cr_expect(fabsl(tempo_map_seconds(&map, beat) - time) < 4e-15L * end);
			cr_expect(fabs(tempo_map_quarter(&map, (double)time) - beat) < 1e-14 * rows[i][2]);
			cr_expect(fabs(tempo_map_bpm(&map, beat) - (rows[i][0] + (double)slope * beat)) < 1e-11);
		}
	}
}

/* Over time the mean tempo counts: the ramp lasts 60 b / ((v0 + v1) / 2), and v0 t + a t^2 / 2 beats pass. */
Test(tempo_map, a_ramp_over_time_passes_the_mean_tempo)
{
	const struct tempo_map map = map_of_two(60.0, 180.0, 16.0, TEMPO_RAMP_OVER_TIME);
	cr_expect_eq(tempo_map_seconds(&map, 16.0), 8.0);
	for (int part = 1; part < 16; part++) {
		const double time = 0.5 * part;
		const double beats = time + 15.0 * time * time / 120.0; /* 15 bpm more in each second */
		cr_expect(fabs(tempo_map_seconds(&map, beats) - time) < 1e-14);
		cr_expect(fabs(tempo_map_quarter(&map, time) - beats) < 1e-14);
		cr_expect(fabs(tempo_map_bpm(&map, beats) - (60.0 + 15.0 * time)) < 1e-12);
	}
}

/* To the first order of e, the first half of a ramp from v to v (1 + e) lasts 1 - e / 4 times as long as without it. */
Test(tempo_map, a_ramp_between_nearly_equal_tempos_loses_no_digits)
{
	const double more = 1e-9;
	for (int ramp = TEMPO_RAMP_OVER_BEATS; ramp <= TEMPO_RAMP_OVER_TIME; ramp++) {
		const struct tempo_map map = map_of_two(120.0, 120.0 * (1.0 + more), 960.0, (enum tempo_ramp)ramp);
		cr_expect(fabs(tempo_map_seconds(&map, 480.0) - 240.0 * (1.0 - more / 4.0)) < 1e-12);
		cr_expect(fabs(tempo_map_quarter(&map, 240.0) - 480.0 * (1.0 + more / 4.0)) < 1e-12);
		const struct tempo_map equal = map_of_two(120.0, 120.0, 960.0, (enum tempo_ramp)ramp);
		cr_expect_eq(tempo_map_seconds(&equal, 480.0), 240.0);
		cr_expect_not(tempo_map_changes(&equal));
	}
}

/* A plain reference: its own list of tempos, and sums of small steps. */
struct segment {
	double beats, from, to;
	int ramp;
};

static uint64_t state;

static double random_between(double low, double high)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return low + (high - low) * (double)(state >> 11) * 0x1p-53;
}

/* Simpson's rule over the beats. */
static long double seconds_over_beats(const struct segment *segment, double beats)
{
	enum { STEPS = 2000 };
	const long double step = (long double)beats / STEPS;
	long double sum = 0.0L;
	for (int i = 0; i <= STEPS; i++) {
		const long double bpm =
			segment->from + ((long double)segment->to - segment->from) * (i * step) / segment->beats;
		sum += (i == 0 || i == STEPS ? 1.0L : i % 2 ? 4.0L : 2.0L) * 60.0L / bpm;
	}
	return sum * step / 3.0L;
}

/* The beats that pass in a time, where the tempo grows by `slope` a second, summed in small steps. */
static long double beats_over_time(long double from, long double slope, long double time)
{
	enum { STEPS = 400 };
	const long double step = time / STEPS;
	long double beats = 0.0L;
	for (int i = 0; i < STEPS; i++)
		beats += (from + slope * (i + 0.5L) * step) / 60.0L * step;
	return beats;
}

/* Searches first for the length of the ramp, then for the time of the beat, by halving. */
static long double seconds_over_time(const struct segment *segment, double beats)
{
	const long double change = (long double)segment->to - segment->from;
	long double low = 0.0L, high = 60.0L * segment->beats / fmin(segment->from, segment->to) + 1.0L;
	for (int i = 0; i < 80; i++) {
		const long double middle = (low + high) / 2.0L;
		*(beats_over_time(segment->from, change / middle, middle) < segment->beats ? &low : &high) = middle;
	}
	const long double slope = change / high;
	low = 0.0L;
	for (int i = 0; i < 80; i++) {
		const long double middle = (low + high) / 2.0L;
		*(beats_over_time(segment->from, slope, middle) < beats ? &low : &high) = middle;
	}
	return high;
}

static long double reference(const struct segment *segments, double quarter)
{
	long double seconds = 0.0L;
	for (size_t i = 0; i < SEGMENTS - 1 && quarter > 0.0; i++) {
		const double beats = fmin(quarter, segments[i].beats);
		seconds += segments[i].ramp == 2 ? seconds_over_time(&segments[i], beats)
						 : seconds_over_beats(&segments[i], beats);
		quarter -= segments[i].beats;
	}
	return quarter > 0.0 ? seconds + 60.0L * quarter / segments[SEGMENTS - 1].from : seconds;
}

Test(tempo_map, any_map_agrees_with_a_sum_of_small_steps)
{
	for (int round = 0; round < 6; round++) {
		struct segment segments[SEGMENTS];
		struct tempo_map map = empty_map();
		double quarter = 0.0;
		state = (uint64_t)round;
		for (size_t i = 0; i < SEGMENTS; i++) {
			segments[i] = (struct segment){ .beats = floor(random_between(1.0, 32.0)) / 4.0,
							.from = random_between(40.0, 240.0),
							.ramp = (int)random_between(0.0, 3.0) };
			if (i == SEGMENTS - 1)
				segments[i].ramp = 0;
			tempo_map_add(&map, quarter, segments[i].from, (enum tempo_ramp)segments[i].ramp);
			quarter += segments[i].beats;
		}
		for (size_t i = 0; i < SEGMENTS; i++)
			segments[i].to = segments[i].ramp > 0 ? segments[i + 1].from : segments[i].from;
		for (int probe = 0; probe < PROBES; probe++) {
			const double at = random_between(0.0, quarter);
			const double seconds = tempo_map_seconds(&map, at);
			const long double wanted = reference(segments, at);
			cr_expect(fabsl(seconds - wanted) < second_error, "round %d, quarter %.6f: %.15f, not %.15Lf",
				  round, at, seconds, wanted);
			cr_expect(fabs(tempo_map_quarter(&map, seconds) - at) < 1e-11);
		}
	}
}

Test(tempo_map, a_change_that_is_known_by_its_time_comes_at_that_time)
{
	for (int ramp = TEMPO_HOLD; ramp <= TEMPO_RAMP_OVER_TIME; ramp++) {
		struct tempo_map map = empty_map();
		tempo_map_add(&map, 0.0, 97.0, (enum tempo_ramp)ramp);
		tempo_map_add(&map, tempo_map_next_quarter(&map, 12.345, 143.0), 143.0, TEMPO_HOLD);
		cr_expect(fabs(map.tempos[1].seconds - 12.345) < 1e-13);
	}
}

/* Counts bars and beats one by one, in sixty-fourths of a whole note. */
Test(tempo_map, bars_and_beats_are_those_that_counting_finds)
{
	static const unsigned rows[][3] = { { 4, 4, 3 },  { 7, 8, 2 }, { 3, 4, 5 },
					    { 5, 16, 1 }, { 6, 8, 4 }, { 1, 1, 2 } };
	enum { ROWS = sizeof rows / sizeof *rows };
	struct tempo_map map = empty_map();
	unsigned start = 0;
	for (size_t i = 0; i < ROWS; i++) {
		tempo_map_add_metre(&map, start / 16.0, rows[i][0], rows[i][1]);
		start += rows[i][2] * rows[i][0] * (64 / rows[i][1]);
	}
	unsigned at = 0, bar = 1;
	for (size_t i = 0; i < ROWS; i++)
		for (unsigned count = 0; count < rows[i][2]; count++, bar++)
			for (unsigned beat = 1; beat <= rows[i][0]; beat++, at += 64 / rows[i][1]) {
				const struct bar_position found = tempo_map_bar(&map, at / 16.0);
				const struct bar_position position = { bar, beat };
				cr_expect_eq(found.bar, (double)bar);
				cr_expect_eq(found.beat, (double)beat);
				cr_expect_eq(tempo_map_at_bar(&map, position), at / 16.0);
				cr_expect_eq(tempo_map_metre(&map, at / 16.0)->beats, rows[i][0]);
			}
}

Test(tempo_map, bars_and_beats_are_added_through_changes_of_metre)
{
	struct tempo_map map = empty_map();
	tempo_map_add_metre(&map, 0.0, 4, 4);
	tempo_map_add_metre(&map, 8.0, 6, 8); /* bar 3 */
	tempo_map_add_metre(&map, 14.0, 3, 4); /* bar 5 */
	cr_expect_eq(tempo_map_move(&map, 4.0, 2.0, TIME_BARS), 11.0);
	cr_expect_eq(tempo_map_move(&map, 11.0, -2.0, TIME_BARS), 4.0);
	cr_expect_eq(tempo_map_move(&map, 0.0, 4.5, TIME_BARS), 15.5);
	cr_expect_eq(tempo_map_move(&map, 7.0, 3.0, TIME_BEATS), 9.0);
	cr_expect_eq(tempo_map_move(&map, 9.0, -3.0, TIME_BEATS), 7.0);
	cr_expect_eq(tempo_map_move(&map, 9.0, -3.0, TIME_QUARTERS), 6.0);
	cr_expect_eq(tempo_map_move(&map, 0.0, -1.0, TIME_BARS), -4.0);
}

/* MIDI files change the metre anywhere. */
Test(tempo_map, a_metre_within_a_bar_ends_it)
{
	struct tempo_map map = empty_map();
	tempo_map_add_metre(&map, 0.0, 4, 4);
	tempo_map_add_metre(&map, 6.0, 3, 4);
	cr_expect_eq(tempo_map_bar(&map, 5.0).bar, 2.0);
	cr_expect_eq(tempo_map_bar(&map, 6.0).bar, 3.0);
	cr_expect_eq(tempo_map_bar(&map, 6.0).beat, 1.0);
	cr_expect_eq(tempo_map_at_bar(&map, (struct bar_position){ 3.0, 1.0 }), 6.0);
	cr_expect_eq(tempo_map_at_bar(&map, (struct bar_position){ 2.0, 4.0 }), 7.0);
}
