/* stemprint: finds what noise and the rounding of a word length explain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/noise_model.h"

#include <math.h>

#define FLAT_LEAST 0.5 /* geometric over arithmetic mean of the power of all bins: 1 is white */
#define FLAT_LEAST_OF_WORD 0.15 /* without dither, soft sounds colour the noise */
#define WORD_UNDER_DB (-8.0) /* from rounding to the noise of a word, with silence between */
#define WORD_OVER_DB 9.0 /* with dither, or truncated */
#define SHAPED_OVER_DB 36.0 /* with shaped noise */
#define UNREST_MOST 0.35 /* of the energy of a band, for a steady noise */
#define SMOOTH_LEAST 0.6 /* of a spectrum without tones */
#define SHARE_OF_NOISE 0.001 /* nothing else is left of a residual that is steady noise */

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

/* A word of that length explains the level without dither (0 dB, less with silence between), with dither (4.8 dB), when
   it is truncated (6 dB), or with shaped noise, which is steady. */
static bool is_word(const struct forensics_case *evidence, unsigned bits, size_t file, double rms_dbfs)
{
	const size_t holder = blame_file(&evidence->bands.blame);
	const double over = rms_dbfs - 20.0 * log10(ldexp(1.0, 1 - (int)bits) / sqrt(12.0));
	if (bits == 0 || over < WORD_UNDER_DB || (holder != file && holder < evidence->bands.blame.file_count))
		return false;
	if (over < WORD_OVER_DB && flatness(evidence) >= FLAT_LEAST_OF_WORD)
		return true;
	return over < SHAPED_OVER_DB && holder == file && noise_is_steady(evidence);
}

static double rms_dbfs_of(const struct forensics_case *evidence)
{
	return 10.0 *
	       log10(evidence->survey.energy / ((double)evidence->survey.frames * (double)evidence->survey.channels));
}

bool noise_is_steady(const struct forensics_case *evidence)
{
	return residual_bands_unrest(&evidence->bands) < UNREST_MOST &&
	       residual_bands_smoothness(&evidence->bands) > SMOOTH_LEAST;
}

void models_add_noise(struct models *models, const struct forensics_case *evidence)
{
	const double rms_dbfs = rms_dbfs_of(evidence);
	struct model model = { .kind = CAUSE_WORD_LENGTH, .stem = CAUSE_OF_MIX, .share = SHARE_OF_NOISE };
	unsigned bits;
	const size_t file = shortest_word(evidence, &bits);
	if (is_word(evidence, bits, file, rms_dbfs)) {
		model.stem = file > 0 ? file - 1 : CAUSE_OF_MIX;
		model.value = (double)bits;
		models_add(models, &model);
	} else if (noise_is_steady(evidence)) {
		model.kind = CAUSE_NOISE;
		model.stem = blame_stem(&evidence->bands.blame);
		model.value = rms_dbfs;
		models_add(models, &model);
	}
}

static const char *colour_of(const struct forensics_case *evidence)
{
	const double slope = residual_bands_slope(&evidence->bands, evidence->sample_rate);
	if (fabs(slope) < 1.0)
		return "white noise";
	if (fabs(slope + 3.0) < 1.0)
		return "pink noise";
	return slope > 0.0 ? "noise that rises with frequency" : "noise that falls with frequency";
}

char *noise_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena)
{
	const double level = rms_dbfs_of(evidence);
	if (model->kind == CAUSE_NOISE)
		return arena_format(arena, "%s holds steady %s of %.1f dBFS rms",
				    blame_holder(&evidence->bands.blame, subject), colour_of(evidence), level);
	return arena_format(arena, "%s of %.1f dBFS rms, and every sample of %s fits a word of %.0f bits",
			    flatness(evidence) >= FLAT_LEAST ? "white noise" : "noise", level,
			    model->stem == CAUSE_OF_MIX ? "the mix" : subject, model->value);
}
