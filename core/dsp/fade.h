/* Computes the gains of fades.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_FADE_H
#define STEMPRINT_DSP_FADE_H

/** The shape of a fade: its gain over x, which runs from 0 (silent) to 1 (at full level). A fade-out has the same
    shape, turned around: its x runs from 1 to 0. The seven shapes of REAPER, at the curvature that it starts with, are
    LINEAR, the four STARTs, S_CURVE and S_CURVE_STEEP. */
enum fade_shape {
	FADE_LINEAR, /**< x */
	FADE_EQUAL_POWER, /**< sin(pi x / 2), a quarter of a sine: fade-in and fade-out have a constant power */
	FADE_FAST_START, /**< 1 - (1 - x)^2 */
	FADE_SLOW_START, /**< x^2 */
	FADE_FAST_START_STEEP, /**< 1 - (1 - x)^4 */
	FADE_SLOW_START_STEEP, /**< x^4 */
	FADE_S_CURVE, /**< 3 x^2 - 2 x^3: fade-in and fade-out have a constant sum */
	FADE_S_CURVE_STEEP, /**< 8 x^4 up to 1/2, then 1 - 8 (1 - x)^4: the sum is constant */
	FADE_EXPONENTIAL, /**< (1000^x - 1) / 999: about 60 dB that rise evenly */
	FADE_LOGARITHMIC, /**< 1 - (1000^(1 - x) - 1) / 999: the exponential one, turned by 180 degrees */
};

/** The names of the shapes as a recipe writes them, in the order of enum fade_shape, and NULL. */
extern const char *const fade_shape_names[];

/** Returns the linear gain of a shape at x. Up to 0 it is exactly 0, and from 1 on exactly 1. */
double fade_gain(enum fade_shape shape, double x);

#endif
