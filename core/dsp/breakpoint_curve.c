/* Evaluates curves between breakpoints.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/breakpoint_curve.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"

#include <math.h>

const char *const curve_shape_names[] = { "hold", "linear", "db-linear", "exponential", "s-curve", "bezier", NULL };

void curve_reader_init(struct curve_reader *reader, const struct breakpoint_curve *curve)
{
	*reader = (struct curve_reader){ .curve = curve };
}

/* Moves to the segment of a frame. A render only goes forward, so that each point is passed once. */
static void seek(struct curve_reader *reader, int64_t frame)
{
	const struct breakpoint_curve *curve = reader->curve;
	if (reader->next > 0 && curve->points[reader->next - 1].frame > frame)
		reader->next = 0;
	while (reader->next < curve->count && curve->points[reader->next].frame <= frame)
		reader->next++;
}

/* Returns a value as it is read: decibels become gains. */
static double read_value(const struct breakpoint_curve *curve, size_t point)
{
	const double value = curve->points[point].value;
	return curve->decibels ? decibel_to_gain(value) : value;
}

/* Returns whether the curve is flat up to its point `next`. */
static bool is_flat(const struct breakpoint_curve *curve, size_t next)
{
	if (next == 0 || next == curve->count || curve->points[next].shape == CURVE_HOLD)
		return true;
	return curve->points[next - 1].value == curve->points[next].value;
}

static double flat_value(const struct breakpoint_curve *curve, size_t next)
{
	return read_value(curve, next == 0 ? 0 : next - 1);
}

size_t curve_reader_run(struct curve_reader *reader, int64_t frame, size_t most)
{
	seek(reader, frame);
	if (reader->next == reader->curve->count)
		return most;
	const uint64_t left = (uint64_t)(reader->curve->points[reader->next].frame - frame);
	return left < most ? (size_t)left : most;
}

bool curve_reader_is_still(struct curve_reader *reader, int64_t frame, double *value)
{
	seek(reader, frame);
	if (!is_flat(reader->curve, reader->next))
		return false;
	*value = flat_value(reader->curve, reader->next);
	return true;
}

/* Sets what the values are made of where the level of a power runs in a straight line: 60 dB are a factor of 1000. */
static void prepare_powers(struct curve_reader *reader)
{
	const struct breakpoint *before = &reader->curve->points[reader->next - 1], *point = before + 1;
	if (point->shape == CURVE_EXPONENTIAL) {
		const bool rises = reader->to > reader->from;
		reader->level_db = rises ? 0.0 : 60.0;
		reader->slope_db = rises ? 60.0 : -60.0;
		reader->base = rises ? reader->from : reader->to;
		reader->scale = fabs(reader->to - reader->from) / 999.0;
		reader->less = 1.0;
	} else {
		const bool decibels = reader->curve->decibels;
		reader->level_db = decibels ? before->value : 0.0;
		reader->slope_db = decibels ? point->value - before->value : gain_to_decibel(reader->to / reader->from);
		reader->base = 0.0;
		reader->scale = decibels ? 1.0 : reader->from;
		reader->less = 0.0;
	}
	for (size_t i = 0; i < CURVE_STRIDE; i++)
		reader->powers[i] = decibel_to_gain(reader->slope_db * ((double)i * reader->inverse));
}

/* Prepares the segment that ends at the next point. */
static void prepare(struct curve_reader *reader)
{
	const struct breakpoint *points = reader->curve->points;
	const size_t next = reader->next;
	if (reader->prepared == next)
		return;
	reader->prepared = next;
	reader->from = read_value(reader->curve, next - 1);
	reader->to = read_value(reader->curve, next);
	reader->inverse = 1.0 / (double)(points[next].frame - points[next - 1].frame);
	if (points[next].shape == CURVE_EXPONENTIAL || points[next].shape == CURVE_DB_LINEAR)
		prepare_powers(reader);
}

struct curve_line curve_reader_line(struct curve_reader *reader, int64_t frame)
{
	const struct breakpoint *points = reader->curve->points;
	seek(reader, frame);
	const size_t next = reader->next;
	if (is_flat(reader->curve, next) || points[next].shape != CURVE_LINEAR)
		return (struct curve_line){ 0 };
	prepare(reader);
	return (struct curve_line){ .first = points[next - 1].frame,
				    .end = points[next].frame,
				    .from = reader->from,
				    .way = reader->to - reader->from,
				    .inverse = reader->inverse };
}

static void fill_linear(const struct curve_reader *reader, const struct kernel *kernel, double first, double *out,
			size_t frames)
{
	const double from = reader->from, way = reader->to - reader->from, inverse = reader->inverse;
	if (kernel)
		kernel->column->line(out, from, way, first, inverse, frames);
	for (size_t i = 0; !kernel && i < frames; i++)
		out[i] = from + way * ((first + (double)(int)i) * inverse);
}

static void fill_s(const struct curve_reader *reader, double first, double *out, size_t frames)
{
	const double from = reader->from, way = reader->to - reader->from, inverse = reader->inverse;
	for (size_t i = 0; i < frames; i++) {
		const double x = (first + (double)(int)i) * inverse;
		out[i] = from + way * (x * x * (3.0 - 2.0 * x));
	}
}

/* The power at a multiple of CURVE_STRIDE frames is computed by itself; those behind it are its products, so that no
   error adds up, and that the bits depend on the frame alone. */
static void fill_powers(const struct curve_reader *reader, size_t first, double *out, size_t frames)
{
	const double base = reader->base, scale = reader->scale, less = reader->less;
	while (frames > 0) {
		const size_t offset = first % CURVE_STRIDE;
		const size_t run = frames < CURVE_STRIDE - offset ? frames : CURVE_STRIDE - offset;
		const double x = (double)(first - offset) * reader->inverse;
		const double power = decibel_to_gain(reader->level_db + reader->slope_db * x);
		for (size_t i = 0; i < run; i++)
			out[i] = base + scale * (power * reader->powers[offset + i] - less);
		first += run;
		out += run;
		frames -= run;
	}
}

/* Returns a coordinate of the Bezier curve whose ends are 0 and 1. */
static double bezier(double first, double second, double t)
{
	return t * (3.0 * (1.0 - t) * ((1.0 - t) * first + t * second) + t * t);
}

static double bezier_slope(double first, double second, double t)
{
	return 3.0 * ((1.0 - t) * ((1.0 - t) * first + 2.0 * t * (second - first)) + t * t * (1.0 - second));
}

/* Finds the parameter at which the curve is at x, by Newton's method within bounds that bisection narrows: x never
   goes back along the curve, but it may stand still. */
static double bezier_parameter(const struct curve_control *control, double x)
{
	enum { STEPS_MAXIMUM = 64 };
	double low = 0.0, high = 1.0, t = x;
	for (int i = 0; i < STEPS_MAXIMUM; i++) {
		const double error = bezier(control->x1, control->x2, t) - x;
		if (error == 0.0)
			break;
		if (error < 0.0)
			low = t;
		else
			high = t;
		double next = t - error / bezier_slope(control->x1, control->x2, t);
		if (!(next > low && next < high))
			next = 0.5 * (low + high);
		if (fabs(next - t) <= 1e-16)
			break;
		t = next;
	}
	return t;
}

static void fill_bezier(const struct curve_reader *reader, double first, double *out, size_t frames)
{
	const struct curve_control *control = &reader->curve->points[reader->next].control;
	for (size_t i = 0; i < frames; i++) {
		const double t = bezier_parameter(control, (first + (double)i) * reader->inverse);
		out[i] = reader->from + (reader->to - reader->from) * bezier(control->y1, control->y2, t);
	}
}

static void fill_flat(double value, double *out, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		out[i] = value;
}

/* Writes frames of one segment. At a point the curve has exactly the value of the point. */
static void fill_segment(struct curve_reader *reader, const struct kernel *kernel, int64_t frame, double *out,
			 size_t frames)
{
	const struct breakpoint_curve *curve = reader->curve;
	if (is_flat(curve, reader->next)) {
		fill_flat(flat_value(curve, reader->next), out, frames);
		return;
	}
	prepare(reader);
	const size_t first = (size_t)(frame - curve->points[reader->next - 1].frame);
	switch (curve->points[reader->next].shape) {
	case CURVE_LINEAR:
		fill_linear(reader, kernel, (double)first, out, frames);
		break;
	case CURVE_S:
		fill_s(reader, (double)first, out, frames);
		break;
	case CURVE_DB_LINEAR:
	case CURVE_EXPONENTIAL:
		fill_powers(reader, first, out, frames);
		break;
	case CURVE_BEZIER:
		fill_bezier(reader, (double)first, out, frames);
		break;
	case CURVE_HOLD:
		break; /* it is flat */
	}
	if (first == 0)
		out[0] = reader->from;
}

void curve_reader_fill(struct curve_reader *reader, const struct kernel *kernel, int64_t frame, double *out,
		       size_t frames)
{
	while (frames > 0) {
		const size_t run = curve_reader_run(reader, frame, frames);
		fill_segment(reader, kernel, frame, out, run);
		frame += (int64_t)run;
		out += run;
		frames -= run;
	}
}

int64_t curve_reader_at(struct curve_reader *reader, int64_t frame, double *value)
{
	const struct breakpoint *points = reader->curve->points;
	seek(reader, frame);
	const size_t next = reader->next;
	if (is_flat(reader->curve, next)) {
		*value = flat_value(reader->curve, next);
		return next == reader->curve->count ? INT64_MAX : points[next].frame;
	}
	fill_segment(reader, NULL, frame, value, 1);
	return frame + 1;
}

double breakpoint_curve_at(const struct breakpoint_curve *curve, int64_t frame)
{
	struct curve_reader reader;
	double value;
	curve_reader_init(&reader, curve);
	curve_reader_fill(&reader, NULL, frame, &value, 1);
	return curve->decibels ? gain_to_decibel(value) : value;
}
