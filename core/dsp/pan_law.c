/* Computes the gains that pan a mono signal, or balance a stereo signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/pan_law.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"

#include <math.h>

const char *const pan_law_names[] = {
	[PAN_LAW_3] = "-3 dB", [PAN_LAW_4_5] = "-4.5 dB", [PAN_LAW_6] = "-6 dB", [PAN_LAW_0] = "0 dB", NULL
};

/* It is one instruction for each limit, where fmin() is a call. */
static double within_one(double gain)
{
	const double positive = gain > 0.0 ? gain : 0.0;
	return positive < 1.0 ? positive : 1.0;
}

void balance_gains(double position, double *left, double *right)
{
	*left = within_one(1.0 - position);
	*right = within_one(1.0 + position);
}

/* The cosine of one side is the sine of the other side. One function for both keeps the field symmetric to the last
   bit. */
static double constant_power(double nearness)
{
	return nearness == 1.0 ? 1.0 : elementary_sin(nearness * (ELEMENTARY_PI / 2.0));
}

void pan_gains(enum pan_law law, double position, double *left, double *right)
{
	position = fmin(fmax(position, -1.0), 1.0);
	const double linear_left = (1.0 - position) / 2.0;
	const double linear_right = (1.0 + position) / 2.0;
	switch (law) {
	case PAN_LAW_4_5:
		*left = sqrt(linear_left * constant_power(linear_left));
		*right = sqrt(linear_right * constant_power(linear_right));
		break;
	case PAN_LAW_6:
		*left = linear_left;
		*right = linear_right;
		break;
	case PAN_LAW_0:
		balance_gains(position, left, right);
		break;
	case PAN_LAW_3:
		*left = constant_power(linear_left);
		*right = constant_power(linear_right);
		break;
	}
}

/* Writes the nearness of both sides, from 0 to 1. */
static void fill_nearness(double *left, double *right, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		const double position = left[i];
		left[i] = (1.0 - position) / 2.0;
		right[i] = (1.0 + position) / 2.0;
	}
}

/* Does what constant_power() does: the nearness of a side is the quarter turn whose sine is its gain. */
static void fill_constant_power(const struct kernel *kernel, double *power, const double *side, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		power[i] = side[i] * 0.25;
	kernel->column->sines(power, power, frames);
}

static void fill_geometric_mean(const struct kernel *kernel, double *side, size_t frames)
{
	enum { PIECE = 64 };
	for (size_t start = 0; start < frames; start += PIECE) {
		double power[PIECE];
		const size_t piece = frames - start < PIECE ? frames - start : PIECE;
		fill_constant_power(kernel, power, side + start, piece);
		for (size_t i = 0; i < piece; i++)
			side[start + i] = sqrt(side[start + i] * fmax(power[i], 0.0));
	}
}

static void set_way(struct pan_turn *turn, const struct kernel *kernel, double way)
{
	turn->known = true;
	turn->way = way;
	for (size_t i = 0; i < TURN_STRIDE; i++) {
		turn->sines[i] = way * (double)(int)i;
		turn->cosines[i] = 0.25 - fabs(turn->sines[i]);
	}
	kernel->column->sines(turn->sines, turn->sines, TURN_STRIDE);
	kernel->column->sines(turn->cosines, turn->cosines, TURN_STRIDE);
}

/* In a straight line the gains turn: by equal angles in equal times. Those at each TURN_STRIDE frames of the line are
   computed by themselves; those behind them follow by the sum of two angles, so that no error adds up. */
void pan_gains_of_line(struct pan_turn *turn, const struct kernel *kernel, const struct curve_line *line, int64_t frame,
		       double *left, double *right, size_t frames)
{
	enum { STARTS = 2 * KERNEL_WIDTH_MAXIMUM, MOST = (STARTS - 1) * TURN_STRIDE };
	const double way = line->way * line->inverse * 0.125;
	if (!turn->known || turn->way != way)
		set_way(turn, kernel, way);
	for (size_t done = 0; done < frames; done += MOST) {
		double starts[STARTS], others[STARTS];
		const size_t run = frames - done < MOST ? frames - done : MOST;
		const int64_t here = frame + (int64_t)done;
		const size_t offset = (size_t)(here - line->first) % TURN_STRIDE;
		/* Whole vectors are faster than what is needed. */
		const size_t count = offset + run > STARTS / 2 * TURN_STRIDE ? STARTS : STARTS / 2;
		/* In units of the stride, which is a power of 2, the places have the bits of curve_line_at(). */
		kernel->column->line(starts, line->from, line->way,
				     (double)(here - (int64_t)offset - line->first) / TURN_STRIDE,
				     line->inverse * TURN_STRIDE, count);
		kernel->column->constant_power(starts, others, starts, count);
		kernel->column->turn(left + done, right + done,
				     &(struct column_turn){ starts, others, turn->sines, turn->cosines, offset }, run);
	}
}

void pan_gains_of_run(enum pan_law law, const struct kernel *kernel, double *positions, double *right, size_t frames)
{
	double *const sides[] = { positions, right };
	if (law == PAN_LAW_0) {
		for (size_t i = 0; i < frames; i++)
			balance_gains(positions[i], &positions[i], &right[i]);
		return;
	}
	if (law == PAN_LAW_3) {
		kernel->column->constant_power(positions, right, positions, frames);
		return;
	}
	fill_nearness(positions, right, frames);
	for (size_t i = 0; i < 2; i++)
		if (law == PAN_LAW_4_5)
			fill_geometric_mean(kernel, sides[i], frames);
}
