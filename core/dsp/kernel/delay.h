/* Runs delays and what rings in them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_DELAY_H
#define STEMPRINT_DSP_KERNEL_DELAY_H

#include <stddef.h>
#include <stdint.h>

/** The columns that rotate() mixes. */
enum { ROTATE_COLUMNS = 16 };

/** The taps of ramped_fir(), the entries of a row of them, of which those behind the taps are zeros, and the frames
   from one row to the next. */
enum { RAMPED_FIR_TAPS = 11, RAMPED_FIR_ROW = 16, RAMPED_FIR_FRAMES = 32 };

/** One reading between samples: two filters run over the same window of samples, and the reading lies on the line from
    the first result to the second. */
struct interpolation {
	const double *window; /**< [taps] samples */
	const double *filters; /**< [2][taps]: the coefficients of the first filter, then those of the second */
	double fraction; /**< 0: the result of the first filter; 1: that of the second */
	size_t taps; /**< a multiple of INTERPOLATION_PARTS */
};

/** Partial sums of a reading: products k, k + 8, k + 16 ... add up in part k, so that every width sums in the same
    order. */
enum { INTERPOLATION_PARTS = 8 };

/** Readings of a line that is kept at twice its rate, as the plane of its samples and the plane of what lies halfway
    between them: DOUBLED_TAPS taps, every other one on each plane. The taps are those of a table, by the fraction of
    half a frame, DOUBLED_PHASES rows and one, each with its way to the next: [2][DOUBLED_TAPS], the taps of one plane
    before those of the other. One row more is silent. */
enum { DOUBLED_TAPS = 16, DOUBLED_PHASES = 512, DOUBLED_ROW = 2 * DOUBLED_TAPS, DOUBLED_SILENCE = DOUBLED_PHASES + 1 };

/** The most voices that are read together, and frames of a call. */
enum { DOUBLED_VOICES = 8, DOUBLED_FRAMES = 64 };

/** The readings of one voice. */
struct doubled_voice {
	double shares[DOUBLED_FRAMES]; /**< how much of the way to the next row */
	uint64_t rows[DOUBLED_FRAMES]; /**< the beginning of the row in the table */
	uint64_t places[2][DOUBLED_FRAMES]; /**< of the first sample on each plane, from the start of a line */
};

/** A line: `length` frames, a power of two up to 2^20; the second plane begins `stride` after the first. */
struct doubled_line {
	uint64_t length, stride;
	uint64_t now; /**< the place of the first frame */
	double nearest,
		longest; /**< frames: a delay under `nearest` reads silence; one over `longest` counts as that */
};

/** All columns have `frames` samples, unless a contract names more. */
struct delay_kernel {
	/** Delays a block by swapping it with the block kept before: out = kept and kept = in, frame by frame. out may
	   be in; kept overlaps neither. */
	void (*swap)(double *kept, double *out, const double *in, size_t frames);

	/** Rotates ROTATE_COLUMNS columns by an orthogonal matrix, frame by frame: at the distances 1, 2, 4 and 8 each
	    pair (a, b) of columns becomes (a + t b, b - t a), t the `tangent`; then all are multiplied by `scale`, and
	   the columns of `add` (NULL: none) are added. With t = tan(x) the scale cos(x)^4 keeps the energy; t = 1 with
	   scale 1/4 is exact, a Hadamard matrix. out[i] may be in[i] or add[i]. */
	void (*rotate)(const double *const *in, const double *const *add, double *const *out, double tangent,
		       double scale, size_t frames);

	/** Runs an all-pass with a long delay: kept = x + gain past, then x = past - gain kept, x the column. `past` is
	   what was kept a delay ago. Neither overlaps the other or the column. */
	void (*long_allpass)(double *kept, double *column, const double *past, double gain, size_t frames);

	/** Works out the row of taps that lies between two rows: out[k] = from[k] + share (to[k] - from[k]). Each row
	   has RAMPED_FIR_ROW entries. */
	void (*blend_rows)(double *out, const double *from, const double *to, double share);

	/** Filters by RAMPED_FIR_TAPS taps that go in straight lines from one row to another, RAMPED_FIR_ROW entries
	   each: out[i] = sum of (from[k] + (start + i) step[k]) in[i + k], in the order of k, with step[k] = (to[k] -
	   from[k]) / RAMPED_FIR_FRAMES. It reads RAMPED_FIR_TAPS - 1 samples of in beyond `frames`. A first tap that is
	   0 in both rows is left out. */
	void (*ramped_fir)(double *out, const double *in, const double *from, const double *to, double start,
			   size_t frames);

	/** Reads between samples: out[i] = readings[i]. */
	void (*interpolate)(double *out, const struct interpolation *readings, size_t frames);

	/** Prepares the readings at delays[i] frames before frame i, up to DOUBLED_FRAMES. Returns how many read
	   silence. */
	size_t (*place_doubled)(struct doubled_voice *voice, const struct doubled_line *line, const double *delays,
				size_t frames);

	/** Reads several voices of several lines that move alike: out[c][i] = gain times the sum of all voices of
	   lines[c] at frame i. voices: 1 to DOUBLED_VOICES. A frame adds up by the eight parts of interpolate(), over
	   the voices in their order. */
	void (*read_doubled)(double *const *out, const double *const *lines, size_t columns, const double *table,
			     const struct doubled_voice *readings, size_t voices, double gain, size_t frames);
};

#endif
