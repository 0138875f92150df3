/* Tests sources that are moved in time: against tones of known phase, at any cut into blocks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/aligned_source.h"

#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 20000, CHANNELS = 2 };

static const double pi = 3.14159265358979323846;
static double samples[CHANNELS][FRAMES];

/* Both tones are far from the start and the end where they are compared. */
static double tone(size_t channel, double frame)
{
	return sin(2.0 * pi * (channel == 0 ? 0.0123 : 0.41) * frame + (double)channel);
}

static struct source *aligned(double position, double step, double gain)
{
	const double *const columns[CHANNELS] = { samples[0], samples[1] };
	static const double *kept[CHANNELS];
	memcpy(kept, columns, sizeof kept);
	for (size_t k = 0; k < CHANNELS; k++)
		for (size_t i = 0; i < FRAMES; i++)
			samples[k][i] = tone(k, (double)i);
	struct source *from = memory_source_new(kept, CHANNELS, FRAMES, 48000.0);
	cr_assert_not_null(from);
	const struct aligned_source_settings settings = { .position = position, .step = step, .gain = gain };
	struct source *source = aligned_source_new(from, &settings);
	cr_assert_not_null(source);
	return source;
}

static void read(struct source *source, double *left, double *right, size_t frames, size_t block)
{
	for (size_t done = 0; done < frames; done += block) {
		double *columns[CHANNELS] = { left + done, right + done };
		const size_t count = frames - done < block ? frames - done : block;
		cr_assert_eq(source->read(source, columns, count), STATUS_OK);
	}
}

static void expect_tone(double position, double step)
{
	static double got[CHANNELS][FRAMES];
	struct source *source = aligned(position, step, -0.5);
	read(source, got[0], got[1], 15000, 15000);
	double worst = 0.0;
	for (size_t k = 0; k < CHANNELS; k++)
		for (size_t i = 0; i < 15000; i++) {
			const double place = position + (double)i * step;
			if (place > 100.0 && place < FRAMES - 100.0)
				worst = fmax(worst, fabs(got[k][i] + 0.5 * tone(k, place)));
		}
	cr_expect_lt(worst, 1e-7, "%g at %g, %g", worst, position, step);
	source->free(source);
}

Test(aligned_source, reads_between_frames)
{
	expect_tone(1234.5678, 1.0);
	expect_tone(-321.125, 1.0);
	expect_tone(0.0009765625, 1.0);
	expect_tone(777.3, 1.0001);
	expect_tone(-50.7, 0.9999);
}

Test(aligned_source, whole_frames_keep_every_bit)
{
	static double got[CHANNELS][FRAMES];
	struct source *source = aligned(-17.0, 1.0, 1.0);
	cr_expect_eq(source->frames, FRAMES + 17u);
	cr_expect(source->outlasts);
	read(source, got[0], got[1], FRAMES, 333);
	for (size_t i = 0; i < FRAMES; i++)
		cr_assert_eq(got[1][i], i < 17 ? 0.0 : samples[1][i - 17]);
	source->free(source);
}

Test(aligned_source, blocks_and_rewinding_change_nothing)
{
	static double whole[CHANNELS][FRAMES], parts[CHANNELS][FRAMES];
	static const size_t blocks[] = { 1, 7, 1023, 1024, 1025, 5000 };
	struct source *source = aligned(-1500.3, 1.0003, 1.0);
	read(source, whole[0], whole[1], FRAMES, FRAMES);
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		cr_assert_eq(source->rewind(source), STATUS_OK);
		read(source, parts[0], parts[1], FRAMES, blocks[i]);
		cr_expect_arr_eq(parts, whole, sizeof whole, "blocks of %zu", blocks[i]);
	}
	source->free(source);
}

/* Behind its end it is silent, however far that is read. */
Test(aligned_source, ends_in_silence)
{
	static double got[CHANNELS][FRAMES];
	struct source *source = aligned(FRAMES - 1000.5, 1.0, 1.0);
	read(source, got[0], got[1], FRAMES, 4096);
	for (size_t i = 1100; i < FRAMES; i++)
		cr_assert_eq(got[0][i], 0.0);
	source->free(source);
}

/* What is skipped is as if it had been read. */
Test(aligned_source, skips)
{
	static double whole[CHANNELS][FRAMES], parts[CHANNELS][FRAMES];
	struct source *source = aligned(-500.3, 1.0003, 1.0);
	read(source, whole[0], whole[1], FRAMES, FRAMES);
	cr_assert_eq(source->rewind(source), STATUS_OK);
	read(source, parts[0], parts[1], 100, 100);
	cr_assert_eq(source->skip(source, 50), STATUS_OK);
	read(source, parts[0] + 150, parts[1] + 150, 2000, 999);
	cr_assert_eq(source->skip(source, 7850), STATUS_OK);
	read(source, parts[0] + 10000, parts[1] + 10000, 5000, 999);
	for (size_t k = 0; k < CHANNELS; k++) {
		cr_expect_arr_eq(parts[k] + 150, whole[k] + 150, 2000 * sizeof(double));
		cr_expect_arr_eq(parts[k] + 10000, whole[k] + 10000, 5000 * sizeof(double));
	}
	source->free(source);
}
