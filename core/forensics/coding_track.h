/* stemprint: how the residual of a proof follows each file in time, band by band.
   SPDX-License-Identifier: GPL-3.0-or-later

   A lossy encoder hides its error under the sound: in every band it goes up and down with the sound, far under it where
   the ear is keen, and as loud as the sound where the encoder drops it. Modulation and reverb leave about the same
   distance in all bands. */
#ifndef STEMPRINT_FORENSICS_CODING_TRACK_H
#define STEMPRINT_FORENSICS_CODING_TRACK_H

#include "forensics/cross_spectra.h"

/** Sums of levels in dB over windows, of one file and one band. */
struct coding_band {
	double count, file, residual, file_square, residual_square, product;
};

/** The sums of all files. File 0 is the sum of the stems that should be in the mix, then come these stems, as the mix
    holds them: with the residual. */
struct coding_track {
	size_t file_count, stem_count, bins;
	size_t band_count;
	double floor; /**< energy of a band that the formats leave */
	struct coding_band *bands; /**< [file][band] */
	double *real, *imaginary; /**< [bin] of the file of the present window */
};

/** Makes empty sums. `floor` is the mean square that the formats leave. Returns false when out of memory. */
bool coding_track_init(struct coding_track *track, const struct cross_spectra *spectra, const struct proof *proof,
		       double floor, struct arena *arena);

/** Adds a window, as a listener of cross_spectra_run() gets it. */
void coding_track_add(struct coding_track *track, const double *parts);

/** What the bands of a file say. */
struct coding_figures {
	double follow; /**< mean correlation of the levels of file and residual, where the residual is under the file */
	size_t bands; /**< in that mean */
	double low_db; /**< the residual over the file, mean of the bands under 6 kHz */
	double high_db; /**< the same in the band over 8 kHz where it is highest; -INFINITY: nothing is there */
};

/** Reads the figures of a file. */
struct coding_figures coding_track_read(const struct coding_track *track, size_t file, double sample_rate);

#endif
