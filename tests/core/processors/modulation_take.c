/* Runs one instance of a modulated processor, and tests what holds for all of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "modulation_take.h"

#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1000 };

struct modulation_take modulation_take_new(const char *name, size_t channels)
{
	struct modulation_take take = { .processor = registry_find(name),
					.arena = arena_new(),
					.context = { .sample_rate = 48000.0, .channels = channels, .seed = 1 } };
	cr_assert(take.processor && take.arena);
	take.values = harness_values(take.arena, take.processor);
	cr_assert_not_null(take.values);
	return take;
}

void modulation_take_release(struct modulation_take *take)
{
	arena_free(take->arena);
}

void modulation_take_set(struct modulation_take *take, const char *name, double number)
{
	harness_set(take->processor, take->values, name, number);
}

void modulation_take_choose(struct modulation_take *take, const char *name, const char *word)
{
	harness_choose(take->processor, take->values, name, word);
}

const char *modulation_take_problem(struct modulation_take *take)
{
	struct location at = { 0 };
	const char *problem = NULL;
	take->shape = (struct processor_shape){ .channels = take->context.channels };
	return take->processor->shape(take->values, &take->context, take->arena, &take->shape, &problem, &at) ? NULL
													      : problem;
}

static double **render_in_blocks(struct modulation_take *take, double *const *in, size_t frames, size_t block)
{
	const struct harness_seat seat = { take->values, take->context, 1 };
	const struct harness_setup setup = { take->processor, NULL, BLOCK, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem, "%s", harness->problem);
	take->shape = harness->instances[0].shape;
	double **out = harness_columns(take->shape.channels, frames);
	cr_assert_not_null(out);
	harness_run(harness, (const double *const *)in, NULL, out, frames, block);
	harness_free(harness);
	return out;
}

double **modulation_take_render(struct modulation_take *take, double *const *in, size_t frames)
{
	return render_in_blocks(take, in, frames, 0);
}

double **modulation_take_noise(size_t channels, size_t frames)
{
	double **columns = harness_columns(channels, frames);
	cr_assert_not_null(columns);
	for (size_t channel = 0; channel < channels; channel++) {
		uint64_t state = channel + 1;
		for (size_t i = 0; i < frames; i++)
			columns[channel][i] = harness_noise(&state);
	}
	return columns;
}

double **modulation_take_sine(struct modulation_take *take, double hertz, size_t frames)
{
	double **in = harness_columns(take->context.channels, frames);
	cr_assert_not_null(in);
	for (size_t channel = 0; channel < take->context.channels; channel++)
		for (size_t i = 0; i < frames; i++)
			in[channel][i] = sin(2.0 * (double)TAKE_PI * hertz / take->context.sample_rate * (double)i);
	double **out = modulation_take_render(take, in, frames);
	free(in);
	return out;
}

double modulation_take_difference(const double *one, const double *other, size_t frames)
{
	double worst = 0.0;
	for (size_t i = 0; i < frames; i++)
		worst = harness_worse(worst, fabs(one[i] - other[i]));
	return worst;
}

void modulation_take_expect_lock(struct modulation_take *take)
{
	enum { FRAMES = 9000 };
	static const struct {
		size_t late, block;
	} ways[] = { { 0, 1 }, { 0, 333 }, { 1, 0 }, { 63, 0 }, { 1000, 64 }, { 4321, 7 } };
	const size_t channels = take->context.channels;
	double **in = modulation_take_noise(channels, FRAMES);
	take->context.late = 0;
	double **expected = render_in_blocks(take, in, FRAMES, 0);
	for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
		const size_t late = ways[way].late;
		double **shifted = harness_columns(channels, FRAMES);
		for (size_t channel = 0; channel < channels; channel++)
			memcpy(shifted[channel] + late, in[channel], (FRAMES - late) * sizeof(double));
		take->context.late = late;
		double **out = render_in_blocks(take, shifted, FRAMES, ways[way].block);
		for (size_t channel = 0; channel < take->shape.channels; channel++) {
			cr_expect_eq(modulation_take_difference(out[channel] + late, expected[channel], FRAMES - late),
				     0.0, "%s, channel %zu, %zu frames late, blocks of %zu", take->processor->name,
				     channel, late, ways[way].block);
			cr_expect_eq(harness_peak(out[channel], late), 0.0, "%s sounds before the session",
				     take->processor->name);
		}
		free(out);
		free(shifted);
	}
	take->context.late = 0;
	free(expected);
	free(in);
}

void modulation_take_expect_seed(struct modulation_take *take, bool random)
{
	enum { FRAMES = 9000 };
	double **in = modulation_take_noise(take->context.channels, FRAMES);
	double **one = modulation_take_render(take, in, FRAMES);
	double **again = modulation_take_render(take, in, FRAMES);
	take->context.seed++;
	double **other = modulation_take_render(take, in, FRAMES);
	take->context.seed--;
	cr_expect_eq(modulation_take_difference(one[0], again[0], FRAMES), 0.0);
	const double difference = modulation_take_difference(one[0], other[0], FRAMES);
	cr_expect(random ? difference > 0.01 : difference == 0.0, "%s: seeds differ by %g", take->processor->name,
		  difference);
	free(in);
	free(one);
	free(again);
	free(other);
}

double modulation_take_amplitude(const double *column, size_t from, size_t frames, double hertz, double sample_rate)
{
	double real = 0.0, imaginary = 0.0, weight = 0.0;
	for (size_t i = from; i < frames; i++) {
		const double angle = 2.0 * (double)TAKE_PI * hertz / sample_rate * (double)i;
		const double window =
			0.5 - 0.5 * cos(2.0 * (double)TAKE_PI * (double)(i - from) / (double)(frames - from));
		real += window * column[i] * cos(angle);
		imaginary += window * column[i] * sin(angle);
		weight += window;
	}
	return 2.0 * hypot(real, imaginary) / weight;
}
