/* Measures a reverb's response.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_REVERB_METER_H
#define STEMPRINT_TESTS_REVERB_METER_H

#include <stddef.h>

/** The column through an octave around `centre`: two Butterworth band-passes of order 4 in a row. `out` may be `in`. */
void reverb_meter_octave(const double *in, double *out, size_t frames, double centre, double sample_rate);

/** Seconds to -60 dB from the energies of the frames: a line through their sum from there on (Schroeder, JASA 1965),
    from -5 to -35 dB. */
double reverb_meter_decay(const double *energies, size_t frames, double sample_rate);

/** Normalised echo density (Abel and Huang, AES 121, 2006) in a Hann window of `window` frames at `start`: the share of
    samples beyond one standard deviation, against that of a Gaussian noise. */
double reverb_meter_density(const double *in, size_t start, size_t window);

/** Statistics of the power spectrum of `frames` frames under a Hann window between two frequencies, each bin against
    the mean of its surroundings. *peak_db: the loudest. Returns mean of squares over square of mean: 2 for Gaussian
    noise, more where modes stand out. */
double reverb_meter_spectrum(const double *in, size_t frames, double sample_rate, double low, double high,
			     double *peak_db);

/** The largest magnitude of the normalised autocorrelation at lags from `first` to `last` frames. */
double reverb_meter_periodicity(const double *in, size_t frames, size_t first, size_t last);

#endif
