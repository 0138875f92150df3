/* Reads parts of a loop's send and answer, and compares their spectra.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LOOP_SPECTRA_H
#define STEMPRINT_FORENSICS_LOOP_SPECTRA_H

#include "forensics/loop_case.h"
#include "measure/fourier_transform.h"

/** The share of the sample rate up to which spectra are compared: above, converters and interpolation fall off. */
#define LOOP_BAND 0.44

/** The products of two spectra, summed up over channels and over windows. */
struct loop_spectra {
	size_t size; /**< samples of a transform */
	size_t bin_count; /**< bins up to LOOP_BAND */
	double (*cross)[2]; /**< conj(send) * answer */
	double *send, *answer; /**< powers */
	size_t windows; /**< how many were added */
};

/** Makes empty spectra for transforms of that size, in the arena; NULL when out of memory. */
struct loop_spectra *loop_spectra_new(struct arena *arena, size_t size);

/** Removes all that was added. */
void loop_spectra_clear(struct loop_spectra *spectra);

/** Adds the products of two transforms that went forward, both of that size. */
void loop_spectra_add(struct loop_spectra *spectra, const struct fourier_transform *send,
		      const struct fourier_transform *answer);

/** Returns the delay of the answer behind the send at which sum of weights[k] * Re(cross[k] e^(i w t)) has its extreme
    next to 0, in frames, and that sum in *extreme. A negative sum is an inverted polarity. `weights` has bin_count
    members. */
double loop_spectra_delay(const struct loop_spectra *spectra, const double *weights, double *extreme);

/** Columns of samples, one for each channel. */
struct loop_columns {
	double **columns;
	size_t channels, frames;
};

/** Makes room for `frames` frames in the arena; columns is NULL when out of memory. */
struct loop_columns loop_columns_new(struct arena *arena, size_t channels, size_t frames);

/** Reads frames from a source that stands at frame *position, from frame `first` on, which is not before it. Frames
    before frame 0 are silent. */
enum status loop_columns_read(struct loop_columns *columns, struct source *source, uint64_t *position, uint64_t first,
			      size_t frames) MUST_CHECK;

/** Opens the answer as the model has it: frame m of it answers frame m + offset of the send. NULL when out of memory or
    when the answer cannot be rewound. */
struct source *loop_answer_open(const struct loop_case *loop, struct loop_model model, double offset);

#endif
