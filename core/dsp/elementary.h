/* Computes elementary functions whose bits do not depend on the CPU.
   SPDX-License-Identifier: GPL-3.0-or-later

   glibc picks its double-precision exp, log, pow, sin, cos and tan by the CPU (with and without FMA), and their last
   bits differ. These use plain arithmetic in one order, so that coefficients are equal on every x86-64. Their error is
   at most 2 ulp over the ranges that audio needs (sin, cos, tan: |x| up to 1e5; beyond, the argument counts modulo a
   rounded 2 pi). NaN gives NaN, and an overflow gives infinity. sqrt() and fabs() are exact everywhere, so libm's
   serve.

   A call takes 5 to 40 ns, which suits coefficients and oscillators; loops over all samples of a batch belong in a
   kernel. */
#ifndef STEMPRINT_DSP_ELEMENTARY_H
#define STEMPRINT_DSP_ELEMENTARY_H

/** Pi, rounded to a double. */
#define ELEMENTARY_PI 3.14159265358979323846

/** The usual functions; angles are radians. */
double elementary_exp(double x);
double elementary_log(double x); /**< 0: -INFINITY; under 0: NaN */
double elementary_exp2(double x); /**< exact for whole x */
double elementary_log2(double x); /**< exact for powers of two; 0: -INFINITY; under 0: NaN */
double elementary_pow(double x, double y); /**< x > 0 */
double elementary_sin(double x);
double elementary_cos(double x);
double elementary_tan(double x);
double elementary_sinh(double x);
double elementary_tanh(double x);

/** Returns the linear gain 10^(db/20); 0 dB gives exactly 1, -INFINITY gives 0. */
double decibel_to_gain(double db);

/** Returns 20 log10(gain) in dB, gain linear, 0 and more; 1 gives exactly 0, 0 gives -INFINITY. */
double gain_to_decibel(double gain);

#endif
