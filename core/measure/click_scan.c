/* stemprint: finds single clicks and bad edits.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/click_scan.h"

#include <stdbool.h>
#include <string.h>

enum { BLOCK = 4096, ORDER = 24, LOW_ORDER = 4, GUARD = 8, EVENTS = 64, SPAN_MAXIMUM = 2048 };

static const double span_seconds = 0.0107, near_seconds = 0.0002, period_seconds = 0.15;
static const double least_bend = 0.001; /* -60 dBFS */
static const double low_ratio = CLICK_RATIO / 3.0;
static const double same_size = 0.4, same_distance = 0.03;

/* A sample that neither side predicts. */
struct event {
	uint64_t frame;
	double bend;
	bool stands_alone;
};

struct click_scan {
	struct fault fault;
	size_t span; /* samples that predict, on each side */
	size_t context; /* span and guard */
	size_t near;
	double period; /* frames: the longest distance between the jumps of a wave */
	struct event events[EVENTS]; /* the last ones, the oldest first */
	size_t event_count;
	size_t filled;
	uint64_t work_frame; /* position of work[0] */
	double *work, *bends, *sums; /* [2 context + BLOCK]; sums: of bends, from the first */
	double *forward, *backward, *side; /* [context + GUARD] */
};

struct click_scan *click_scan_new(struct arena *arena, double sample_rate)
{
	struct click_scan *scan = ARENA_NEW(arena, struct click_scan);
	if (!scan)
		return NULL;
	size_t span = (size_t)(span_seconds * sample_rate);
	span = span > SPAN_MAXIMUM ? SPAN_MAXIMUM : span;
	*scan = (struct click_scan){ .span = span,
				     .context = span + 2 * GUARD,
				     .near = (size_t)ceil(near_seconds * sample_rate),
				     .period = period_seconds * sample_rate };
	size_t size = 2 * scan->context + BLOCK;
	scan->work = ARENA_ARRAY(arena, double, size);
	scan->bends = ARENA_ARRAY(arena, double, size);
	scan->sums = ARENA_ARRAY(arena, double, size + 1);
	scan->forward = ARENA_ARRAY(arena, double, scan->context + GUARD);
	scan->backward = ARENA_ARRAY(arena, double, scan->context + GUARD);
	scan->side = ARENA_ARRAY(arena, double, scan->context + GUARD);
	bool whole = scan->work && scan->bends && scan->sums && scan->forward && scan->backward && scan->side;
	return whole ? scan : NULL;
}

/* Takes one step of the lattice: the errors of the next order from those of this one. */
static void step_lattice(double *forward, double *backward, double reflection, size_t from, size_t count)
{
	for (size_t i = count - 1; i >= from; i--) {
		double f = forward[i], b = backward[i - 1];
		forward[i] = f + reflection * b;
		backward[i] = b + reflection * f;
	}
}

/* Returns how much worse the worst error after the span is than the worst one within it. */
static double worst_ratio(const struct click_scan *scan, size_t order, size_t count)
{
	double own = 1e-9, missed = 0.0;
	for (size_t i = order; i < scan->span; i++)
		own = fmax(own, fabs(scan->forward[i]));
	for (size_t i = scan->span; i < count; i++)
		missed = fmax(missed, fabs(scan->forward[i]));
	return missed / own;
}

/* Predicts scan->side from its first `span` samples by Burg's method, and runs on over all `count` samples. Returns how
   much worse the worst sample after the span is than the worst within it. Most that is no click ends at a low order. */
static double miss_ratio(struct click_scan *scan, size_t count)
{
	double *forward = scan->forward, *backward = scan->backward;
	memcpy(forward, scan->side, count * sizeof *forward);
	memcpy(backward, scan->side, count * sizeof *backward);
	for (size_t order = 1; order <= ORDER; order++) {
		double product = 0.0, power = 1e-30;
		for (size_t i = order; i < scan->span; i++) {
			product += forward[i] * backward[i - 1];
			power += forward[i] * forward[i] + backward[i - 1] * backward[i - 1];
		}
		step_lattice(forward, backward, -2.0 * product / power, order, count);
		if (order == LOW_ORDER && worst_ratio(scan, order, count) < low_ratio)
			return 0.0;
	}
	return worst_ratio(scan, ORDER, count);
}

static double level_of(const double *samples, size_t count)
{
	double sum = 0.0;
	for (size_t i = 0; i < count; i++)
		sum += samples[i] * samples[i];
	return sqrt(sum / (double)count);
}

/* Both sides miss the samples around work[at]. */
static bool is_missed(struct click_scan *scan, size_t at)
{
	const size_t count = scan->span + 2 * GUARD;
	const double *first = scan->work + at - GUARD - scan->span, *last = scan->work + at + GUARD + scan->span;
	double before = level_of(first, scan->span), after = level_of(scan->work + at + GUARD + 1, scan->span);
	if (before > CLICK_ONSET * after || after > CLICK_ONSET * before)
		return false;
	memcpy(scan->side, first, count * sizeof *first);
	if (miss_ratio(scan, count) < CLICK_RATIO)
		return false;
	for (size_t i = 0; i < count; i++)
		scan->side[i] = last[-(ptrdiff_t)i];
	return miss_ratio(scan, count) >= CLICK_RATIO;
}

static bool is_pointed_at(const struct click_scan *scan, size_t at)
{
	const double bend = scan->bends[at];
	const size_t from = at - scan->span, to = at + scan->span;
	if (bend * (double)(to - from) < CLICK_POINTER * (scan->sums[to] - scan->sums[from]))
		return false;
	for (size_t i = at - 2; i < at + 2; i++) /* the corner of a flat top */
		if (scan->work[i] == scan->work[i + 1] && scan->work[i] != 0.0)
			return false;
	for (size_t distance = 1; distance < scan->near; distance++)
		if (scan->bends[at - distance] > bend || scan->bends[at + distance] >= bend)
			return false;
	return true;
}

static bool is_like(const struct event *one, const struct event *other)
{
	return fmin(one->bend, other->bend) >= same_size * fmax(one->bend, other->bend);
}

/* Three events at equal distances are no clicks. */
static void mark_periods(struct click_scan *scan)
{
	struct event *last = &scan->events[scan->event_count - 1];
	for (struct event *middle = scan->events; middle < last; middle++)
		for (struct event *first = scan->events; first < middle; first++) {
			double one = (double)(middle->frame - first->frame);
			double two = (double)(last->frame - middle->frame);
			if (fmax(one, two) > scan->period || fabs(one - two) > same_distance * fmax(one, two) ||
			    !is_like(first, middle) || !is_like(middle, last))
				continue;
			first->stands_alone = middle->stands_alone = last->stands_alone = false;
		}
}

static void let_go(struct click_scan *scan, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (scan->events[i].stands_alone)
			fault_count(&scan->fault, scan->events[i].frame, scan->events[i].bend);
	memmove(scan->events, scan->events + count, (scan->event_count - count) * sizeof *scan->events);
	scan->event_count -= count;
}

static void add_event(struct click_scan *scan, size_t at)
{
	if (scan->event_count == EVENTS)
		let_go(scan, 1);
	scan->events[scan->event_count++] =
		(struct event){ .frame = scan->work_frame + at, .bend = scan->bends[at], .stands_alone = true };
	mark_periods(scan);
}

/* Judges all samples of the work that have their context on both sides. */
static void end_block(struct click_scan *scan)
{
	scan->bends[0] = scan->bends[scan->filled - 1] = scan->sums[0] = 0.0;
	for (size_t i = 1; i + 1 < scan->filled; i++)
		scan->bends[i] = fabs(scan->work[i - 1] - 2.0 * scan->work[i] + scan->work[i + 1]);
	for (size_t i = 0; i < scan->filled; i++)
		scan->sums[i + 1] = scan->sums[i] + scan->bends[i];
	for (size_t i = scan->context; i + scan->context < scan->filled; i++)
		if (scan->bends[i] >= least_bend && is_pointed_at(scan, i) && is_missed(scan, i))
			add_event(scan, i);
	size_t gone = scan->filled - 2 * scan->context;
	memmove(scan->work, scan->work + gone, 2 * scan->context * sizeof *scan->work);
	scan->filled = 2 * scan->context;
	scan->work_frame += gone;
}

void click_scan_add(struct click_scan *scan, const double *column, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		size_t room = 2 * scan->context + BLOCK - scan->filled;
		size_t count = frames - done < room ? frames - done : room;
		memcpy(scan->work + scan->filled, column + done, count * sizeof *column);
		scan->filled += count;
		done += count;
		if (count == room)
			end_block(scan);
	}
}

struct fault click_scan_read(struct click_scan *scan)
{
	if (scan->filled > 2 * scan->context)
		end_block(scan);
	let_go(scan, scan->event_count);
	return scan->fault;
}
