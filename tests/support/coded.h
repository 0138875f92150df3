/* stemprint tests: a small lossy coder of one channel, in frames of 1024.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_SUPPORT_CODED_H
#define STEMPRINT_SUPPORT_CODED_H

#include <stddef.h>

enum { CODED_HOP = 1024 };

/** The windows of coders: of AAC the sine and the one derived from Kaiser's, and that of Vorbis. */
enum coded_window { CODED_SINE, CODED_KAISER, CODED_VORBIS };

/** Codes `count` samples into `out`, in frames from sample `first` on. Each coefficient is rounded to multiples of the
   rms of the 16 ones around it, times low_step at 0 Hz and high_step at the highest frequency, in a line between. The
    coefficients from `limit` on become 0. Samples before the second frame and behind the last one stay as they are. */
void coded(const double *samples, double *out, size_t count, size_t first, enum coded_window window, double low_step,
	   double high_step, size_t limit);

/** The same with the quantiser of AAC: the power 3/4 of each coefficient, over a step, is rounded. The coefficients are
   sums of samples times window times cosine; all of them have this step. */
void coded_by_powers(const double *samples, double *out, size_t count, size_t first, enum coded_window window,
		     double step);

#endif
