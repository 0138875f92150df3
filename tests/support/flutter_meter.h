/* stemprint tests: a flutter meter.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FLUTTER_METER_H
#define STEMPRINT_TESTS_FLUTTER_METER_H

#include <stddef.h>

enum { FLUTTER_METER_RATE = 1000 };

/** Returns what is exceeded for 5 % of the time by a deviation of speed with FLUTTER_METER_RATE values a second (shares
 * of the speed), under the weighting of AES6-2008. The mean is taken off first. */
double flutter_meter_two_sigma(const double *deviation, size_t count);

/** Demodulates a tone: writes the deviation of its frequency from `hertz`, FLUTTER_METER_RATE values a second, and
 * returns their number. `deviation` has room for one for each millisecond. */
size_t flutter_meter_demodulate(const double *column, size_t frames, double sample_rate, double hertz,
				double *deviation);

#endif
