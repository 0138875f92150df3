/* stemprint tests: the level over time, against windows that are cut plainly.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/level_series.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

/* Adds two channels in stretches of at most `cut` frames, none of which crosses the end of a window. */
static struct level_series *follow(double *const *columns, size_t frames, double rate, size_t cut)
{
	struct level_series *series = calloc(1, sizeof *series);
	cr_assert_not_null(series);
	level_series_init(series, rate);
	for (size_t done = 0, count; done < frames; done += count) {
		count = frames - done < cut ? frames - done : cut;
		for (size_t channel = 0; channel < 2; channel++)
			for (size_t at = done, part; at < done + count; at += part) {
				uint64_t left = level_series_left(series, at);
				part = done + count - at < left ? done + count - at : (size_t)left;
				double rms = samples_rms(columns[channel] + at, part);
				level_series_add(series, at, samples_peak(columns[channel] + at, part),
						 rms * rms * (double)part);
			}
	}
	return series;
}

static void expect_windows(const struct level_series *series, double *const *columns, size_t frames, size_t window)
{
	cr_assert_eq(series->window_frames, window);
	cr_assert_eq(series->count, (frames + window - 1) / window);
	for (size_t i = 0; i < series->count; i++) {
		size_t start = i * window, length = frames - start < window ? frames - start : window;
		double left = samples_rms(columns[0] + start, length), right = samples_rms(columns[1] + start, length);
		double peak = fmax(samples_peak(columns[0] + start, length), samples_peak(columns[1] + start, length));
		cr_assert_eq(series->peaks[i], peak, "window %zu", i);
		cr_assert_float_eq(level_series_rms(series, i, frames, 2), sqrt((left * left + right * right) / 2.0),
				   1e-12, "window %zu", i);
	}
}

static void expect_course(size_t frames, double rate, size_t cut, size_t window)
{
	double *columns[2] = { samples_new(frames), samples_new(frames) };
	struct noise noise = { frames };
	for (size_t i = 0; i < frames; i++) {
		columns[0][i] = noise_gauss(&noise);
		columns[1][i] = noise_uniform(&noise) * (double)i / (double)frames;
	}
	struct level_series *series = follow(columns, frames, rate, cut);
	expect_windows(series, columns, frames, window);
	free(series);
	free(columns[0]);
	free(columns[1]);
}

Test(level_series, windows_of_a_second)
{
	expect_course(48000 * 3 + 1, 48000.0, 4096, 48000);
	expect_course(44100 * 2, 44100.0, 1000, 44100);
	expect_course(100, 48000.0, 4096, 48000);
}

/* There is room for 4096 windows. */
Test(level_series, long_ones_have_longer_windows)
{
	expect_course(4096 * 8, 8.0, 64, 8);
	expect_course(4096 * 8 + 1, 8.0, 64, 16);
	expect_course(8 * 10000 - 3, 8.0, 61, 32);
	expect_course(8 * 20001, 8.0, 4096, 64);
}
