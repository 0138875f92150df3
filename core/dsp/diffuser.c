/* Multiplies echoes by delays and mixing matrices.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/diffuser.h"

#include "dsp/elementary.h"
#include "dsp/split_mix.h"

#include <math.h>

double diffuser_random(uint64_t key, uint64_t index)
{
	return (double)(split_mix(key + SPLIT_MIX_GAMMA * (index + 1)) >> 11) * 0x1p-53;
}

void diffuser_shuffle(size_t *order, size_t count, uint64_t key)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		const size_t other = (size_t)(diffuser_random(key, i) * (double)i);
		const size_t moved = order[i - 1];
		order[i - 1] = order[other];
		order[other] = moved;
	}
}

void diffuser_design_init(struct diffuser_design *design, const double span_frames[DIFFUSER_STEPS], double skew,
			  double diffusion, uint64_t key)
{
	for (size_t step = 0; step < DIFFUSER_STEPS; step++) {
		const uint64_t own = split_mix(key + step);
		size_t order[DIFFUSER_CHANNELS];
		diffuser_shuffle(order, DIFFUSER_CHANNELS, own);
		for (size_t i = 0; i < DIFFUSER_CHANNELS; i++) {
			const double rank = (double)order[i] + diffuser_random(own, 100 + i);
			const double share = elementary_pow(fmax(rank, 1e-3) / DIFFUSER_CHANNELS, skew);
			design->delays[step][i] = (size_t)floor(span_frames[step] * share);
		}
	}
	design->tangent = diffusion < 1.0 ? elementary_tan(ELEMENTARY_PI / 4.0 * diffusion) : 1.0;
	const double square = 1.0 / (1.0 + design->tangent * design->tangent);
	design->scale = square * square;
}

bool diffuser_init(struct diffuser *diffuser, const struct diffuser_design *design, struct arena *arena, size_t run)
{
	for (size_t step = 1; step < DIFFUSER_STEPS; step++)
		for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
			if (!tapped_line_init(&diffuser->lines[step - 1][i], arena, design->delays[step][i], run))
				return false;
	return true;
}

void diffuser_reset(struct diffuser *diffuser)
{
	for (size_t step = 1; step < DIFFUSER_STEPS; step++)
		for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
			tapped_line_reset(&diffuser->lines[step - 1][i]);
}

void diffuser_process(struct diffuser *diffuser, const struct diffuser_design *design, const struct kernel *kernel,
		      const double *const in[DIFFUSER_CHANNELS], double *const out[DIFFUSER_CHANNELS], size_t frames)
{
	const double *from[DIFFUSER_CHANNELS];
	double *to[DIFFUSER_CHANNELS];
	for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
		from[i] = in[i];
	for (size_t step = 1; step < DIFFUSER_STEPS; step++) {
		struct tapped_line *lines = diffuser->lines[step - 1];
		for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
			to[i] = tapped_line_claim(&lines[i]);
		kernel->delay->rotate(from, NULL, to, design->tangent, design->scale, frames);
		for (size_t i = 0; i < DIFFUSER_CHANNELS; i++) {
			tapped_line_commit(&lines[i], frames);
			from[i] = tapped_line_read(&lines[i], design->delays[step][i] + frames);
		}
	}
	kernel->delay->rotate(from, NULL, out, design->tangent, design->scale, frames);
}
