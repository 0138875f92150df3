/* Finds the frame that a response lies around.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/response_centre.h"

#include <math.h>

#define SYMMETRY 1e-9

/* A frame before the first has wrapped around, and lies past the last. */
static double sample_at(const double *column, size_t frames, size_t frame)
{
	return frame < frames ? column[frame] : 0.0;
}

bool response_centre(const double *const *columns, size_t channels, size_t frames, size_t *centre)
{
	double peak = 0.0, energy = 0.0, moment = 0.0;
	for (size_t i = 0; i < channels; i++)
		for (size_t frame = 0; frame < frames; frame++)
			peak = fmax(peak, fabs(columns[i][frame]));
	if (!(peak > 0.0))
		return false;
	/* The squares of a quiet response stay in range when they are those of the relative samples. */
	for (size_t i = 0; i < channels; i++)
		for (size_t frame = 0; frame < frames; frame++) {
			const double square = columns[i][frame] / peak * (columns[i][frame] / peak);
			energy += square;
			moment += square * (double)frame;
		}
	*centre = (size_t)lround(moment / energy);
	double worst = 0.0;
	const size_t furthest = *centre > frames - *centre ? *centre : frames - *centre;
	for (size_t i = 0; i < channels; i++)
		for (size_t away = 1; away <= furthest; away++)
			worst = fmax(worst, fabs(sample_at(columns[i], frames, *centre - away) -
						 sample_at(columns[i], frames, *centre + away)));
	return worst <= SYMMETRY * peak;
}

size_t response_best_lag(const double *in, const double *out, size_t lags)
{
	size_t best = 0;
	double most = -1.0;
	for (size_t lag = 0; lag < lags; lag++) {
		double sum = 0.0;
		for (size_t frame = 0; frame < RESPONSE_FIT_FRAMES; frame++)
			sum += in[frame] * out[lag + frame];
		if (fabs(sum) > most) {
			most = fabs(sum);
			best = lag;
		}
	}
	return best;
}
