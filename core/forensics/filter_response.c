/* stemprint: finds the magnitude of the filter in the way of a signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/filter_response.h"

#include "measure/third_octave_band.h"

#include <math.h>

#define AUDIBLE 1e-7 /* of the strongest third octave of a signal: the gain of a weaker one is not told */

/* Sums up over a third octave the power of the signal, and its product with what the mix holds of it. Returns whether
   the spectra have the whole band. */
static bool third_octave(const struct forensics_case *evidence, size_t signal, size_t band, double *power, double *real,
			 double *imaginary)
{
	const struct sum_fit *fit = evidence->fit;
	const size_t bins = evidence->spectra->bin_count;
	const double width = evidence->sample_rate / (double)evidence->spectra->size;
	const double expected = signal < evidence->proof->stem_count ? proof_gain(evidence->proof, signal) : 1.0;
	size_t first = (size_t)ceil(third_octave_edge(band) / width),
	       last = (size_t)(third_octave_edge(band + 1) / width);
	if (last < first)
		first = last = (size_t)nearbyint(third_octave_centre(band) / width);
	*power = *real = *imaginary = 0.0;
	for (size_t k = first; k <= last && k < bins; k++) {
		const double here = sum_fit_power(fit, signal, k);
		*power += here;
		*real += fit->real[signal * bins + k] + expected * here;
		*imaginary += fit->imaginary[signal * bins + k];
	}
	return first > 0 && last < bins;
}

const struct cause_point *filter_response(const struct forensics_case *evidence, size_t stem, struct arena *arena,
					  size_t *count)
{
	const size_t signal = forensics_case_signal(evidence, stem);
	struct cause_point *points = ARENA_ARRAY(arena, struct cause_point, THIRD_OCTAVE_BANDS);
	double power, real, imaginary, strongest = 0.0;
	*count = 0;
	if (!points)
		return NULL;
	for (size_t band = 0; band < THIRD_OCTAVE_BANDS; band++)
		if (third_octave(evidence, signal, band, &power, &real, &imaginary))
			strongest = fmax(strongest, power);
	for (size_t band = 0; band < THIRD_OCTAVE_BANDS; band++) {
		if (!third_octave(evidence, signal, band, &power, &real, &imaginary) || power <= AUDIBLE * strongest)
			continue;
		const double magnitude = sqrt(real * real + imaginary * imaginary) / power;
		points[(*count)++] =
			(struct cause_point){ third_octave_centre(band), 20.0 * log10(fmax(magnitude, 1e-5)) };
	}
	return points;
}
