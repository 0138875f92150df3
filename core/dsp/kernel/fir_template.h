/* Runs filters of finite length, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/fir.h"

/* `vectors` is a constant where this is called. */
INLINE void correlate_turn(double *out, const double *in, const double *taps, size_t count, int vectors)
{
	vector sum[TURN];
	for (int k = 0; k < vectors; k++)
		sum[k] = load(in + k * W) * taps[0];
	for (size_t j = 1; j < count; j++) {
		const vector tap = all(taps[j]);
		for (int k = 0; k < vectors; k++)
			sum[k] = sum[k] + load(in + j + k * W) * tap;
	}
	for (int k = 0; k < vectors; k++)
		store(out + k * W, sum[k]);
}

static void correlate(double *out, const double *in, const double *taps, size_t count, size_t frames)
{
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W)
		correlate_turn(out + i, in + i, taps, count, TURN);
	for (; i + W <= frames; i += W)
		correlate_turn(out + i, in + i, taps, count, 1);
	/* Computes the last vector again, shifted back, so that no frames are left over. */
	if (i < frames && frames >= W) {
		correlate_turn(out + frames - W, in + frames - W, taps, count, 1);
		return;
	}
	for (; i < frames; i++) {
		double sum = in[i] * taps[0];
		for (size_t j = 1; j < count; j++)
			sum = sum + in[i + j] * taps[j];
		out[i] = sum;
	}
}

/* `vectors` is a constant where this is called. Each pair of samples shares a tap. */
INLINE void half_band_turn(double *out, const double *in, const double *taps, size_t pairs, int vectors)
{
	const double *last = in + 2 * pairs - 1;
	vector sum[TURN];
	for (int k = 0; k < vectors; k++)
		sum[k] = all(0.0);
	for (size_t j = 0; j < pairs; j++) {
		const vector tap = all(taps[j]);
		for (int k = 0; k < vectors; k++)
			sum[k] = sum[k] + (load(in + j + k * W) + load(last - j + k * W)) * tap;
	}
	for (int k = 0; k < vectors; k++)
		store(out + k * W, sum[k]);
}

/* The frames of a long filter that are computed together, the pairs from which on a filter is long, and its most. */
enum { LONG_FRAMES = 128, LONG_PAIRS = 32, LONG_PAIRS_MOST = 96 };

/* The samples of such a filter, W times. Each row begins a sample later than the one before it, so that each vector of
   samples is aligned in one of them and lies in one cache line. */
typedef double shifted_rows[W][LONG_FRAMES + 2 * LONG_PAIRS_MOST + W];

/* Returns the vector that begins with sample `at`. */
INLINE const vector *shifted(shifted_rows rows, size_t at)
{
	return (const vector *)(const void *)(rows[at % W] + at / W * W);
}

/* Does what half_band_turn() does, to the same bits. */
INLINE void long_turn(double *out, shifted_rows rows, size_t at, const double *taps, size_t pairs, int vectors)
{
	vector sum[2 * TURN];
	for (int k = 0; k < vectors; k++)
		sum[k] = all(0.0);
	for (size_t j = 0; j < pairs; j++) {
		const vector *first = shifted(rows, at + j), *last = shifted(rows, at + 2 * pairs - 1 - j);
		const vector tap = all(taps[j]);
		for (int k = 0; k < vectors; k++)
			sum[k] = sum[k] + (first[k] + last[k]) * tap;
	}
	for (int k = 0; k < vectors; k++)
		store(out + at + (size_t)k * W, sum[k]);
}

/* Runs a long filter on W to LONG_FRAMES frames. */
static void long_half_band(double *out, const double *in, const double *taps, size_t pairs, size_t frames)
{
	shifted_rows rows __attribute__((aligned(64)));
	const size_t count = frames + 2 * pairs - 1;
	for (size_t k = 0; k < W; k++)
		memcpy(rows[k], in + k, (count - k) * sizeof *in);
	size_t i = 0;
	for (; i + 2 * TURN * W <= frames; i += 2 * TURN * W)
		long_turn(out, rows, i, taps, pairs, 2 * TURN);
	for (; i + W <= frames; i += W)
		long_turn(out, rows, i, taps, pairs, 1);
	if (i < frames)
		half_band_turn(out + frames - W, in + frames - W, taps, pairs, 1);
}

#if KERNEL_WIDTH == 8

/* The pairs of two filters that run often: that which splits a frame in halves, for fractional delays, and that of the
   second doubling of an oversampler. */
enum { SPLIT_PAIRS = 20, SECOND_PAIRS = 14 };

/* Does what half_band_turn() does to one vector, to the same bits. The later sample of each pair comes from registers,
   since nearly every load would cross a cache line. `pairs` is a constant where this is called. */
INLINE void known_turn(double *out, const double *in, const double *taps, int pairs)
{
	const double *half = in + pairs;
	/* The last of the vectors begins earlier, and is turned, so that no sample beyond the last one is read. */
	const int last = (pairs - 1) / W, early = (last + 1) * W - (pairs - 1);
	vector x[(SPLIT_PAIRS - 1) / W + 2], sum = all(0.0);
	for (int k = 0; k <= last; k++)
		x[k] = load(half + k * W);
	x[last + 1] = later(load(half + pairs - 1), load(half + pairs - 1), early);
#pragma GCC unroll 20
	for (int j = 0; j < pairs; j++) {
		const int far = pairs - 1 - j;
		sum = sum + (load(in + j) + later(x[far / W], x[far / W + 1], far % W)) * all(taps[j]);
	}
	store(out, sum);
}

/* `pairs` is a constant where this is called. There are W frames at least. */
INLINE void known_half_band(double *out, const double *in, const double *taps, int pairs, size_t frames)
{
	for (size_t i = 0; i + W <= frames; i += W)
		known_turn(out + i, in + i, taps, pairs);
	if (frames % W > 0)
		known_turn(out + frames - W, in + frames - W, taps, pairs);
}

#endif

static void half_band(double *out, const double *in, const double *taps, size_t pairs, size_t frames)
{
	size_t i = 0;
#if KERNEL_WIDTH == 8
	if (pairs == SPLIT_PAIRS && frames >= W) {
		known_half_band(out, in, taps, SPLIT_PAIRS, frames);
		return;
	}
	if (pairs == SECOND_PAIRS && frames >= W) {
		known_half_band(out, in, taps, SECOND_PAIRS, frames);
		return;
	}
#endif
	if (W > 1 && pairs >= LONG_PAIRS && pairs <= LONG_PAIRS_MOST)
		for (; frames - i >= W; i += frames - i < LONG_FRAMES ? frames - i : LONG_FRAMES)
			long_half_band(out + i, in + i, taps, pairs,
				       frames - i < LONG_FRAMES ? frames - i : LONG_FRAMES);
	for (; i + TURN * W <= frames; i += TURN * W)
		half_band_turn(out + i, in + i, taps, pairs, TURN);
	for (; i + W <= frames; i += W)
		half_band_turn(out + i, in + i, taps, pairs, 1);
	/* Computes the last vector again, shifted back, so that no frames are left over. */
	if (i < frames && frames >= W) {
		half_band_turn(out + frames - W, in + frames - W, taps, pairs, 1);
		return;
	}
	for (; i < frames; i++) {
		double sum = 0.0;
		for (size_t j = 0; j < pairs; j++)
			sum = sum + (in[i + j] + in[i + (2 * pairs - 1 - j)]) * taps[j];
		out[i] = sum;
	}
}

/* The sums of a weighing that run side by side, and the vectors that hold them. */
enum { WEIGHED_ABREAST = 8, WEIGHED_VECTORS = WEIGHED_ABREAST / W };

INLINE double weighed(const vector *sum)
{
	double sums[WEIGHED_ABREAST];
	for (int k = 0; k < WEIGHED_VECTORS; k++)
		store(sums + k * W, sum[k]);
	return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/* `turns` is a constant where this is called: so many outputs share each load of a weight. */
INLINE void weigh_turn(double *out, size_t out_step, const double *in, size_t in_step, const double *weights,
		       size_t taps, int turns)
{
	vector sum[TURN][WEIGHED_VECTORS];
	for (int j = 0; j < turns; j++)
		for (int k = 0; k < WEIGHED_VECTORS; k++)
			sum[j][k] = all(0.0);
	for (size_t i = 0; i < taps; i += WEIGHED_ABREAST)
		for (int k = 0; k < WEIGHED_VECTORS; k++) {
			const vector weight = load(weights + i + k * W);
			for (int j = 0; j < turns; j++)
				sum[j][k] = sum[j][k] + weight * load(in + (size_t)j * in_step + i + k * W);
		}
	for (int j = 0; j < turns; j++)
		out[(size_t)j * out_step] = weighed(sum[j]);
}

/* The outputs of one turn: so many that their sums hide the latency of an addition, and stay in registers. */
enum { WEIGHED_TURN = W == 8 ? 4 : W == 4 ? 4 : W == 2 ? 2 : 1 };

static void weigh(double *out, size_t out_step, const double *in, size_t in_step, const double *weights, size_t taps,
		  size_t frames)
{
	size_t i = 0;
	for (; i + WEIGHED_TURN <= frames; i += WEIGHED_TURN)
		weigh_turn(out + i * out_step, out_step, in + i * in_step, in_step, weights, taps, WEIGHED_TURN);
	for (; i < frames; i++)
		weigh_turn(out + i * out_step, out_step, in + i * in_step, in_step, weights, taps, 1);
}

/* The vectors of output that share each load of a tap. */
enum { FIR_ABREAST = 8 };

static void convolve(double *out, const double *in, const double *taps, size_t count, size_t frames)
{
	size_t i = 0;
	for (; i + FIR_ABREAST * W <= frames; i += FIR_ABREAST * W) {
		vector sum[FIR_ABREAST];
		for (int k = 0; k < FIR_ABREAST; k++)
			sum[k] = load(out + i + k * W);
		for (size_t tap = 0; tap < count; tap++) {
			const double *from = in + i - tap;
			vector gain = all(taps[tap]);
			for (int k = 0; k < FIR_ABREAST; k++)
				sum[k] = sum[k] + load(from + k * W) * gain;
		}
		for (int k = 0; k < FIR_ABREAST; k++)
			store(out + i + k * W, sum[k]);
	}
	for (; i + W <= frames; i += W) {
		vector sum = load(out + i);
		for (size_t tap = 0; tap < count; tap++)
			sum = sum + load(in + i - tap) * all(taps[tap]);
		store(out + i, sum);
	}
	for (; i < frames; i++) {
		double sum = out[i];
		for (size_t tap = 0; tap < count; tap++)
			sum = sum + *(in + i - tap) * taps[tap];
		out[i] = sum;
	}
}

static const struct fir_kernel fir_kernel = {
	.convolve = convolve,
	.correlate = correlate,
	.weigh = weigh,
	.half_band = half_band,
};
