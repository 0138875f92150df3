/* Runs the inner loops of delays, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/delay.h"

/* Prefetches the lines that the loop writes some turns later, since they may be in the cache of another core or in
   none. A prefetch beyond the end of a column does no harm. */
INLINE void soon_written(const double *column, int frames)
{
	enum { FRAMES_AHEAD = 256, FRAMES_OF_A_LINE = 8 };
	for (int i = 0; i < frames; i += FRAMES_OF_A_LINE)
		__builtin_prefetch(column + FRAMES_AHEAD + i, 1);
}

/* Passes the memory of `kept` only once, as it is often far away. */
static void swap(double *kept, double *out, const double *in, size_t frames)
{
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W) {
		vector older[TURN], newer[TURN];
		soon_written(out + i, TURN * W);
		soon_written(kept + i, TURN * W);
		for (int k = 0; k < TURN; k++) {
			older[k] = load(kept + i + k * W);
			newer[k] = load(in + i + k * W);
		}
		for (int k = 0; k < TURN; k++) {
			store(out + i + k * W, older[k]);
			store(kept + i + k * W, newer[k]);
		}
	}
	for (; i < frames; i++) {
		const double newer = in[i];
		out[i] = kept[i];
		kept[i] = newer;
	}
}

/* Rotates eight pairs at a constant distance. `whole`: the tangent is 1, and no product is needed. */
INLINE void rotate_pairs(vector x[ROTATE_COLUMNS], int distance, vector tangent, bool whole)
{
	for (int pair = 0; pair < ROTATE_COLUMNS / 2; pair++) {
		const int i = pair / distance * 2 * distance + pair % distance;
		const vector a = x[i], b = x[i + distance];
		x[i] = whole ? a + b : a + tangent * b;
		x[i + distance] = whole ? b - a : b - tangent * a;
	}
}

INLINE void rotate_frame(vector x[ROTATE_COLUMNS], vector tangent, bool whole)
{
	rotate_pairs(x, 1, tangent, whole);
	rotate_pairs(x, 2, tangent, whole);
	rotate_pairs(x, 4, tangent, whole);
	rotate_pairs(x, 8, tangent, whole);
}

/* `whole` and `adds` are constants where this is called. */
INLINE void rotate_columns(const double *const *in, const double *const *add, double *const *out, double tangent,
			   double scale, size_t frames, bool whole, bool adds)
{
	const vector t = all(tangent), s = all(scale);
	vector x[ROTATE_COLUMNS];
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			x[k] = load(in[k] + i);
		rotate_frame(x, t, whole);
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			store(out[k] + i, adds ? x[k] * s + load(add[k] + i) : x[k] * s);
	}
	for (; i < frames; i++) {
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			x[k] = all(in[k][i]);
		rotate_frame(x, t, whole);
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			out[k][i] = column_of(adds ? x[k] * s + all(add[k][i]) : x[k] * s, 0);
	}
}

static void rotate(const double *const *in, const double *const *add, double *const *out, double tangent, double scale,
		   size_t frames)
{
	if (tangent == 1.0 && add)
		rotate_columns(in, add, out, tangent, scale, frames, true, true);
	else if (tangent == 1.0)
		rotate_columns(in, add, out, tangent, scale, frames, true, false);
	else if (add)
		rotate_columns(in, add, out, tangent, scale, frames, false, true);
	else
		rotate_columns(in, add, out, tangent, scale, frames, false, false);
}

static void long_allpass(double *kept, double *column, const double *past, double gain, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		const vector before = load(past + i), now = load(column + i) + gain * before;
		store(kept + i, now);
		store(column + i, before - gain * now);
	}
	for (; i < frames; i++) {
		const double before = past[i], now = column[i] + gain * before;
		kept[i] = now;
		column[i] = before - gain * now;
	}
}

/* Copies the taps, so that they stay in registers: no store can change the copies. */
static void ramped_fir(double *out, const double *in, const double *first, const double *step, double start,
		       size_t frames)
{
	vector ramp = all(0.0), still[RAMPED_FIR_TAPS], change[RAMPED_FIR_TAPS];
	for (int k = 0; k < W; k++)
		set_column(&ramp, k, k);
	for (int k = 0; k < RAMPED_FIR_TAPS; k++) {
		still[k] = all(first[k]);
		change[k] = all(step[k]);
	}
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		const vector way = all(start + (double)i) + ramp;
		vector sum = load(in + i) * (still[0] + way * change[0]);
		for (int k = 1; k < RAMPED_FIR_TAPS; k++)
			sum = sum + load(in + i + k) * (still[k] + way * change[k]);
		store(out + i, sum);
	}
	for (; i < frames; i++) {
		const double way = start + (double)i;
		double sum = in[i] * (first[0] + way * step[0]);
		for (size_t k = 1; k < RAMPED_FIR_TAPS; k++)
			sum = sum + in[i + k] * (first[k] + way * step[k]);
		out[i] = sum;
	}
}

/* The vectors that hold the partial sums of a reading. */
enum { PARTS = INTERPOLATION_PARTS / W };

INLINE double interpolated(const struct interpolation *reading)
{
	vector first[PARTS], second[PARTS];
	double parts[INTERPOLATION_PARTS];
	for (int k = 0; k < PARTS; k++)
		first[k] = second[k] = all(0.0);
	const double *window = reading->window, *filter = reading->filters, *next = filter + reading->taps;
	for (size_t tap = 0; tap < reading->taps; tap += INTERPOLATION_PARTS)
		for (size_t k = 0; k < PARTS; k++) {
			vector x = load(window + tap + k * W);
			first[k] += load(filter + tap + k * W) * x;
			second[k] += load(next + tap + k * W) * x;
		}
	for (int k = 0; k < PARTS; k++)
		store(parts + k * W, first[k] + reading->fraction * (second[k] - first[k]));
	return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}

static void interpolate(double *out, const struct interpolation *readings, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		out[i] = interpolated(&readings[i]);
}

static const struct delay_kernel delay_kernel = {
	.swap = swap,
	.rotate = rotate,
	.long_allpass = long_allpass,
	.ramped_fir = ramped_fir,
	.interpolate = interpolate,
};
