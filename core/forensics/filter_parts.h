/* stemprint: the gain and the offset that stand beside a filter of a stem.
   SPDX-License-Identifier: GPL-3.0-or-later

   One response holds all that the mix does with a stem: an equaliser, a gain and an offset. An equaliser leaves most of
   the spectrum as it is, so the level of the larger part of the third octaves is the gain. It has the least phase that
   its magnitude allows, by Hilbert's transform of the logarithm (A. V. Oppenheim and R. W. Schafer, Discrete-Time
   Signal Processing); what is left of the phase grows evenly with frequency when the stem is late. */
#ifndef STEMPRINT_FORENSICS_FILTER_PARTS_H
#define STEMPRINT_FORENSICS_FILTER_PARTS_H

#include "forensics/forensics_case.h"

/** Sets *parts to the gain, linear, and to the delay in frames, with the lag, that the response of a stem shows beside
    a filter; gain 1: none, delay 0: none. An offset of a few frames is not told where the response is known at low
   frequencies alone. Returns false when out of memory. */
bool filter_parts_of(const struct forensics_case *evidence, size_t stem, struct gain_delay *parts);

#endif
