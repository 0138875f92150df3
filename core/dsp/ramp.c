/* Moves a value in a straight line from one point of the automation grid to the next.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/ramp.h"

#include "dsp/kernel/column.h"

void ramp_set(struct ramp *ramp, double value)
{
	*ramp = (struct ramp){ .from = value, .to = value };
}

void ramp_aim(struct ramp *ramp, double target)
{
	*ramp = (struct ramp){ .from = ramp_value(ramp, 0), .to = target, .left = AUTOMATION_GRID_FRAMES };
}

double ramp_value(const struct ramp *ramp, size_t frame)
{
	if (frame >= ramp->left)
		return ramp->to;
	const double share = (double)(AUTOMATION_GRID_FRAMES - ramp->left + frame) / AUTOMATION_GRID_FRAMES;
	return ramp->from + (ramp->to - ramp->from) * share;
}

void ramp_fill(const struct ramp *ramp, double *out, size_t frames)
{
	const size_t moving = ramp->left < frames ? ramp->left : frames;
	for (size_t i = 0; i < moving; i++)
		out[i] = ramp_value(ramp, i);
	for (size_t i = moving; i < frames; i++)
		out[i] = ramp->to;
}

void ramp_advance(struct ramp *ramp, size_t frames)
{
	ramp->left -= ramp->left < frames ? ramp->left : frames;
}

void ramp_mix(const struct ramp *gain, const struct ramp *other, const struct kernel *kernel, double *out,
	      const double *first, const double *second, size_t frames)
{
	if (gain->left == 0 && other->left == 0) {
		const double *const terms[2] = { first, second };
		const double gains[2] = { gain->to, other->to };
		kernel->column->mix(out, terms, gains, 2, frames);
		return;
	}
	double gains[RAMP_RUN], others[RAMP_RUN];
	const double *const terms[2] = { gains, others };
	ramp_fill(gain, gains, frames);
	ramp_fill(other, others, frames);
	kernel->column->multiply(gains, first, gains, frames);
	kernel->column->multiply(others, second, others, frames);
	kernel->column->mix(out, terms, (const double[2]){ 1.0, 1.0 }, 2, frames);
}
