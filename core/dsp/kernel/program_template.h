/* Computes the gain of compressors whose release depends on the program, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

struct program_parameters {
	vector mean, keep; /**< weights of the new square and of the old mean */
	vector threshold, half_knee, knee, knee_scale, slope, range;
	vector attack, release;
	vector held, charge, fade, line;
	vector wet, dry;
};

static inline struct program_parameters program_parameters_of(const vector *row)
{
	const vector knee_minimum = all(1e-9); /* dB; it keeps the reciprocal of the knee finite */
	const vector knee = row[GAIN_COMPUTER_KNEE];
	struct program_parameters p = {
		.mean = row[GAIN_COMPUTER_MEAN],
		.keep = 1.0 - row[GAIN_COMPUTER_MEAN],
		.threshold = row[GAIN_COMPUTER_THRESHOLD],
		.knee = choose_if_less(knee_minimum, knee, knee, all(0.0)),
		.knee_scale = 0.5 / larger(knee, knee_minimum),
		.slope = row[GAIN_COMPUTER_SLOPE],
		.range = larger(row[GAIN_COMPUTER_RANGE], all(-1000.0)),
		.attack = row[GAIN_COMPUTER_ATTACK],
		.release = row[GAIN_COMPUTER_RELEASE],
		.held = row[PROGRAM_COMPUTER_HELD],
		.charge = row[PROGRAM_COMPUTER_CHARGE],
		.fade = row[PROGRAM_COMPUTER_FADE],
		.line = row[PROGRAM_COMPUTER_LINE],
		.wet = row[GAIN_COMPUTER_WET],
		.dry = row[GAIN_COMPUTER_DRY],
	};
	p.half_knee = 0.5 * p.knee;
	return p;
}

/* Turns a level in dB into the gain that the static curve asks for. */
INLINE vector program_curve(vector x, const struct program_parameters *p)
{
	const vector beyond = x - p->threshold;
	const vector above = larger(beyond - p->half_knee, all(0.0));
	const vector within = smaller(larger(beyond + p->half_knee, all(0.0)), p->knee);
	return larger(p->slope * (within * (within * p->knee_scale) + above), p->range);
}

/* Returns by how much the gain moves where its distance from the wanted gain goes in a straight line from d0 to d1. The
   weight is one for a falling and another for a rising gain, so the mean over the line is the difference of the
   antiderivatives, w d^2 / 2, over the difference of the distances (as in antiderivative antialiasing: Parker,
   Zavalishin and Le Bivic, DAFx 2016). Where both have the same sign that is the weight times their mean. */
INLINE vector program_move(vector d0, vector d1, const struct program_parameters *p)
{
	const vector none = all(0.0);
	const vector w0 = choose_if_less(d0, none, p->attack, p->release);
	const vector w1 = choose_if_less(d1, none, p->attack, p->release);
	const vector along = w0 * d0 + w1 * d1, across = w1 * (d1 * d1) - w0 * (d0 * d0);
	const vector crosses = d0 * d1;
	const vector way = choose_if_less(crosses, none, d1 - d0, all(1.0));
	return 0.5 * choose_if_less(crosses, none, across / way, along);
}

/* Computes one frame from the wanted gain in dB. */
INLINE vector program_step(vector wanted, const struct program_parameters *p, vector *s)
{
	const vector gain = s[PROGRAM_COMPUTER_GAIN], memory = s[PROGRAM_COMPUTER_MEMORY];
	const vector before = wanted + p->line * (s[PROGRAM_COMPUTER_WANTED] - wanted);
	const vector room = larger(p->held * memory - gain, all(0.0));
	const vector moved = gain + program_move(smaller(before - gain, room), smaller(wanted - gain, room), p);
	s[PROGRAM_COMPUTER_WANTED] = wanted;
	s[PROGRAM_COMPUTER_GAIN] = moved;
	s[PROGRAM_COMPUTER_MEMORY] =
		memory + (p->charge * smaller(moved - memory, all(0.0)) + p->fade * (wanted - memory));
	return moved;
}

/* Turns the first `frames` of `rows` detector frames into linear gains; the other rows are idle. Both counts are
   constants where this is called. */
INLINE void program_rows(vector *x, int frames, int rows, const struct program_parameters *p, vector *s)
{
	for (int j = 0; j < frames; j++)
		x[j] = mean_square(x[j], p->mean, p->keep, &s[PROGRAM_COMPUTER_SQUARE]);
	for (int j = 0; j < rows; j += ABREAST)
		decibels_of_power(x + j, ABREAST);
	for (int j = 0; j < frames; j++)
		x[j] = program_curve(x[j], p);
	for (int j = 0; j < frames; j++)
		x[j] = program_step(x[j], p, s);
	for (int j = 0; j < rows; j += ABREAST)
		gain_of_decibels(x + j, ABREAST);
	for (int j = 0; j < frames; j++)
		x[j] = p->dry + p->wet * x[j];
}

ROWS_COMPUTER(program, PROGRAM_COMPUTER_STATE_ROWS, 1.0)
