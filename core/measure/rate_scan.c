/* stemprint: looks for the traces of a conversion from a lower sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/rate_scan.h"

#include "dsp/elementary.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { LANES = 2, FRAMES_A_SECOND = 10 };

static const double sources[RATE_SOURCES] = { 44100.0, 48000.0, 88200.0, 96000.0 };
static const double highest_source = 0.95; /* of the sample rate: nearer ones leave no room above them */

struct rate_trail {
	double source_hertz;
	struct mirror_sum mirror;
	struct noise_step noise;
};

struct rate_scan {
	struct fourier_transform *transform;
	size_t lanes, position; /* position: within the frame */
	double *columns[LANES];
	double *window;
	double *powers; /* [bins] */
	double (*unit)[2]; /* [bins] */
	double rounding_db; /* mean power of a bin of the noise of rounding */
	size_t first_bin; /* the first that any trail looks at */
	size_t trail_count; /* 0: there is nothing to look for */
	struct rate_trail *trails;
};

static void add_trail(struct rate_scan *scan, double source_hertz)
{
	struct rate_trail *trail = &scan->trails[scan->trail_count++];
	const size_t bins = scan->transform->bin_count;
	trail->source_hertz = source_hertz;
	trail->mirror = mirror_sum_of((size_t)(source_hertz / FRAMES_A_SECOND), bins);
	noise_step_set(&trail->noise, 0.5 * source_hertz / FRAMES_A_SECOND, bins);
}

static void make_window(struct rate_scan *scan, unsigned bits)
{
	const size_t size = scan->transform->size;
	double squares = 0.0;
	for (size_t i = 0; i < size; i++) {
		scan->window[i] = 0.5 - 0.5 * elementary_cos(2.0 * ELEMENTARY_PI * (double)i / (double)size);
		squares += scan->window[i] * scan->window[i];
	}
	/* Rounding to a step has the power of a twelfth of its square. */
	scan->rounding_db = bits == 0 ? (double)NAN : 10.0 * log10(squares * ldexp(1.0 / 12.0, 2 - 2 * (int)bits));
}

struct rate_scan *rate_scan_new(struct arena *arena, size_t channels, double sample_rate, unsigned bits)
{
	struct rate_scan *scan = ARENA_NEW(arena, struct rate_scan);
	const size_t size = (size_t)(sample_rate / FRAMES_A_SECOND);
	if (!scan)
		return NULL;
	/* Frames are whole periods of each source, and a source is a whole number of bins. */
	if (!(highest_source * sample_rate >= sources[0]) || size % 2 != 0 ||
	    (double)size * FRAMES_A_SECOND != sample_rate)
		return scan;
	scan->lanes = channels < LANES ? channels : LANES;
	scan->transform = fourier_transform_new(arena, size);
	scan->window = ARENA_ARRAY(arena, double, size);
	scan->trails = ARENA_ARRAY(arena, struct rate_trail, RATE_SOURCES);
	scan->powers = ARENA_ARRAY(arena, double, size / 2 + 1);
	scan->unit = arena_array(arena, size / 2 + 1, sizeof *scan->unit);
	if (!scan->transform || !scan->window || !scan->trails || !scan->powers || !scan->unit)
		return NULL;
	for (size_t lane = 0; lane < scan->lanes; lane++)
		if (!(scan->columns[lane] = ARENA_ARRAY(arena, double, size)))
			return NULL;
	make_window(scan, bits);
	for (size_t s = 0; s < RATE_SOURCES; s++)
		if (sources[s] <= highest_source * sample_rate)
			add_trail(scan, sources[s]);
	scan->first_bin = scan->trails[0].noise.first[0];
	return scan;
}

static bool transform_lane(struct rate_scan *scan, size_t lane)
{
	struct fourier_transform *transform = scan->transform;
	double most = 0.0;
	for (size_t i = 0; i < transform->size; i++) {
		transform->samples[i] = scan->columns[lane][i] * scan->window[i];
		most = fmax(most, fabs(transform->samples[i]));
	}
	if (most == 0.0)
		return false;
	fourier_transform_forward(transform);
	return true;
}

static void end_frame(struct rate_scan *scan)
{
	for (size_t lane = 0; lane < scan->lanes; lane++) {
		if (!transform_lane(scan, lane))
			continue;
		for (size_t bin = scan->first_bin; bin < scan->transform->bin_count; bin++) {
			const double *value = scan->transform->bins[bin];
			double power = value[0] * value[0] + value[1] * value[1];
			double scale = power > 0.0 ? 1.0 / sqrt(power) : 0.0;
			scan->powers[bin] = power;
			scan->unit[bin][0] = scale * value[0];
			scan->unit[bin][1] = scale * value[1];
		}
		for (size_t t = 0; t < scan->trail_count; t++) {
			mirror_sum_add(&scan->trails[t].mirror, scan->unit);
			noise_step_add(&scan->trails[t].noise, scan->powers);
		}
	}
}

void rate_scan_add(struct rate_scan *scan, const double *const *columns, size_t frames)
{
	if (scan->trail_count == 0)
		return;
	const size_t size = scan->transform->size;
	for (size_t done = 0; done < frames;) {
		size_t room = size - scan->position, count = frames - done < room ? frames - done : room;
		for (size_t lane = 0; lane < scan->lanes; lane++)
			memcpy(scan->columns[lane] + scan->position, columns[lane] + done, count * sizeof(double));
		scan->position += count;
		done += count;
		if (scan->position < size)
			continue;
		end_frame(scan);
		scan->position = 0;
	}
}

struct rate_findings rate_scan_read(const struct rate_scan *scan)
{
	struct rate_findings findings = { .count = scan->trail_count };
	for (size_t t = 0; t < scan->trail_count; t++) {
		const struct rate_trail *trail = &scan->trails[t];
		struct rate_trace *trace = &findings.traces[t];
		trace->source_hertz = trail->source_hertz;
		trace->mirror = mirror_sum_read(&trail->mirror);
		trace->noise = noise_step_read(&trail->noise);
		trace->noise.level_db -= scan->rounding_db;
	}
	return findings;
}
