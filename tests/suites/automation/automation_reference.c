/* Evaluates curves of automation from the formulas of the reference page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/automation/automation_reference.h"

#include <math.h>
#include <string.h>

/* Returns y of a cubic Bezier curve at x, by halving the range of its parameter until it is as narrow as it gets. */
static long double bezier(const double *control, long double x)
{
	long double low = 0.0L, high = 1.0L;
	for (int i = 0; i < 80; i++) {
		const long double t = (low + high) / 2.0L, u = 1.0L - t;
		const long double at = 3.0L * u * u * t * control[0] + 3.0L * u * t * t * control[2] + t * t * t;
		if (at < x)
			low = t;
		else
			high = t;
	}
	const long double t = (low + high) / 2.0L, u = 1.0L - t;
	return 3.0L * u * u * t * control[1] + 3.0L * u * t * t * control[3] + t * t * t;
}

static long double rise(long double x)
{
	return (powl(1000.0L, x) - 1.0L) / 999.0L;
}

static long double between(const struct reference_point *to, long double a, long double b, long double x)
{
	if (strcmp(to->shape, "hold") == 0)
		return a;
	if (strcmp(to->shape, "linear") == 0)
		return a + (b - a) * x;
	if (strcmp(to->shape, "db-linear") == 0)
		return a * powl(b / a, x);
	if (strcmp(to->shape, "exponential") == 0)
		return b > a ? a + (b - a) * rise(x) : b + (a - b) * rise(1.0L - x);
	if (strcmp(to->shape, "s-curve") == 0)
		return a + (b - a) * (3.0L * x * x - 2.0L * x * x * x);
	return a + (b - a) * bezier(to->control, x);
}

static long double linear(double value, bool decibels)
{
	if (!decibels)
		return value;
	return isinf(value) ? 0.0L : powl(10.0L, (long double)value / 20.0L);
}

double reference_value(const struct reference_point *points, size_t count, bool decibels, double own, long frame)
{
	long before = 0;
	double last = own;
	for (size_t i = 0; i < count; i++) {
		if (points[i].frame > frame) {
			const long double x = (long double)(frame - before) / (long double)(points[i].frame - before);
			return (double)between(&points[i], linear(last, decibels), linear(points[i].value, decibels),
					       x);
		}
		before = points[i].frame;
		last = points[i].value;
	}
	return (double)linear(last, decibels);
}
