/* Runs the inner loops of delays, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/delay.h"

/* Prefetches the lines that the loop writes some turns later, since they may be in the cache of another core or in
   none. A prefetch beyond the end of a column does no harm. */
INLINE void soon_written(const double *column, int frames)
{
	enum { FRAMES_AHEAD = 256, FRAMES_OF_A_LINE = 8 };
	for (int i = 0; i < frames; i += FRAMES_OF_A_LINE)
		__builtin_prefetch(column + FRAMES_AHEAD + i, 1);
}

/* Passes the memory of `kept` only once, as it is often far away. */
static void swap(double *kept, double *out, const double *in, size_t frames)
{
	size_t i = 0;
	for (; i + TURN * W <= frames; i += TURN * W) {
		vector older[TURN], newer[TURN];
		soon_written(out + i, TURN * W);
		soon_written(kept + i, TURN * W);
		for (int k = 0; k < TURN; k++) {
			older[k] = load(kept + i + k * W);
			newer[k] = load(in + i + k * W);
		}
		for (int k = 0; k < TURN; k++) {
			store(out + i + k * W, older[k]);
			store(kept + i + k * W, newer[k]);
		}
	}
	for (; i < frames; i++) {
		const double newer = in[i];
		out[i] = kept[i];
		kept[i] = newer;
	}
}

/* Rotates a pair. `whole`: the tangent is 1, and no product is needed. */
INLINE void rotate_pair(vector *a, vector *b, vector tangent, bool whole)
{
	const vector first = *a, second = *b;
	*a = whole ? first + second : first + tangent * second;
	*b = whole ? second - first : second - tangent * first;
}

/* Rotates four columns at the first two distances between them. */
INLINE void rotate_four(vector x[4], vector tangent, bool whole)
{
	rotate_pair(&x[0], &x[1], tangent, whole);
	rotate_pair(&x[2], &x[3], tangent, whole);
	rotate_pair(&x[0], &x[2], tangent, whole);
	rotate_pair(&x[1], &x[3], tangent, whole);
}

/* The frames that a rotation takes through its first two distances, and then through the others. */
enum { ROTATE_PIECE = 32 };

typedef double rotate_piece[ROTATE_COLUMNS][ROTATE_PIECE];

/* Rotates columns that stand side by side, at the distances 1 and 2. `frames` is a multiple of W. */
INLINE void rotate_near(rotate_piece out, const double *const *in, size_t start, vector tangent, size_t frames,
			bool whole)
{
	for (int first = 0; first < ROTATE_COLUMNS; first += 4) {
		const double *from[4];
		for (int k = 0; k < 4; k++)
			from[k] = in[first + k] + start;
		for (size_t i = 0; i < frames; i += W) {
			vector x[4];
			for (int k = 0; k < 4; k++)
				x[k] = load(from[k] + i);
			rotate_four(x, tangent, whole);
			for (int k = 0; k < 4; k++)
				store(out[first + k] + i, x[k]);
		}
	}
}

/* Rotates every fourth column, at the distances 4 and 8. */
INLINE void rotate_far(double *const *out, rotate_piece in, const double *const *add, size_t start, vector tangent,
		       vector scale, size_t frames, bool whole, bool adds)
{
	for (int first = 0; first < ROTATE_COLUMNS / 4; first++) {
		const double *more[4];
		double *to[4];
		for (int k = 0; k < 4; k++) {
			to[k] = out[first + 4 * k] + start;
			more[k] = adds ? add[first + 4 * k] + start : NULL;
		}
		for (size_t i = 0; i < frames; i += W) {
			vector x[4];
			for (int k = 0; k < 4; k++)
				x[k] = load(in[first + 4 * k] + i);
			rotate_four(x, tangent, whole);
			for (int k = 0; k < 4; k++) {
				x[k] = x[k] * scale;
				if (adds)
					x[k] = x[k] + load(more[k] + i);
				store(to[k] + i, x[k]);
			}
		}
	}
}

#if KERNEL_WIDTH == 8

/* Rotates W frames of all columns, which fit into the registers of the widest kernel. */
INLINE void rotate_all(const double *const *in, const double *const *add, double *const *out, size_t start,
		       vector tangent, vector scale, bool whole, bool adds)
{
	vector x[ROTATE_COLUMNS / 4][4];
#pragma GCC unroll 4
	for (int first = 0; first < ROTATE_COLUMNS / 4; first++) {
		for (int k = 0; k < 4; k++)
			x[first][k] = load(in[4 * first + k] + start);
		rotate_four(x[first], tangent, whole);
	}
#pragma GCC unroll 4
	for (int first = 0; first < ROTATE_COLUMNS / 4; first++) {
		vector far[4] = { x[0][first], x[1][first], x[2][first], x[3][first] };
		rotate_four(far, tangent, whole);
		for (int k = 0; k < 4; k++) {
			const int column = first + 4 * k;
			far[k] = far[k] * scale;
			if (adds)
				far[k] = far[k] + load(add[column] + start);
			store(out[column] + start, far[k]);
		}
	}
}

#endif

/* Rotates one of the last frames, which fill no vector. */
INLINE void rotate_frame(const double *const *in, const double *const *add, double *const *out, size_t frame,
			 vector tangent, vector scale, bool whole, bool adds)
{
	vector x[ROTATE_COLUMNS];
	for (int k = 0; k < ROTATE_COLUMNS; k++)
		x[k] = all(in[k][frame]);
	for (int distance = 1; distance < ROTATE_COLUMNS; distance *= 2)
		for (int k = 0; k < ROTATE_COLUMNS; k++)
			if ((k & distance) == 0)
				rotate_pair(&x[k], &x[k + distance], tangent, whole);
	for (int k = 0; k < ROTATE_COLUMNS; k++)
		out[k][frame] = column_of(adds ? x[k] * scale + all(add[k][frame]) : x[k] * scale, 0);
}

/* `whole` and `adds` are constants where this is called. Four columns at a time fit into the registers; sixteen do not.
 */
INLINE void rotate_columns(const double *const *in, const double *const *add, double *const *out, double tangent,
			   double scale, size_t frames, bool whole, bool adds)
{
	const vector t = all(tangent), s = all(scale);
	rotate_piece piece __attribute__((aligned(64)));
	size_t i = 0;
#if KERNEL_WIDTH == 8
	for (; i + W <= frames; i += W)
		rotate_all(in, add, out, i, t, s, whole, adds);
#endif
	while (i + W <= frames) {
		const size_t left = (frames - i) / W * W, count = left < ROTATE_PIECE ? left : ROTATE_PIECE;
		rotate_near(piece, in, i, t, count, whole);
		rotate_far(out, piece, add, i, t, s, count, whole, adds);
		i += count;
	}
	for (; i < frames; i++)
		rotate_frame(in, add, out, i, t, s, whole, adds);
}

static void rotate(const double *const *in, const double *const *add, double *const *out, double tangent, double scale,
		   size_t frames)
{
	if (tangent == 1.0 && add)
		rotate_columns(in, add, out, tangent, scale, frames, true, true);
	else if (tangent == 1.0)
		rotate_columns(in, add, out, tangent, scale, frames, true, false);
	else if (add)
		rotate_columns(in, add, out, tangent, scale, frames, false, true);
	else
		rotate_columns(in, add, out, tangent, scale, frames, false, false);
}

static void long_allpass(double *kept, double *column, const double *past, double gain, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W) {
		const vector before = load(past + i), now = load(column + i) + gain * before;
		store(kept + i, now);
		store(column + i, before - gain * now);
	}
	for (; i < frames; i++) {
		const double before = past[i], now = column[i] + gain * before;
		kept[i] = now;
		column[i] = before - gain * now;
	}
}

static void blend_rows(double *out, const double *from, const double *to, double share)
{
	for (int k = 0; k < RAMPED_FIR_ROW; k += W)
		store(out + k, load(from + k) + share * (load(to + k) - load(from + k)));
}

/* The vectors that share each load of a tap and of its step. */
enum { RAMPED = 4 };

/* Filters the frames of some vectors from the first tap on. The loop over the taps stays a loop: unrolled, it would
   load each vector of samples once for all taps, and there are too few registers to keep them. `vectors` is a constant
   where this is called. */
INLINE void ramped_turn(double *out, const double *in, const double *first, const double *step, double start,
			size_t tap, int vectors)
{
	vector ramp = all(0.0), way[RAMPED], sum[RAMPED];
	for (int k = 0; k < W; k++)
		set_column(&ramp, k, k);
	for (int i = 0; i < vectors; i++) {
		way[i] = all(start + (double)(i * W)) + ramp;
		sum[i] = load(in + (size_t)(i * W) + tap) * (first[tap] + way[i] * step[tap]);
	}
#pragma GCC unroll 1
	for (size_t k = tap + 1; k < RAMPED_FIR_TAPS; k++)
		for (int i = 0; i < vectors; i++)
			sum[i] = sum[i] + load(in + (size_t)(i * W) + k) * (first[k] + way[i] * step[k]);
	for (int i = 0; i < vectors; i++)
		store(out + i * W, sum[i]);
}

/* Copies the taps, so that no store can change them. */
static void ramped_fir(double *out, const double *in, const double *from, const double *to, double start, size_t frames)
{
	const size_t tap = from[0] == 0.0 && to[0] == 0.0 ? 1 : 0;
	double first[RAMPED_FIR_ROW], step[RAMPED_FIR_ROW];
	for (int k = 0; k < RAMPED_FIR_ROW; k += W) {
		store(first + k, load(from + k));
		store(step + k, (load(to + k) - load(from + k)) * (1.0 / RAMPED_FIR_FRAMES));
	}
	size_t i = 0;
	for (; i + RAMPED * W <= frames; i += RAMPED * W)
		ramped_turn(out + i, in + i, first, step, start + (double)i, tap, RAMPED);
	for (; i + W <= frames; i += W)
		ramped_turn(out + i, in + i, first, step, start + (double)i, tap, 1);
	for (; i < frames; i++) {
		const double way = start + (double)i;
		double sum = in[i + tap] * (first[tap] + way * step[tap]);
		for (size_t k = tap + 1; k < RAMPED_FIR_TAPS; k++)
			sum = sum + in[i + k] * (first[k] + way * step[k]);
		out[i] = sum;
	}
}

/* The vectors that hold the partial sums of a reading. */
enum { PARTS = INTERPOLATION_PARTS / W };

INLINE double interpolated(const struct interpolation *reading)
{
	vector first[PARTS], second[PARTS];
	double parts[INTERPOLATION_PARTS];
	for (int k = 0; k < PARTS; k++)
		first[k] = second[k] = all(0.0);
	const double *window = reading->window, *filter = reading->filters, *next = filter + reading->taps;
	for (size_t tap = 0; tap < reading->taps; tap += INTERPOLATION_PARTS)
		for (size_t k = 0; k < PARTS; k++) {
			vector x = load(window + tap + k * W);
			first[k] += load(filter + tap + k * W) * x;
			second[k] += load(next + tap + k * W) * x;
		}
	for (int k = 0; k < PARTS; k++)
		store(parts + k * W, first[k] + reading->fraction * (second[k] - first[k]));
	return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}

static void interpolate(double *out, const struct interpolation *readings, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		out[i] = interpolated(&readings[i]);
}

/* The frames of a tile, whose parts are added up together. */
enum { DOUBLED_TILE = 8 };

/* The parts of one frame. */
struct parts {
	vector of[PARTS];
};

/* Returns the sum of parts k and k + 4 in the order of k, two vectors of which make the widest. */
INLINE double sum_of(const struct parts *parts)
{
	double p[INTERPOLATION_PARTS];
	for (int k = 0; k < PARTS; k++)
		store(p + k * W, parts->of[k]);
	return ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
}

/* Adds up the parts of a tile as sum_of() does, all frames at once. */
INLINE void sum_tile(double *out, const struct parts *rows, double gain)
{
#if KERNEL_WIDTH == 8
	vector four[4], two[2];
	for (int k = 0; k < 4; k++) {
		const vector a = rows[2 * k].of[0], b = rows[2 * k + 1].of[0];
		four[k] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
			  __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
	}
	for (int k = 0; k < 2; k++) {
		const vector a = four[2 * k], b = four[2 * k + 1];
		two[k] = __builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13) +
			 __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15);
	}
	const vector sum = __builtin_shufflevector(two[0], two[1], 0, 2, 4, 6, 8, 10, 12, 14) +
			   __builtin_shufflevector(two[0], two[1], 1, 3, 5, 7, 9, 11, 13, 15);
	store(out, sum * gain);
#elif KERNEL_WIDTH == 4
	for (int half = 0; half < 2; half++) {
		vector x[4];
		for (int k = 0; k < 4; k++)
			x[k] = rows[4 * half + k].of[0] + rows[4 * half + k].of[1];
		transpose(x);
		store(out + 4 * half, ((x[0] + x[2]) + (x[1] + x[3])) * gain);
	}
#else
	for (int k = 0; k < DOUBLED_TILE; k++)
		out[k] = sum_of(&rows[k]) * gain;
#endif
}

/* Returns the whole part of x, from 0 to 2^52, as a number too. */
INLINE words whole_part(vector x, vector *whole)
{
#if KERNEL_WIDTH == 8
	const __m512i part = _mm512_cvttpd_epi64((__m512d)x);
	*whole = (vector)_mm512_cvtepi64_pd(part);
	return (words)part;
#else
	const vector big = all(0x1p52);
	/* The sum rounds to the nearest whole number, which may be one too many. */
	const vector rounded = (x + big) - big;
	*whole = choose_if_less(x, rounded, rounded - 1.0, rounded);
	return bits_of(*whole + big) & (((uint64_t)1 << 52) - 1);
#endif
}

/* Finds the readings of W frames. `twice` is the first of them, counted in halves of a frame. */
INLINE void place_vector(struct doubled_voice *voice, const struct doubled_line *line, vector delays, words twice,
			 size_t i)
{
	const vector position =
		smaller(larger(delays, all(line->nearest)), all(line->longest)) * (2.0 * DOUBLED_PHASES);
	vector whole;
	const words phases = whole_part(position, &whole);
	const words first = twice - phases / (uint64_t)DOUBLED_PHASES, odd = -(first & 1);
	const words frame = (first / 2) & (line->length - 1);
	store(voice->shares + i, position - whole);
	store_words(voice->rows + i, phases % (uint64_t)DOUBLED_PHASES * (uint64_t)DOUBLED_ROW);
	store_words(voice->places[0] + i, frame + (odd & line->stride));
	store_words(voice->places[1] + i, frame + line->stride + (odd & (1 - line->stride)));
}

/* Silences the readings that are too near. Returns their number. */
static size_t silence_near(struct doubled_voice *voice, const double *delays, double nearest, size_t frames)
{
	size_t silent = 0;
	for (size_t i = 0; i < frames; i++)
		if (delays[i] < nearest) {
			voice->rows[i] = (uint64_t)DOUBLED_SILENCE * DOUBLED_ROW;
			silent++;
		}
	return silent;
}

static size_t place_doubled(struct doubled_voice *voice, const struct doubled_line *line, const double *delays,
			    size_t frames)
{
	const struct doubled_line kept = *line;
	const uint64_t latest = 2 * (kept.now + 2 * kept.length) - DOUBLED_TAPS / 2;
	uint64_t halves[W];
	for (size_t k = 0; k < W; k++)
		halves[k] = latest + 2 * k;
	words twice = load_words(halves);
	vector least = all(kept.nearest);
	size_t i = 0;
	for (; i + W <= frames; i += W, twice += 2 * W) {
		const vector here = load(delays + i);
		least = smaller(here, least);
		place_vector(voice, &kept, here, twice, i);
	}
	if (i < frames) {
		double rest[W];
		for (size_t k = 0; k < W; k++)
			rest[k] = i + k < frames ? delays[i + k] : kept.nearest;
		least = smaller(load(rest), least);
		place_vector(voice, &kept, load(rest), twice, i);
	}
	return columns_less(least, all(kept.nearest)) != 0 ? silence_near(voice, delays, kept.nearest, frames) : 0;
}

/* The vectors that hold the taps of a reading. */
enum { DOUBLED_VECTORS = DOUBLED_TAPS / W };

/* Computes the taps of a reading. */
INLINE void tap_reading(vector *taps, const double *table, const struct doubled_voice *voice, size_t frame)
{
	const double *row = table + voice->rows[frame];
	const vector share = all(voice->shares[frame]);
	for (int k = 0; k < DOUBLED_VECTORS; k++)
		taps[k] = load(row + k * W) + share * load(row + DOUBLED_TAPS + k * W);
}

/* Adds a voice to the parts: the first plane, then the second. */
INLINE void add_voice(struct parts *parts, const vector *taps, const double *line, const struct doubled_voice *voice,
		      size_t frame)
{
	for (int plane = 0; plane < 2; plane++)
		for (int k = 0; k < PARTS; k++)
			parts->of[k] += taps[plane * PARTS + k] * load(line + voice->places[plane][frame] + k * W);
}

#if KERNEL_WIDTH == 8

/* Tells whether each reading of a tile lies a frame after the one before it: so it is unless a delay passes a half of a
   frame, or the line ends. */
INLINE bool in_a_row(const struct doubled_voice *voice, size_t start)
{
	const uint64_t first = voice->places[0][start];
	const words row = { first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7 };
	return _mm512_cmpneq_epi64_mask((__m512i)load_words(voice->places[0] + start), (__m512i)row) == 0;
}

/* Adds a voice to the parts of a tile whose readings lie in a row, as add_voice() does: then sixteen samples of each
   plane serve all of its frames, and only two loads cross cache lines. */
INLINE void add_row(struct parts *rows, vector (*taps)[DOUBLED_VOICES][DOUBLED_VECTORS], const double *table,
		    const double *line, const struct doubled_voice *voice, size_t number, size_t start)
{
	vector first[2], second[2];
	for (int plane = 0; plane < 2; plane++) {
		first[plane] = load(line + voice->places[plane][start]);
		second[plane] = load(line + voice->places[plane][start] + W);
	}
#pragma GCC unroll 8
	for (int i = 0; i < DOUBLED_TILE; i++) {
		vector own[DOUBLED_VECTORS];
		if (!taps)
			tap_reading(own, table, voice, start + (size_t)i);
		const vector *tap = taps ? taps[i][number] : own;
		for (int plane = 0; plane < 2; plane++)
			rows[i].of[0] += tap[plane] * later(first[plane], second[plane], i);
	}
}

/* Does the same for readings that lie anywhere. */
INLINE void add_tile(struct parts *rows, vector (*taps)[DOUBLED_VOICES][DOUBLED_VECTORS], const double *table,
		     const double *line, const struct doubled_voice *voice, size_t number, size_t start)
{
#pragma GCC unroll 8
	for (int i = 0; i < DOUBLED_TILE; i++) {
		vector own[DOUBLED_VECTORS];
		if (!taps)
			tap_reading(own, table, voice, start + (size_t)i);
		add_voice(&rows[i], taps ? taps[i][number] : own, line, voice, start + (size_t)i);
	}
}

/* Reads a whole tile of one column, voice after voice. */
INLINE void read_rows(double *out, const double *line, vector (*taps)[DOUBLED_VOICES][DOUBLED_VECTORS],
		      const double *table, const struct doubled_voice *readings, size_t voices, double gain,
		      size_t start)
{
	struct parts rows[DOUBLED_TILE];
#pragma GCC unroll 8
	for (int i = 0; i < DOUBLED_TILE; i++)
		rows[i].of[0] = all(0.0);
	for (size_t voice = 0; voice < voices; voice++)
		if (in_a_row(&readings[voice], start))
			add_row(rows, taps, table, line, &readings[voice], voice, start);
		else
			add_tile(rows, taps, table, line, &readings[voice], voice, start);
	sum_tile(out, rows, gain);
}

#endif

/* Computes the taps of a tile for all columns. `frames` is a constant where this is called. */
INLINE void tap_tile(vector (*taps)[DOUBLED_VOICES][DOUBLED_VECTORS], const double *table,
		     const struct doubled_voice *readings, size_t voices, size_t start, int frames)
{
	for (int i = 0; i < frames; i++)
		for (size_t voice = 0; voice < voices; voice++)
			tap_reading(taps[i][voice], table, &readings[voice], start + (size_t)i);
}

/* Reads a tile of one column; `taps` is NULL where no other column shares them. `frames`, whether there are taps, and
   often `voices` are constants where this is called. */
INLINE void read_tile(double *out, const double *line, vector (*taps)[DOUBLED_VOICES][DOUBLED_VECTORS],
		      const double *table, const struct doubled_voice *readings, size_t voices, double gain,
		      size_t start, int frames)
{
#if KERNEL_WIDTH == 8
	if (frames == DOUBLED_TILE) {
		read_rows(out + start, line, taps, table, readings, voices, gain, start);
		return;
	}
#endif
	struct parts rows[DOUBLED_TILE];
#pragma GCC unroll 8
	for (int i = 0; i < frames; i++) {
		for (int k = 0; k < PARTS; k++)
			rows[i].of[k] = all(0.0);
		for (size_t voice = 0; voice < voices; voice++) {
			vector own[DOUBLED_VECTORS];
			if (!taps)
				tap_reading(own, table, &readings[voice], start + (size_t)i);
			add_voice(&rows[i], taps ? taps[i][voice] : own, line, &readings[voice], start + (size_t)i);
		}
	}
	if (frames == DOUBLED_TILE)
		sum_tile(out + start, rows, gain);
	for (int i = 0; frames < DOUBLED_TILE && i < frames; i++)
		out[start + (size_t)i] = sum_of(&rows[i]) * gain;
}

/* Reads one column. */
INLINE void read_column(double *out, const double *line, const double *table, const struct doubled_voice *readings,
			size_t voices, double gain, size_t frames)
{
	size_t i = 0;
	for (; i + DOUBLED_TILE <= frames; i += DOUBLED_TILE)
		read_tile(out, line, NULL, table, readings, voices, gain, i, DOUBLED_TILE);
	for (; i < frames; i++)
		read_tile(out, line, NULL, table, readings, voices, gain, i, 1);
}

/* Reads columns that share their taps. */
INLINE void read_columns(double *const *out, const double *const *lines, size_t columns, const double *table,
			 const struct doubled_voice *readings, size_t voices, double gain, size_t frames)
{
	vector taps[DOUBLED_TILE][DOUBLED_VOICES][DOUBLED_VECTORS];
	size_t i = 0;
	for (; i + DOUBLED_TILE <= frames; i += DOUBLED_TILE) {
		tap_tile(taps, table, readings, voices, i, DOUBLED_TILE);
		for (size_t column = 0; column < columns; column++)
			read_tile(out[column], lines[column], taps, table, readings, voices, gain, i, DOUBLED_TILE);
	}
	for (; i < frames; i++) {
		tap_tile(taps, table, readings, voices, i, 1);
		for (size_t column = 0; column < columns; column++)
			read_tile(out[column], lines[column], taps, table, readings, voices, gain, i, 1);
	}
}

static void read_doubled(double *const *out, const double *const *lines, size_t columns, const double *table,
			 const struct doubled_voice *readings, size_t voices, double gain, size_t frames)
{
	if (columns > 1)
		read_columns(out, lines, columns, table, readings, voices, gain, frames);
	else if (voices == 1)
		read_column(out[0], lines[0], table, readings, 1, gain, frames);
	else if (voices == 3)
		read_column(out[0], lines[0], table, readings, 3, gain, frames);
	else
		read_column(out[0], lines[0], table, readings, voices, gain, frames);
}

static const struct delay_kernel delay_kernel = {
	.swap = swap,
	.rotate = rotate,
	.long_allpass = long_allpass,
	.blend_rows = blend_rows,
	.ramped_fir = ramped_fir,
	.interpolate = interpolate,
	.place_doubled = place_doubled,
	.read_doubled = read_doubled,
};
