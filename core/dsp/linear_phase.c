/* Designs symmetric kernels by frequency sampling.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/linear_phase.h"

#include "dsp/elementary.h"
#include "dsp/kernel/spectrum.h"

#include <math.h>
#include <string.h>

enum { GRID_OF_REACH = 2, GRID_MINIMUM = 1024 };

#define DECAY 11.512925464970229 /* ln(10^5): 100 dB */
#define SHORTEST_SECONDS 0.005
#define LONGEST_BAND_SECONDS 1.0

static size_t grid_size(size_t reach)
{
	size_t size = GRID_MINIMUM;
	while (size < GRID_OF_REACH * reach)
		size *= 2;
	return size;
}

/* Returns 1 up to the middle, then half a cosine that falls to 0 at the tap after the last. */
static double window(size_t tap, size_t reach)
{
	const double share = (double)tap / (double)(reach + 1);
	return share <= 0.5 ? 1.0 : 0.5 + 0.5 * elementary_cos(ELEMENTARY_PI * (2.0 * share - 1.0));
}

/* Fills the spectrum; bin k of `size` stands for w = pi (4 k - 1) / (2 size). The factor i, which is e^(-i w size)
   there, delays the kernel by `size`, so that its centre and one side become the second half of the result. */
static void fill_spectrum(double *spectrum, double *ones, const struct fft *fft, size_t width,
			  linear_phase_magnitude *magnitude, const void *context, double sample_rate)
{
	const size_t size = fft->size, imaginary = FFT_LAST * width;
	for (size_t bin = 0; bin < size; bin++) {
		const size_t index = fft_bin_index(fft, width, bin);
		const size_t odd = bin == 0 ? 1 : 4 * bin - 1;
		const size_t folded = odd <= 2 * size ? odd : 4 * size - odd;
		spectrum[index] = 0.0;
		spectrum[index + imaginary] =
			magnitude(context, sample_rate * (double)folded / (double)(4 * size)) / (double)size;
		ones[index] = 1.0;
		ones[index + imaginary] = 0.0;
	}
}

static bool design(struct linear_phase_kernel *kernel, struct arena *scratch, const struct kernel *table,
		   const struct fft *fft, linear_phase_magnitude *magnitude, const void *context, double sample_rate)
{
	const size_t size = fft->size;
	double *spectrum = ARENA_ARRAY(scratch, double, 2 * size), *ones = ARENA_ARRAY(scratch, double, 2 * size);
	double *work = ARENA_ARRAY(scratch, double, 2 * size), *second = ARENA_ARRAY(scratch, double, size);
	if (!spectrum || !ones || !work || !second)
		return false;
	fill_spectrum(spectrum, ones, fft, table->width, magnitude, context, sample_rate);
	const struct spectrum_factors factors = { spectrum, { ones } };
	table->spectrum->backward(fft, &(struct spectrum_products){ .factors = &factors, .count = 1 }, work, second,
				  false);
	for (size_t tap = 0; tap <= kernel->reach; tap++)
		kernel->taps[tap] = window(tap, kernel->reach) * second[tap];
	return true;
}

bool linear_phase_design(struct linear_phase_kernel *kernel, struct arena *arena, const struct kernel *table,
			 struct fft_tables *tables, linear_phase_magnitude *magnitude, const void *context,
			 double sample_rate)
{
	const struct fft *fft = fft_shared(tables, arena, grid_size(kernel->reach));
	struct arena *scratch = arena_new();
	kernel->taps = ARENA_ARRAY(arena, double, kernel->reach + 1);
	const bool done =
		fft && scratch && kernel->taps && design(kernel, scratch, table, fft, magnitude, context, sample_rate);
	arena_free(scratch);
	return done;
}

/* Returns how fast the response of these roots decays, in 1 over radians of the band's frequency: 0 for roots on the
   frequency axis, where |H| has an edge, INFINITY without roots. A double root at 0 makes no edge. */
static double decay_rate(const double polynomial[3])
{
	const double a = polynomial[2], b = polynomial[1], c = polynomial[0];
	if (a == 0.0)
		return b == 0.0 ? (double)INFINITY : c / b;
	if (b == 0.0)
		return c == 0.0 ? (double)INFINITY : 0.0;
	const double discriminant = b * b - 4.0 * a * c;
	return discriminant <= 0.0 ? b / (2.0 * a) : 2.0 * c / (b + sqrt(discriminant));
}

bool linear_phase_bands_init(struct linear_phase_bands *all, struct arena *arena, const struct filter_band *bands,
			     size_t count)
{
	struct analog_section *sections = ARENA_ARRAY(arena, struct analog_section, count * FILTER_PROTOTYPE_SECTIONS);
	double *frequencies = ARENA_ARRAY(arena, double, count *FILTER_PROTOTYPE_SECTIONS);
	*all = (struct linear_phase_bands){ sections, frequencies, 0 };
	if (!sections || !frequencies)
		return false;
	for (size_t i = 0; i < count; i++) {
		const size_t added = filter_prototype(&bands[i], &sections[all->count]);
		for (size_t k = 0; k < added; k++)
			frequencies[all->count + k] = bands[i].frequency;
		all->count += added;
	}
	return true;
}

double linear_phase_bands_magnitude(const void *context, double frequency)
{
	const struct linear_phase_bands *all = context;
	double power = 1.0;
	for (size_t i = 0; i < all->count; i++)
		power *= analog_section_power(&all->sections[i], frequency / all->frequencies[i]);
	return sqrt(power);
}

size_t linear_phase_bands_reach(const struct linear_phase_bands *all, double sample_rate, size_t longest)
{
	double seconds = all->count > 0 ? SHORTEST_SECONDS : 0.0;
	for (size_t i = 0; i < all->count; i++) {
		const struct analog_section *section = &all->sections[i];
		const double rate = fmin(decay_rate(section->numerator), decay_rate(section->denominator));
		seconds = fmax(seconds, DECAY / (rate * 2.0 * ELEMENTARY_PI * all->frequencies[i]));
	}
	const double frames = ceil(seconds * sample_rate);
	return frames < (double)longest ? (size_t)frames : longest;
}

struct edge {
	double frequency;
	size_t order; /* even */
};

static double edge_magnitude(const void *context, double frequency)
{
	const struct edge *edge = context;
	const double square = (frequency / edge->frequency) * (frequency / edge->frequency);
	double power = 1.0;
	for (size_t i = 0; i < edge->order / 2; i++)
		power *= square;
	return 1.0 / (1.0 + power);
}

/* The singularities of 1 / (1 + x^n) lie on the unit circle, the nearest pi/n off the axis. The window keeps all taps
   that are not 100 dB down, since bands are subtracted from each other. */
static size_t edge_reach(const struct edge *edge, double sample_rate)
{
	if (edge->frequency == 0.0 || isinf(edge->frequency))
		return 0;
	const double rate = 2.0 * ELEMENTARY_PI * edge->frequency * elementary_sin(ELEMENTARY_PI / (double)edge->order);
	return (size_t)ceil(sample_rate * fmin(fmax(2.0 * DECAY / rate, SHORTEST_SECONDS), LONGEST_BAND_SECONDS));
}

static struct edge edge_of(double frequency, double slope)
{
	return (struct edge){ frequency, (size_t)(slope / 6.0) };
}

size_t linear_phase_band_reach(double sample_rate, double lower, double upper, double slope)
{
	const struct edge edges[] = { edge_of(lower, slope), edge_of(upper, slope) };
	const size_t below = edge_reach(&edges[0], sample_rate), above = edge_reach(&edges[1], sample_rate);
	return below > above ? below : above;
}

/* Adds the low-pass of an edge, times `gain`. Its taps depend on the edge only, so that two bands with a common edge
   have the same taps. */
static bool add_low_pass(struct linear_phase_kernel *kernel, struct arena *arena, const struct kernel *table,
			 struct fft_tables *tables, double sample_rate, const struct edge *edge, double gain)
{
	struct linear_phase_kernel low = { .reach = edge_reach(edge, sample_rate) };
	if (edge->frequency == 0.0)
		return true;
	if (isinf(edge->frequency)) {
		kernel->taps[0] += gain;
		return true;
	}
	if (!linear_phase_design(&low, arena, table, tables, edge_magnitude, edge, sample_rate))
		return false;
	for (size_t tap = 0; tap <= low.reach; tap++)
		kernel->taps[tap] += gain * low.taps[tap];
	return true;
}

bool linear_phase_band(struct linear_phase_kernel *kernel, struct arena *arena, const struct kernel *table,
		       struct fft_tables *tables, double sample_rate, double lower, double upper, double slope)
{
	const struct edge below = edge_of(lower, slope), above = edge_of(upper, slope);
	kernel->reach = linear_phase_band_reach(sample_rate, lower, upper, slope);
	kernel->taps = ARENA_ARRAY(arena, double, kernel->reach + 1);
	return kernel->taps && add_low_pass(kernel, arena, table, tables, sample_rate, &above, 1.0) &&
	       add_low_pass(kernel, arena, table, tables, sample_rate, &below, -1.0);
}
