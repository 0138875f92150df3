/* stemprint: delays a stem by a fraction of a frame.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/moved_stem.h"

#include "dsp/elementary.h"
#include "dsp/kernel/fir.h"
#include "forensics/proof.h"

#include <math.h>
#include <string.h>

enum { TAPS = 2 * MOVED_REACH + 1 };

#define KAISER_BETA 10.0
#define DIFFERENCE 1e-3 /* frames: the step by which the slope over the delay is taken */

/* Returns I0, the modified Bessel function of order 0, by its series. */
static double bessel(double x)
{
	double sum = 1.0, term = 1.0;
	for (int k = 1; term > 1e-17 * sum; k++) {
		term *= x / (2.0 * k) * (x / (2.0 * k));
		sum += term;
	}
	return sum;
}

static double tap_at(double x)
{
	const double across = x / (MOVED_REACH + 1.0);
	if (fabs(across) >= 1.0)
		return 0.0;
	const double window = bessel(KAISER_BETA * sqrt(1.0 - across * across)) / bessel(KAISER_BETA);
	return fabs(x) < 1e-12 ? window : window * sin(ELEMENTARY_PI * x) / (ELEMENTARY_PI * x);
}

static double **columns_new(struct arena *arena, size_t channels, size_t frames)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	bool done = columns;
	for (size_t channel = 0; done && channel < channels; channel++) {
		columns[channel] = ARENA_ARRAY(arena, double, frames);
		done = columns[channel];
	}
	return done ? columns : NULL;
}

bool moved_stem_init(struct moved_stem *moved, size_t channels, struct arena *arena)
{
	*moved = (struct moved_stem){ .channels = channels };
	moved->taps = ARENA_ARRAY(arena, double, TAPS);
	moved->slope_taps = ARENA_ARRAY(arena, double, TAPS);
	moved->past = columns_new(arena, channels, TAPS - 1 + PROOF_BLOCK);
	moved->delayed = columns_new(arena, channels, PROOF_BLOCK);
	moved->slope = columns_new(arena, channels, PROOF_BLOCK);
	return moved->taps && moved->slope_taps && moved->past && moved->delayed && moved->slope;
}

/* Sets out[n] = sum of in[n - k] taps[k]; the stem is read MOVED_REACH frames early. */
void moved_stem_start(struct moved_stem *moved, double delay)
{
	for (size_t k = 0; k < TAPS; k++) {
		const double x = (double)k - MOVED_REACH - delay;
		moved->taps[k] = tap_at(x);
		moved->slope_taps[k] = (tap_at(x - DIFFERENCE) - tap_at(x + DIFFERENCE)) / (2.0 * DIFFERENCE);
	}
	for (size_t channel = 0; channel < moved->channels; channel++)
		memset(moved->past[channel], 0, (TAPS - 1) * sizeof(double));
}

void moved_stem_run(struct moved_stem *moved, const struct kernel *kernel, const double *column, size_t channel,
		    size_t frames)
{
	double *past = moved->past[channel], *delayed = moved->delayed[channel], *slope = moved->slope[channel];
	memcpy(past + TAPS - 1, column, frames * sizeof(double));
	memset(delayed, 0, frames * sizeof(double));
	memset(slope, 0, frames * sizeof(double));
	kernel->fir->convolve(delayed, past + TAPS - 1, moved->taps, TAPS, frames);
	kernel->fir->convolve(slope, past + TAPS - 1, moved->slope_taps, TAPS, frames);
	memmove(past, past + frames, (TAPS - 1) * sizeof(double));
}
