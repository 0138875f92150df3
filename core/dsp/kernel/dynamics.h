/* Turns levels into gains.
   SPDX-License-Identifier: GPL-3.0-or-later

   A gain computer takes one detector column per slot and writes the linear gain of each frame. Tables are [row][W], W
   the kernel's width, aligned to 64 bytes; a weight is that of the new value of a one-pole mean (one_pole.h). */
#ifndef STEMPRINT_DSP_KERNEL_DYNAMICS_H
#define STEMPRINT_DSP_KERNEL_DYNAMICS_H

#include <stddef.h>

/** The rows of the gain computer's parameters, one value a column. */
enum gain_computer_row {
	GAIN_COMPUTER_MEAN, /**< weight of the new square in the mean; 1: peak detection */
	GAIN_COMPUTER_THRESHOLD, /**< dBFS */
	GAIN_COMPUTER_SLOPE, /**< 1/ratio - 1: 0 to -1 */
	GAIN_COMPUTER_KNEE, /**< width W in dB, 0 and more */
	GAIN_COMPUTER_RANGE, /**< the least gain in dB, 0 or less; -INFINITY is not allowed, use -1000 */
	GAIN_COMPUTER_ATTACK, /**< weight of the new gain when it falls */
	GAIN_COMPUTER_RELEASE, /**< weight of the new gain when it rises */
	GAIN_COMPUTER_WET, /**< linear gain of the compressed signal: mix x makeup */
	GAIN_COMPUTER_DRY, /**< linear gain of the dry signal: 1 - mix */
	GAIN_COMPUTER_ROWS,
};

/** What a column of moving parameters has behind its last frame. */
enum { GAIN_COMPUTER_PADDING = 32 };

/** The rows of state of the gain computer: the mean square, and the smoothed gain in dB; zeros at rest. */
enum { GAIN_COMPUTER_STATE_ROWS = 2 };

/** The rows of the program computer's parameters, one value a column: those of the gain computer, then these. The
   memory is a gain in dB that follows the smoothed gain down slowly and fades slowly. */
enum program_computer_row {
	PROGRAM_COMPUTER_HELD = GAIN_COMPUTER_ROWS, /**< share of the memory up to which the release takes the gain; the
						       rest waits until the memory fades. 0 to 1; 0: no memory */
	PROGRAM_COMPUTER_CHARGE, /**< weight with which the memory follows a gain that is lower */
	PROGRAM_COMPUTER_FADE, /**< weight with which the memory goes to the wanted gain, all the time */
	PROGRAM_COMPUTER_LINE, /**< 1: the wanted gain moves in a straight line from frame to frame; 0: in steps */
	PROGRAM_COMPUTER_ROWS,
};

/** The rows of state of the program computer; zeros at rest. */
enum program_computer_state {
	PROGRAM_COMPUTER_SQUARE, /**< the mean square */
	PROGRAM_COMPUTER_WANTED, /**< dB: the wanted gain of the last frame */
	PROGRAM_COMPUTER_GAIN, /**< dB: the smoothed gain */
	PROGRAM_COMPUTER_MEMORY, /**< dB */
	PROGRAM_COMPUTER_STATE_ROWS,
};

/** The poles of the release computer, each with a weight and with a gain in dB as its state, 0 at rest. */
enum release_computer_pole {
	RELEASE_COMPUTER_SLOW, /**< smooths the gain down and up; weight 0: there is no slow pole */
	RELEASE_COMPUTER_FAST, /**< smooths the gain up only: it falls at once */
	RELEASE_COMPUTER_POLES,
};

/** A gain above this (-8e-6 dB) counts as 1 where there is no overshoot. */
#define RELEASE_COMPUTER_NEARLY_ONE (1.0 - 0x1p-20)

/** All gains of the release computer are whole multiples of this. */
#define RELEASE_COMPUTER_GRAIN 0x1p-40

/** The rows of the gate computer's parameters, one value a column. */
enum gate_computer_row {
	GATE_COMPUTER_MEAN, /**< as GAIN_COMPUTER_MEAN */
	GATE_COMPUTER_UPPER, /**< dBFS: upper end of the closed gate's knee; from there on it opens */
	GATE_COMPUTER_HYSTERESIS, /**< dB by which the open gate's curve lies lower, 0 and more */
	GATE_COMPUTER_KNEE, /**< width W in dB, 0 and more */
	GATE_COMPUTER_CURVATURE, /**< reduction in dB for each squared dB into the knee, 0 and more */
	GATE_COMPUTER_SLOPE, /**< reduction in dB for each dB under the knee, 0 to 1e300 */
	GATE_COMPUTER_RANGE, /**< the least gain in dB, -1000 to 0 */
	GATE_COMPUTER_ATTACK, /**< weight of the new gain when it rises */
	GATE_COMPUTER_HOLD, /**< frames for which the gain does not fall after the level fell, 0 and more */
	GATE_COMPUTER_RELEASE, /**< weight of the new gain when it falls */
	GATE_COMPUTER_ROWS,
};

/** The rows of state of the gate computer. */
enum gate_computer_state {
	GATE_COMPUTER_SQUARE, /**< the mean square */
	GATE_COMPUTER_OPEN, /**< 1 open, 0 closed */
	GATE_COMPUTER_GOAL, /**< dB: the gain moves towards it */
	GATE_COMPUTER_LEFT, /**< frames that the hold still lasts */
	GATE_COMPUTER_GAIN, /**< dB: the smoothed gain */
	GATE_COMPUTER_STATE_ROWS,
};

/** The rows of the transient computer's parameters, one value a column. */
enum transient_computer_row {
	TRANSIENT_COMPUTER_HOLD, /**< frames for which a peak is held */
	TRANSIENT_COMPUTER_RELEASE, /**< weight with which the held peak falls after that */
	TRANSIENT_COMPUTER_RISE, /**< weight of the slow follower of the peak where it rises */
	TRANSIENT_COMPUTER_FALL, /**< weight of the slow follower where it falls */
	TRANSIENT_COMPUTER_SETTLE, /**< weight of the body where it falls to the peak; it rises at once */
	TRANSIENT_COMPUTER_DECAY, /**< factor of the trail from frame to frame, exp(-1/(tau fs)); it rises with the
				     body */
	TRANSIENT_COMPUTER_ATTACK, /**< gain in dB at the height of an attack */
	TRANSIENT_COMPUTER_SUSTAIN, /**< gain in dB in a decay */
	TRANSIENT_COMPUTER_WET, /**< linear gain of the shaped signal */
	TRANSIENT_COMPUTER_DRY, /**< linear gain of the dry signal */
	TRANSIENT_COMPUTER_ROWS,
};

/** The rows of state of the transient computer, linear: TRANSIENT_COMPUTER_LEAST at rest, but 0 frames left. */
enum transient_computer_state {
	TRANSIENT_COMPUTER_PEAK, /**< the held peak */
	TRANSIENT_COMPUTER_LEFT, /**< frames for which the peak is still held */
	TRANSIENT_COMPUTER_SLOW, /**< the slow follower of the peak */
	TRANSIENT_COMPUTER_BODY, /**< the peak, smoothed where it falls */
	TRANSIENT_COMPUTER_TRAIL, /**< the body, falling at a constant rate */
	TRANSIENT_COMPUTER_STATE_ROWS,
};

/** The range of magnitudes of the transient computer, -120 to +600 dBFS: it counts smaller ones as the least, and
   larger ones and NaN as the most. */
#define TRANSIENT_COMPUTER_LEAST 1e-6
#define TRANSIENT_COMPUTER_MOST 1e30

struct dynamics_kernel {
	/** Computes the gain of a compressor over `count` detector columns, 1 to W. level = 10 log10(mean square); the
	    static curve of Giannoulis, Massberg and Reiss (JAES 2012) with knee gives a gain in dB, limited to the
	   range; attack and release smooth it (smooth branching on the gain); out = dry + wet * 10^(gain/20). out[i]
	   may be in[i]. parameters: [GAIN_COMPUTER_ROWS][W]; state: [GAIN_COMPUTER_STATE_ROWS][W]. Levels under -240
	   dBFS count as -240, squares over +600 dBFS and NaN as +600, so that the state stays finite. A range under
	   -1000 dB counts as -1000. The gain errs by less than 1e-6 dB. Few columns cost less than many, since frames
	   go side by side where that is possible. */
	void (*gain_computer)(const double *const *in, double *const *out, size_t frames, size_t count,
			      const double *parameters, double *state);

	/** Computes the gain of a compressor as gain_computer() does, bit for bit, with parameters that move. Of
	   moving, [GAIN_COMPUTER_ROWS][W], each column has the value of a parameter at every frame; NULL: it stays as
	   in parameters, and so does GAIN_COMPUTER_MEAN always. GAIN_COMPUTER_PADDING more numbers stand behind the
	   last frame, whose values change nothing. */
	void (*moving_gain_computer)(const double *const *in, double *const *out, size_t frames, size_t count,
				     const double *parameters, const double *const *moving, double *state);

	/** Computes the gain of a compressor with a release in two stages over W detector columns; level, curve,
	   limits, layout and error are those of gain_computer(). The gain falls by attack to the wanted gain u. It
	   rises by release, but not over held x memory; it goes on as the memory fades. LINE 1: attack and release act
	   on the mean over the straight line from the last u to this one, so that their switching does not alias; 0: on
	   u. */
	void (*program_computer)(const double *const *in, double *const *out, size_t frames, const double *parameters,
				 double *state);

	/** Computes the gain of a limiter over one column of overshoots. An overshoot is the level over the ceiling as
	   a factor; 1 where the ceiling is not passed. The gain in dB falls to the overshoot at once and rises by the
	   fast pole, not to 0 dB but to a second gain, which the slow pole makes of the same overshoots. The linear
	   gain is rounded down to a multiple of RELEASE_COMPUTER_GRAIN; where there is no overshoot, either gain above
	    RELEASE_COMPUTER_NEARLY_ONE counts as 1. weights, state: [RELEASE_COMPUTER_POLES]. The gains in dB are those
	   of gain_computer(), bit for bit. gains is another column than overshoots. */
	void (*release_computer)(const double *overshoots, double *gains, size_t frames, const double *weights,
				 double *state);

	/** Computes the gain of a gate or downward expander over `count` detector columns, 1 to W; level, limits,
	   layout and error are those of gain_computer(). U is the upper end of the knee, lower by the hysteresis while
	   the gate is open; x is the level and t = U - x, held to 0..knee. The curve is -(curvature t^2 + slope max(U -
	   knee - x, 0)), at least the range. At x >= U the closed gate opens. The goal rises to the curve at once. It
	   falls to the curve when the curve has been under the goal (or x under the open gate's knee) for more than
	   `hold` frames; then the gate closes if x is under the open gate's knee. The gain follows the goal by attack
	   and release, and takes its value within 1e-9 dB of it, so that 0 dB gives exactly 1. */
	void (*gate_computer)(const double *const *in, double *const *out, size_t frames, size_t count,
			      const double *parameters, double *state);

	/** Does so, bit for bit, with parameters that move: `moving`, [GATE_COMPUTER_ROWS][W], is as in
	   moving_gain_computer(). */
	void (*moving_gate_computer)(const double *const *in, double *const *out, size_t frames, size_t count,
				     const double *parameters, const double *const *moving, double *state);

	/** Computes the gain of a transient shaper over W detector columns; layout as with gain_computer(). The peak of
	   |x| is held from the last |x| within 1 % of it, then released. A slow follower rises and falls behind it; the
	   body is the peak, smoothed where it falls; the trail decays behind the body. With L(a, b) = tanh^2(ln(a/b))
	   where a > b, else 0: gain in dB = attack L(peak, slow) + sustain L(trail, body); out = dry + wet *
	   10^(gain/20). Only ratios count, so the level does not matter; at rest the gain is exactly 1. It errs by less
	   than 1e-6 dB. */
	void (*transient_computer)(const double *const *in, double *const *out, size_t frames, const double *parameters,
				   double *state);
};

#endif
