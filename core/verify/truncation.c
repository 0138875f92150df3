/* Measures the constants of a residual, and its power around them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/truncation.h"

#include "dsp/inner_product.h"

#include <math.h>

bool truncation_init(struct truncation_meter *meter, size_t channels, struct arena *arena)
{
	*meter = (struct truncation_meter){ .channels = channels, .lowest = HUGE_VAL, .highest = -HUGE_VAL };
	meter->blocks = ARENA_ARRAY(arena, struct truncation_block, channels);
	return meter->blocks;
}

void truncation_add(struct truncation_meter *meter, size_t channel, const double *residual, size_t frames)
{
	struct truncation_block *block = &meter->blocks[channel];
	block->sum += column_sum(residual, frames);
	block->squares += inner_product(residual, residual, frames);
}

size_t truncation_room(const struct truncation_meter *meter)
{
	return TRUNCATION_BLOCK - meter->fill;
}

static void end_block(struct truncation_meter *meter, struct truncation_block *block)
{
	const double mean = block->sum / TRUNCATION_BLOCK;
	meter->around += fmax(0.0, block->squares - mean * block->sum);
	meter->means += mean * block->sum;
	meter->lowest = fmin(meter->lowest, mean);
	meter->highest = fmax(meter->highest, mean);
	meter->samples += TRUNCATION_BLOCK;
	*block = (struct truncation_block){ 0 };
}

void truncation_advance(struct truncation_meter *meter, size_t frames)
{
	meter->fill += frames;
	if (meter->fill < TRUNCATION_BLOCK)
		return;
	meter->fill = 0;
	for (size_t channel = 0; channel < meter->channels; channel++)
		end_block(meter, &meter->blocks[channel]);
}

bool truncation_explains(const struct truncation_meter *meter, double mix_step, double stem_steps, double power,
			 double tolerance)
{
	const double chance = 5.0 * sqrt(power / TRUNCATION_BLOCK);
	if (meter->samples == 0)
		return false;
	return meter->lowest >= -0.5 * mix_step - chance && meter->highest <= 0.5 * stem_steps + chance &&
	       meter->around <= (double)meter->samples * power * tolerance;
}

double truncation_power(const struct truncation_meter *meter)
{
	return meter->samples == 0 ? 0.0 : meter->means / (double)meter->samples;
}
