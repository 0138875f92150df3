/* stemprint: finds gaps and held samples in a channel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/gap_scan.h"

#include <stdbool.h>

enum { RING = 4096, NEAR = 4, MOVING = 24, ZEROS = 4 };

static const double edge_seconds = 0.001, far_seconds = 0.01, shortest_seconds = 0.0005, soft_seconds = 0.1;
static const double quiet_level = 2.5 * FAULT_STEP, jump_level = 16.0 * FAULT_STEP, beside_level = 0.001;
static const double hard_share = 0.25, whole_share = 0.5;

/* The sound on one side of a run. */
struct side {
	double peak, near; /* of the millisecond at the run, and of the NEAR samples at it */
	double far; /* the peak of 10 ms */
	double high, low; /* of the millisecond */
	double beside; /* the sample at the run */
	size_t still; /* how many of the MOVING samples at the run equal their neighbour */
	size_t heard;
};

/* A run of samples, and what is before and after it. */
struct run {
	uint64_t first, frames;
	double value;
	bool exact; /* all samples are equal */
	bool known; /* `before` was taken */
	struct side before, after;
	double last; /* the last sample that was heard after it */
};

/* The runs of one kind: the present one, and one whose following millisecond is being heard. */
struct follower {
	struct run run, pending;
	bool waits;
};

struct gap_scan {
	struct gaps gaps;
	size_t edge, far; /* 1 and 10 ms */
	uint64_t shortest, soft;
	uint64_t frame;
	double ring[RING]; /* the last samples, by frame % RING */
	struct follower quiet, held;
};

struct gap_scan *gap_scan_new(struct arena *arena, double sample_rate)
{
	struct gap_scan *scan = ARENA_NEW(arena, struct gap_scan);
	if (!scan)
		return NULL;
	*scan = (struct gap_scan){
		.edge = (size_t)(edge_seconds * sample_rate),
		.far = (size_t)(far_seconds * sample_rate),
		.shortest = (uint64_t)(shortest_seconds * sample_rate),
		.soft = (uint64_t)(soft_seconds * sample_rate),
	};
	if (scan->far > RING / 2)
		scan->far = RING / 2;
	return scan;
}

/* Takes the next sample of a side, counted away from the run. */
static void hear_side(struct side *side, double sample, double neighbour, size_t edge)
{
	if (side->heard == 0) {
		side->beside = fabs(sample);
		side->high = side->low = sample;
	}
	side->far = fmax(side->far, fabs(sample));
	if (side->heard < edge) {
		side->peak = side->far;
		side->high = fmax(side->high, sample);
		side->low = fmin(side->low, sample);
	}
	if (side->heard < NEAR)
		side->near = side->peak;
	if (side->heard < MOVING && side->heard > 0)
		side->still += sample == neighbour;
	side->heard++;
}

/* Looks at the 10 ms before a run that is still shorter than half of the ring. */
static struct side look_back(const struct gap_scan *scan, uint64_t first)
{
	struct side side = { 0 };
	double neighbour = 0.0;
	for (size_t i = 1; i <= scan->far && i <= first; i++) {
		double sample = scan->ring[(first - i) % RING];
		hear_side(&side, sample, neighbour, scan->edge);
		neighbour = sample;
	}
	return side;
}

static bool is_hard(const struct side *side)
{
	return side->peak >= FAULT_SOUND &&
	       (side->near >= hard_share * side->peak || side->peak >= whole_share * side->far);
}

static void judge_gap(struct gap_scan *scan, const struct run *run)
{
	const struct side *before = &run->before, *after = &run->after;
	if (before->peak < FAULT_SOUND || after->peak < FAULT_SOUND)
		return;
	bool zeros = run->exact && run->value == 0.0;
	bool found = run->frames >= scan->shortest && is_hard(before) && is_hard(after);
	found = found || (zeros && run->frames >= scan->shortest && run->frames <= scan->soft);
	found = found || (zeros && run->frames >= ZEROS && before->beside >= beside_level &&
			  after->beside >= beside_level && before->still <= NEAR && after->still <= NEAR);
	if (found)
		fault_count(&scan->gaps.dropouts, run->first, (double)run->frames);
}

static void judge_held(struct gap_scan *scan, const struct run *run)
{
	const struct side *before = &run->before, *after = &run->after;
	const size_t most_still = MOVING / 4;
	bool top = (run->value >= before->high - quiet_level && run->value >= after->high - quiet_level) ||
		   (run->value <= before->low + quiet_level && run->value <= after->low + quiet_level);
	bool moves = before->heard >= MOVING && before->still <= most_still && after->still <= most_still;
	if (moves && before->peak >= FAULT_SOUND && after->peak >= FAULT_SOUND && !top && fabs(run->last) >= jump_level)
		fault_count(&scan->gaps.held, run->first, (double)run->frames);
}

/* The first sample after a run begins its second side. */
static void end_run(struct follower *follower, double sample, uint64_t least)
{
	struct run *run = &follower->run;
	if (run->frames >= least && run->known && !follower->waits) {
		follower->pending = *run;
		follower->pending.last = sample - run->value; /* the jump */
		follower->waits = true;
	}
	run->frames = 0;
	run->known = false;
}

static void begin_or_go_on(struct gap_scan *scan, struct run *run, double sample, size_t least)
{
	if (run->frames++ == 0)
		*run = (struct run){ .first = scan->frame, .frames = 1, .value = sample, .exact = true };
	run->exact &= sample == run->value;
	if (run->frames == least) {
		run->before = look_back(scan, run->first);
		run->known = true;
	}
}

/* Returns true when the 10 ms after a pending run is complete. */
static bool hear_after(const struct gap_scan *scan, struct follower *follower, double sample)
{
	if (!follower->waits)
		return false;
	hear_side(&follower->pending.after, sample, scan->ring[(scan->frame - 1) % RING], scan->edge);
	follower->waits = follower->pending.after.heard < scan->far;
	return !follower->waits;
}

static void take(struct gap_scan *scan, double sample)
{
	struct follower *quiet = &scan->quiet, *held = &scan->held;
	if (fabs(sample) <= quiet_level)
		begin_or_go_on(scan, &quiet->run, sample, ZEROS);
	else if (quiet->run.frames > 0)
		end_run(quiet, sample, ZEROS);
	if (held->run.frames > 0 && sample != held->run.value)
		end_run(held, sample, GAP_HELD);
	if (fabs(sample) > quiet_level)
		begin_or_go_on(scan, &held->run, sample, GAP_HELD);
	if (hear_after(scan, quiet, sample))
		judge_gap(scan, &quiet->pending);
	if (hear_after(scan, held, sample))
		judge_held(scan, &held->pending);
	scan->ring[scan->frame % RING] = sample;
	scan->frame++;
}

void gap_scan_add(struct gap_scan *scan, const double *column, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		take(scan, column[i]);
}

struct gaps gap_scan_read(const struct gap_scan *scan)
{
	return scan->gaps;
}
