/* Describes waveshaping curves, as a gain of each sample.
   SPDX-License-Identifier: GPL-3.0-or-later

   With the drive d, the bias b and u = d s a curve turns a sample s into f(u + b) - f(b). The gain of that is

       g = (f(u + b) - f(b)) / s

   The formulas avoid differences of nearly equal numbers and quotients of vanishing ones, so that the gain is
   continuous through s = 0, where it is d f'(b), and its relative error is that of rounding. All slopes at 0 are 1, and
   an odd curve that has a limit has the limit 1:

       tanh   tanh x
       soft   x - 4/27 x^3 up to |x| = 3/2, where it reaches 1 with slope 0; 1 beyond
       hard   x up to |x| = 1; 1 beyond
       tube   t - t^2/4, t = tanh x: between -5/4 and +3/4
       tape   x / sqrt(1 + x^2)
       fold   sin x
       bits   x rounded to whole multiples of 2^(1 - bits), up to 1; the bias is rounded too

   Antiderivative antialiasing (J. Parker, V. Zavalishin and E. Le Bivic, "Reducing the aliasing of nonlinear
   waveshaping using continuous-time convolution", DAFx 2016) takes the mean of the curve over the straight line from
   one sample to the next. For an odd curve this mean is m times an even function of m = (x1 + x0)/2 and e = (x1 -
   x0)/2:

       tanh   artanh(tanh m tanh e) / e        tape   2 m / (sqrt(1 + x1^2) + sqrt(1 + x0^2))
       fold   sin m sin e / e                  soft, hard: polynomials, piece by piece

   So the gain, mean / m, is bounded here too and needs no special case for x1 near x0. */
#ifndef STEMPRINT_DSP_WAVESHAPE_H
#define STEMPRINT_DSP_WAVESHAPE_H

#include <stdbool.h>

/** The curves of the list above. */
enum waveshape_curve {
	WAVESHAPE_TANH,
	WAVESHAPE_SOFT,
	WAVESHAPE_HARD,
	WAVESHAPE_TUBE,
	WAVESHAPE_TAPE,
	WAVESHAPE_FOLD,
	WAVESHAPE_BITS,
};

/** The largest bias of either sign. */
#define WAVESHAPE_BIAS_MAXIMUM 0.9

/** A curve with its settings; waveshape_of() makes it. */
struct waveshape {
	enum waveshape_curve curve;
	bool antiderivative; /**< whether antiderivative antialiasing is on */
	double drive; /**< linear, above 0 */
	double bias; /**< b; with bits, rounded to a step */
	double rest; /**< f(b); with tube, tanh b */
	double steps, limit; /**< with bits: steps from 0 to 1, and the highest level */
};

/** Returns a curve with these settings. antiderivative: only for curves that have it (waveshape_has_antiderivative()).
    drive: linear, above 0; bias: up to WAVESHAPE_BIAS_MAXIMUM; bits: 1 and more, used by that curve only. */
struct waveshape waveshape_of(enum waveshape_curve curve, bool antiderivative, double drive, double bias, double bits);

/** Tells whether f(-x) = -f(x): then there are no even harmonics and no offset without bias. */
bool waveshape_is_odd(enum waveshape_curve curve);

/** Tells whether the curve has antiderivative antialiasing: the odd ones have it, except bits, whose steps gain
   nothing. */
bool waveshape_has_antiderivative(enum waveshape_curve curve);

/** Returns the largest gain of the curve at a drive of 1; a drive multiplies it. */
double waveshape_steepest(enum waveshape_curve curve);

#endif
