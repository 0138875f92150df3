/* Computes the gain of compressors whose parameters move, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every parameter may differ from frame to frame and from column to column, so columns go side by side all the way. The
   steps on each value are those of compressor_template.h. */

/* The parameters of all columns at some frame. */
struct moving_gain {
	vector from[GAIN_COMPUTER_ROWS], change[GAIN_COMPUTER_ROWS];
	bool knee_moves;
	vector knee_scale; /**< where the knee stays */
};

INLINE vector moving_row(const struct moving_gain *moving, int row, double share)
{
	return moving->from[row] + moving->change[row] * share;
}

static void moving_gain_init(struct moving_gain *moving, const double *parameters, const double *changes)
{
	moving->knee_moves = false;
	for (int row = 0; row < GAIN_COMPUTER_ROWS; row++) {
		moving->from[row] = load(parameters + row * W);
		moving->change[row] = load(changes + row * W);
	}
	for (int c = 0; c < W; c++)
		moving->knee_moves = moving->knee_moves || changes[GAIN_COMPUTER_KNEE * W + c] != 0.0;
	moving->knee_scale = 0.5 / larger(moving->from[GAIN_COMPUTER_KNEE], all(KNEE_MINIMUM));
}

/* Turns levels in dBFS into the wanted gains in dB. */
INLINE vector moving_curve(vector x, const struct moving_gain *moving, double share)
{
	const vector knee = moving_row(moving, GAIN_COMPUTER_KNEE, share);
	struct gain_curve curve = {
		.threshold = moving_row(moving, GAIN_COMPUTER_THRESHOLD, share),
		.slope = moving_row(moving, GAIN_COMPUTER_SLOPE, share),
		.range = larger(moving_row(moving, GAIN_COMPUTER_RANGE, share), all(-1000.0)),
		.knee = choose_if_less(all(KNEE_MINIMUM), knee, knee, all(0.0)),
		.knee_scale = moving->knee_scale,
	};
	if (moving->knee_moves)
		curve.knee_scale = 0.5 / larger(knee, all(KNEE_MINIMUM));
	curve.half_knee = 0.5 * curve.knee;
	static_curve(&x, 1, &curve);
	return x;
}

INLINE vector moving_mean(vector x, const struct moving_gain *moving, double share, vector *mean)
{
	const vector weight = moving_row(moving, GAIN_COMPUTER_MEAN, share), keep = 1.0 - weight;
	*mean = keep * *mean + weight * smaller(x * x, all(SQUARE_MAXIMUM));
	return larger(smaller(*mean, all(SQUARE_MAXIMUM)), all(SQUARE_MINIMUM));
}

/* The frames whose polynomials run side by side. */
enum { MOVING_ABREAST = (int)W < (int)ABREAST ? W : ABREAST };

/* Computes some frames, at most W, in place; `frames` is a constant where this is called. */
INLINE void moving_gains(vector *x, int frames, const struct moving_gain *moving, const double *shares, vector state[2])
{
	for (int j = 0; j < frames; j++)
		x[j] = moving_mean(x[j], moving, shares[j], &state[0]);
	for (int j = 0; j + MOVING_ABREAST <= frames; j += MOVING_ABREAST)
		decibels_of_power(x + j, MOVING_ABREAST);
	for (int j = frames / MOVING_ABREAST * MOVING_ABREAST; j < frames; j++)
		decibels_of_power(x + j, 1);
	for (int j = 0; j < frames; j++)
		x[j] = moving_curve(x[j], moving, shares[j]);
	for (int j = 0; j < frames; j++) {
		const vector falls = moving_row(moving, GAIN_COMPUTER_ATTACK, shares[j]);
		const vector rises = moving_row(moving, GAIN_COMPUTER_RELEASE, shares[j]);
		state[1] = state[1] + choose_if_less(x[j], state[1], falls, rises) * (x[j] - state[1]);
		x[j] = state[1];
	}
	for (int j = 0; j + MOVING_ABREAST <= frames; j += MOVING_ABREAST)
		gain_of_decibels(x + j, MOVING_ABREAST);
	for (int j = frames / MOVING_ABREAST * MOVING_ABREAST; j < frames; j++)
		gain_of_decibels(x + j, 1);
	for (int j = 0; j < frames; j++)
		x[j] = moving_row(moving, GAIN_COMPUTER_DRY, shares[j]) +
		       moving_row(moving, GAIN_COMPUTER_WET, shares[j]) * x[j];
}

static void moving_gain_computer(const double *const *in, double *const *out, size_t frames, const double *parameters,
				 const double *changes, const double *shares, double *state)
{
	struct moving_gain moving;
	vector states[GAIN_COMPUTER_STATE_ROWS] = { load(state), load(state + W) };
	size_t frame = 0;
	moving_gain_init(&moving, parameters, changes);
	for (; frame + W <= frames; frame += W) {
		vector x[W];
		load_tile(in, frame, x);
		moving_gains(x, W, &moving, shares + frame, states);
		store_tile(out, frame, x);
	}
	for (; frame < frames; frame++) {
		vector x = gather(in, frame);
		moving_gains(&x, 1, &moving, shares + frame, states);
		scatter(out, frame, x);
	}
	store(state, states[0]);
	store(state + W, states[1]);
}
