/* stemprint: kernels that turn levels into gains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_DYNAMICS_H
#define STEMPRINT_DSP_KERNEL_DYNAMICS_H

#include <stddef.h>

/** Rows of the gain computer's parameters, one value a column. */
enum gain_computer_row {
	GAIN_COMPUTER_MEAN, /**< weight of the new square in the mean: 1 for peak detection, 1 - exp(-1/(tau fs)) for
			       RMS */
	GAIN_COMPUTER_THRESHOLD, /**< dBFS */
	GAIN_COMPUTER_SLOPE, /**< 1/ratio - 1: 0 to -1 */
	GAIN_COMPUTER_KNEE, /**< width W in dB, 0 and more */
	GAIN_COMPUTER_RANGE, /**< the least gain in dB, 0 or less; -INFINITY is not allowed, use -1000 */
	GAIN_COMPUTER_ATTACK, /**< 1 - exp(-1/(tau fs)): weight of the new gain when it falls */
	GAIN_COMPUTER_RELEASE, /**< the same when it rises */
	GAIN_COMPUTER_WET, /**< linear gain of the compressed signal: mix x makeup */
	GAIN_COMPUTER_DRY, /**< linear gain of the dry signal: 1 - mix */
	GAIN_COMPUTER_ROWS,
};

/** Rows of state of the gain computer: the mean square, the smoothed gain in dB (0 at rest). */
enum { GAIN_COMPUTER_STATE_ROWS = 2 };

/** The poles of the release computer. A weight is that of the new gain: 1 - exp(-1/(tau fs)). State: gains in dB, 0 at
   rest. */
enum release_computer_pole {
	RELEASE_COMPUTER_SLOW, /**< down and up; weight 0: none */
	RELEASE_COMPUTER_FAST, /**< up; it falls at once */
	RELEASE_COMPUTER_POLES,
};

/** A gain that lacks less than this of 1 (8e-6 dB) is there, and what the gains are whole multiples of. */
#define RELEASE_COMPUTER_NEARLY_ONE (1.0 - 0x1p-20)
#define RELEASE_COMPUTER_GRAIN 0x1p-40

/** Rows of the gate computer's parameters, one value a column. */
enum gate_computer_row {
	GATE_COMPUTER_MEAN, /**< as GAIN_COMPUTER_MEAN */
	GATE_COMPUTER_UPPER, /**< dBFS: upper end of the closed gate's knee; from there on it opens */
	GATE_COMPUTER_HYSTERESIS, /**< dB by which the open gate's curve lies lower, 0 and more */
	GATE_COMPUTER_KNEE, /**< width W in dB, 0 and more */
	GATE_COMPUTER_CURVATURE, /**< reduction in dB for each squared dB into the knee, 0 and more */
	GATE_COMPUTER_SLOPE, /**< reduction in dB for each dB under the knee, 0 to 1e300 */
	GATE_COMPUTER_RANGE, /**< the least gain in dB, -1000 to 0 */
	GATE_COMPUTER_ATTACK, /**< 1 - exp(-1/(tau fs)): weight of the new gain when it rises */
	GATE_COMPUTER_HOLD, /**< frames */
	GATE_COMPUTER_RELEASE, /**< weight of the new gain when it falls */
	GATE_COMPUTER_ROWS,
};

/** Rows of state of the gate computer. */
enum gate_computer_state {
	GATE_COMPUTER_SQUARE, /**< the mean square */
	GATE_COMPUTER_OPEN, /**< 1 open, 0 closed */
	GATE_COMPUTER_GOAL, /**< dB: where the gain goes */
	GATE_COMPUTER_LEFT, /**< frames for which the goal does not fall yet */
	GATE_COMPUTER_GAIN, /**< dB */
	GATE_COMPUTER_STATE_ROWS,
};

/** Rows of the transient computer's parameters, one value a column. Weights are those of the new value: 1 - exp(-1/(tau
   fs)). */
enum transient_computer_row {
	TRANSIENT_COMPUTER_HOLD, /**< frames for which a peak is held */
	TRANSIENT_COMPUTER_RELEASE, /**< weight of the held peak's fall after that */
	TRANSIENT_COMPUTER_RISE, /**< weight of the slow follower of the peak where it rises */
	TRANSIENT_COMPUTER_FALL, /**< and where it falls */
	TRANSIENT_COMPUTER_SETTLE, /**< weight of the body where it falls to the peak; it rises at once */
	TRANSIENT_COMPUTER_DECAY, /**< what the trail keeps from frame to frame, exp(-1/(tau fs)); it rises with the
				     body */
	TRANSIENT_COMPUTER_ATTACK, /**< dB at the height of an attack */
	TRANSIENT_COMPUTER_SUSTAIN, /**< dB in a decay */
	TRANSIENT_COMPUTER_WET, /**< linear gain of the shaped signal */
	TRANSIENT_COMPUTER_DRY, /**< linear gain of the dry signal */
	TRANSIENT_COMPUTER_ROWS,
};

/** Rows of state of the transient computer: TRANSIENT_COMPUTER_LEAST at rest, but for the frames left. */
enum transient_computer_state {
	TRANSIENT_COMPUTER_PEAK,
	TRANSIENT_COMPUTER_LEFT, /**< frames for which the peak is held yet; 0 at rest */
	TRANSIENT_COMPUTER_SLOW,
	TRANSIENT_COMPUTER_BODY,
	TRANSIENT_COMPUTER_TRAIL,
	TRANSIENT_COMPUTER_STATE_ROWS,
};

/** The magnitudes that the transient computer counts lesser and greater ones, and NaN, as: -120 and +600 dBFS. */
#define TRANSIENT_COMPUTER_LEAST 1e-6
#define TRANSIENT_COMPUTER_MOST 1e30

struct dynamics_kernel {
	/** The gain of a compressor over `count` detector columns, 1 to W: level = 10 log10(mean square); the static
	   curve of Giannoulis, Massberg and Reiss (JAES 2012) with knee; the gain in dB limited to the range, then
	   smoothed by attack and release (smooth branching on the gain); out = dry + wet * 10^(gain/20), linear. out[i]
	   may be in[i]. parameters: [GAIN_COMPUTER_ROWS][W]; state: [GAIN_COMPUTER_STATE_ROWS][W]; aligned to 64 bytes.
	    Levels under -240 dBFS count as -240, squares over +600 dBFS and NaN as +600: the state stays
	    finite. A range under -1000 dB counts as -1000. Error of the gain against exact arithmetic: under 1e-6 dB.
	    Frames go side by side where that is possible: few columns cost less than many, in the widest table too. */
	void (*gain_computer)(const double *const *in, double *const *out, size_t frames, size_t count,
			      const double *parameters, double *state);

	/** The gain of a limiter over one column of overshoots: how many times the ceiling is passed, 1 for not at all.
	   What meets them is a gain in dB that falls at once and rises by the fast pole: not to 0 dB but to a second
	   gain, which the slow pole makes of the same overshoots. The linear gain is rounded down to a whole multiple
	   of RELEASE_COMPUTER_GRAIN; over RELEASE_COMPUTER_NEARLY_ONE each of the two counts as 1 where there is no
	   overshoot. weights, state: [RELEASE_COMPUTER_POLES]. The gains in dB are those of gain_computer(), bit for
	   bit. gains is not overshoots. */
	void (*release_computer)(const double *overshoots, double *gains, size_t frames, const double *weights,
				 double *state);

	/** The gain of a gate or downward expander over W detector columns, linear; level, limits, layout and error as
	   in gain_computer(). With U the upper end of the knee, lower by the hysteresis while open, x the level, t = U
	   - x within 0..W: the curve is -(curvature t^2 + slope max(U - W - x, 0)), at least the range. At x >= U the
	   closed gate opens. The goal rises to the curve at once; it falls to it when the curve has been under the goal
	   (or, while open, x under the knee) for more than `hold` frames, and then the gate closes if x is under the
	   open gate's knee. The gain follows the goal by attack and release; within 1e-9 dB it is there, so that 0 dB
	   gives exactly 1. */
	void (*gate_computer)(const double *const *in, double *const *out, size_t frames, const double *parameters,
			      double *state);

	/** The gain of a transient shaper over W detector columns, linear; layout as in gain_computer(). The peak of
	   |x| is held since |x| was last within 1 % of it, then released; a slow follower rises and falls behind it;
	   the body is the peak, smoothed where it falls, and the trail decays behind the body. With L(a, b) =
	   tanh^2(ln(a/b)) where a > b, else 0: gain in dB = attack L(peak, slow) + sustain L(trail, body); out = dry +
	   wet * 10^(gain/20). Nothing but ratios: the level does not matter. At rest the gain is exactly 1. Error of
	   the gain against exact arithmetic: under 1e-6 dB. */
	void (*transient_computer)(const double *const *in, double *const *out, size_t frames, const double *parameters,
				   double *state);
};

#endif
