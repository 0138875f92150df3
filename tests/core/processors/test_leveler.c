/* Tests the leveler against closed forms, a plain reference, and real instruments.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { SECOND = 48000 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* A leveler without lookahead. */
static struct processor_take leveler(size_t frames, double target, double range, double speed)
{
	struct processor_take take = processor_take_new("leveler", 1, frames);
	processor_take_set(&take, "target", target);
	processor_take_set(&take, "range", range);
	processor_take_set(&take, "speed", speed);
	processor_take_set(&take, "lookahead", 0.0);
	return take;
}

/* A constant of that rms, whose square has no ripple. */
static void fill(struct processor_take *take, size_t start, size_t end, double level_db)
{
	for (size_t frame = start; frame < end; frame++)
		take->in[0][frame] = pow(10.0, level_db / 20.0);
}

Test(leveler, reaches_the_target)
{
	static const double levels[] = { -31.0, -20.0, -12.5 };
	for (size_t i = 0; i < LENGTH(levels); i++) {
		struct processor_take take = leveler(8 * SECOND, -20.0, 24.0, 12.0);
		fill(&take, 0, take.frames, levels[i]);
		processor_take_render(&take);
		cr_expect_float_eq(processor_take_gain_db(&take, 0, take.frames - 1), -20.0 - levels[i], 1e-6);
		processor_take_release(&take);
	}
}

/* The level runs away from the gain, which follows in a straight line in dB: 5 dB/s, 0.1 s before and after the
   middle. */
Test(leveler, moves_by_its_speed)
{
	for (int sign = -1; sign <= 1; sign += 2) {
		struct processor_take take = leveler(4 * SECOND, -30.0, 24.0, 5.0);
		fill(&take, 0, take.frames, -30.0 - sign * 20.0);
		processor_take_set(&take, "floor", -80.0);
		processor_take_render(&take);
		for (size_t frame = SECOND; frame < 3 * SECOND; frame += 479) {
			const double early = processor_take_gain_db(&take, 0, frame);
			const double late = processor_take_gain_db(&take, 0, frame + SECOND / 2);
			cr_expect_float_eq(late - early, sign * 2.5, 1e-5);
		}
		processor_take_release(&take);
	}
}

Test(leveler, keeps_its_range)
{
	for (int sign = -1; sign <= 1; sign += 2) {
		struct processor_take take = leveler(4 * SECOND, -30.0, 6.0, 50.0);
		fill(&take, 0, take.frames, -30.0 - sign * 15.0);
		processor_take_render(&take);
		for (size_t frame = 0; frame < take.frames; frame += 31)
			cr_expect_leq(fabs(processor_take_gain_db(&take, 0, frame)), 6.0 + 1e-9);
		cr_expect_float_eq(processor_take_gain_db(&take, 0, take.frames - 1), sign * 6.0, 1e-9);
		processor_take_release(&take);
	}
}

/* Largest and smallest gain between two frames, which differ where the fader moves. */
static double travel(const struct processor_take *take, size_t start, size_t end)
{
	double least = HUGE_VAL, most = -HUGE_VAL;
	for (size_t frame = start; frame < end; frame++) {
		const double gain_db = processor_take_gain_db(take, 0, frame);
		least = fmin(least, gain_db);
		most = fmax(most, gain_db);
	}
	return most - least;
}

/* A phrase, then two seconds of something softer. The short mean needs 0.5 s to fall by 42 dB. */
static double travel_after_a_phrase(double phrase_db, double rest_db, double floor_db, double breath_db)
{
	struct processor_take take = leveler(4 * SECOND, -20.0, 24.0, 12.0);
	processor_take_set(&take, "floor", floor_db);
	processor_take_set(&take, "breath", breath_db);
	fill(&take, 0, 2 * SECOND, phrase_db);
	fill(&take, 2 * SECOND, take.frames, rest_db);
	processor_take_render(&take);
	const double moved = travel(&take, 2 * SECOND + 3 * SECOND / 4, take.frames);
	processor_take_release(&take);
	return moved;
}

Test(leveler, rests_in_silence)
{
	cr_expect_lt(travel_after_a_phrase(-20.0, -61.0, -60.0, 60.0), 1e-9);
	cr_expect_gt(travel_after_a_phrase(-20.0, -59.0, -60.0, 60.0), 5.0, "what is over the floor is ridden");
}

/* Two seconds on the recent loudest is 3 dB lower. */
Test(leveler, rests_in_breaths)
{
	cr_expect_lt(travel_after_a_phrase(-20.0, -39.0, -90.0, 15.0), 1e-9);
	cr_expect_gt(travel_after_a_phrase(-20.0, -34.0, -90.0, 15.0), 5.0, "what is less soft is ridden");
	cr_expect_gt(travel_after_a_phrase(-20.0, -36.5, -90.0, 15.0), 1.0,
		     "a verse sung softly is ridden after a while");
}

/* Written from the description, sample by sample, without a table or a state that is shared. */
struct reference {
	double target, range, speed, window, floor, breath;
};

static long double decibel(long double square)
{
	return 10.0L * log10l(square);
}

static void reference_gains(const struct reference *at, double rate, const double *in, size_t frames, long double *gain)
{
	const long double most = at->speed / (long double)rate, forgotten = 1.5L / (long double)rate;
	const long double heard_weight = 1.0L - expl(-1.0L / (0.05L * (long double)rate));
	const long double level_weight = 1.0L - expl(-1.0L / (at->window * (long double)rate));
	long double heard = 0.0L, level = powl(10.0L, at->target / 10.0L), loudest_db = -INFINITY, gain_db = 0.0L;
	for (size_t i = 0; i < frames; i++) {
		heard += heard_weight * ((long double)in[i] * in[i] - heard);
		loudest_db = fmaxl(decibel(heard), loudest_db - forgotten);
		if (decibel(heard) > at->floor && decibel(heard) > loudest_db - at->breath) {
			level += level_weight * (heard - level);
			const long double goal = fmaxl(-at->range, fminl(at->range, at->target - decibel(level)));
			gain_db += fmaxl(-most, fminl(most, goal - gain_db));
		}
		gain[i] = powl(10.0L, gain_db / 20.0L);
	}
}

static struct processor_take take_of_fixture(const char *path)
{
	struct sound sound = sound_read(path);
	struct processor_take take = processor_take_new("leveler", 1, sound.frames);
	take.sample_rate = sound.rate;
	for (size_t frame = 0; frame < sound.frames; frame++)
		take.in[0][frame] = sound.samples[frame * sound.channels];
	sound_release(&sound);
	return take;
}

Test(leveler, against_the_reference)
{
	static const char *const fixtures[] = { STEMPRINT_ROOT "/fixtures/big-band/alto-sax.wav",
						STEMPRINT_ROOT "/fixtures/loops/mika.flac" };
	static const struct reference settings[] = { { -24.0, 12.0, 12.0, 0.3, -50.0, 18.0 },
						     { -18.0, 6.0, 100.0, 0.05, -40.0, 10.0 } };
	for (size_t i = 0; i < LENGTH(fixtures); i++) {
		struct processor_take take = take_of_fixture(fixtures[i]);
		long double *gains = calloc(take.frames, sizeof *gains);
		cr_assert_not_null(gains);
		processor_take_set(&take, "target", settings[i].target);
		processor_take_set(&take, "range", settings[i].range);
		processor_take_set(&take, "speed", settings[i].speed);
		processor_take_set(&take, "window", settings[i].window);
		processor_take_set(&take, "floor", settings[i].floor);
		processor_take_set(&take, "breath", settings[i].breath);
		processor_take_set(&take, "lookahead", 0.0);
		processor_take_render(&take);
		reference_gains(&settings[i], take.sample_rate, take.in[0], take.frames, gains);
		double worst = 0.0;
		for (size_t frame = 0; frame < take.frames; frame++) {
			const double expected = (double)((long double)take.in[0][frame] * gains[frame]);
			worst = harness_worse(worst, fabs(take.out[0][frame] - expected));
		}
		cr_expect_leq(worst, 1e-10, "%s is off by %g", fixtures[i], worst);
		free(gains);
		processor_take_release(&take);
	}
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

enum { WINDOWS_MAXIMUM = 256 };

/* How far the levels of 400 ms that are over `floor_db` in the input lie apart: from the 10th to the 90th of a
   hundred. */
static double spread(const double *column, const double *in, size_t frames, size_t window, double floor_db)
{
	double levels[WINDOWS_MAXIMUM];
	size_t count = 0;
	for (size_t start = 0; start + window <= frames && count < WINDOWS_MAXIMUM; start += window / 4)
		if (processor_take_rms_db(in, start, start + window) > floor_db)
			levels[count++] = processor_take_rms_db(column, start, start + window);
	cr_assert_gt(count, 20);
	qsort(levels, count, sizeof levels[0], compare);
	return levels[count * 9 / 10] - levels[count / 10];
}

/* A saxophone that is turned up and down by 8 dB every second and a half comes out far more even. */
Test(leveler, evens_out_a_saxophone)
{
	struct processor_take take = take_of_fixture(STEMPRINT_ROOT "/fixtures/big-band/alto-sax.wav");
	for (size_t frame = 0; frame < take.frames; frame++)
		if ((double)frame / take.sample_rate - 3.0 * floor((double)frame / take.sample_rate / 3.0) >= 1.5)
			take.in[0][frame] *= pow(10.0, -8.0 / 20.0);
	processor_take_set(&take, "target", -24.0);
	processor_take_set(&take, "range", 12.0);
	processor_take_set(&take, "speed", 40.0);
	processor_take_render(&take);
	const size_t window = (size_t)(0.4 * take.sample_rate);
	const double before = spread(take.in[0], take.in[0], take.frames, window, -45.0);
	const double after = spread(take.out[0] + take.latency, take.in[0], take.frames, window, -45.0);
	cr_expect_gt(before, 8.0, "%g dB", before);
	cr_expect_lt(after, before - 4.0, "%g dB apart before, %g after", before, after);
	processor_take_release(&take);
}
