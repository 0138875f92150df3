/* stemprint: the inner loops, side by side over as many columns as the processor's registers hold.
   SPDX-License-Identifier: GPL-3.0-or-later

   A column is one contiguous block of doubles: one channel of one lane. A kernel table holds the same loops for one
   instruction set. All tables give the same bits: each column sees the same operations in the same order, whatever the
   width; nothing is contracted to FMA; exp2 and log2 are our own. "plain" is the reference in scalar C. */
#ifndef STEMPRINT_DSP_KERNEL_H
#define STEMPRINT_DSP_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct apportion;
struct fft;
struct spectrum_products;
struct intersample_peak;
struct waveshape;

enum { KERNEL_WIDTH_MAXIMUM = 8 };

/** Rows of a biquad section's coefficients, a0 normalised to 1. */
enum biquad_row { BIQUAD_B0, BIQUAD_B1, BIQUAD_B2, BIQUAD_A1, BIQUAD_A2, BIQUAD_ROWS };

/** Rows of state of a section: transposed direct form II. */
enum { BIQUAD_STATE_ROWS = 2 };

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
	GATE_COMPUTER_BEND, /**< reduction in dB for each squared dB into the knee, 0 and more */
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

/** One reading between samples: two filters over the same window of samples, and how far it is from the first to the
   second. */
struct interpolation {
	const double *window; /**< `taps` samples */
	const double *filters; /**< `taps` coefficients of the first filter, then `taps` of the second */
	double fraction; /**< 0: the first alone; 1: the second */
	size_t taps; /**< a multiple of INTERPOLATION_PARTS */
};

/** Partial sums of a reading: products k, k + 8, k + 16 ... add up in part k, so that every width sums in the same
   order. */
enum { INTERPOLATION_PARTS = 8 };

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

/** Most stages of a chain of allpasses. */
enum { ALLPASS_STAGES = 12 };

/** Columns that rotate() mixes, and taps of slide(). */
enum { ROTATE_COLUMNS = 16, SLIDE_TAPS = 11 };

/** Coefficients of a state-variable filter, one value a frame. With g = tan(pi f/fs) and damping k: A1 = 1/(1 + g(g +
   k)), A2 = g A1, A3 = g A2; the output is M0 x input + M1 x band-pass + M2 x low-pass. */
enum varying_filter_row {
	VARYING_FILTER_A1,
	VARYING_FILTER_A2,
	VARYING_FILTER_A3,
	VARYING_FILTER_M0,
	VARYING_FILTER_M1,
	VARYING_FILTER_M2,
	VARYING_FILTER_ROWS,
};

enum { VARYING_FILTER_STATE_ROWS = 2 };

struct kernel {
	const char *name; /**< "plain", "sse2", "avx2", "avx512" */
	size_t width; /**< W: columns side by side; 1 for plain */

	/** A cascade of `sections` biquads over W columns. in[W] and out[W] point at columns; out[i] may be in[i]. Idle
	   places of a group may all point at one scratch column. coefficients: [section][BIQUAD_ROWS][W]; state:
	   [section] [BIQUAD_STATE_ROWS][W]; both aligned to 64 bytes. sections 0 copies. */
	void (*biquad_cascade)(const double *const *in, double *const *out, size_t frames, size_t sections,
			       const double *coefficients, double *state);

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
	   - x within 0..W: the curve is -(bend t^2 + slope max(U - W - x, 0)), at least the range. At x >= U the closed
	   gate opens. The goal rises to the curve at once; it falls to it when the curve has been under the goal (or,
	   while open, x under the knee) for more than `hold` frames, and then the gate closes if x is under the open
	   gate's knee. The gain follows the goal by attack and release; within 1e-9 dB it is there, so that 0 dB gives
	   exactly 1. */
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

	/** A chain of `stages` (even, 2 to ALLPASS_STAGES) equal allpasses of first order, what comes out of it going
	   in again, over W columns: u = x + feedback y, y the chain of u, solved without a delay in the loop. Each
	   stage is a rotation of its input and its state by cosine[i] = (g - 1) / (g + 1), g = tan(pi f / fs), and
	   sine[i] = sqrt(1 - cosine^2), so that it keeps the energy however fast these change. feedback: under 1 either
	   way. out[i] may be in[i]; cosine and sine are no out. state: [stages][W], aligned to 64 bytes. */
	void (*allpass_chain)(const double *const *in, double *const *out, const double *const *cosine,
			      const double *const *sine, size_t frames, size_t stages, double feedback, double *state);

	/** A trapezoidal state-variable filter over W columns (A. Simper, 2013), whose coefficients move from frame to
	   frame, alike for all columns: rows[VARYING_FILTER_ROWS] point at `frames` values each. state:
	   [VARYING_FILTER_STATE_ROWS][W], aligned to 64 bytes. out[i] may be in[i]. */
	void (*varying_filter)(const double *const *in, double *const *out, size_t frames, const double *const *rows,
			       double *state);

	/** out = sum of gains[i] * in[i] in the order of i; a count of 0 gives silence. out is none of in, except that
	   it may be in[0]. */
	void (*mix)(double *out, const double *const *in, const double *gains, size_t count, size_t frames);

	/** out = kept and kept = in, frame by frame; out may be in, and kept overlaps neither. */
	void (*exchange)(double *kept, double *out, const double *in, size_t frames);

	/** ROTATE_COLUMNS columns through an orthogonal matrix, frame by frame: at the distances 1, 2, 4 and 8 each
	   pair (a, b) of columns becomes (a + t b, b - t a), then all are scaled, and `add` (NULL: nothing) is added.
	   With the angle t = tan(x), scale cos(x)^4 keeps the energy; t = 1 and 1/4 are exact, a Hadamard matrix.
	   out[i] may be any of in or add that is no longer needed: in[i], add[i]. */
	void (*rotate)(const double *const *in, const double *const *add, double *const *out, double tangent,
		       double scale, size_t frames);

	/** A filter of SLIDE_TAPS taps that change linearly: out[i] = sum of (first[k] + (start + i) step[k]) in[i +
	   k], in the order of k. in holds SLIDE_TAPS - 1 frames more; out overlaps nothing. */
	void (*slide)(double *out, const double *in, const double *first, const double *step, double start,
		      size_t frames);

	/** A filter: out[n] = sum of in[n + k] * taps[k], k from 0 to count - 1 in this order, count at least 1. in
	   holds count - 1 frames more; out overlaps it nowhere. */
	void (*correlate)(double *out, const double *in, const double *taps, size_t count, size_t frames);

	/** The fine steps of intersample_peak.h: levels[i] rises to the largest magnitude at the steps after samples[i]
	   and after between[i], which lies half-way to samples[i + 1]. Reads samples[-1] to samples[frames + 1] and
	   between[-2] to between[frames + 1]. Where all of a vector's steps are proven to stay under `limit`, they are
	   left out: what a level is over the limit does not depend on the table. */
	void (*raise_steps)(const struct intersample_peak *peak, double *levels, const double *samples,
			    const double *between, size_t frames, double limit);

	/** out = in * gain, sample by sample; out may be in or gain. */
	void (*multiply)(double *out, const double *in, const double *gain, size_t frames);

	/** out = the larger of |a| and |b|, sample by sample, |a| where either is NaN; out may be a or b. */
	void (*louder)(double *out, const double *a, const double *b, size_t frames);

	/** out[2 i] = first[i], out[2 i + 1] = second[i]. out overlaps neither. */
	void (*interleave)(double *out, const double *first, const double *second, size_t frames);

	/** One phase of a half-band filter (half_band.h): out[n] = sum of taps[i] (in[n + i] + in[n + 2 pairs - 1 - i])
	   over i = 0 to pairs - 1, in that order. Reads in[0] to in[frames + 2 pairs - 2]. out overlaps in nowhere. */
	void (*half_band)(double *out, const double *in, const double *taps, size_t pairs, size_t frames);

	/** The gain that the curve gives each sample of one column (waveshape.h), with antiderivative each pair of
	   neighbours: then in[-1] is read too. gain overlaps in nowhere. */
	void (*waveshape)(const struct waveshape *shape, const double *in, double *gain, size_t frames);

	/** out[i] = reading i. */
	void (*interpolate)(double *out, const struct interpolation *readings, size_t frames);

	/** The largest magnitude of `frames` samples; 0 of none. A NaN anywhere gives NaN. */
	double (*peak)(const double *in, size_t frames);

	/** The largest magnitude of `frames` second differences in[i] - 2 in[i + 1] + in[i + 2], as peak() tells it. */
	double (*bend)(const double *in, size_t frames);

	/** quantise() (quantise.h), of fewer than 2^31 frames. */
	size_t (*quantise)(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits);

	/** quantise() of a column with the dither that dither_tpdf() gives (dither.h), of fewer than 2^31 frames. */
	size_t (*quantise_dithered)(const double *in, uint64_t key, uint64_t first_frame, int32_t *out, size_t frames,
				    unsigned bits);

	/** A stereo file of 24 bits in one pass: quantise_dithered() of both columns with a key each, then pack_24().
	   Returns how many samples of both were clipped. */
	size_t (*print_24)(const double *const *columns, const uint64_t *keys, uint64_t first_frame,
			   unsigned char *bytes, size_t frames);

	/** Little-endian samples of 24 bits into -1..1: `channels` neighbours, 1 and more, out of each frame of a file.
	   `bytes` points at the first of them, `stride` is the length of a frame in bytes. */
	void (*unpack_24)(const unsigned char *bytes, size_t stride, double *const *columns, size_t channels,
			  size_t frames);

	/** The low 24 bits of integers as little-endian samples of a file, frame by frame; columns[channels], 1 and
	   more. */
	void (*pack_24)(const int32_t *const *columns, size_t channels, unsigned char *bytes, size_t frames);

	/** apportion_process() (apportion.h), of up to APPORTION_FRAMES frames from `start` on. */
	void (*apportion)(const struct apportion *apportion, const double *const *in, double *const *out,
			  uint64_t first_frame, size_t start, size_t frames);

	/** The spectrum of 2 `size` real numbers, the first and the second half. They become `size` complex ones:
	   (first + i second) e^(pi i j / (2 size)), j their place, whose spectra multiply like polynomials modulo x^(2
	   size) + 1 (R. Crandall and B. Fagin, "Discrete weighted transforms", 1994): sound costs half of what complex
	   numbers would, and all bins are alike. Bin k is the sum of x[n] e^(-i w n) at w = pi (4 k - 1) / (2 size). A
	   spectrum is 2 `size` numbers in an order of the table's own (fft_place()), aligned to 64 bytes; all spectra
	   of a table and a size share it. work: 2 `size` numbers, left undefined. */
	void (*fft_forward)(const struct fft *fft, const double *first, const double *second, double *work,
			    double *spectrum);

	/** The second half of what has the spectrum `size` times the sum of products (fft.h); stored in `second`, or
	   added to it. A product of spectra is that of cyclic convolution whose end wraps round with its sign turned.
	   work as above. */
	void (*fft_backward)(const struct fft *fft, const struct spectrum_products *products, double *work,
			     double *second, bool add);

	/** out[n] += sum of in[n - k] * taps[k], k from 0 to count - 1 in this order; in[1 - count] is the first that
	   is read. */
	void (*fir)(double *out, const double *in, const double *taps, size_t count, size_t frames);
};

/** The widest table that this CPU runs, or the named one; NULL if the name is unknown or the CPU cannot run it. name
   NULL: the widest. */
const struct kernel *kernel_select(const char *name);

/** The narrowest table, at most as wide as `widest`, that takes `columns` columns at once; `widest` when none does. A
   vector that is half empty costs as much as a full one, and all tables give the same bits. */
const struct kernel *kernel_narrow(const struct kernel *widest, size_t columns);

/** All tables of the build that this CPU runs, the plain one first. Returns the count. */
size_t kernel_list(const struct kernel **kernels, size_t capacity);

#endif
