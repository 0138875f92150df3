/* stemprint tests: faults of stems and mixes, made without the code under test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FORENSICS_FAULT_H
#define STEMPRINT_TESTS_FORENSICS_FAULT_H

#include "material.h"

#include "forensics/cause.h"

/** The stereo columns of a stem or of the mix. */
struct signal {
	double *const *columns;
	size_t frames;
	double rate;
};

void fault_delay(struct signal signal,
		 double frames); /**< a negative delay is early; the delay is a sinc under a Blackman window */
void fault_gain(struct signal signal, double gain_db);
void fault_invert(struct signal signal);
void fault_offset(struct signal signal, double dbfs); /**< it adds a constant to both channels */
void fault_clip(struct signal signal, double below_peak_db);
void fault_limit(struct signal signal, double below_peak_db); /**< it has no attack, and 50 ms of release */
void fault_compress(struct signal signal, double below_peak_db); /**< the ratio is 2:1, with 10 ms and 200 ms */
void fault_cut(struct signal signal, double seconds); /**< it ends this long before its last sound */
void fault_quantise(struct signal signal, unsigned bits, bool dithered);
void fault_mute(struct signal signal, double seconds); /**< silence around its loudest frame */
void fault_behead(struct signal signal, double seconds); /**< it begins this long after its first sound */
void fault_slip(struct signal signal, double frames); /**< its second half is late; negative: early */
void fault_click(struct signal signal, double dbfs); /**< three clicks of 12 frames with this peak */
void fault_noise(struct signal signal, double dbfs); /**< white, with this rms */
void fault_hum(struct signal signal, double dbfs); /**< 50 Hz with this peak, and two harmonics */
void fault_shape(struct signal signal, unsigned bits); /**< TPDF dither with noise shaping of second order */
void fault_convert(struct signal signal, double rate); /**< soxr converts it there and back */
void fault_drift(struct signal signal, double ppm); /**< soxr makes the drift */
void fault_ride(struct signal signal, double depth_db); /**< the gain moves by +- depth every 7 s */
void fault_peak(struct signal signal, double frequency, double gain_db, double q); /**< the bell of the RBJ cookbook */
void fault_lowpass(struct signal signal, double frequency); /**< it has one pole */
void fault_highpass(struct signal signal, double frequency); /**< that of the RBJ cookbook, with a q of 0.71 */
/** A peak compressor of 4:1 with 1 ms of attack and 30 ms of release. */
void fault_squeeze(struct signal signal, double below_peak_db);
void fault_phase(struct signal signal, double frequency); /**< a fixed all-pass of the RBJ cookbook, with a q of 0.7 */
void fault_chorus(struct signal signal, double wet_db); /**< a second voice is 6 to 14 ms late, and wanders at random */
void fault_allpass(struct signal signal, double depth); /**< the coefficient of four all-passes moves by +- depth */

/** Each side becomes a sum of both: left = ll left + lr right, right = rl left + rr right. */
void fault_sides(struct signal signal, double ll, double lr, double rl, double rr);
void fault_late_side(struct signal signal, double frames); /**< the right side comes later than the left one */

/** Adds repeats of the sum of both sides: the first at a level, the others each 6 dB lower. */
void fault_echo(struct signal signal, double milliseconds, double level_db);
/** Adds a reverb of the sum of both sides: noise that begins after 15 ms and falls by 60 dB in some seconds. */
void fault_reverb(struct signal signal, double seconds, double level_db);

#endif
