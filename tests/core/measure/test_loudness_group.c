/* stemprint tests: meters of a group read what each reads alone, to the bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_meter.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { METERS = 5, CHANNELS_MOST = 12, BLOCK = 1000 };

/* Programmes of a group: their channels, and where they end; the last one has a sample that ends its figures. */
static const size_t channels[METERS] = { 2, 1, 6, 12, 2 };
static const size_t lengths[METERS] = { 250000, 250000, 203417, 150240, 250000 };
static const size_t absurd_frame = 170200;
static const double rate = 48000.0;

struct programme {
	double *columns[CHANNELS_MOST];
	struct loudness_meter *meter;
};

/* Noise whose level moves by 20 dB, so that windows, gates and range differ. */
static void programme_init(struct programme *programme, size_t index, bool in_group)
{
	struct noise noise = { 17 + index };
	for (size_t channel = 0; channel < channels[index]; channel++) {
		programme->columns[channel] = samples_new(lengths[index]);
		for (size_t i = 0; i < lengths[index]; i++)
			programme->columns[channel][i] =
				0.05 * (1.1 + sin((double)i * 0.0001 + (double)index)) * noise_gauss(&noise);
	}
	if (index == METERS - 1)
		programme->columns[1][absurd_frame] = 1e300;
	const struct loudness_settings settings = { .in_group = in_group };
	cr_assert_eq(loudness_meter_new_with(channels[index], rate, &settings, &programme->meter), STATUS_OK);
}

/* Hears the next block, and returns how many of its frames the other parts take. */
static size_t hear(struct programme *programme, size_t index, size_t first, size_t frames, const double **block)
{
	const size_t left = first < lengths[index] ? lengths[index] - first : 0;
	const size_t count = left < frames ? left : frames;
	for (size_t channel = 0; channel < channels[index]; channel++)
		block[channel] = programme->columns[channel] + (count > 0 ? first : 0);
	const bool goes_on = loudness_meter_hear(programme->meter, block, count);
	cr_assert_eq(loudness_meter_add_peaks(programme->meter, block, goes_on ? count : 0), STATUS_OK);
	return goes_on ? count : 0;
}

static void measure(struct programme *programmes, struct loudness_group *group)
{
	for (size_t first = 0, step = 0; first < lengths[0]; first += BLOCK - step++ % 7) {
		const size_t frames = BLOCK - step % 7;
		const double *blocks[METERS][CHANNELS_MOST];
		const double *const *columns[METERS];
		size_t counts[METERS];
		for (size_t i = 0; i < METERS; i++) {
			counts[i] = hear(&programmes[i], i, first, frames, blocks[i]);
			columns[i] = blocks[i];
			if (!group)
				cr_assert_eq(loudness_meter_add_energies(programmes[i].meter, columns[i], counts[i]),
					     STATUS_OK);
		}
		if (group)
			cr_assert_eq(loudness_group_add_energies(group, columns, counts), STATUS_OK);
	}
}

static void expect_equal(struct programme *one, struct programme *other, size_t index)
{
	struct loudness figures[2];
	static struct loudness_course courses[2];
	cr_assert_eq(loudness_meter_read(one->meter, &figures[0]), STATUS_OK);
	cr_assert_eq(loudness_meter_read(other->meter, &figures[1]), STATUS_OK);
	cr_expect_arr_eq(&figures[0], &figures[1], sizeof figures[0], "programme %zu", index);
	memset(courses, 0, sizeof courses);
	loudness_meter_read_course(one->meter, &courses[0]);
	loudness_meter_read_course(other->meter, &courses[1]);
	cr_expect_arr_eq(&courses[0], &courses[1], sizeof courses[0], "programme %zu", index);
	cr_expect_eq(!isfinite(figures[1].momentary_max_lufs), index == METERS - 1, "programme %zu", index);
}

Test(loudness_group, reads_what_each_meter_reads_alone)
{
	static struct programme alone[METERS], together[METERS];
	struct loudness_meter *meters[METERS];
	struct loudness_group *group;
	for (size_t i = 0; i < METERS; i++) {
		programme_init(&alone[i], i, false);
		programme_init(&together[i], i, true);
		meters[i] = together[i].meter;
	}
	cr_assert_eq(loudness_group_new(meters, METERS, &group), STATUS_OK);
	measure(alone, NULL);
	measure(together, group);
	for (size_t i = 0; i < METERS; i++) {
		expect_equal(&alone[i], &together[i], i);
		loudness_meter_free(alone[i].meter);
		loudness_meter_free(together[i].meter);
	}
	loudness_group_free(group);
}
