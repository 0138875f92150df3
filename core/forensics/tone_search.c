/* stemprint: finds a steady tone and its harmonics in a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/tone_search.h"

#include "dsp/elementary.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

enum { WINDOW = 32768, LOBE = 3, DIVISORS = 8, HARMONICS_MOST = 64 };

#define LOWEST_HZ 15.0
#define AS_GOOD 0.98 /* of the share of the best fundamental: a higher one that is as good is the right one */
#define STANDS_OUT 1e-3 /* of the strongest harmonic */

struct search {
	struct fourier_transform *transform;
	double *window; /* [WINDOW] */
	double **columns; /* [channel][WINDOW] of the residual */
	double *power; /* [bin] */
	double bin_hz;
};

static bool search_init(struct search *search, size_t channels, struct arena *arena)
{
	search->transform = fourier_transform_new(arena, WINDOW);
	search->window = ARENA_ARRAY(arena, double, WINDOW);
	search->power = ARENA_ARRAY(arena, double, WINDOW / 2 + 1);
	search->columns = ARENA_ARRAY(arena, double *, channels);
	bool done = search->transform && search->window && search->power && search->columns;
	for (size_t i = 0; i < channels && done; i++)
		done = (search->columns[i] = ARENA_ARRAY(arena, double, WINDOW));
	for (size_t i = 0; i < WINDOW && done; i++)
		search->window[i] = 0.5 - 0.5 * cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / WINDOW);
	return done;
}

static void add_window(struct search *search, size_t channels)
{
	struct fourier_transform *transform = search->transform;
	for (size_t channel = 0; channel < channels; channel++) {
		for (size_t i = 0; i < WINDOW; i++)
			transform->samples[i] = search->window[i] * search->columns[channel][i];
		fourier_transform_forward(transform);
		for (size_t k = 0; k < transform->bin_count; k++)
			search->power[k] += transform->bins[k][0] * transform->bins[k][0] +
					    transform->bins[k][1] * transform->bins[k][1];
	}
}

static enum status read_all(struct search *search, struct proof_reader *reader)
{
	enum status status = proof_reader_start(reader, NULL);
	size_t frames = 1, filled = 0;
	while (status == STATUS_OK && frames > 0) {
		status = proof_reader_next(reader, &frames);
		if (status != STATUS_OK || filled + frames > WINDOW)
			return status;
		for (size_t channel = 0; channel < reader->channels; channel++)
			memcpy(search->columns[channel] + filled, reader->residual[channel], frames * sizeof(double));
		filled += frames;
		if (filled == WINDOW) {
			add_window(search, reader->channels);
			filled = 0;
		}
	}
	return status;
}

/* Returns the frequency of the peak around a bin, by a parabola through the logarithms of its neighbours. */
static double peak_at(const struct search *search, size_t bin)
{
	const double before = log(search->power[bin - 1] + 1e-300), here = log(search->power[bin] + 1e-300),
		     after = log(search->power[bin + 1] + 1e-300), bend = before - 2.0 * here + after;
	return search->bin_hz * ((double)bin + (bend < 0.0 ? 0.5 * (before - after) / bend : 0.0));
}

static double lobe(const struct search *search, double frequency)
{
	const size_t bin = (size_t)nearbyint(frequency / search->bin_hz);
	double sum = 0.0;
	for (size_t k = bin > LOBE ? bin - LOBE : 0; k <= bin + LOBE && k <= WINDOW / 2; k++)
		sum += search->power[k];
	return sum;
}

/* Measures the harmonics of a fundamental. */
static struct tone harmonics_of(const struct search *search, double frequency)
{
	struct tone tone = { .frequency = frequency };
	double all = 0.0, most = 0.0;
	for (size_t k = 0; k <= WINDOW / 2; k++)
		all += search->power[k];
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 1; i <= HARMONICS_MOST && (double)i * frequency < search->bin_hz * WINDOW / 2; i++) {
			const double here = lobe(search, (double)i * frequency);
			if (pass == 0)
				most = fmax(most, here);
			else if (here > STANDS_OUT * most) {
				tone.share += here / all;
				tone.harmonics++;
			}
		}
	return tone;
}

static struct tone best_tone(const struct search *search)
{
	size_t strongest = 1;
	struct tone best = { 0.0, 0, 0.0 };
	for (size_t k = 1; k < WINDOW / 2; k++)
		if (search->power[k] > search->power[strongest])
			strongest = k;
	if (!(search->power[strongest] > 0.0))
		return best;
	const double frequency = peak_at(search, strongest);
	for (int divisor = 1; divisor <= DIVISORS && frequency / divisor >= LOWEST_HZ; divisor++) {
		const struct tone tone = harmonics_of(search, frequency / divisor);
		if (AS_GOOD * tone.share > best.share)
			best = tone;
	}
	return best;
}

enum status tone_search_run(struct proof_reader *reader, struct arena *arena, struct tone *tone)
{
	struct search search = { .bin_hz = reader->proof->mix->sample_rate / WINDOW };
	*tone = (struct tone){ 0 };
	if (!search_init(&search, reader->channels, arena))
		return STATUS_NO_MEMORY;
	enum status status = read_all(&search, reader);
	if (status == STATUS_OK)
		*tone = best_tone(&search);
	return status;
}
