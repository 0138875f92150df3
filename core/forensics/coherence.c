/* stemprint: measures how much the stems of a proof have in common.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/coherence.h"

#include "forensics/cross_spectra.h"

#include <math.h>

/* A bin that lies this far under the strongest bin of a stem says nothing about it. */
static const double faint = 1e-6;

/* A Hann window that overlaps by half is worth this much of one that does not (Percival and Walden, 1993). */
static const double worth_of_a_window = 18.0 / 19.0;

struct pair {
	size_t one, other;
	double chance; /* the coherence that two unrelated stems have on average */
};

static double loudest(const double *powers, size_t count)
{
	double most = 0.0;
	for (size_t i = 1; i < count; i++)
		most = fmax(most, powers[i]);
	return most;
}

/* Returns the coherence of a bin, less the part that chance gives. */
static double coherence_of(const struct cross_spectra *spectra, const struct pair *pair, size_t bin)
{
	const double real = cross_spectra_real(spectra, pair->one, pair->other)[bin];
	const double imaginary = cross_spectra_imaginary(spectra, pair->one, pair->other)[bin];
	const double scale = cross_spectra_real(spectra, pair->one, pair->one)[bin] *
			     cross_spectra_real(spectra, pair->other, pair->other)[bin];
	const double value = scale > 0.0 ? (real * real + imaginary * imaginary) / scale : pair->chance;
	return (value - pair->chance) / (1.0 - pair->chance);
}

static double share_db(const struct cross_spectra *spectra, const struct pair *pair, size_t of)
{
	const double *powers = cross_spectra_real(spectra, of, of);
	double common = 0.0, all = 0.0;
	for (size_t bin = 1; bin < spectra->bin_count; bin++) {
		common += powers[bin] * coherence_of(spectra, pair, bin);
		all += powers[bin];
	}
	return common > pair->chance * all ? 10.0 * log10(fmin(common / all, 1.0)) : (double)NAN;
}

/* Among the many bins of two unrelated stems chance alone lifts one far over the average, so more is asked of it. */
static size_t find_largest(const struct cross_spectra *spectra, const struct pair *pair)
{
	const double *one = cross_spectra_real(spectra, pair->one, pair->one);
	const double *other = cross_spectra_real(spectra, pair->other, pair->other);
	const double least_one = faint * loudest(one, spectra->bin_count);
	const double least_other = faint * loudest(other, spectra->bin_count);
	double most = pair->chance * (log((double)spectra->bin_count) + 5.0);
	size_t found = 0;
	for (size_t bin = 1; bin < spectra->bin_count; bin++) {
		const double value = coherence_of(spectra, pair, bin);
		if (value > most && one[bin] > least_one && other[bin] > least_other) {
			most = value;
			found = bin;
		}
	}
	return found;
}

static void measure(const struct cross_spectra *spectra, const struct pair *pair, double sample_rate,
		    struct coherence *coherence)
{
	const size_t there = pair->one * coherence->stem_count + pair->other;
	const size_t back = pair->other * coherence->stem_count + pair->one;
	const size_t bin = find_largest(spectra, pair);
	coherence->shares_db[there] = share_db(spectra, pair, pair->one);
	coherence->shares_db[back] = share_db(spectra, pair, pair->other);
	coherence->largest[there] = coherence->largest[back] =
		bin > 0 ? fmin(coherence_of(spectra, pair, bin), 1.0) : (double)NAN;
	coherence->frequencies[there] = coherence->frequencies[back] =
		bin > 0 ? (double)bin * sample_rate / (double)spectra->size : (double)NAN;
}

static void measure_all(const struct cross_spectra *spectra, const struct source *mix, struct coherence *coherence)
{
	const double windows = worth_of_a_window * (double)spectra->window_count / (double)mix->channels;
	const size_t count = coherence->stem_count;
	for (size_t i = 0; i < count * count; i++)
		coherence->shares_db[i] = coherence->largest[i] = coherence->frequencies[i] = (double)NAN;
	coherence->floor_db = (double)NAN;
	if (windows < 2.0)
		return;
	coherence->floor_db = -10.0 * log10(windows);
	for (size_t other = 1; other < count; other++)
		for (size_t one = 0; one < other; one++) {
			const struct pair pair = { one, other, 1.0 / windows };
			measure(spectra, &pair, mix->sample_rate, coherence);
		}
}

enum status coherence_find(const struct proof *proof, struct arena *arena, struct coherence *coherence)
{
	const size_t pairs = proof->stem_count * proof->stem_count;
	struct proof_reader reader;
	*coherence = (struct coherence){ .stem_count = proof->stem_count };
	coherence->shares_db = ARENA_ARRAY(arena, double, pairs);
	coherence->largest = ARENA_ARRAY(arena, double, pairs);
	coherence->frequencies = ARENA_ARRAY(arena, double, pairs);
	struct cross_spectra *spectra = cross_spectra_new(proof, arena);
	if (!coherence->shares_db || !coherence->largest || !coherence->frequencies || !spectra ||
	    !proof_reader_init(&reader, proof, arena))
		return STATUS_NO_MEMORY;
	enum status status = cross_spectra_run(spectra, &reader, NULL, arena, NULL);
	coherence->failed_file = reader.failed_file;
	coherence->problem = reader.problem;
	if (status == STATUS_OK)
		measure_all(spectra, proof->mix, coherence);
	return status;
}
