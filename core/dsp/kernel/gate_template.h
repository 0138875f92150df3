/* Computes the gain of gates, and takes tiles of frames through a computer, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

struct gate_parameters {
	vector mean, keep; /**< weights of the new square and of the old mean */
	vector upper, open_upper,
		closing; /**< ends of the knee: upper end when closed, upper and lower end when open */
	vector knee, curvature, slope, range;
	vector attack, hold, release;
};

static inline struct gate_parameters gate_parameters_of(const vector *row)
{
	const vector open_upper = row[GATE_COMPUTER_UPPER] - row[GATE_COMPUTER_HYSTERESIS];
	return (struct gate_parameters){
		.mean = row[GATE_COMPUTER_MEAN],
		.keep = 1.0 - row[GATE_COMPUTER_MEAN],
		.upper = row[GATE_COMPUTER_UPPER],
		.open_upper = open_upper,
		.closing = open_upper - row[GATE_COMPUTER_KNEE],
		.knee = row[GATE_COMPUTER_KNEE],
		.curvature = row[GATE_COMPUTER_CURVATURE],
		.slope = row[GATE_COMPUTER_SLOPE],
		.range = row[GATE_COMPUTER_RANGE],
		.attack = row[GATE_COMPUTER_ATTACK],
		.hold = row[GATE_COMPUTER_HOLD],
		.release = row[GATE_COMPUTER_RELEASE],
	};
}

/* Returns the gain in dB at level x of the curve whose knee ends at `upper`. */
INLINE vector gate_curve(vector x, vector upper, const struct gate_parameters *p)
{
	vector below = upper - x;
	vector depth = smaller(larger(below, all(0.0)), p->knee);
	vector under = larger(below - p->knee, all(0.0));
	return larger(-(p->curvature * (depth * depth) + p->slope * under), p->range);
}

/* Computes one frame from its level x and from the gains of the curves of the closed and of the open gate. */
INLINE vector gate_step(vector x, vector closed, vector opened, const struct gate_parameters *p, vector *s)
{
	const vector none = all(0.0), half = all(0.5), least = all(-1e9); /* dB: below every goal */
	const vector open = choose_if_less(x, p->upper, s[GATE_COMPUTER_OPEN], all(1.0));
	const vector goal = s[GATE_COMPUTER_GOAL], left = s[GATE_COMPUTER_LEFT], gain_db = s[GATE_COMPUTER_GAIN];
	vector asked = choose_if_less(half, open, opened, closed);
	vector counted = choose_if_less(x, p->closing, choose_if_less(half, open, least, asked), asked);
	vector fallen = choose_if_less(half, left, goal, choose_if_less(x, p->closing, closed, asked));
	vector after = choose_if_less(half, left, open, choose_if_less(x, p->closing, none, open));
	s[GATE_COMPUTER_OPEN] = choose_if_less(counted, goal, after, open);
	s[GATE_COMPUTER_LEFT] = choose_if_less(counted, goal, larger(left - 1.0, none), p->hold);
	s[GATE_COMPUTER_GOAL] = choose_if_less(counted, goal, fallen, asked);
	vector below = s[GATE_COMPUTER_GOAL] - gain_db;
	vector moved = choose_if_less(none, below, gain_db + p->attack * below, gain_db + p->release * below);
	s[GATE_COMPUTER_GAIN] = choose_if_less(larger(below, -below), all(1e-9), s[GATE_COMPUTER_GOAL], moved);
	return s[GATE_COMPUTER_GAIN];
}

/* Turns the first `frames` of `rows` detector frames into linear gains; the other rows are idle. Both counts are
   constants where this is called. */
INLINE void gate_rows(vector *x, int frames, int rows, const struct gate_parameters *p, vector *s)
{
	vector closed[TILE], opened[TILE];
	for (int j = 0; j < frames; j++)
		x[j] = mean_square(x[j], p->mean, p->keep, &s[GATE_COMPUTER_SQUARE]);
	for (int j = 0; j < rows; j += ABREAST)
		decibels_of_power(x + j, ABREAST);
	for (int j = 0; j < frames; j++) {
		closed[j] = gate_curve(x[j], p->upper, p);
		opened[j] = gate_curve(x[j], p->open_upper, p);
	}
	for (int j = 0; j < frames; j++)
		x[j] = gate_step(x[j], closed[j], opened[j], p, s);
	for (int j = 0; j < rows; j += ABREAST)
		gain_of_decibels(x + j, ABREAST);
}

/* Defines a computer over all columns by its function for rows (gate_rows() and the like). It runs tiles, and then
   single frames beside idle rows. */
#define ROWS_COMPUTER(noun, STATE_ROWS, idle)                                                                          \
	static void noun##_computer(const double *const *in, double *const *out, size_t frames,                        \
				    const double *parameters, double *state)                                           \
	{                                                                                                              \
		const struct noun##_parameters p = noun##_parameters_of((const vector *)(const void *)parameters);     \
		vector s[STATE_ROWS];                                                                                  \
		memcpy(s, state, sizeof s);                                                                            \
		size_t frame = 0;                                                                                      \
		for (; frame + TILE <= frames; frame += TILE) {                                                        \
			vector x[TILE];                                                                                \
			for (int j = 0; j < TILE; j += W)                                                              \
				load_tile(in, frame + (size_t)j, x + j);                                               \
			noun##_rows(x, TILE, TILE, &p, s);                                                             \
			for (int j = 0; j < TILE; j += W)                                                              \
				store_tile(out, frame + (size_t)j, x + j);                                             \
		}                                                                                                      \
		for (; frame < frames; frame++) {                                                                      \
			vector x[ABREAST];                                                                             \
			for (int k = 0; k < ABREAST; k++)                                                              \
				x[k] = all(idle);                                                                      \
			x[0] = gather(in, frame);                                                                      \
			noun##_rows(x, 1, ABREAST, &p, s);                                                             \
			scatter(out, frame, x[0]);                                                                     \
		}                                                                                                      \
		memcpy(state, s, sizeof s);                                                                            \
	}

ROWS_COMPUTER(gate, GATE_COMPUTER_STATE_ROWS, 1.0)
