/* Evaluates curves between breakpoints: how a value of the mixer moves over the session.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every value depends on the frame of the session alone, never on where a block begins: a curve read frame by frame has
   the bits of one that is read in one go. */
#ifndef STEMPRINT_DSP_BREAKPOINT_CURVE_H
#define STEMPRINT_DSP_BREAKPOINT_CURVE_H

#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How a curve goes from the point before to a point. x runs from 0 to 1 between them; a and b are their values. */
enum curve_shape {
	CURVE_HOLD, /**< a, and at the point b */
	CURVE_LINEAR, /**< a + (b - a) x */
	CURVE_DB_LINEAR, /**< a (b / a)^x: equal ratios in equal times; both values are above 0 */
	CURVE_EXPONENTIAL, /**< the fade of that name (fade.h): with e(x) = (1000^x - 1) / 999, a + (b - a) e(x) where
			      it rises, and b + (a - b) e(1 - x) where it falls */
	CURVE_S, /**< a + (b - a) (3 x^2 - 2 x^3) */
	CURVE_BEZIER, /**< a + (b - a) y, where (x, y) lies on the cubic Bezier curve from (0, 0) to (1, 1) with two
			 control points between them */
};

/** The names of the shapes as a recipe writes them, in the order of enum curve_shape, and NULL. */
extern const char *const curve_shape_names[];

/** The control points of a Bezier curve: each coordinate is 0 to 1, so that the curve never goes back. */
struct curve_control {
	double x1, y1, x2, y2;
};

/** A point that a curve goes through. */
struct breakpoint {
	int64_t frame; /**< the frame of the session; no point stands before the one that precedes it */
	double value; /**< the value at this frame: of a curve of decibels in dB, where -INFINITY is silence */
	enum curve_shape shape; /**< how the curve gets here; that of the first point has no meaning */
	struct curve_control control; /**< BEZIER */
};

/** A curve. Before its first point it has the value of that point, and behind the last one the value of that. Of two
    points at one frame, the curve arrives at the first and leaves from the second. */
struct breakpoint_curve {
	const struct breakpoint *points;
	size_t count; /**< 1 or more */
	bool decibels; /**< the values are dB; what is read are linear gains, between which the shapes run */
};

/** The powers of a segment are computed anew at each so many frames of it. */
enum { CURVE_STRIDE = 32 };

/** A place on a curve. All it holds follows from the segment, and spares computing it again. */
struct curve_reader {
	const struct breakpoint_curve *curve;
	size_t next; /**< the first point behind the frame; curve->count behind the last one */
	size_t prepared; /**< the segment, by its end, for which the members below hold; 0: none */
	double from, to; /**< its values, linear */
	double inverse; /**< of its length in frames */
	double level_db, slope_db; /**< its powers are 10^((level_db + slope_db x) / 20) */
	double base, scale, less; /**< its values are base + scale (power - less) */
	double powers[CURVE_STRIDE]; /**< of the first frames, relative to the power at frame 0 */
};

/** Makes a reader at the start of the curve, which must outlive it. */
void curve_reader_init(struct curve_reader *reader, const struct breakpoint_curve *curve);

/** Returns how many frames from `frame` on lie in one segment of the curve: at least 1, at most `most`. */
size_t curve_reader_run(struct curve_reader *reader, int64_t frame, size_t most);

/** Returns whether the curve stays at one value in the segment of this frame, and sets *value to it if so. */
bool curve_reader_is_still(struct curve_reader *reader, int64_t frame, double *value);

/** A segment in which a curve moves in a straight line: at a frame it has from + way ((frame - first) inverse). Zeros
    are none. */
struct curve_line {
	int64_t first, end; /**< the frame of its first point, and the one behind its last frame */
	double from, way, inverse;
};

/** Returns the segment of a frame, where the curve moves in a straight line there; else none. */
struct curve_line curve_reader_line(struct curve_reader *reader, int64_t frame);

/** Returns whether a frame lies in the segment. */
static inline bool curve_line_has(const struct curve_line *line, int64_t frame)
{
	return frame >= line->first && frame < line->end;
}

/** Returns the value at a frame of the segment, with the bits of curve_reader_fill(). */
static inline double curve_line_at(const struct curve_line *line, int64_t frame)
{
	return line->from + line->way * ((double)(frame - line->first) * line->inverse);
}

/** Writes the values of the curve at `frame` and the frames behind it. The kernel, which may be NULL, makes it
    faster. */
void curve_reader_fill(struct curve_reader *reader, const struct kernel *kernel, int64_t frame, double *out,
		       size_t frames);

/** Reads the value at one frame. Returns the first frame behind it at which it may be another one. */
int64_t curve_reader_at(struct curve_reader *reader, int64_t frame, double *value);

/** Returns the value at one frame, in dB if the curve has decibels. */
double breakpoint_curve_at(const struct breakpoint_curve *curve, int64_t frame);

#endif
