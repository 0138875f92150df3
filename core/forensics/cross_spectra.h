/* stemprint: what every stem has in common with every other and with the residual, frequency by frequency.
   SPDX-License-Identifier: GPL-3.0-or-later

   Welch's method (P. D. Welch, 1967): Hann windows that overlap by half, all channels alike. Whatever linear and
   constant is said of the stems' way into the mix, a gain, a delay far shorter than a window, a filter, leaves a
   residual whose energy follows from these sums alone; the files need not be read again. */
#ifndef STEMPRINT_FORENSICS_CROSS_SPECTRA_H
#define STEMPRINT_FORENSICS_CROSS_SPECTRA_H

#include "forensics/proof.h"

struct cross_spectra {
	size_t stem_count;
	size_t size; /**< frames of a window: 4096, less where many stems would ask for more memory than that */
	size_t bin_count;
	double *real, *imaginary; /**< [pair][bin], of sum of conj(X_i) X_j */
	uint64_t window_count; /**< channels times windows that went in */
};

/** NULL when out of memory; at most 64 MB. */
struct cross_spectra *cross_spectra_new(const struct proof *proof, struct arena *arena);

/** Who hears every window on its way into the sums: parts[signal][real, imaginary][bin], the stems, then the residual.
 */
struct cross_spectra_listener {
	void (*window)(void *context, const double *parts,
		       uint64_t frame); /**< the windows of a block come together, each channel by itself; `frame` is
					   where the block ends */
	void *context;
};

/** Reads all files once, with these lags. In long files windows are left out, evenly, to keep within a second or two of
   work. listener may be NULL. */
enum status cross_spectra_run(struct cross_spectra *spectra, struct proof_reader *reader, const int64_t *lags,
			      struct arena *arena, const struct cross_spectra_listener *listener) MUST_CHECK;

/** Of two signals, one <= other; index `stem_count` is the residual, the mix less its stems. The sums over inner bins
   count both halves of the spectrum. */
const double *cross_spectra_real(const struct cross_spectra *spectra, size_t one, size_t other);
const double *cross_spectra_imaginary(const struct cross_spectra *spectra, size_t one, size_t other);

#endif
