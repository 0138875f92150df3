/* stemprint tests: the inputs of the rows that claim what a parameter does.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CLAIM_STIMULUS_H
#define STEMPRINT_TESTS_CLAIM_STIMULUS_H

#include "contracts/claim.h"

enum { CLAIM_RATE = 48000, CLAIM_FRAMES = 48000 };

/** Writes CLAIM_FRAMES frames of one channel. */
void claim_stimulus(enum stimulus stimulus, size_t channel, double *samples);

/** Writes the key of a row that has one: a tone of 500 Hz at -3 dBFS for the first half. */
void claim_key(double *samples);

#endif
