/* stemprint: finds stretches that come twice, bit for bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/repeat_scan.h"

#include <stdbool.h>
#include <string.h>

enum { TABLE = 4096, RING = 1 << 16, PRINT = 4, PERIODS = 3, PERIODS_MOST = 64, LAGS = 4 };

static const double lag_seconds = 0.1, edge_level = 0.001;

struct repeat_scan {
	struct fault fault;
	uint64_t frame, most_lag;
	uint64_t lag, first, length; /* of the present repeat; a lag of 0: there is none */
	uint64_t print; /* a hash of the last samples */
	uint64_t table[TABLE]; /* the position of the last print with this hash, plus 1 */
	double ring[RING]; /* by frame % RING */
};

struct repeat_scan *repeat_scan_new(struct arena *arena, double sample_rate)
{
	struct repeat_scan *scan = ARENA_NEW(arena, struct repeat_scan);
	if (!scan)
		return NULL;
	scan->most_lag = (uint64_t)(lag_seconds * sample_rate);
	if (scan->most_lag > RING / 2)
		scan->most_lag = RING / 2;
	return scan;
}

static double at(const struct repeat_scan *scan, uint64_t frame)
{
	return scan->ring[frame % RING];
}

/* What a repeat sounds like. */
struct sound {
	double peak;
	uint64_t moves;
};

static struct sound hear(const struct repeat_scan *scan)
{
	struct sound sound = { 0 };
	for (uint64_t i = scan->first; i < scan->first + scan->length; i++) {
		sound.peak = fmax(sound.peak, fabs(at(scan, i)));
		sound.moves += at(scan, i) != at(scan, i - 1);
	}
	return sound;
}

/* A wave that goes on for many periods had about the same period before, or it begins there. */
static bool is_wave(const struct repeat_scan *scan)
{
	double errors = 0.0, before = 0.0, after = 0.0;
	if (scan->length < PERIODS * scan->lag)
		return false;
	if (scan->length > PERIODS_MOST * scan->lag || scan->first < 2 * scan->lag + 1)
		return true;
	for (uint64_t i = 1; i <= scan->lag; i++) {
		double sample = at(scan, scan->first - scan->lag - i);
		double difference = at(scan, scan->first - i) - sample;
		errors += difference * difference;
		before += sample * sample;
		after += at(scan, scan->first - i) * at(scan, scan->first - i);
	}
	return errors < 0.25 * after || before < 0.1 * after;
}

static void end_repeat(struct repeat_scan *scan)
{
	if (scan->length >= REPEAT_LEAST && scan->lag <= LAGS * scan->length && scan->first > scan->lag &&
	    scan->length < RING / 2) {
		struct sound sound = hear(scan);
		double edge = fmax(fabs(at(scan, scan->first)), fabs(at(scan, scan->first - 1)));
		if (!is_wave(scan) && sound.peak >= FAULT_SOUND && 2 * sound.moves >= scan->length &&
		    edge >= edge_level)
			fault_count(&scan->fault, scan->first, (double)scan->length);
	}
	scan->lag = 0;
}

/* Begins a repeat where the last samples came before, as far back as they are equal. */
static void begin_repeat(struct repeat_scan *scan, uint64_t lag)
{
	uint64_t length = 0;
	while (length < RING / 2 && length + lag < scan->frame + 1 &&
	       at(scan, scan->frame - length) == at(scan, scan->frame - length - lag))
		length++;
	if (length < PRINT)
		return;
	scan->lag = lag;
	scan->length = length;
	scan->first = scan->frame + 1 - length;
}

static void look_up(struct repeat_scan *scan)
{
	uint64_t mixed = scan->print * UINT64_C(0x9e3779b97f4a7c15);
	if (mixed >> 60 != 0) /* one of 16 prints is looked at */
		return;
	uint64_t *entry = &scan->table[mixed >> 48 & (TABLE - 1)], seen = *entry;
	*entry = scan->frame + 1;
	if (seen > 0 && scan->frame + 1 - seen <= scan->most_lag)
		begin_repeat(scan, scan->frame + 1 - seen);
}

/* The print holds 16 bits of each of the last four samples. */
static uint64_t print_of(double sample)
{
	uint64_t bits;
	memcpy(&bits, &sample, sizeof bits);
	return (bits * UINT64_C(0xff51afd7ed558ccd)) >> 48;
}

void repeat_scan_add(struct repeat_scan *scan, const double *column, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		scan->ring[scan->frame % RING] = column[i];
		scan->print = scan->print << 16 | print_of(column[i]);
		if (scan->lag > 0 && column[i] == at(scan, scan->frame - scan->lag)) {
			scan->length++;
		} else {
			if (scan->lag > 0)
				end_repeat(scan);
			look_up(scan);
		}
		scan->frame++;
	}
}

struct fault repeat_scan_read(struct repeat_scan *scan)
{
	if (scan->lag > 0)
		end_repeat(scan);
	return scan->fault;
}
