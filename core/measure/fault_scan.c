/* stemprint: finds clipping, drop-outs and clicks in a channel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/fault_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 2048, CONTEXT_MAXIMUM = 1024 };

static const double sound_level = 0.00316; /* -50 dBFS */
static const double click_level = 0.02; /* -34 dBFS */
static const double median_ratio = 10.0;
static const double context_seconds = 0.0025, near_seconds = 0.0002;
static const double shortest_seconds = 0.0005, longest_seconds = 0.1, edge_seconds = 0.001;

/* A run of zeros that sound follows. */
struct gap {
	uint64_t first, frames;
	bool pending; /* its end is known, and the sound after it is not yet */
	size_t heard; /* frames that were heard after its end */
	double after; /* their peak */
};

struct fault_scan {
	struct faults faults;
	double highest, lowest;
	size_t context, near, edge;
	uint64_t shortest, longest;
	uint64_t frame; /* position of the next sample */
	int sign; /* of the run at full scale */
	uint64_t clipped; /* samples of that run */
	uint64_t zeros; /* in a row, up to now */
	double before; /* the peak of the millisecond before them */
	struct gap gap;
	size_t filled; /* samples of work, the context included */
	uint64_t work_frame; /* position of work[0] */
	double work[2 * CONTEXT_MAXIMUM + BLOCK];
	double bends[2 * CONTEXT_MAXIMUM + BLOCK];
	double around[2 * CONTEXT_MAXIMUM]; /* the values of which the median is taken */
};

struct fault_scan *fault_scan_new(struct arena *arena, double sample_rate, double highest, double lowest)
{
	struct fault_scan *scan = ARENA_NEW(arena, struct fault_scan);
	if (!scan)
		return NULL;
	scan->highest = highest;
	scan->lowest = lowest;
	scan->context = (size_t)(context_seconds * sample_rate);
	if (scan->context > CONTEXT_MAXIMUM)
		scan->context = CONTEXT_MAXIMUM;
	scan->near = (size_t)ceil(near_seconds * sample_rate);
	scan->edge = (size_t)(edge_seconds * sample_rate);
	scan->shortest = (uint64_t)(shortest_seconds * sample_rate);
	scan->longest = (uint64_t)(longest_seconds * sample_rate);
	return scan;
}

static void count(struct fault *fault, uint64_t frame, double size)
{
	if (fault->count == 0 || frame < fault->first_frame)
		fault->first_frame = frame;
	fault->worst = fmax(fault->worst, size);
	fault->count++;
}

static void scan_clipping(struct fault_scan *scan, double sample)
{
	int sign = sample >= scan->highest ? 1 : sample <= scan->lowest ? -1 : 0;
	if (sign == 0 || sign != scan->sign)
		scan->clipped = 0;
	scan->sign = sign;
	if (sign == 0)
		return;
	scan->clipped++;
	if (scan->clipped == FAULT_CLIPPED_SAMPLES)
		count(&scan->faults.clipping, scan->frame + 1 - FAULT_CLIPPED_SAMPLES, 0.0);
	if (scan->clipped >= FAULT_CLIPPED_SAMPLES)
		scan->faults.clipping.worst = fmax(scan->faults.clipping.worst, (double)scan->clipped);
}

/* Returns the peak of the samples before work[at]. */
static double peak_before(const struct fault_scan *scan, size_t at)
{
	double peak = 0.0;
	for (size_t i = at > scan->edge ? at - scan->edge : 0; i < at; i++)
		peak = fmax(peak, fabs(scan->work[i]));
	return peak;
}

static void hear_gap(struct fault_scan *scan, double sample)
{
	struct gap *gap = &scan->gap;
	gap->after = fmax(gap->after, fabs(sample));
	if (++gap->heard < scan->edge)
		return;
	if (gap->after >= sound_level)
		count(&scan->faults.dropouts, gap->first, (double)gap->frames);
	gap->pending = false;
}

/* Judges the sample work[at]. */
static void scan_zeros(struct fault_scan *scan, double sample, size_t at)
{
	if (scan->gap.pending)
		hear_gap(scan, sample);
	if (sample == 0.0) {
		if (scan->zeros++ == 0)
			scan->before = peak_before(scan, at);
		return;
	}
	if (scan->zeros >= scan->shortest && scan->zeros <= scan->longest && scan->before >= sound_level &&
	    !scan->gap.pending) {
		scan->gap = (struct gap){ .first = scan->frame - scan->zeros, .frames = scan->zeros, .pending = true };
		hear_gap(scan, sample);
	}
	scan->zeros = 0;
}

static int compare(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;
	return (a > b) - (a < b);
}

static double median_around(struct fault_scan *scan, size_t at)
{
	double *around = scan->around;
	size_t length = 0;
	for (size_t distance = scan->near; distance < scan->context; distance++) {
		around[length++] = scan->bends[at - distance];
		around[length++] = scan->bends[at + distance];
	}
	qsort(around, length, sizeof *around, compare);
	return around[length / 2];
}

/* Neighbours end most of these loops at once. */
static bool stands_alone(struct fault_scan *scan, size_t at)
{
	double most = scan->bends[at] / FAULT_CLICK_RATIO;
	for (size_t distance = scan->near; distance < scan->context; distance++)
		if (scan->bends[at - distance] > most || scan->bends[at + distance] > most)
			return false;
	for (size_t distance = 1; distance < scan->near; distance++)
		if (scan->bends[at - distance] > scan->bends[at] || scan->bends[at + distance] >= scan->bends[at])
			return false;
	return scan->bends[at] >= median_ratio * median_around(scan, at);
}

/* Judges all samples of the work that have their context on both sides. */
static void scan_clicks(struct fault_scan *scan)
{
	for (size_t i = 1; i + 1 < scan->filled; i++)
		scan->bends[i] = fabs(scan->work[i - 1] - 2.0 * scan->work[i] + scan->work[i + 1]);
	scan->bends[0] = scan->bends[scan->filled - 1] = 0.0;
	for (size_t i = scan->context; i + scan->context < scan->filled; i++)
		if (scan->bends[i] >= click_level && stands_alone(scan, i))
			count(&scan->faults.clicks, scan->work_frame + i, scan->bends[i]);
}

static void keep_context(struct fault_scan *scan)
{
	size_t kept = 2 * scan->context;
	size_t gone = scan->filled - kept;
	memmove(scan->work, scan->work + gone, kept * sizeof *scan->work);
	scan->filled = kept;
	scan->work_frame += gone;
}

void fault_scan_add(struct fault_scan *scan, const double *column, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		scan->work[scan->filled++] = column[i];
		scan_clipping(scan, column[i]);
		scan_zeros(scan, column[i], scan->filled - 1);
		scan->frame++;
		if (scan->filled < 2 * scan->context + BLOCK)
			continue;
		scan_clicks(scan);
		keep_context(scan);
	}
}

struct faults fault_scan_read(struct fault_scan *scan)
{
	if (scan->filled > 2 * scan->context) {
		scan_clicks(scan);
		keep_context(scan);
	}
	return scan->faults;
}
