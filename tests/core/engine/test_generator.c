/* Tests generated sources against their definitions in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/generator.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TURN 6.283185307179586476925286766559L

enum { BLOCK = 1000, CHANNELS_MAXIMUM = 3 };

struct take {
	size_t channels, frames;
	double *columns[CHANNELS_MAXIMUM];
};

static struct recipe_source recipe_source(enum generator_kind kind, double level_dbfs, double length_seconds)
{
	return (struct recipe_source){
		.file = generator_kind_name(kind),
		.channel_count = 1,
		.generator = { .kind = kind,
			       .level_dbfs = level_dbfs,
			       .length_seconds = length_seconds,
			       .frequency = 1000.0,
			       .from = 20.0,
			       .to = 20000.0 },
	};
}

static void read_all(struct source *source, struct take *take, size_t block)
{
	for (size_t done = 0; done < take->frames; done += block) {
		const size_t frames = take->frames - done < block ? take->frames - done : block;
		double *columns[CHANNELS_MAXIMUM];
		for (size_t i = 0; i < take->channels; i++)
			columns[i] = take->columns[i] + done;
		cr_assert_eq(source->read(source, columns, frames), STATUS_OK);
	}
}

static struct take take_new(const struct recipe_source *from, double sample_rate, uint64_t seed, size_t block)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	struct source *source = generator_new(from, sample_rate, seed, arena);
	cr_assert_not_null(source);
	struct take take = { .channels = source->channels, .frames = (size_t)source->frames };
	cr_assert_leq(take.channels, CHANNELS_MAXIMUM);
	for (size_t i = 0; i < take.channels; i++) {
		take.columns[i] = calloc(take.frames, sizeof(double));
		cr_assert_not_null(take.columns[i]);
	}
	read_all(source, &take, block);
	source->free(source);
	arena_free(arena);
	return take;
}

static void take_release(struct take *take)
{
	for (size_t i = 0; i < take->channels; i++)
		free(take->columns[i]);
}

static double rms(const double *column, size_t frames)
{
	double sum = 0.0;
	for (size_t i = 0; i < frames; i++)
		sum += column[i] * column[i];
	return sqrt(sum / (double)frames);
}

/* Whole hertz and fractions are multiplied apart, so that whole turns can be removed exactly. */
static long double tone_turns(size_t frame, double frequency, double sample_rate)
{
	const long double whole = floorl((long double)frequency);
	const long double rest = (long double)frequency - whole;
	return (fmodl((long double)frame * whole, (long double)sample_rate) +
		fmodl((long double)frame * rest, (long double)sample_rate)) /
	       (long double)sample_rate;
}

/* In five seconds nothing has drifted: the worst sample is wrong by rounding alone. */
Test(generator, a_tone_is_exact)
{
	static const struct {
		double sample_rate, frequency;
	} rows[] = {
		{ 48000.0, 1000.0 },  { 44100.0, 1000.0 }, { 44100.0, 440.1 }, { 48000.0, 997.0 },
		{ 96000.0, 19997.3 }, { 192000.0, 0.01 },  { 8000.0, 3990.7 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct recipe_source from = recipe_source(GENERATOR_TONE, 0.0, 5.0);
		from.generator.frequency = rows[row].frequency;
		struct take take = take_new(&from, rows[row].sample_rate, 0, BLOCK);
		cr_assert_eq(take.frames, (size_t)(5.0 * rows[row].sample_rate));
		long double worst = 0.0L;
		for (size_t i = 0; i < take.frames; i++) {
			const long double turns = tone_turns(i, rows[row].frequency, rows[row].sample_rate);
			const long double exact = sinl(TURN * (turns - floorl(turns)));
			worst = fmaxl(worst, fabsl((long double)take.columns[0][i] - exact));
		}
		cr_log_info("%g Hz at %g Hz: %.1Lf dB", rows[row].frequency, rows[row].sample_rate,
			    20.0L * log10l(worst));
		cr_expect_lt((double)worst, 1e-14, "%g Hz at %g Hz: %.1Lf dB", rows[row].frequency,
			     rows[row].sample_rate, 20.0L * log10l(worst));
		take_release(&take);
	}
}

/* The phase is 2 pi from L (e^(t/L) - 1), L = T / ln(to/from), so the frequency is from e^(t/L). */
Test(generator, a_sweep_follows_farina)
{
	static const struct {
		double from, to, seconds;
	} rows[] = { { 20.0, 20000.0, 10.0 }, { 10000.0, 50.0, 3.0 }, { 1.0, 23000.0, 30.0 } };
	const long double rate = 48000.0L;
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct recipe_source from = recipe_source(GENERATOR_SWEEP, 0.0, rows[row].seconds);
		from.generator.from = rows[row].from;
		from.generator.to = rows[row].to;
		struct take take = take_new(&from, 48000.0, 0, BLOCK);
		const long double scale =
			(long double)rows[row].seconds / logl((long double)rows[row].to / (long double)rows[row].from);
		long double worst = 0.0L;
		for (size_t i = 0; i < take.frames; i++) {
			const long double turns =
				(long double)rows[row].from * scale * (expl((long double)i / rate / scale) - 1.0L);
			worst = fmaxl(worst,
				      fabsl((long double)take.columns[0][i] - sinl(TURN * (turns - floorl(turns)))));
		}
		cr_log_info("row %zu: %.1Lf dB", row, 20.0L * log10l(worst));
		cr_expect_lt((double)worst, 1e-8, "row %zu: %.1Lf dB", row, 20.0L * log10l(worst));
		take_release(&take);
	}
}

/* The test counts the frequency: the zero crossings of a hundred milliseconds in the middle, where it is the geometric
   mean. */
Test(generator, a_sweep_is_at_its_geometric_mean_halfway)
{
	const struct recipe_source from = recipe_source(GENERATOR_SWEEP, 0.0, 20.0);
	struct take take = take_new(&from, 48000.0, 0, BLOCK);
	size_t crossings = 0;
	for (size_t i = take.frames / 2 - 2400; i < take.frames / 2 + 2400; i++)
		crossings += (take.columns[0][i] < 0.0) != (take.columns[0][i + 1] < 0.0);
	cr_expect_float_eq((double)crossings / 2.0 / 0.1, sqrt(20.0 * 20000.0), 10.0, "%zu crossings", crossings);
	take_release(&take);
}

Test(generator, impulses_stand_on_their_own_grid)
{
	struct recipe_source from = recipe_source(GENERATOR_IMPULSE, -6.0, 2.0);
	from.start_seconds = 0.25;
	from.generator.every_seconds = 1.0 / 7.0;
	struct take take = take_new(&from, 44100.0, 0, 61);
	cr_assert_eq(take.frames, 11025 + 88200);
	size_t number = 0;
	for (size_t i = 0; i < take.frames; i++) {
		const bool wanted = i == 11025 + (size_t)lround(6300.0 * (double)number);
		number += wanted;
		cr_assert_float_eq(take.columns[0][i], wanted ? pow(10.0, -0.3) : 0.0, 1e-15, "frame %zu", i);
	}
	cr_expect_eq(number, 14);
	take_release(&take);
	from.generator.every_seconds = 0.0;
	take = take_new(&from, 44100.0, 0, 61);
	for (size_t i = 0; i < take.frames; i++)
		cr_assert_eq(take.columns[0][i] != 0.0, i == 11025, "frame %zu", i);
	take_release(&take);
}

/* The period is no whole number of frames: each impulse is rounded by itself. */
Test(generator, impulses_do_not_drift)
{
	struct recipe_source from = recipe_source(GENERATOR_IMPULSE, 0.0, 60.0);
	from.generator.every_seconds = 0.0123457;
	struct take take = take_new(&from, 44100.0, 0, BLOCK);
	size_t number = 0;
	for (size_t i = 0; i < take.frames; i++)
		if (take.columns[0][i] != 0.0)
			cr_assert_eq(i, (size_t)lround((double)number++ * 0.0123457 * 44100.0));
	cr_expect_eq(number, 4860); /* 60 / 0.0123457 = 4859.99 */
	take_release(&take);
}

/* The rms is given as for a full-scale sine, 3.01 dB over the plain rms. White noise reaches it within a second, pink
   noise needs longer. */
Test(generator, noise_has_its_level)
{
	static const struct {
		enum generator_kind kind;
		double seconds, limit_db;
	} rows[] = { { GENERATOR_WHITE_NOISE, 10.0, 0.03 }, { GENERATOR_PINK_NOISE, 60.0, 0.3 } };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct recipe_source from = recipe_source(rows[row].kind, -20.0, rows[row].seconds);
		from.channel_count = 2;
		struct take take = take_new(&from, 48000.0, 7, BLOCK);
		for (size_t channel = 0; channel < 2; channel++) {
			const double level = 20.0 * log10(rms(take.columns[channel], take.frames) * sqrt(2.0));
			cr_expect_float_eq(level, -20.0, rows[row].limit_db, "row %zu: %.3f dBFS", row, level);
		}
		take_release(&take);
	}
}

static double correlation(const double *one, const double *other, size_t frames)
{
	double product = 0.0;
	for (size_t i = 0; i < frames; i++)
		product += one[i] * other[i];
	return product / (double)frames / (rms(one, frames) * rms(other, frames));
}

/* Over 480,000 frames the correlation of independent white noise stays under 5 / sqrt(480000) = 0.0072. */
Test(generator, white_noise_is_independent_of_all_else)
{
	struct recipe_source from = recipe_source(GENERATOR_WHITE_NOISE, -6.0, 10.0);
	from.channel_count = 3;
	struct take take = take_new(&from, 48000.0, 1, BLOCK);
	struct take other = take_new(&from, 48000.0, 2, BLOCK);
	const double *noise = take.columns[0];
	cr_expect_lt(fabs(correlation(noise, take.columns[1], take.frames)), 0.0072);
	cr_expect_lt(fabs(correlation(take.columns[1], take.columns[2], take.frames)), 0.0072);
	cr_expect_lt(fabs(correlation(noise, other.columns[0], take.frames)), 0.0072);
	for (size_t lag = 1; lag < 20; lag++)
		cr_expect_lt(fabs(correlation(noise, noise + lag, take.frames - lag)), 0.0072, "lag %zu", lag);
	double sum = 0.0;
	for (size_t i = 0; i < take.frames; i++)
		sum += noise[i];
	cr_expect_lt(fabs(sum / (double)take.frames), 5.0 * 0.3544 / sqrt(480000.0));
	take_release(&take);
	take_release(&other);
}

/* Every kind gives the same bits for any length of block, and again after a rewind. */
Test(generator, bits_do_not_depend_on_the_cuts)
{
	for (enum generator_kind kind = GENERATOR_TONE; kind <= GENERATOR_IMPULSE; kind++) {
		struct recipe_source from = recipe_source(kind, -6.0, 0.5);
		from.channel_count = 2;
		from.start_seconds = 0.01;
		from.generator.every_seconds = 0.003;
		struct arena *arena = arena_new();
		struct source *source = generator_new(&from, 44100.0, 3, arena);
		struct take whole = take_new(&from, 44100.0, 3, 100000);
		struct take again = take_new(&from, 44100.0, 3, 100000);
		static const size_t blocks[] = { 1, 7, 256, 4096 };
		for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
			cr_assert_eq(source->rewind(source), STATUS_OK);
			read_all(source, &again, blocks[i]);
			for (size_t channel = 0; channel < 2; channel++)
				cr_expect(memcmp(again.columns[channel], whole.columns[channel],
						 whole.frames * sizeof(double)) == 0,
					  "%s in blocks of %zu", generator_kind_name(kind), blocks[i]);
		}
		double past[2][3] = { { 1.0, 1.0, 1.0 }, { 1.0, 1.0, 1.0 } };
		double *columns[] = { past[0], past[1] };
		cr_assert_eq(source->read(source, columns, 3), STATUS_OK);
		cr_expect(past[0][0] == 0.0 && past[1][2] == 0.0, "silence after the end");
		take_release(&whole);
		take_release(&again);
		arena_free(arena);
	}
}
