/* stemprint: finds the faults of single samples in a channel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/fault_scan.h"

#include "measure/click_scan.h"
#include "measure/flat_scan.h"
#include "measure/gap_scan.h"
#include "measure/repeat_scan.h"

struct fault_scan {
	struct fault clipping; /* at full scale */
	double highest, lowest;
	uint64_t frame; /* position of the next sample */
	int sign; /* of the run at full scale */
	uint64_t clipped; /* samples of that run */
	struct flat_scan *flat;
	struct gap_scan *gap;
	struct repeat_scan *repeat;
	struct click_scan *click;
};

struct fault_scan *fault_scan_new(struct arena *arena, double sample_rate, double highest, double lowest)
{
	struct fault_scan *scan = ARENA_NEW(arena, struct fault_scan);
	if (!scan)
		return NULL;
	*scan = (struct fault_scan){
		.highest = highest,
		.lowest = lowest,
		.flat = flat_scan_new(arena, sample_rate, highest, lowest),
		.gap = gap_scan_new(arena, sample_rate),
		.repeat = repeat_scan_new(arena, sample_rate),
		.click = click_scan_new(arena, sample_rate),
	};
	return scan->flat && scan->gap && scan->repeat && scan->click ? scan : NULL;
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
		fault_count(&scan->clipping, scan->frame + 1 - FAULT_CLIPPED_SAMPLES, 0.0);
	if (scan->clipped >= FAULT_CLIPPED_SAMPLES)
		scan->clipping.worst = fmax(scan->clipping.worst, (double)scan->clipped);
}

void fault_scan_add(struct fault_scan *scan, const double *column, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		scan_clipping(scan, column[i]);
		scan->frame++;
	}
	flat_scan_add(scan->flat, column, frames);
	gap_scan_add(scan->gap, column, frames);
	repeat_scan_add(scan->repeat, column, frames);
	click_scan_add(scan->click, column, frames);
}

struct faults fault_scan_read(struct fault_scan *scan)
{
	struct faults faults = { .clipping = scan->clipping, .repeats = repeat_scan_read(scan->repeat) };
	struct fault flat = flat_scan_read(scan->flat, &faults.flat_level);
	struct gaps gaps = gap_scan_read(scan->gap);
	faults.dropouts = gaps.dropouts;
	faults.held = gaps.held;
	faults.clicks = click_scan_read(scan->click);
	if (flat.count > 0 && (scan->clipping.count == 0 || flat.first_frame < scan->clipping.first_frame))
		faults.clipping.first_frame = flat.first_frame;
	faults.clipping.count += flat.count;
	faults.clipping.worst = fmax(scan->clipping.worst, flat.worst);
	return faults;
}
