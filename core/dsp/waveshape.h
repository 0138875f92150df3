/* stemprint: curves that bend a signal, told as a gain.
   SPDX-License-Identifier: GPL-3.0-or-later

   With the drive d, the bias b and u = d s a curve makes f(u + b) - f(b) of a sample s. What is worked out here is the
   gain

       g = (f(u + b) - f(b)) / s

   by formulas that have no difference of nearly equal numbers and no quotient of vanishing ones: it is continuous
   through s = 0, where it is d f'(b), and its relative error is that of rounding. Slopes at 0 are 1 and, where there is
   one, the level that an odd curve does not pass is 1:

       tanh   tanh x
       soft   x - 4/27 x^3 up to |x| = 3/2, where it reaches 1 with slope 0; 1 beyond
       hard   x up to |x| = 1; 1 beyond
       tube   t - t^2/4, t = tanh x: between -5/4 and +3/4
       tape   x / sqrt(1 + x^2)
       fold   sin x
       bits   x rounded to whole multiples of 2^(1 - bits), up to 1; the bias is rounded too

   Antiderivative antialiasing (J. Parker, V. Zavalishin and E. Le Bivic, "Reducing the aliasing of nonlinear
   waveshaping using continuous-time convolution", DAFx 2016) takes the mean of the curve over the straight line from
   one sample to the next. For an odd curve that is an even function of m = (x1 + x0)/2 and e = (x1 - x0)/2 times m:

       tanh   artanh(tanh m tanh e) / e        tape   2 m / (sqrt(1 + x1^2) + sqrt(1 + x0^2))
       fold   sin m sin e / e                  soft, hard: polynomials, piece by piece

   so that here too the gain, mean / m, is bounded and needs no case for x1 near x0. */
#ifndef STEMPRINT_DSP_WAVESHAPE_H
#define STEMPRINT_DSP_WAVESHAPE_H

#include <stdbool.h>

enum waveshape_curve {
	WAVESHAPE_TANH,
	WAVESHAPE_SOFT,
	WAVESHAPE_HARD,
	WAVESHAPE_TUBE,
	WAVESHAPE_TAPE,
	WAVESHAPE_FOLD,
	WAVESHAPE_BITS,
};

/** The most bias, either way. */
#define WAVESHAPE_BIAS_MAXIMUM 0.9

struct waveshape {
	enum waveshape_curve curve;
	bool antiderivative;
	double drive; /**< linear, above 0 */
	double bias; /**< b; of bits, rounded */
	double rest; /**< f(b); of tube, tanh b */
	double steps, limit; /**< of bits: steps from 0 to 1, and the highest of them */
};

/** bits is 1 or more, and counts for that curve alone. antiderivative: for curves that can
   (waveshape_has_antiderivative()). */
struct waveshape waveshape_of(enum waveshape_curve curve, bool antiderivative, double drive, double bias, double bits);

/** f(-x) = -f(x), so that without bias there are no even harmonics and no offset. */
bool waveshape_is_odd(enum waveshape_curve curve);

/** The odd curves, without bits, whose steps have no use for it. */
bool waveshape_has_antiderivative(enum waveshape_curve curve);

/** No gain is over the drive times this. */
double waveshape_steepest(enum waveshape_curve curve);

#endif
