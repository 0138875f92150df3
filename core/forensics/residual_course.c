/* stemprint: compares the level of a residual with that of each file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/residual_course.h"

#include <math.h>

enum { STEP_FRAMES = 128 };

#define GOES_WITH_LEAST 0.5
#define GOES_WITH_AHEAD 0.4
#define FOLLOWS_LEAST 0.75
#define FOLLOWS_AHEAD 0.5
#define MADE_OF_LEAST 0.92
#define MADE_OF_AHEAD 0.3

static double fisher(double correlation)
{
	return atanh(fmin(correlation, 0.9999));
}

static double level_at(const float *energies, size_t from, size_t to, double floor)
{
	double energy = -floor;
	for (size_t i = from; i < to; i++)
		energy += (double)energies[i];
	return sqrt(fmax(0.0, energy));
}

double residual_course_likeness(const struct residual_cells *cells, size_t file, double floor)
{
	const size_t step = cells->cell_frames < STEP_FRAMES ? STEP_FRAMES / (size_t)cells->cell_frames : 1;
	const double hidden = floor * (double)(step * cells->cell_frames) / (double)cells->frames;
	double count = 0.0, x = 0.0, y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
	for (size_t from = 0; from + step <= cells->cell_count; from += step) {
		const double one = level_at(cells->power[file], from, from + step, 0.0);
		const double other = level_at(cells->residual, from, from + step, hidden);
		count += 1.0;
		x += one;
		y += other;
		xx += one * one;
		yy += other * other;
		xy += one * other;
	}
	const double ones = count * xx - x * x, others = count * yy - y * y;
	return ones > 0.0 && others > 0.0 ? (count * xy - x * y) / sqrt(ones * others) : 0.0;
}

struct residual_course residual_course_of(const struct residual_cells *cells, double floor)
{
	struct residual_course course = { 0 };
	double second = 0.0;
	for (size_t i = 0; i + 1 < cells->file_count; i++) {
		const double likeness = residual_course_likeness(cells, i + 1, floor);
		second = fmax(second, fmin(likeness, course.likeness));
		if (likeness <= course.likeness)
			continue;
		course.stem = i;
		course.likeness = likeness;
	}
	course.ahead = fisher(course.likeness) - fisher(second);
	return course;
}

bool residual_course_goes_with(const struct residual_course *course, size_t stem)
{
	return course->stem == stem && course->likeness >= GOES_WITH_LEAST && course->ahead >= GOES_WITH_AHEAD;
}

bool residual_course_follows(const struct residual_course *course, size_t stem)
{
	return course->stem == stem && course->likeness >= FOLLOWS_LEAST && course->ahead >= FOLLOWS_AHEAD;
}

bool residual_course_is_made_of(const struct residual_course *course, size_t stem)
{
	return course->stem == stem && course->likeness >= MADE_OF_LEAST && course->ahead >= MADE_OF_AHEAD;
}
