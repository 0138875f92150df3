/* stemprint: whether the noise of a file steps down at a frequency, which a good converter of rates leaves.
   SPDX-License-Identifier: GPL-3.0-or-later

   Integers have a white noise of rounding. A file of the rate r has it up to r / 2. A converter to a higher rate keeps
   that noise, has nothing above r / 2, and its own rounding adds white noise up to half of the new rate. So the noise
   falls at r / 2 by 3 dB at least, and by 48 dB when 16 bits became 24.

   The meter keeps the levels of four bands in every frame: two below r / 2, where a steep filter still passes, and two
   above. It reads the level under which a quarter of all frames is: the soft ones, in which the noise shows. Three
   things tell a converter from sound that ends there by nature. Such sound falls below the edge already. What is above
   the edge is not flat, because it is no noise of rounding. And it grows when the sound grows. */
#ifndef STEMPRINT_MEASURE_NOISE_STEP_H
#define STEMPRINT_MEASURE_NOISE_STEP_H

#include <stddef.h>
#include <stdint.h>

enum { NOISE_BANDS = 4, NOISE_LEVELS = 1200 };

/** All zero but for the first two: it has heard nothing. */
struct noise_step {
	size_t first[NOISE_BANDS]; /**< first bins: far below the edge, near below it, near above it, far above it */
	size_t width; /**< bins of a band; 0: there is no room */
	uint32_t levels[NOISE_BANDS][NOISE_LEVELS]; /**< how many frames have this level */
	uint32_t frames;
};

/** NAN without enough frames. */
struct noise_findings {
	double step_db; /**< from the near band below the edge to the one above it */
	double slope_db; /**< from the far band below the edge to the near one */
	double tilt_db; /**< between both bands above the edge, 0 or more */
	double near_spread_db; /**< of the near band below the edge: from a tenth of all frames to a quarter */
	double above_spread_db; /**< of the near band above the edge: from a quarter of all frames to three quarters */
	double level_db; /**< of the near band above the edge: mean power of a bin */
};

/** Sets the bands for an edge at the bin `edge` in spectra of `bin_count` bins. */
void noise_step_set(struct noise_step *noise, double edge, size_t bin_count);

/** Takes the powers of the bins of one frame. */
void noise_step_add(struct noise_step *noise, const double *powers);

/** Returns the findings of all frames so far. */
struct noise_findings noise_step_read(const struct noise_step *noise);

#endif
