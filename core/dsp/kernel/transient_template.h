/* Computes the gain of transient shapers, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

struct transient_parameters {
	vector hold, release; /**< of the held peak */
	vector rise, fall; /**< weights of the slow follower */
	vector settle; /**< weight of a falling body */
	vector decay; /**< factor of the trail from frame to frame */
	vector attack, sustain; /**< largest gains in dB */
	vector wet, dry;
};

static inline struct transient_parameters transient_parameters_of(const vector *row)
{
	return (struct transient_parameters){
		.hold = row[TRANSIENT_COMPUTER_HOLD],
		.release = row[TRANSIENT_COMPUTER_RELEASE],
		.rise = row[TRANSIENT_COMPUTER_RISE],
		.fall = row[TRANSIENT_COMPUTER_FALL],
		.settle = row[TRANSIENT_COMPUTER_SETTLE],
		.decay = row[TRANSIENT_COMPUTER_DECAY],
		.attack = row[TRANSIENT_COMPUTER_ATTACK],
		.sustain = row[TRANSIENT_COMPUTER_SUSTAIN],
		.wet = row[TRANSIENT_COMPUTER_WET],
		.dry = row[TRANSIENT_COMPUTER_DRY],
	};
}

/* Returns tanh^2(ln(over / under)) where over is larger, else 0, without a logarithm. */
INLINE vector lead(vector over, vector under)
{
	const vector a = over * over, b = under * under;
	const vector t = larger(a - b, all(0.0)) / (a + b);
	return t * t;
}

/* Turns one sample x into a gain in dB. */
INLINE vector transient_step(vector x, const struct transient_parameters *p, vector *s)
{
	const vector none = all(0.0), half = all(0.5);
	const vector peak = s[TRANSIENT_COMPUTER_PEAK], left = s[TRANSIENT_COMPUTER_LEFT];
	const vector slow = s[TRANSIENT_COMPUTER_SLOW];
	const vector body = s[TRANSIENT_COMPUTER_BODY], trail = s[TRANSIENT_COMPUTER_TRAIL];
	x = smaller(larger(x, -x), all(TRANSIENT_COMPUTER_MOST));
	x = larger(x, all(TRANSIENT_COMPUTER_LEAST));
	/* Sampling makes a crest a little lower, so a value near the peak holds it too. */
	const vector near = peak * 0.99;
	const vector released = choose_if_less(half, left, peak, peak + p->release * (x - peak));
	const vector held = choose_if_less(x, near, released, larger(x, peak));
	s[TRANSIENT_COMPUTER_LEFT] = choose_if_less(x, near, larger(left - 1.0, none), p->hold);
	s[TRANSIENT_COMPUTER_PEAK] = held;
	const vector way = held - slow;
	s[TRANSIENT_COMPUTER_SLOW] = choose_if_less(none, way, slow + p->rise * way, slow + p->fall * way);
	const vector settled = choose_if_less(held, body, body + p->settle * (held - body), held);
	s[TRANSIENT_COMPUTER_BODY] = settled;
	s[TRANSIENT_COMPUTER_TRAIL] = larger(trail * p->decay, settled);
	return p->attack * lead(held, s[TRANSIENT_COMPUTER_SLOW]) +
	       p->sustain * lead(s[TRANSIENT_COMPUTER_TRAIL], settled);
}

/* Turns the first `frames` of `rows` detector frames into linear gains; the other rows are idle. Both counts are
   constants where this is called. */
INLINE void transient_rows(vector *x, int frames, int rows, const struct transient_parameters *p, vector *s)
{
	for (int j = 0; j < frames; j++)
		x[j] = transient_step(x[j], p, s);
	for (int j = 0; j < rows; j += ABREAST)
		gain_of_decibels(x + j, ABREAST);
	for (int j = 0; j < frames; j++)
		x[j] = p->dry + p->wet * x[j];
}

ROWS_COMPUTER(transient, TRANSIENT_COMPUTER_STATE_ROWS, 0.0)
