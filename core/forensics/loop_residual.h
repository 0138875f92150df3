/* Measures what a loop adds: the part of its answer that no linear filter makes of the send.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LOOP_RESIDUAL_H
#define STEMPRINT_FORENSICS_LOOP_RESIDUAL_H

#include "forensics/loop_case.h"

/** Measures the power of the answer minus its best linear fit, over the power of the answer, in dB; NAN where the send
   is too short to tell. The fit is a filter of 16384 taps for each channel, 4096 of them before the round trip. It
   begins as a wire with this gain, and is refined six times by the quotient of the spectra of windows, each time of
   what the fit before left, since windows cut responses. Bins count by their coherence over what chance gives, so that
   the filter does not follow noise. Frames before `first` are left out. Returns the failure of a source, or NO_MEMORY.
 */
enum status loop_residual_measure(const struct loop_case *loop, struct loop_model model, double gain, uint64_t first,
				  double *residual_db) MUST_CHECK;

#endif
