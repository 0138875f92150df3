/* stemprint: finds where the spectrum of a file ends, and whether its two sides are one sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/band_scan.h"

#include "dsp/elementary.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

enum { BAND_HERTZ = 100, BANDS_MAXIMUM = 4096 };

static const double edge_lowest = 10000.0, edge_highest = 0.925; /* Hz; of half of the sample rate */
static const double below_hertz = 800.0, skirt_hertz = 400.0, top_hertz = 500.0;
static const double least_square = 1e-7; /* -70 dBFS */
static const double lag_seconds = 0.04;

struct band_scan {
	struct fourier_transform *transform;
	size_t channels, used; /* all count for the spectrum; only the first two are compared */
	double sample_rate;
	size_t hop, position; /* position: of the next frame within its hop */
	double **columns; /* [channels][size] the present window */
	double *window;
	double *powers; /* [bins] */
	double (*left)[2]; /* the left spectrum of the present window */
	double (*cross)[2]; /* the cross-spectrum of left and right, summed over windows */
	double squares[2]; /* sums over the windowed sides */
	uint64_t windows;
};

static size_t size_for(double sample_rate)
{
	size_t size = 16384;
	while ((double)size < sample_rate / 3.0)
		size *= 2;
	return size;
}

struct band_scan *band_scan_new(struct arena *arena, size_t channels, double sample_rate)
{
	struct band_scan *scan = ARENA_NEW(arena, struct band_scan);
	size_t size = size_for(sample_rate), bins = size / 2 + 1;
	if (!scan)
		return NULL;
	scan->channels = channels;
	scan->sample_rate = sample_rate;
	scan->hop = size > (size_t)(sample_rate / 2.0) ? size : (size_t)(sample_rate / 2.0);
	scan->transform = fourier_transform_new(arena, size);
	scan->columns = ARENA_ARRAY(arena, double *, channels);
	scan->window = ARENA_ARRAY(arena, double, size);
	scan->powers = ARENA_ARRAY(arena, double, bins);
	scan->left = arena_array(arena, bins, sizeof *scan->left);
	scan->cross = arena_array(arena, bins, sizeof *scan->cross);
	if (!scan->transform || !scan->columns || !scan->window || !scan->powers || !scan->left || !scan->cross)
		return NULL;
	for (size_t i = 0; i < size; i++)
		scan->window[i] = 0.5 - 0.5 * elementary_cos(2.0 * ELEMENTARY_PI * (double)i / (double)size);
	for (size_t channel = 0; channel < channels; channel++)
		if (!(scan->columns[channel] = ARENA_ARRAY(arena, double, size)))
			return NULL;
	return scan;
}

/* Transforms the column under the window, and returns its sum of squares. */
static double transform_column(struct band_scan *scan, size_t channel)
{
	struct fourier_transform *transform = scan->transform;
	double squares = 0.0;
	for (size_t i = 0; i < transform->size; i++) {
		double sample = scan->columns[channel][i] * scan->window[i];
		transform->samples[i] = sample;
		squares += sample * sample;
	}
	fourier_transform_forward(transform);
	return squares;
}

static void sum_cross(struct band_scan *scan)
{
	for (size_t bin = 0; bin < scan->transform->bin_count; bin++) {
		const double *left = scan->left[bin], *right = scan->transform->bins[bin];
		scan->cross[bin][0] += left[0] * right[0] + left[1] * right[1];
		scan->cross[bin][1] += left[0] * right[1] - left[1] * right[0];
	}
}

static bool is_heard(const struct band_scan *scan)
{
	double squares = 0.0;
	for (size_t channel = 0; channel < scan->channels; channel++)
		for (size_t i = 0; i < scan->transform->size; i++)
			squares += scan->columns[channel][i] * scan->columns[channel][i];
	return squares > least_square * (double)(scan->channels * scan->transform->size);
}

static void end_window(struct band_scan *scan)
{
	struct fourier_transform *transform = scan->transform;
	if (!is_heard(scan))
		return;
	for (size_t channel = 0; channel < scan->channels; channel++) {
		double squares = transform_column(scan, channel);
		for (size_t bin = 0; bin < transform->bin_count; bin++)
			scan->powers[bin] += transform->bins[bin][0] * transform->bins[bin][0] +
					     transform->bins[bin][1] * transform->bins[bin][1];
		if (channel < 2)
			scan->squares[channel] += squares;
		if (channel == 0)
			memcpy(scan->left, transform->bins, transform->bin_count * sizeof *scan->left);
		else if (channel == 1)
			sum_cross(scan);
	}
	scan->windows++;
}

void band_scan_add(struct band_scan *scan, const double *const *columns, size_t frames)
{
	size_t size = scan->transform->size;
	for (size_t done = 0; done < frames;) {
		size_t end = scan->position < size ? size : scan->hop;
		size_t count = end - scan->position < frames - done ? end - scan->position : frames - done;
		for (size_t channel = 0; scan->position < size && channel < scan->channels; channel++)
			memcpy(scan->columns[channel] + scan->position, columns[channel] + done,
			       count * sizeof(double));
		bool full = scan->position < size && scan->position + count == size;
		scan->position += count;
		done += count;
		if (full)
			end_window(scan);
		if (scan->position == scan->hop)
			scan->position = 0;
	}
}

/* Writes the mean powers of the bands, in dB, and returns their count. */
static size_t sum_bands(const struct band_scan *scan, double *bands)
{
	double hertz_a_bin = scan->sample_rate / (double)scan->transform->size;
	size_t count = (size_t)(scan->sample_rate / 2.0 / BAND_HERTZ);
	if (count > BANDS_MAXIMUM)
		count = BANDS_MAXIMUM;
	for (size_t band = 0; band < count; band++) {
		size_t first = (size_t)ceil((double)(band * BAND_HERTZ) / hertz_a_bin);
		size_t last = (size_t)ceil((double)((band + 1) * BAND_HERTZ) / hertz_a_bin);
		double sum = 1e-30;
		for (size_t bin = first; bin < last; bin++)
			sum += scan->powers[bin];
		bands[band] = 10.0 * log10(sum / (double)(last - first));
	}
	return count;
}

/* Returns how far the strongest band above the edge lies under the mean of the bands below it, in dB. */
static double drop_at(const double *bands, size_t count, size_t edge)
{
	size_t width = (size_t)(below_hertz / BAND_HERTZ), skirt = (size_t)(skirt_hertz / BAND_HERTZ);
	double below = 0.0, most = -HUGE_VAL;
	for (size_t band = edge - width; band < edge; band++)
		below += bands[band] / (double)width;
	for (size_t band = edge + skirt; band < count; band++)
		most = fmax(most, bands[band]);
	return below - most;
}

static void find_edge(const struct band_scan *scan, struct band_findings *findings)
{
	double bands[BANDS_MAXIMUM];
	size_t count = sum_bands(scan, bands), top = (size_t)(top_hertz / BAND_HERTZ);
	double most = 0.0;
	if (count < top)
		return;
	count -= top; /* the filter of a converter may rise there */
	for (size_t edge = (size_t)(edge_lowest / BAND_HERTZ);
	     edge <= (size_t)(edge_highest * scan->sample_rate / 2.0 / BAND_HERTZ) && edge + 2 * top < count; edge++) {
		double drop = drop_at(bands, count, edge);
		if (drop <= most)
			continue;
		most = drop;
		findings->edge_hertz = (double)(edge * BAND_HERTZ);
	}
	findings->edge_db = most;
	if (most < BAND_EDGE_DB)
		findings->edge_hertz = (double)NAN;
}

/* Returns the autocorrelation of the window, by which a lag weakens a copy. */
static double window_overlap(const struct band_scan *scan, size_t lag)
{
	double sum = 0.0, whole = 0.0;
	size_t size = scan->transform->size;
	for (size_t i = 0; i < size; i++) {
		whole += scan->window[i] * scan->window[i];
		if (i + lag < size)
			sum += scan->window[i] * scan->window[i + lag];
	}
	return sum / whole;
}

static void find_copy(struct band_scan *scan, struct band_findings *findings)
{
	struct fourier_transform *transform = scan->transform;
	double scale = sqrt(scan->squares[0]) * sqrt(scan->squares[1]) * (double)transform->size;
	size_t most_lag = (size_t)(lag_seconds * scan->sample_rate);
	if (scan->channels != 2 || !(scale > 0.0))
		return;
	memcpy(transform->bins, scan->cross, transform->bin_count * sizeof *scan->cross);
	fourier_transform_backward(transform);
	double most = -1.0;
	findings->together = transform->samples[0] / scale;
	for (size_t i = 0; i <= 2 * most_lag; i++) {
		int64_t lag = (int64_t)i - (int64_t)most_lag;
		double found = transform->samples[lag < 0 ? transform->size - (size_t)-lag : (size_t)lag] / scale;
		if (fabs(found) <= most)
			continue;
		most = fabs(found);
		findings->copy = found;
		findings->copy_lag = lag;
	}
	size_t lag = (size_t)(findings->copy_lag < 0 ? -findings->copy_lag : findings->copy_lag);
	findings->copy = fmax(-1.0, fmin(1.0, findings->copy / window_overlap(scan, lag)));
}

struct band_findings band_scan_read(struct band_scan *scan)
{
	struct band_findings findings = {
		.windows = scan->windows, .edge_hertz = (double)NAN, .copy = (double)NAN, .together = (double)NAN
	};
	if (scan->windows == 0)
		return findings;
	find_edge(scan, &findings);
	find_copy(scan, &findings);
	return findings;
}
