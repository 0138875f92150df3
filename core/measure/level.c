/* Sums what a channel meter shows: the root of the mean square and the correlation.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/level.h"

#include <math.h>

static double sum_of_products(const double *one, const double *other, size_t frames)
{
	double sum = 0.0;
	for (size_t i = 0; i < frames; i++)
		sum += one[i] * other[i];
	return sum;
}

void level_add(struct level_meter *meter, const double *const *columns, size_t channels, size_t frames)
{
	meter->channels = channels;
	meter->samples += (uint64_t)channels * frames;
	for (size_t i = 0; i < channels; i++)
		meter->squares[i > 0] += sum_of_products(columns[i], columns[i], frames);
	if (channels == 2)
		meter->products += sum_of_products(columns[0], columns[1], frames);
}

struct level level_read(const struct level_meter *meter)
{
	struct level level = { (double)NAN, (double)NAN };
	const double squares = meter->squares[0] + meter->squares[1];
	if (squares > 0.0)
		level.rms_dbfs = 10.0 * log10(2.0 * squares / (double)meter->samples);
	/* Each has its own root, since their product could overflow. */
	const double scale = sqrt(meter->squares[0]) * sqrt(meter->squares[1]);
	if (meter->channels == 2 && scale > 0.0)
		level.correlation = fmax(-1.0, fmin(1.0, meter->products / scale));
	return level;
}
