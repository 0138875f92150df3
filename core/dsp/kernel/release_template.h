/* Computes the release of a limiter, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   A column runs in tiles of ROW frames, and a tile in five steps: the wanted gain, the slow pole, the sustained gain,
   the fast pole, the linear gain. The poles depend on the frame before. Each turn takes one step of each of five tiles,
   none of which waits for another, so that the CPU computes them at once. */

/* Turns overshoots into the wanted gains in dB, 0 and less. */
INLINE void release_asked(double *out, vector x[ROW_VECTORS])
{
	for (int k = 0; k < ROW_VECTORS; k++)
		x[k] = smaller(x[k] * x[k], all(SQUARE_MAXIMUM));
	decibels_of_power(x, ROW_VECTORS);
	for (int k = 0; k < ROW_VECTORS; k++)
		store(out + k * W, -larger(x[k], all(0.0)));
}

INLINE void release_start(double *out, const double *in)
{
	vector x[ROW_VECTORS];
	for (int k = 0; k < ROW_VECTORS; k++)
		x[k] = load(in + k * W);
	release_asked(out, x);
}

INLINE void release_slow(double *x, int frames, double weight, double *gain_db)
{
	double gain = *gain_db;
	for (int j = 0; j < frames; j++)
		x[j] = gain = gain + weight * (x[j] - gain);
	*gain_db = gain;
}

/* Turns the slow gain into an overshoot, which counts where it is larger. */
INLINE void release_sustained(double *out, const double *in)
{
	vector x[ROW_VECTORS];
	for (int k = 0; k < ROW_VECTORS; k++)
		x[k] = load(out + k * W);
	gain_of_decibels(x, ROW_VECTORS);
	for (int k = 0; k < ROW_VECTORS; k++) {
		x[k] = choose_if_less(all(RELEASE_COMPUTER_NEARLY_ONE), x[k], all(1.0), 1.0 / x[k]);
		x[k] = larger(x[k], load(in + k * W));
	}
	release_asked(out, x);
}

INLINE void release_fast(double *x, int frames, narrow weight, narrow *gain_db)
{
	for (int j = 0; j < frames; j++)
		x[j] = narrow_first(followed(narrow_all(x[j]), narrow_all(1.0), weight, gain_db));
}

/* Rounds the gain down to whole grains, so that no mean of gains exceeds the wanted gain. */
INLINE void release_gain(double *out, const double *in)
{
	vector x[ROW_VECTORS];
	for (int k = 0; k < ROW_VECTORS; k++)
		x[k] = load(out + k * W);
	gain_of_decibels(x, ROW_VECTORS);
	for (int k = 0; k < ROW_VECTORS; k++) {
		const vector grains = x[k] * (1.0 / RELEASE_COMPUTER_GRAIN), nearest = (grains + 0x1p52) - 0x1p52;
		const vector whole = choose_if_less(grains, nearest, nearest - 1.0, nearest) * RELEASE_COMPUTER_GRAIN;
		const vector held = choose_if_less(all(1.0), load(in + k * W), whole, all(1.0));
		store(out + k * W, choose_if_less(all(RELEASE_COMPUTER_NEARLY_ONE), x[k], held, whole));
	}
}

/* `sustains` is a constant where this is called. */
INLINE size_t release_tiles(const double *in, double *out, size_t frames, double slow_weight, narrow fast_weight,
			    bool sustains, double *slow, narrow *fast)
{
	const size_t end = frames / ROW * ROW, skew = sustains ? 2 * ROW : 0;
	for (size_t i = 0; end > 0 && i < end + 2 * ROW + skew; i += ROW) {
		/* Tiles that have not begun have an unsigned index beyond the end. */
		const size_t slow_at = i - ROW, sustained_at = i - 2 * ROW;
		const size_t fast_at = i - ROW - skew, gain_at = i - 2 * ROW - skew;
		if (sustains && slow_at < end)
			release_slow(out + slow_at, ROW, slow_weight, slow);
		if (fast_at < end)
			release_fast(out + fast_at, ROW, fast_weight, fast);
		if (i < end)
			release_start(out + i, in + i);
		if (sustains && sustained_at < end)
			release_sustained(out + sustained_at, in + sustained_at);
		if (gain_at < end)
			release_gain(out + gain_at, in + gain_at);
	}
	return end;
}

/* Computes fewer frames than a tile, padded with idle ones. */
static void release_rest(const double *in, double *out, size_t frames, double slow_weight, narrow fast_weight,
			 double *slow, narrow *fast)
{
	double overshoots[ROW], gains[ROW];
	for (size_t j = 0; j < ROW; j++)
		overshoots[j] = j < frames ? in[j] : 1.0;
	release_start(gains, overshoots);
	if (slow_weight > 0.0) {
		release_slow(gains, (int)frames, slow_weight, slow);
		release_sustained(gains, overshoots);
	}
	release_fast(gains, (int)frames, fast_weight, fast);
	release_gain(gains, overshoots);
	memcpy(out, gains, frames * sizeof *out);
}

static void release_computer(const double *in, double *out, size_t frames, const double *weights, double *state)
{
	const double slow_weight = weights[RELEASE_COMPUTER_SLOW];
	const narrow fast_weight = narrow_all(weights[RELEASE_COMPUTER_FAST]);
	double slow = state[RELEASE_COMPUTER_SLOW];
	narrow fast = narrow_all(state[RELEASE_COMPUTER_FAST]);
	const size_t done = slow_weight > 0.0
				    ? release_tiles(in, out, frames, slow_weight, fast_weight, true, &slow, &fast)
				    : release_tiles(in, out, frames, slow_weight, fast_weight, false, &slow, &fast);
	if (done < frames)
		release_rest(in + done, out + done, frames - done, slow_weight, fast_weight, &slow, &fast);
	state[RELEASE_COMPUTER_SLOW] = slow;
	state[RELEASE_COMPUTER_FAST] = narrow_first(fast);
}
