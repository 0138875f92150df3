/* stemprint: finds a step in the noise of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/noise_step.h"

#include <math.h>

/* Where the bands begin, and how wide they are, as parts of the frequency of the edge. Good converters pass 0.91 of
   it. */
static const double begins[NOISE_BANDS] = { 0.80, 0.873, 1.012, 1.044 };
static const double part = 0.032;
static const double lowest_db = -260.0, level_db = 0.25; /* of the first level; from one to the next */
static const double softest_part = 0.1, soft_part = 0.25, loud_part = 0.75; /* of all frames */
enum { FRAMES_LEAST = 10 };

void noise_step_set(struct noise_step *noise, double edge, size_t bin_count)
{
	for (size_t b = 0; b < NOISE_BANDS; b++)
		noise->first[b] = (size_t)(begins[b] * edge);
	noise->width = (size_t)(part * edge);
	if (noise->first[NOISE_BANDS - 1] + noise->width >= bin_count)
		noise->width = 0;
}

void noise_step_add(struct noise_step *noise, const double *powers)
{
	if (noise->width == 0)
		return;
	noise->frames++;
	for (size_t b = 0; b < NOISE_BANDS; b++) {
		double sum = 0.0;
		for (size_t i = 0; i < noise->width; i++)
			sum += powers[noise->first[b] + i];
		double level = (10.0 * log10(fmax(sum / (double)noise->width, 1e-30)) - lowest_db) / level_db;
		level = fmin(fmax(level, 0.0), (double)NOISE_LEVELS - 1.0);
		noise->levels[b][(size_t)level]++;
	}
}

/* Returns the level under which a part of the frames is. */
static double level_at(const struct noise_step *noise, size_t band, double wanted_part)
{
	const double wanted = wanted_part * (double)noise->frames;
	double passed = 0.0;
	size_t level = 0;
	while (level + 1 < NOISE_LEVELS && passed + (double)noise->levels[band][level] < wanted)
		passed += (double)noise->levels[band][level++];
	double share = (wanted - passed) / fmax(1.0, (double)noise->levels[band][level]);
	return lowest_db + level_db * ((double)level + share);
}

struct noise_findings noise_step_read(const struct noise_step *noise)
{
	const double none = (double)NAN;
	if (noise->frames < FRAMES_LEAST)
		return (struct noise_findings){ none, none, none, none, none, none };
	const double far = level_at(noise, 0, soft_part), near = level_at(noise, 1, soft_part);
	const double above = level_at(noise, 2, soft_part);
	return (struct noise_findings){ .step_db = near - above,
					.slope_db = far - near,
					.tilt_db = fabs(above - level_at(noise, 3, soft_part)),
					.near_spread_db = near - level_at(noise, 1, softest_part),
					.above_spread_db = level_at(noise, 2, loud_part) - above,
					.level_db = above };
}
