/* stemprint tests: what goes wrong with stems and mixes, made by means of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FORENSICS_FAULT_H
#define STEMPRINT_TESTS_FORENSICS_FAULT_H

#include "material.h"

#include "forensics/cause.h"

/** A signal of a set: the stereo columns of a stem or the mix. */
struct signal {
	double *const *columns;
	size_t frames;
	double rate;
};

void fault_delay(struct signal signal, double frames); /**< negative: early; a sinc under a Blackman window */
void fault_gain(struct signal signal, double gain_db);
void fault_invert(struct signal signal);
void fault_clip(struct signal signal, double below_peak_db);
void fault_limit(struct signal signal, double below_peak_db); /**< no attack, 50 ms of release */
void fault_compress(struct signal signal, double below_peak_db); /**< 2:1, 10 and 200 ms */
void fault_cut(struct signal signal, double seconds); /**< before its last sound */
void fault_quantise(struct signal signal, unsigned bits, bool dithered);
void fault_convert(struct signal signal, double rate); /**< and back, by soxr */
void fault_drift(struct signal signal, double ppm); /**< by soxr */
void fault_ride(struct signal signal, double depth_db); /**< +- depth, every 7 s */
void fault_peak(struct signal signal, double frequency, double gain_db, double q); /**< bell of the RBJ cookbook */
void fault_lowpass(struct signal signal, double frequency); /**< one pole */
void fault_chorus(struct signal signal, double wet_db); /**< a second voice, 6 to 14 ms late, that wanders by random */
void fault_allpass(struct signal signal, double depth); /**< four all-passes whose coefficient moves by +- depth */

#endif
