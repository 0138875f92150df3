/* stemprint: levels into gains, for kernel_template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

/* Vectors side by side. The polynomials of the gain computer are long chains: the steps of several frames, told side by side, keep the
   CPU busy where one frame after the other would wait. */
enum { ABREAST = KERNEL_ABREAST };

/* Vectors of a function that takes as many, up to ABREAST: a constant where it is called. */
#define EACH for (int k = 0; k < abreast; k++)

/* x becomes 10 log10(x), for positive normal numbers: x = 2^e m, m from sqrt(1/2) to sqrt(2); 20/ln(10) artanh(s),
   s = (m-1)/(m+1), by a polynomial in s^2 fitted at Chebyshev nodes. Error under 1e-11 dB and the rounding of e. */
INLINE void decibels_of_power(vector *x, int abreast)
{
	const uint64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, mantissa = 0x000fffffffffffff;
	const uint64_t whole = 0x4330000000000000; /* 2^52: a number whose last bits count in ones */
	vector e[ABREAST], s[ABREAST], z[ABREAST], p[ABREAST];
	EACH
	{
		words shifted = bits_of(x[k]) + (one - root_half);
		e[k] = number_of((shifted >> 52) | whole) - (0x1p52 + 1023.0);
		vector m = number_of((shifted & mantissa) + root_half);
		s[k] = (m - 1.0) / (m + 1.0);
	}
	EACH z[k] = s[k] * s[k];
	EACH p[k] = z[k] * 0x1.0690b3270407bp+0 + 0x1.3d403e3667ae6p+0;
	EACH p[k] = p[k] * z[k] + 0x1.bcb8c99a9f675p+0;
	EACH p[k] = p[k] * z[k] + 0x1.7299134055859p+1;
	EACH p[k] = p[k] * z[k] + 0x1.15f2ced389effp+3;
	EACH x[k] = e[k] * 0x1.8151824c7587fp+1 + s[k] * p[k];
}

/* x becomes 10^(x/20), for |x| up to 6000: 2^i 2^r, |r| up to 1/2, 1 + r q(r) with q fitted at Chebyshev nodes. Error under
   1e-9 dB; 0 dB gives exactly 1. */
INLINE void gain_of_decibels(vector *x, int abreast)
{
	vector octaves[ABREAST], shifted[ABREAST], r[ABREAST], q[ABREAST];
	EACH octaves[k] = x[k] * 0x1.542a5a12e1c5bp-3;
	EACH shifted[k] = octaves[k] + 0x1.8p52;
	EACH r[k] = octaves[k] - (shifted[k] - 0x1.8p52);
	EACH q[k] = r[k] * 0x1.00a581594758ep-16 + 0x1.443fffc90db59p-13;
	EACH q[k] = q[k] * r[k] + 0x1.5d879ead06a82p-10;
	EACH q[k] = q[k] * r[k] + 0x1.3b2a1b7152befp-7;
	EACH q[k] = q[k] * r[k] + 0x1.c6b08d883dca1p-5;
	EACH q[k] = q[k] * r[k] + 0x1.ebfbe045f4d3cp-3;
	EACH q[k] = q[k] * r[k] + 0x1.62e42fefa39efp-1;
	EACH x[k] = number_of(bits_of(r[k] * q[k] + 1.0) + (bits_of(shifted[k]) << 52));
}

struct gain_parameters {
	vector mean, keep; /**< weights of the new square and of the mean so far */
	vector threshold, half_knee, knee, knee_scale;
	vector slope, range, attack, release, wet, dry;
};

static inline struct gain_parameters gain_parameters_of(const vector *row)
{
	const double knee_minimum = 1e-9, range_minimum = -1000.0; /* dB; the knee's reciprocal is finite */
	struct gain_parameters p = {
		.mean = row[GAIN_COMPUTER_MEAN],
		.keep = 1.0 - row[GAIN_COMPUTER_MEAN],
		.threshold = row[GAIN_COMPUTER_THRESHOLD],
		.slope = row[GAIN_COMPUTER_SLOPE],
		.range = larger(row[GAIN_COMPUTER_RANGE], all(range_minimum)),
		.attack = row[GAIN_COMPUTER_ATTACK],
		.release = row[GAIN_COMPUTER_RELEASE],
		.wet = row[GAIN_COMPUTER_WET],
		.dry = row[GAIN_COMPUTER_DRY],
	};
	vector knee = row[GAIN_COMPUTER_KNEE];
	p.knee = choose_if_less(all(knee_minimum), knee, knee, all(0.0));
	p.half_knee = 0.5 * p.knee;
	p.knee_scale = 0.5 / larger(knee, all(knee_minimum));
	return p;
}

#define SQUARE_MINIMUM 1e-24
#define SQUARE_MAXIMUM 1e60

/* Mean square, -240 to +600 dBFS; what is not a number counts as the loudest, and leaves no trace in the state. */
INLINE vector mean_square(vector x, vector weight, vector keep, vector *mean)
{
	*mean = keep * *mean + weight * smaller(x * x, all(SQUARE_MAXIMUM));
	return larger(*mean, all(SQUARE_MINIMUM));
}

/* x, a level in dBFS, becomes the gain in dB that the static curve asks for: slope (t^2 / 2W + the way above the knee), where t is
   the way into the knee, 0 to W. These are the three pieces of the paper without a branch, and without a knee just the last. */
INLINE void static_curve(vector *x, int abreast, const struct gain_parameters *p)
{
	vector above[ABREAST];
	EACH x[k] = x[k] - p->threshold;
	EACH above[k] = larger(x[k] - p->half_knee, all(0.0));
	EACH x[k] = smaller(larger(x[k] + p->half_knee, all(0.0)), p->knee);
	EACH x[k] = p->slope * (x[k] * (x[k] * p->knee_scale) + above[k]);
	EACH x[k] = larger(x[k], p->range);
}

/* One pole, whose weight is one while the gain falls and another while it rises. */
INLINE vector followed(vector target, vector falls, vector rises, vector *gain_db)
{
	*gain_db = *gain_db + choose_if_less(target, *gain_db, falls, rises) * (target - *gain_db);
	return *gain_db;
}

INLINE vector smoothed(vector target, const struct gain_parameters *p, vector *gain_db)
{
	return followed(target, p->attack, p->release, gain_db);
}

/* What most compressors are: their detectors take each sample for itself, and nothing dry is mixed in. The same bits with fewer steps. */
static bool is_usual(const struct gain_parameters *p)
{
	for (int k = 0; k < W; k++)
		if (column_of(p->keep, k) != 0.0 || column_of(p->dry, k) != 0.0)
			return false;
	return true;
}

/* The next TILE detector frames become the gains in dB that the static curve asks for. */
INLINE void asked_tile(vector x[TILE], const double *const *in, size_t frame, const struct gain_parameters *p,
		       bool usual, vector *mean)
{
	for (int j = 0; j < TILE; j += W)
		load_tile(in, frame + (size_t)j, x + j);
	for (int j = 0; j < TILE; j++)
		if (usual) {
			*mean = smaller(x[j] * x[j], all(SQUARE_MAXIMUM));
			x[j] = larger(*mean, all(SQUARE_MINIMUM));
		} else {
			x[j] = mean_square(x[j], p->mean, p->keep, mean);
		}
	for (int j = 0; j < TILE; j += ABREAST) {
		decibels_of_power(x + j, ABREAST);
		static_curve(x + j, ABREAST, p);
	}
}

/* Gains in dB become linear. */
INLINE void linear_tile(vector x[TILE], double *const *out, size_t frame, const struct gain_parameters *p, bool usual)
{
	for (int j = 0; j < TILE; j += ABREAST) {
		gain_of_decibels(x + j, ABREAST);
		for (int k = j; k < j + ABREAST; k++)
			x[k] = usual ? p->wet * x[k] : p->dry + p->wet * x[k];
	}
	for (int j = 0; j < TILE; j += W)
		store_tile(out, frame + (size_t)j, x + j);
}

/* Smoothing is one long chain, which a processor hides if there is something else to do: the tile after it is measured and the one before it made
   linear at the same time. `usual` is a constant where this is called. Returns the frames done. */
INLINE size_t gain_tiles(const double *const *in, double *const *out, size_t frames, const struct gain_parameters *p,
			 bool usual, vector *mean, vector *gain_db)
{
	const size_t end = frames / TILE * TILE;
	vector asked[TILE], smooth[TILE], last[TILE];
	if (end == 0)
		return 0;
	asked_tile(asked, in, 0, p, usual, mean);
	for (size_t i = 0; i < end; i += TILE) {
		for (int j = 0; j < TILE; j++)
			smooth[j] = smoothed(asked[j], p, gain_db);
		if (i + TILE < end)
			asked_tile(asked, in, i + TILE, p, usual, mean);
		if (i > 0)
			linear_tile(last, out, i - TILE, p, usual);
		memcpy(last, smooth, sizeof last);
	}
	linear_tile(last, out, end - TILE, p, usual);
	return end;
}

/* Fewer frames than a tile: one at a time. */
static void gain_rest(const double *const *in, double *const *out, size_t frame, const struct gain_parameters *p,
		      vector *mean, vector *gain_db)
{
	vector x = mean_square(gather(in, frame), p->mean, p->keep, mean);
	decibels_of_power(&x, 1);
	static_curve(&x, 1, p);
	x = smoothed(x, p, gain_db);
	gain_of_decibels(&x, 1);
	scatter(out, frame, p->dry + p->wet * x);
}

static void gain_computer(const double *const *in, double *const *out, size_t frames, const double *parameters,
			  double *state)
{
	const struct gain_parameters p = gain_parameters_of((const vector *)(const void *)parameters);
	vector *s = (vector *)(void *)state;
	vector mean = s[0], gain_db = s[1];
	size_t i = is_usual(&p) ? gain_tiles(in, out, frames, &p, true, &mean, &gain_db)
				: gain_tiles(in, out, frames, &p, false, &mean, &gain_db);
	for (; i < frames; i++)
		gain_rest(in, out, i, &p, &mean, &gain_db);
	s[0] = mean;
	s[1] = gain_db;
}

/* One column: frames in the place of columns, but for smoothing, which takes them one by one. A tile is so short that the processor sees from its
   smoothing to what can be done meanwhile. */
enum { LONE_ABREAST = W > 4 ? 1 : ABREAST, LONE = LONE_ABREAST * W };

/* A mean that is the square itself waits for none. */
INLINE void lone_asked(double x[LONE], const double *in, int frames, const struct gain_parameters *p, bool usual,
		       double *mean)
{
	vector v[LONE_ABREAST];
	for (int k = 0; k < LONE_ABREAST; k++) {
		v[k] = load(in + k * W);
		v[k] = smaller(v[k] * v[k], all(SQUARE_MAXIMUM));
	}
	if (usual) {
		*mean = column_of(v[LONE_ABREAST - 1], W - 1);
	} else {
		const double keep = column_of(p->keep, 0), weight = column_of(p->mean, 0);
		for (int k = 0; k < LONE_ABREAST; k++)
			store(x + k * W, v[k]);
		for (int j = 0; j < frames; j++)
			x[j] = *mean = keep * *mean + weight * x[j];
		for (int k = 0; k < LONE_ABREAST; k++)
			v[k] = load(x + k * W);
	}
	for (int k = 0; k < LONE_ABREAST; k++)
		v[k] = larger(v[k], all(SQUARE_MINIMUM));
	decibels_of_power(v, LONE_ABREAST);
	static_curve(v, LONE_ABREAST, p);
	for (int k = 0; k < LONE_ABREAST; k++)
		store(x + k * W, v[k]);
}

/* All columns alike: a choice without a branch, which a peak detector would mispredict twice a period. */
INLINE void lone_smoothing(double x[LONE], int frames, const struct gain_parameters *p, vector *gain_db)
{
	for (int j = 0; j < frames; j++)
		x[j] = column_of(smoothed(all(x[j]), p, gain_db), 0);
}

INLINE void lone_linear(double *out, const double x[LONE], const struct gain_parameters *p, bool usual)
{
	vector v[LONE_ABREAST];
	for (int k = 0; k < LONE_ABREAST; k++)
		v[k] = load(x + k * W);
	gain_of_decibels(v, LONE_ABREAST);
	for (int k = 0; k < LONE_ABREAST; k++)
		store(out + k * W, usual ? p->wet * v[k] : p->dry + p->wet * v[k]);
}

/* As gain_tiles(). */
INLINE size_t lone_gain_tiles(const double *in, double *out, size_t frames, const struct gain_parameters *p, bool usual,
			      double *mean, vector *gain_db)
{
	const size_t end = frames / LONE * LONE;
	double asked[LONE], smooth[LONE], last[LONE];
	if (end == 0)
		return 0;
	lone_asked(asked, in, LONE, p, usual, mean);
	for (size_t i = 0; i < end; i += LONE) {
		memcpy(smooth, asked, sizeof smooth);
		lone_smoothing(smooth, LONE, p, gain_db);
		if (i + LONE < end)
			lone_asked(asked, in + i + LONE, LONE, p, usual, mean);
		if (i > 0)
			lone_linear(out + i - LONE, last, p, usual);
		memcpy(last, smooth, sizeof last);
	}
	lone_linear(out + end - LONE, last, p, usual);
	return end;
}

/* Fewer frames than a tile, beside others that are idle. */
static void lone_gain_rest(const double *in, double *out, size_t frames, const struct gain_parameters *p, double *mean,
			   vector *gain_db)
{
	double x[LONE];
	for (size_t j = 0; j < LONE; j++)
		x[j] = j < frames ? in[j] : 1.0;
	lone_asked(x, x, (int)frames, p, false, mean);
	lone_smoothing(x, (int)frames, p, gain_db);
	lone_linear(x, x, p, false);
	memcpy(out, x, frames * sizeof *out);
}

static void lone_gain_computer(const double *in, double *out, size_t frames, const double *parameters, double *state)
{
	vector rows[GAIN_COMPUTER_ROWS];
	for (int row = 0; row < GAIN_COMPUTER_ROWS; row++)
		rows[row] = all(parameters[row]);
	const struct gain_parameters p = gain_parameters_of(rows);
	double mean = state[0];
	vector gain_db = all(state[1]);
	const size_t done = is_usual(&p) ? lone_gain_tiles(in, out, frames, &p, true, &mean, &gain_db)
					 : lone_gain_tiles(in, out, frames, &p, false, &mean, &gain_db);
	if (done < frames)
		lone_gain_rest(in + done, out + done, frames - done, &p, &mean, &gain_db);
	state[0] = mean;
	state[1] = column_of(gain_db, 0);
}
