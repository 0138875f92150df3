/* stemprint: finds flat tops under full scale.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/flat_scan.h"

#include <stdbool.h>
#include <string.h>

static const double block_seconds = 0.5;
static const double dither = 3.0 * FAULT_STEP;
static const double exact_corner = 8.0; /* steps of the file */
static const double dithered_corner = 6.0; /* times `dither`; a parabola reaches 4 */
static const double loudest_jump = 1.2; /* of the maximum: a square wave jumps by 2 */
static const double square_share = 0.9;
static const double single_corner = 24.0; /* steps of the file: noise of two steps makes a parabola reach 14 */
static const double single_range = 1000.0; /* steps up to a top that stands alone */

/* The runs at the highest level of the whole file so far, at one end. */
struct summit {
	double peak;
	size_t count, longest; /* of runs, also of a single one in a block */
	uint64_t first_frame;
};

struct flat_scan {
	struct fault fault;
	struct summit summits[2]; /* at the maximum, at the minimum */
	double highest, lowest;
	double level; /* of the loudest flat top; 0: none yet */
	double last[2]; /* of the last block with flat tops: at the maximum, at the minimum */
	double *block;
	size_t size, filled;
	uint64_t frame; /* position of block[0] */
};

/* The runs at one end of a block. */
struct tops {
	size_t count; /* runs of FLAT_RUN samples or more */
	size_t pairs; /* runs of two samples */
	size_t samples; /* at the maximum */
	size_t first, longest;
};

struct flat_scan *flat_scan_new(struct arena *arena, double sample_rate, double highest, double lowest)
{
	struct flat_scan *scan = ARENA_NEW(arena, struct flat_scan);
	if (!scan)
		return NULL;
	*scan = (struct flat_scan){ .highest = highest,
				    .lowest = lowest,
				    .size = (size_t)(block_seconds * sample_rate) };
	scan->block = ARENA_ARRAY(arena, double, scan->size);
	return scan->block ? scan : NULL;
}

/* Returns the smallest step between two neighbours that differ: about the step of the integers that the sound had. */
static double step_of(const struct flat_scan *scan)
{
	double least = HUGE_VAL;
	for (size_t i = 1; i < scan->filled; i++) {
		double step = fabs(scan->block[i] - scan->block[i - 1]);
		if (step > 0.0 && step < least)
			least = step;
	}
	return least;
}

/* A run counts when the samples on both sides lie lower by the corner, and its neighbours not on the other side of a
   square wave. Beside a long run, a sample a quarter of its length away is looked at: slow sound leaves a flat top
   slowly, and a rounded top that is flat for so long has not fallen by more than that of three samples there. */
static void end_run(const struct flat_scan *scan, double sign, double peak, double corner, size_t first, size_t length,
		    struct tops *tops)
{
	const size_t away = length < 8 ? 1 : length / 4, end = first + length;
	tops->samples += length;
	if (length < 2 || first < away || end + away > scan->filled)
		return;
	double before = peak - sign * scan->block[first - 1], after = peak - sign * scan->block[end];
	if (fmin(before, after) > loudest_jump * peak || peak - sign * scan->block[first - away] < corner ||
	    peak - sign * scan->block[end - 1 + away] < corner)
		return;
	if (length < FLAT_RUN) {
		tops->pairs++;
		return;
	}
	if (tops->count++ == 0)
		tops->first = first;
	if (length > tops->longest)
		tops->longest = length;
}

static struct tops find_tops(const struct flat_scan *scan, double sign, double peak, double width, double corner)
{
	struct tops tops = { 0 };
	size_t run = 0;
	for (size_t i = 0; i < scan->filled; i++) {
		if (sign * scan->block[i] >= peak - width) {
			run++;
		} else if (run > 0) {
			end_run(scan, sign, peak, corner, i - run, run, &tops);
			run = 0;
		}
	}
	if (run > 0)
		end_run(scan, sign, peak, corner, scan->filled - run, run, &tops);
	return tops;
}

static void count_tops(struct flat_scan *scan, const struct tops *tops, double peak, double *last)
{
	struct fault *fault = &scan->fault;
	if (fault->count == 0 || scan->frame + tops->first < fault->first_frame)
		fault->first_frame = scan->frame + tops->first;
	fault->count += tops->count;
	fault->worst = fmax(fault->worst, (double)tops->longest);
	scan->level = fmax(scan->level, peak);
	*last = peak;
}

/* Returns the share of the block that lies at its maximum or at its minimum. */
static double share_at_ends(const struct flat_scan *scan, double high, double low, double width)
{
	size_t count = 0;
	for (size_t i = 0; i < scan->filled; i++)
		count += scan->block[i] >= high - width || scan->block[i] <= low + width;
	return (double)count / (double)scan->filled;
}

/* Keeps the runs of a block at the highest level of the file. A lower block is of no interest: only a clipper makes a
   top of three samples flat, and just where the file is loudest. */
static void keep_summit(struct flat_scan *scan, double sign, double peak, double step)
{
	struct summit *summit = &scan->summits[sign < 0.0];
	if (peak < summit->peak - dither)
		return;
	if (peak > summit->peak + dither)
		*summit = (struct summit){ .peak = peak };
	struct tops tops = { 0 };
	if (peak >= single_range * step)
		tops = find_tops(scan, sign, peak, 0.0, single_corner * step);
	if (tops.count == 0 && peak >= single_range * FAULT_STEP)
		tops = find_tops(scan, sign, peak, dither, dithered_corner * dither);
	if (tops.count > 0 && summit->count == 0)
		summit->first_frame = scan->frame + tops.first;
	summit->peak = fmax(summit->peak, peak);
	summit->count += tops.count;
	if (tops.longest > summit->longest)
		summit->longest = tops.longest;
}

static void judge_end(struct flat_scan *scan, double sign, double peak, double step)
{
	double *last = &scan->last[sign < 0.0];
	keep_summit(scan, sign, peak, step);
	struct tops tops = find_tops(scan, sign, peak, 0.0, exact_corner * step);
	bool again = fabs(peak - *last) <= 2.0 * step;
	if (tops.count >= 2 || (tops.count == 1 && (again || tops.pairs >= 2))) {
		count_tops(scan, &tops, peak, last);
		return;
	}
	if (peak < 100.0 * dither)
		return;
	tops = find_tops(scan, sign, peak, dither, dithered_corner * dither);
	if (tops.count >= 3 || (tops.count == 2 && fabs(peak - *last) <= dither))
		count_tops(scan, &tops, peak, last);
}

static void end_block(struct flat_scan *scan)
{
	double high = 0.0, low = 0.0;
	for (size_t i = 0; i < scan->filled; i++) {
		high = fmax(high, scan->block[i]);
		low = fmin(low, scan->block[i]);
	}
	/* What is at full scale is the highest of all, and not a matter of this scan. */
	if (high >= scan->highest)
		scan->summits[0] = (struct summit){ .peak = HUGE_VAL };
	if (low <= scan->lowest)
		scan->summits[1] = (struct summit){ .peak = HUGE_VAL };
	if (high >= FAULT_SOUND || -low >= FAULT_SOUND) {
		double step = step_of(scan);
		if (share_at_ends(scan, high, low, fmin(dither, 0.01 * fmax(high, -low))) < square_share) {
			if (high >= FAULT_SOUND && high < scan->highest)
				judge_end(scan, 1.0, high, step);
			if (-low >= FAULT_SOUND && low > scan->lowest)
				judge_end(scan, -1.0, -low, step);
		}
	}
	scan->frame += scan->filled;
	scan->filled = 0;
}

static void count_summit(struct flat_scan *scan, const struct summit *summit)
{
	struct fault *fault = &scan->fault;
	if (summit->count == 0)
		return;
	if (fault->count == 0 || summit->first_frame < fault->first_frame)
		fault->first_frame = summit->first_frame;
	fault->count += summit->count;
	fault->worst = fmax(fault->worst, (double)summit->longest);
	scan->level = fmax(scan->level, summit->peak);
}

void flat_scan_add(struct flat_scan *scan, const double *column, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		size_t room = scan->size - scan->filled, count = frames - done < room ? frames - done : room;
		memcpy(scan->block + scan->filled, column + done, count * sizeof *column);
		scan->filled += count;
		done += count;
		if (scan->filled == scan->size)
			end_block(scan);
	}
}

struct fault flat_scan_read(struct flat_scan *scan, double *level)
{
	if (scan->filled > 0)
		end_block(scan);
	if (scan->fault.count == 0)
		for (size_t end = 0; end < 2; end++)
			count_summit(scan, &scan->summits[end]);
	*level = scan->level;
	return scan->fault;
}
