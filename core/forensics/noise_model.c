/* stemprint: finds what the noise of a word length explains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/noise_model.h"

#include <math.h>

#define FLAT_LEAST 0.5 /* geometric over arithmetic mean of the power of all bins: 1 is white */
#define FLAT_LEAST_OF_WORD 0.15 /* without dither, soft sounds colour the noise */
#define SHORTEST_WORD 6.0
#define LONGEST_WORD 24.0

static double flatness(const struct forensics_case *evidence)
{
	const double *power = evidence->fit->residual_power;
	const size_t bins = evidence->spectra->bin_count;
	double logarithms = 0.0, sum = 0.0;
	for (size_t k = 2; k + 2 < bins; k++) {
		logarithms += log(fmax(power[k], 1e-300));
		sum += power[k];
	}
	const double count = (double)(bins - 4);
	return sum > 0.0 ? exp(logarithms / count) / (sum / count) : 0.0;
}

/* Returns the share of the energy of the residual for which a steady level would account: noise does not follow the
   music. */
static double steadiness(const struct forensics_case *evidence)
{
	const struct residual_survey *survey = &evidence->survey;
	double sum = 0.0, squares = 0.0, count = 0.0;
	for (size_t i = 0; i < survey->segment_count; i++) {
		if (survey->residual[i] <= 0.0)
			continue;
		sum += survey->residual[i];
		squares += survey->residual[i] * survey->residual[i];
		count += 1.0;
	}
	return squares > 0.0 ? sum * sum / (count * squares) : 0.0;
}

/* Returns the file with the shortest word, and its bits. Rounding to a word leaves LSB^2 / 12, LSB = 2^(1 - bits). */
static size_t shortest_word(const struct forensics_case *evidence, unsigned *bits)
{
	size_t shortest = 0;
	*bits = 0;
	for (size_t i = 0; i + evidence->proof->candidate_count <= evidence->proof->stem_count; i++) {
		const unsigned here = evidence->survey.files[i].bits;
		if (here != 0 && (*bits == 0 || here < *bits)) {
			*bits = here;
			shortest = i;
		}
	}
	return shortest;
}

void models_add_noise(struct models *models, const struct forensics_case *evidence)
{
	const struct residual_survey *survey = &evidence->survey;
	const double samples = (double)survey->frames * (double)survey->channels;
	const double rms_dbfs = 10.0 * log10(survey->energy / samples);
	const double equivalent = 1.0 - (rms_dbfs + 10.0 * log10(12.0)) / (20.0 * log10(2.0));
	const double flat = flatness(evidence);
	unsigned bits;
	const size_t file = shortest_word(evidence, &bits);
	/* A word of that length explains the level without dither (0 dB, less with silence between), with dither (4.8
	   dB) or when it is truncated (6 dB). */
	const double over = 6.0206 * ((double)bits - equivalent);
	const bool known = bits != 0 && over > -9.0 && over < 8.0;
	if (flat < (known ? FLAT_LEAST_OF_WORD : FLAT_LEAST) || equivalent < SHORTEST_WORD ||
	    equivalent > LONGEST_WORD + 1.0)
		return;
	const double white = flat * fmin(1.0, 1.3 * steadiness(evidence));
	const struct model model = { .kind = CAUSE_WORD_LENGTH,
				     .stem = known && file > 0 ? file - 1 : CAUSE_OF_MIX,
				     .share = known ? 0.001 : fmax(0.0, 1.0 - white),
				     .value = known ? (double)bits : fmin(LONGEST_WORD, nearbyint(equivalent)) };
	models_add(models, &model);
}
