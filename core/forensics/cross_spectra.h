/* stemprint: the cross-spectra of all stems of a proof and of its residual.
   SPDX-License-Identifier: GPL-3.0-or-later

   They are sums by Welch's method (P. D. Welch, 1967): Hann windows that overlap by half, all channels alike. Suppose
   that a stem comes into the mix through something linear and constant: a gain, a filter, or a delay far shorter than a
   window. The energy of the residual that this leaves follows from these sums alone, without reading the files again.
 */
#ifndef STEMPRINT_FORENSICS_CROSS_SPECTRA_H
#define STEMPRINT_FORENSICS_CROSS_SPECTRA_H

#include "forensics/proof.h"

/** Sums over windows. A signal is a stem, from 0, or the residual, stem_count: the mix less its stems. */
struct cross_spectra {
	size_t stem_count;
	size_t size; /**< frames of a window: 4096, or fewer when many stems would take too much memory; at least 256 */
	size_t bin_count; /**< size / 2 + 1 */
	double *real, *imaginary; /**< [pair][bin] sums of conj(X_i) X_j; read them by the functions below */
	uint64_t window_count; /**< windows of all channels in the sums */
};

/** Makes empty sums, at most 64 MB from the arena. Returns NULL when out of memory. */
struct cross_spectra *cross_spectra_new(const struct proof *proof, struct arena *arena);

/** Hears every window that goes into the sums. */
struct cross_spectra_listener {
	/** Takes parts[signal][real, imaginary][bin]: the stems, then the residual. The windows of a block come
	   together, one for each channel; `frame` is the end of the block. */
	void (*window)(void *context, const double *parts, uint64_t frame);
	void *context;
};

/** Sums up all files, which it reads once, with these lags (NULL: none). In long files it leaves windows out, evenly,
   so that the work stays within a second or two. `listener` may be NULL. */
enum status cross_spectra_run(struct cross_spectra *spectra, struct proof_reader *reader, const int64_t *lags,
			      struct arena *arena, const struct cross_spectra_listener *listener) MUST_CHECK;

/** Returns the sums [bin] of two signals, one <= other. Inner bins count both halves of the spectrum. */
const double *cross_spectra_real(const struct cross_spectra *spectra, size_t one, size_t other);
const double *cross_spectra_imaginary(const struct cross_spectra *spectra, size_t one, size_t other);

#endif
