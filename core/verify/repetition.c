/* Counts how often the same samples return.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/repetition.h"

#include "dsp/elementary.h"
#include "dsp/split_mix.h"
#include "verify/proof_meter.h"

#include <math.h>
#include <string.h>

/* A sample that makes up all of a file moves the mean of squares by this. */
#define MOST_BY_CHANCE (5.0 * 1.4142135623730951)

/* Returns by how much the power of the residual may be over that of the floor, where chance moves the squares of the
   errors and their products. */
static double tolerance(double squares, double products)
{
	return decibel_to_gain(2.0 * PROOF_FLOOR_TOLERANCE_DB) + squares + products;
}

bool repetition_is_possible(const struct proof_result *result)
{
	return !result->explained && !result->exact_wanted && isfinite(result->floor_dbfs) &&
	       result->residual_peak_dbfs <= result->bound_dbfs &&
	       result->residual_rms_dbfs - result->floor_dbfs <=
		       0.5 * gain_to_decibel(tolerance(MOST_BY_CHANCE, MOST_BY_CHANCE));
}

bool repetition_init(struct repetition *repetition, struct arena *arena, size_t stem_count)
{
	*repetition = (struct repetition){ ARENA_ARRAY(arena, repetition_counts, stem_count + 2), stem_count };
	return repetition->counts;
}

/* Counts a sample that is not silent, and returns its hash. */
static uint64_t count(uint64_t *counts, double sample)
{
	uint64_t bits;
	memcpy(&bits, &sample, sizeof bits);
	const uint64_t hash = split_mix(bits);
	counts[hash % REPETITION_SLOTS] += sample != 0.0;
	return hash;
}

void repetition_add(struct repetition *repetition, const double *mix, const double *const *const *stems, size_t channel,
		    size_t from, size_t frames)
{
	uint64_t *together = repetition->counts[repetition->stem_count + 1];
	for (size_t i = from; i < from + frames; i++) {
		bool sounds = mix[i] != 0.0;
		uint64_t hash = count(repetition->counts[0], mix[i]);
		for (size_t stem = 0; stem < repetition->stem_count; stem++) {
			const double sample = stems[stem][channel][i];
			sounds |= sample != 0.0;
			hash = split_mix(hash ^ count(repetition->counts[stem + 1], sample));
		}
		together[hash % REPETITION_SLOTS] += sounds;
	}
}

/* Returns by how much chance moves a mean over these samples. */
static double moved_by_chance(const uint64_t *counts, double samples)
{
	double sum = 0.0, sounding = 0.0;
	for (size_t i = 0; i < REPETITION_SLOTS; i++) {
		const double share = (double)counts[i] / samples;
		sum += share * share;
		sounding += share;
	}
	return MOST_BY_CHANCE * sqrt(fmax(sum - sounding * sounding / REPETITION_SLOTS, 0.0));
}

double repetition_limit_dbfs(const struct repetition *repetition, const struct proof_meter *meter,
			     const struct proof_result *result)
{
	const double samples = (double)result->frames * (double)result->channels;
	double squares = 0.0;
	for (size_t i = 0; i <= repetition->stem_count; i++)
		squares += proof_meter_share(meter, i, result) * moved_by_chance(repetition->counts[i], samples);
	const double products = moved_by_chance(repetition->counts[repetition->stem_count + 1], samples);
	return result->floor_dbfs + 0.5 * gain_to_decibel(tolerance(squares, products));
}
