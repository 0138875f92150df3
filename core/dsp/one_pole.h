/* Describes the one-pole mean, y += weight (x - y).
   SPDX-License-Identifier: GPL-3.0-or-later

   It smooths levels and gains: after one time constant it has gone 63 % (1 - 1/e) of the way to a new value. */
#ifndef STEMPRINT_DSP_ONE_POLE_H
#define STEMPRINT_DSP_ONE_POLE_H

/** Returns the weight of the new value, 0 to 1: 1 - exp(-1/(seconds sample_rate)), as 2 exp(-x/2) sinh(x/2), which does
    not cancel at long times. seconds: the time constant, 0 and more; under 0.02 frames the weight is 1. sample_rate in
    Hz. */
double one_pole_weight(double seconds, double sample_rate);

#endif
